using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Cheques.Codes;
using LoyaltyStudio.Features.Members.Profiles;
using LoyaltyStudio.Platform;
using Microsoft.Extensions.Options;

namespace LoyaltyStudio.Features.Personalisation.Visiting;

/// <summary>
/// What a browser holds of a member who signed in at the shop: who it is and until when, sealed (AES-256-GCM, a key of its own from the installation's secret). It opens nothing but this member's content, says nothing to
/// whoever reads it, and cannot be made or changed without the secret.
/// </summary>
public sealed class VisitorTokens(CodeVault vault, TimeProvider clock, IOptions<SiteOptions> options)
{
    private const int Nonce = 12, Tag = 16, Plain = 16, Length = Nonce + Tag + Plain;
    private readonly byte[] key = vault.KeyFor("visitor");

    internal (string Token, DateTime Until) Make(long member)
    {
        var until = clock.GetUtcNow().AddMinutes(options.Value.TokenMinutes);
        Span<byte> plain = stackalloc byte[Plain], sealedBytes = stackalloc byte[Length];
        BinaryPrimitives.WriteInt64BigEndian(plain, member);
        BinaryPrimitives.WriteInt64BigEndian(plain[8..], until.ToUnixTimeSeconds());
        RandomNumberGenerator.Fill(sealedBytes[..Nonce]);
        using var aes = new AesGcm(key, Tag);
        aes.Encrypt(sealedBytes[..Nonce], plain, sealedBytes[(Nonce + Tag)..], sealedBytes.Slice(Nonce, Tag));
        return (Base64Url.EncodeToString(sealedBytes), DateTimeOffset.FromUnixTimeSeconds(until.ToUnixTimeSeconds()).UtcDateTime);
    }

    /// <summary>The member; null for a token that is not ours or whose time is over.</summary>
    internal long? Read(string token)
    {
        Span<byte> bytes = stackalloc byte[Length], plain = stackalloc byte[Plain];
        if (token.Length > 100 || !Base64Url.IsValid(token) || !Base64Url.TryDecodeFromChars(token, bytes, out var written) || written != Length)
        {
            return null;
        }

        try
        {
            using var aes = new AesGcm(key, Tag);
            aes.Decrypt(bytes[..Nonce], bytes[(Nonce + Tag)..], bytes.Slice(Nonce, Tag), plain);
        }
        catch (AuthenticationTagMismatchException)
        {
            return null;
        }

        return BinaryPrimitives.ReadInt64BigEndian(plain[8..]) >= clock.GetUtcNow().ToUnixTimeSeconds() ? BinaryPrimitives.ReadInt64BigEndian(plain) : null;
    }
}

/// <param name="Until">UTC.</param>
public sealed record VisitorTokenAnswer(string Token, DateTime Until);

/// <summary>Gives the server of a shop a token for the browser of a member who signed in there.</summary>
public sealed class IssueVisitorToken(StudioData data, VisitorTokens tokens)
{
    public async Task<Outcome<VisitorTokenAnswer>> RunAsync(Actor actor, string reference, CancellationToken ct)
    {
        if (!actor.May(Permission.ViewMembers))
        {
            return Refuse.Forbidden();
        }

        await using var db = data.Read();
        if (await MemberRef.FindAsync(db, reference, ct) is not { } member)
        {
            return Refuse.NotFound("member_unknown", "There is no member with this card number, customer number or e-mail address.");
        }

        var (token, until) = tokens.Make(member.Id);
        return new VisitorTokenAnswer(token, until);
    }
}
