using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using LoyaltyStudio.Features.Cheques.Codes;

namespace LoyaltyStudio.Features.Messaging.Links;

/// <summary>What an address in a message is about. The proof of one is none for another.</summary>
public enum LinkUse : byte { Click = 1, Referral = 2 }

/// <summary>
/// Makes and reads the last part of addresses in messages: an id, a number and a proof (HMAC-SHA256 under a key drawn from the installation's secret, cut to 128 bits), so that no row has to be kept per link and nobody can make one up.
/// </summary>
public sealed class LinkTokens(CodeVault vault)
{
    private const int DataBytes = 10, ProofBytes = 16;

    private readonly byte[] key = vault.KeyFor("links");

    /// <summary>36 symbols at most that may stand in a web address.</summary>
    public string Of(LinkUse use, long id, int number = 0)
    {
        Span<byte> token = stackalloc byte[DataBytes + ProofBytes];
        BinaryPrimitives.WriteInt64BigEndian(token, id);
        BinaryPrimitives.WriteUInt16BigEndian(token[8..], checked((ushort)number));
        Prove(use, token[..DataBytes], token[DataBytes..]);
        return Base64Url.EncodeToString(token);
    }

    /// <summary>What the token is about; null where it was not made here for this use.</summary>
    public (long Id, int Number)? Read(LinkUse use, string token)
    {
        Span<byte> read = stackalloc byte[DataBytes + ProofBytes];
        if (token.Length > 40 || !Base64Url.IsValid(token, out var length) || length != read.Length || !Base64Url.TryDecodeFromChars(token, read, out _))
        {
            return null;
        }

        Span<byte> proof = stackalloc byte[ProofBytes];
        Prove(use, read[..DataBytes], proof);
        return CryptographicOperations.FixedTimeEquals(proof, read[DataBytes..]) ? (BinaryPrimitives.ReadInt64BigEndian(read), BinaryPrimitives.ReadUInt16BigEndian(read[8..])) : null;
    }

    private void Prove(LinkUse use, ReadOnlySpan<byte> data, Span<byte> proof)
    {
        Span<byte> said = stackalloc byte[DataBytes + 1];
        said[0] = (byte)use;
        data.CopyTo(said[1..]);
        Span<byte> full = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(key, said, full);
        full[..ProofBytes].CopyTo(proof);
    }
}
