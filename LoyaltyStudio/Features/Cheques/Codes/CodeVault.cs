using System.Security.Cryptography;
using System.Text;
using LoyaltyStudio.Data;
using LoyaltyStudio.Platform;
using Microsoft.Extensions.Options;

namespace LoyaltyStudio.Features.Cheques.Codes;

/// <summary>Section LoyaltyStudio:Codes.</summary>
public sealed class CodeOptions : ICheckedOptions
{
    public const string Section = "LoyaltyStudio:Codes";

    /// <summary>
    /// File with the installation's secret for codes; made at first use. By default beside the SQLite file, or loyaltystudio.key in the working folder.
    /// Several instances must share it, and a backup of the database is worth nothing to cheques without it.
    /// </summary>
    public string KeyFile { get; set; } = "";

    public IEnumerable<string> Problems()
    {
        if (KeyFile.Length > 0 && !Directory.Exists(Path.GetDirectoryName(Path.GetFullPath(KeyFile))))
        {
            yield return $"{Section}:KeyFile names a file in a folder that does not exist: {KeyFile}. Make the folder or choose another file.";
        }
    }
}

/// <summary>What is stored of a code: a keyed hash to look it up and the code itself encrypted, so that a copy of the database is no stack of money.</summary>
public sealed record SealedCode(byte[] Hash, string Sealed, string LastFour);

/// <summary>Makes, hides and reveals codes of cheques and coupons. Codes are never logged.</summary>
public sealed class CodeVault
{
    private const int KeyBytes = 32;

    private readonly byte[] secret;
    private readonly byte[] lookUpKey;
    private readonly byte[] sealKey;

    public CodeVault(IOptions<CodeOptions> options, IOptions<DatabaseOptions> database)
    {
        var file = options.Value.KeyFile.Length > 0 ? options.Value.KeyFile
            : database.Value.Provider == DatabaseProvider.Sqlite ? database.Value.SqliteFile + ".key" : Path.GetFullPath("loyaltystudio.key");
        secret = ReadOrMake(file);
        lookUpKey = HKDF.DeriveKey(HashAlgorithmName.SHA256, secret, 32, info: "look-up"u8.ToArray());
        sealKey = HKDF.DeriveKey(HashAlgorithmName.SHA256, secret, 32, info: "seal"u8.ToArray());
    }

    /// <summary>A new code in the form in which it is stored, and the code itself for the one message that carries it.</summary>
    public (string Code, SealedCode Stored) New()
    {
        var code = CodeText.New();
        return (code, new SealedCode(Hash(code), Seal(code), code[^4..]));
    }

    /// <summary>A key of its own for another purpose, made from the installation's secret: 32 bytes that say nothing of the others.</summary>
    public byte[] KeyFor(string purpose) => HKDF.DeriveKey(HashAlgorithmName.SHA256, secret, 32, info: Encoding.UTF8.GetBytes("purpose:" + purpose));

    /// <summary>The look-up key of a normalised code.</summary>
    public byte[] Hash(string code) => HMACSHA256.HashData(lookUpKey, Encoding.ASCII.GetBytes(code));

    /// <summary>The code again, for printing.</summary>
    public string Reveal(string sealedCode)
    {
        var data = Convert.FromBase64String(sealedCode);
        var plain = new byte[data.Length - 28];
        using var aes = new AesGcm(sealKey, 16);
        aes.Decrypt(data.AsSpan(0, 12), data.AsSpan(28), data.AsSpan(12, 16), plain);
        return Encoding.ASCII.GetString(plain);
    }

    /// <summary>A secret text of ASCII signs, hidden so that only <see cref="Reveal"/> of this installation reads it.</summary>
    public string Seal(string code)
    {
        var plain = Encoding.ASCII.GetBytes(code);
        var data = new byte[28 + plain.Length];
        RandomNumberGenerator.Fill(data.AsSpan(0, 12));
        using var aes = new AesGcm(sealKey, 16);
        aes.Encrypt(data.AsSpan(0, 12), plain, data.AsSpan(28), data.AsSpan(12, 16));
        return Convert.ToBase64String(data);
    }

    private static byte[] ReadOrMake(string file)
    {
        if (!File.Exists(file))
        {
            Make(file);
        }

        // A key that is cut short would still hide codes, but badly, and codes made with it could not be found again.
        var secret = Convert.FromBase64String(File.ReadAllText(file).Trim());
        return secret.Length == KeyBytes ? secret : throw new InvalidOperationException($"{file} is not whole. Put it back from a backup; cheques and coupons cannot be found without it.");
    }

    /// <summary>Whole or not at all, also when the program is killed or another instance makes it at the same moment.</summary>
    private static void Make(string file)
    {
        var draft = $"{file}.{Guid.NewGuid():N}";
        var owner = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            owner.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using (var made = new FileStream(draft, owner))
        {
            made.Write(Encoding.ASCII.GetBytes(Convert.ToBase64String(RandomNumberGenerator.GetBytes(KeyBytes))));
            made.Flush(flushToDisk: true);
        }

        try
        {
            File.Move(draft, file, overwrite: false);
        }
        catch (IOException) when (File.Exists(file))
        {
            // Another instance made it just now; its key is ours.
            File.Delete(draft);
        }
    }
}
