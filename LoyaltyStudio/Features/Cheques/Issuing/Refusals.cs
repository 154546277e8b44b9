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

/// <summary>Makes the line of a member: the cheque, or why there is none.</summary>
internal static class LinePolicy
{
    internal static ChequeRunLine LineOf(long runId, DateOnly cutOff, ChequeScheme scheme, ChequeCandidate member)
    {
        var line = new ChequeRunLine
        {
            RunId = runId, MemberId = member.MemberId, Tier = member.Tier, StoreId = member.StoreId, EligiblePoints = Math.Max(0, member.Points - member.Debt - member.Held), PendingPoints = member.Pending,
            TurnoverCents = member.TurnoverCents, TierPercent = scheme.PercentOf(member.Tier), BandPercent = scheme.BandOf(member.TurnoverCents),
        };
        line.Refusal = Excluded(cutOff, scheme, member);
        if (line.Refusal.Length == 0)
        {
            var value = ChequePolicy.Decide(scheme, line.TierPercent, line.BandPercent, line.EligiblePoints);
            (line.ValueCents, line.PointsUsed) = (value.ValueCents, value.PointsUsed);
            line.Refusal = value.ValueCents > 0 ? "" : TooLittle(scheme, line, member);
        }

        return line;
    }

    private static string Excluded(DateOnly cutOff, ChequeScheme scheme, ChequeCandidate member) => member switch
    {
        { Active: false } => Refusals.NotActive,
        _ when scheme.OnlyTiers.Count > 0 && !scheme.OnlyTiers.Contains(member.Tier) => Refusals.Tier,
        _ when scheme.OnlyStores.Count > 0 && !(member.Store is { } store && scheme.OnlyStores.Contains(store)) => Refusals.Store,
        _ when member.EnrolledOn.AddDays(scheme.MemberDays) > cutOff && scheme.MemberDays > 0 => Refusals.TooNew,
        _ => "",
    };

    private static string TooLittle(ChequeScheme scheme, ChequeRunLine line, ChequeCandidate member)
    {
        bool Enough(long points) => ChequePolicy.Decide(scheme, line.TierPercent, line.BandPercent, points).ValueCents > 0;
        return Enough(member.Points - member.Held) ? Refusals.Debt
            : Enough(member.Points - member.Debt) ? Refusals.OtherScheme
            : Enough(member.Points + member.Pending - member.Debt - member.Held) ? Refusals.Pending
            : Refusals.BelowMinimum;
    }
}
