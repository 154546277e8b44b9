using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using LoyaltyStudio.Features.Campaigns.Model;

namespace LoyaltyStudio.Features.Campaigns.Running;

/// <summary>Why a member is not assigned; the order is the order of the tests, the first that fails counts.</summary>
public enum Exclusion
{
    None, NotInSegment, KeptOut, NeverBought, BoughtRecently, AlreadyIn, NotActive, NoEmail, NoAddress, NoConsent, OpenComplaint, GlobalHoldout, ExclusiveElsewhere, RecentCampaign, Capped, NoBudget,
}

/// <summary>Draws sides, arms and chances (semantics 9): u = hash(salt, person) ÷ 2⁶⁴. The same person and salt always give the same u, so that every draw is sticky.</summary>
public static class AssignmentPolicy
{
    /// <summary>Members with the same e-mail address are one person.</summary>
    public static string PersonOf(string? emailKey, long memberId) => emailKey ?? memberId.ToString(CultureInfo.InvariantCulture);

    /// <summary>Left out when u lies below the holdout's share.</summary>
    public static CampaignGroup GroupOf(string salt, string person, int holdoutPercent) => (UInt128)Draw(salt, person) * 100 < (UInt128)holdoutPercent << 64 ? CampaignGroup.Holdout : CampaignGroup.Treatment;

    /// <summary>The place in shares that come to 100: 0 for the first.</summary>
    public static int ArmOf(string salt, string person, IReadOnlyList<int> percents)
    {
        var place = (int)(((UInt128)Draw(salt, person) * 100) >> 64);
        for (var arm = 0; arm < percents.Count; arm++)
        {
            place -= percents[arm];
            if (place < 0)
            {
                return arm;
            }
        }

        return percents.Count - 1;
    }

    /// <summary>The name under which an exclusion is stored.</summary>
    public static string CodeOf(Exclusion exclusion) => exclusion == Exclusion.None ? "" : string.Concat(exclusion.ToString().Select((c, i) => char.IsUpper(c) ? (i > 0 ? "_" : "") + char.ToLowerInvariant(c) : c.ToString()));

    private static ulong Draw(string salt, string person) => BinaryPrimitives.ReadUInt64BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes($"{salt}:{person}")));
}
