using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using LoyaltyStudio.Features.Campaigns.Model;

namespace LoyaltyStudio.Features.Campaigns.Running;

/// <summary>Why a member is not assigned; the order is the order of the tests, the first that fails counts.</summary>
public enum Exclusion { None, NotInSegment, NeverBought, BoughtRecently, AlreadyIn, NotActive, NoEmail, NoConsent, OpenComplaint, RecentCampaign }

/// <summary>What the policy must know of a member.</summary>
/// <param name="DrawnToday">The side on which an earlier run of this day put the member.</param>
public readonly record struct Candidate(long MemberId, bool Active, bool HasEmail, bool Consent, DateOnly? LastPurchaseOn, bool AlreadyIn, bool RecentCampaign, bool InSegment = true, bool OpenComplaint = false,
    CampaignGroup? DrawnToday = null);

/// <summary>Decides who is in a campaign and on which side (semantics 9).</summary>
public static class AssignmentPolicy
{
    /// <param name="daysWithoutPurchase">Null for a campaign that is for a segment; then only <see cref="Candidate.InSegment"/> says who is meant.</param>
    public static Exclusion Test(Candidate c, int? daysWithoutPurchase, DateOnly asOf) =>
        !c.InSegment ? Exclusion.NotInSegment
        : daysWithoutPurchase is { } days && Away(c, days, asOf) is not Exclusion.None and var near ? near
        : c.AlreadyIn ? Exclusion.AlreadyIn
        : !c.Active ? Exclusion.NotActive
        : !c.HasEmail ? Exclusion.NoEmail
        : !c.Consent ? Exclusion.NoConsent
        : c.OpenComplaint ? Exclusion.OpenComplaint
        : c.RecentCampaign ? Exclusion.RecentCampaign
        : Exclusion.None;

    private static Exclusion Away(Candidate c, int days, DateOnly asOf) =>
        c.LastPurchaseOn is not { } last ? Exclusion.NeverBought : last.AddDays(days) > asOf ? Exclusion.BoughtRecently : Exclusion.None;

    /// <summary>u = hash(salt, person) ÷ 2⁶⁴; left out when u lies below the holdout's share. The same member and campaign always give the same side.</summary>
    public static CampaignGroup GroupOf(string salt, long memberId, int holdoutPercent)
    {
        var hash = SHA256.HashData(Encoding.ASCII.GetBytes($"{salt}:{memberId.ToString(CultureInfo.InvariantCulture)}"));
        var u = BinaryPrimitives.ReadUInt64BigEndian(hash);
        return (UInt128)u * 100 < (UInt128)holdoutPercent << 64 ? CampaignGroup.Holdout : CampaignGroup.Treatment;
    }

    /// <summary>The name under which an exclusion is stored.</summary>
    public static string CodeOf(Exclusion exclusion) => exclusion switch
    {
        Exclusion.None => "",
        Exclusion.NotInSegment => "not_in_segment",
        Exclusion.NeverBought => "never_bought",
        Exclusion.BoughtRecently => "bought_recently",
        Exclusion.AlreadyIn => "already_in",
        Exclusion.NotActive => "not_active",
        Exclusion.NoEmail => "no_email",
        Exclusion.NoConsent => "no_consent",
        Exclusion.OpenComplaint => "open_complaint",
        Exclusion.RecentCampaign => "recent_campaign",
    };
}
