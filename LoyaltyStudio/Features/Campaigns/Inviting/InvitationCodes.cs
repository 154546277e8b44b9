using System.Buffers.Binary;
using LoyaltyStudio.Features.Access.Settings;
using LoyaltyStudio.Features.Cheques.Codes;
using LoyaltyStudio.Features.Members.Profiles;
using LoyaltyStudio.Features.Messaging.Links;

namespace LoyaltyStudio.Features.Campaigns.Inviting;

/// <summary>
/// The code by which a member brings in friends: the member's number in 32 signs, and six signs that only this installation can make, so that nobody gets at a code by counting. The same for ever and kept nowhere.
/// </summary>
public sealed class InvitationCodes(CodeVault vault, OrganisationBook organisation) : IInvitationCodes, IReferralLink
{
    private const string Alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    private const int Proof = 6;

    public string Of(long memberId)
    {
        var number = "";
        for (var rest = memberId; rest > 0 || number.Length == 0; rest >>= 5)
        {
            number = Alphabet[(int)(rest & 31)] + number;
        }

        return number + ProofOf(memberId);
    }

    public long? MemberOf(string code)
    {
        var typed = new string([.. code.ToUpperInvariant().Where(c => c is not ('-' or ' '))]).Replace('O', '0').Replace('I', '1').Replace('L', '1');
        if (typed.Length is <= Proof or > 18 || typed.Any(c => !Alphabet.Contains(c, StringComparison.Ordinal)))
        {
            return null;
        }

        var id = 0L;
        foreach (var sign in typed.AsSpan(0, typed.Length - Proof))
        {
            id = (id << 5) + Alphabet.IndexOf(sign, StringComparison.Ordinal);
        }

        return id > 0 && Of(id) == typed ? id : null;
    }

    /// <inheritdoc />
    public async Task<IReadOnlyDictionary<long, string>> OfAsync(IReadOnlyCollection<long> memberIds, CancellationToken ct) => (await organisation.CurrentAsync(ct)).PublicUrl.TrimEnd('/') is { Length: > 0 } home
        ? memberIds.Distinct().ToDictionary(id => id, id => $"{home}/r/{Of(id)}") : new Dictionary<long, string>();

    private string ProofOf(long memberId)
    {
        var proof = BinaryPrimitives.ReadUInt32BigEndian(vault.Hash(FormattableString.Invariant($"invitation {memberId}")));
        return string.Concat(Enumerable.Range(0, Proof).Select(i => Alphabet[(int)((proof >> (5 * i)) & 31)]));
    }
}
