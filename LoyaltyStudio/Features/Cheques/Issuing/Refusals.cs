using LoyaltyStudio.Features.Cheques.Model;
using LoyaltyStudio.Features.Programme.Model;

namespace LoyaltyStudio.Features.Cheques.Issuing;

/// <summary>Why a member gets no cheque in a run: the codes that lines carry.</summary>
public static class Refusals
{
    public const string NotActive = "not_active", Tier = "tier", Store = "store", TooNew = "too_new", Debt = "debt", Pending = "pending", OtherScheme = "other_scheme", BelowMinimum = "below_minimum";

    /// <summary>There was a cheque in the calculation, but the member left before it was issued.</summary>
    public const string Withheld = "withheld";

    /// <summary>Of members without a line: they had no points at all at the cut-off.</summary>
    public const string NoPoints = "no_points";

    public static readonly IReadOnlyList<string> All = [NotActive, Tier, Store, TooNew, Debt, Pending, OtherScheme, BelowMinimum, Withheld, NoPoints];
}

/// <summary>What is known of a member at the cut-off.</summary>
/// <param name="Points">Active points.</param>
/// <param name="Pending">Points that wait.</param>
/// <param name="Held">Points that another run has counted and not issued yet.</param>
/// <param name="Store">Code of the home store, or null.</param>
internal sealed record ChequeCandidate(long MemberId, long Points, long Pending, long Debt, long Held, string Tier, long? StoreId, string? Store, bool Active, DateOnly EnrolledOn, long TurnoverCents);

/// <summary>The points of a member at a cut-off; see <see cref="ChequeCandidate"/>.</summary>
internal readonly record struct MemberPoints(long Points, long Pending, long Debt, long Held)
{
    /// <summary>What may become a cheque.</summary>
    internal long Eligible => Math.Max(0, Points - Debt - Held);
}

/// <summary>Makes the line of a member: the cheque, or why there is none. The preview of a scheme asks the same two questions.</summary>
internal static class LinePolicy
{
    internal static ChequeRunLine LineOf(long runId, DateOnly cutOff, ChequeScheme scheme, ChequeCandidate member)
    {
        var points = new MemberPoints(member.Points, member.Pending, member.Debt, member.Held);
        var line = new ChequeRunLine
        {
            RunId = runId, MemberId = member.MemberId, Tier = member.Tier, StoreId = member.StoreId, EligiblePoints = points.Eligible, PendingPoints = member.Pending,
            TurnoverCents = member.TurnoverCents, TierPercent = scheme.PercentOf(member.Tier), BandPercent = scheme.BandOf(member.TurnoverCents),
        };
        line.Refusal = Excluded(member.Active, TakesPart(scheme, member.Tier), TakesPartStore(scheme, member.Store), LongEnough(scheme, member.EnrolledOn, cutOff));
        if (line.Refusal.Length == 0)
        {
            (var value, line.Refusal) = Decide(scheme, line.TierPercent, line.BandPercent, points);
            (line.ValueCents, line.PointsUsed) = (value.ValueCents, value.PointsUsed);
        }

        return line;
    }

    internal static bool TakesPart(ChequeScheme scheme, string tier) => scheme.OnlyTiers.Count == 0 || scheme.OnlyTiers.Contains(tier);

    internal static bool TakesPartStore(ChequeScheme scheme, string? store) => scheme.OnlyStores.Count == 0 || (store is not null && scheme.OnlyStores.Contains(store));

    internal static bool LongEnough(ChequeScheme scheme, DateOnly enrolledOn, DateOnly cutOff) => scheme.MemberDays == 0 || enrolledOn.AddDays(scheme.MemberDays) <= cutOff;

    /// <summary>Why somebody takes no part in a scheme whatever the points; empty where they do.</summary>
    internal static string Excluded(bool active, bool tier, bool store, bool longEnough) =>
        !active ? Refusals.NotActive : !tier ? Refusals.Tier : !store ? Refusals.Store : !longEnough ? Refusals.TooNew : "";

    /// <summary>The cheque of somebody who takes part, or why the points are not enough.</summary>
    internal static (ChequeValue Value, string Refusal) Decide(ChequeScheme scheme, int tierPercent, int bandPercent, in MemberPoints member)
    {
        var value = ChequePolicy.Decide(scheme, tierPercent, bandPercent, member.Eligible);
        return (value, value.ValueCents > 0 ? "" : TooLittle(scheme, tierPercent, bandPercent, member));
    }

    private static string TooLittle(ChequeScheme scheme, int tierPercent, int bandPercent, in MemberPoints member)
    {
        bool Enough(long points) => ChequePolicy.Decide(scheme, tierPercent, bandPercent, points).ValueCents > 0;
        return member.Debt > 0 && Enough(member.Points - member.Held) ? Refusals.Debt
            : member.Held > 0 && Enough(member.Points - member.Debt) ? Refusals.OtherScheme
            : member.Pending > 0 && Enough(member.Points + member.Pending - member.Debt - member.Held) ? Refusals.Pending
            : Refusals.BelowMinimum;
    }
}
