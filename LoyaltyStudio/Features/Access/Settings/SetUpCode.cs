using System.Security.Cryptography;
using System.Text;
using LoyaltyStudio.Platform;

namespace LoyaltyStudio.Features.Access.Settings;

/// <summary>
/// The one-time code of the first start: whoever reads the console of the server may set the installation up, nobody else. Lives in memory only.
/// </summary>
public sealed class SetUpCode(TimeProvider clock)
{
    private const int Tries = 5;
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(5);
    private readonly Lock turn = new();
    private readonly string code = CodeText.New();
    private int wrong;
    private DateTimeOffset pausedUntil;

    /// <summary>As printed on the console.</summary>
    public string Printed => CodeText.Print(code);

    /// <summary>Null when the code is right, otherwise what to tell. After five wrong codes nothing is right for five minutes.</summary>
    public FieldError? Problem(string typed)
    {
        lock (turn)
        {
            if (clock.GetUtcNow() < pausedUntil)
            {
                return new FieldError("Code", "Too many wrong codes. Wait five minutes and try again.");
            }

            var given = Encoding.ASCII.GetBytes(CodeText.Normalise(typed) ?? "");
            if (CryptographicOperations.FixedTimeEquals(given, Encoding.ASCII.GetBytes(code)))
            {
                wrong = 0;
                return null;
            }

            if (++wrong >= Tries)
            {
                wrong = 0;
                pausedUntil = clock.GetUtcNow() + Pause;
            }

            return new FieldError("Code", "This is not the code that the server printed when it started.");
        }
    }
}
