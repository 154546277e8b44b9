using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Members.Model;
using LoyaltyStudio.Features.Points.Model;
using LoyaltyStudio.Features.Programme;
using LoyaltyStudio.Features.Programme.Model;
using LoyaltyStudio.Features.Tiers.Evaluating;
using LoyaltyStudio.Features.Tiers.Model;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Tiers.Reading;

/// <summary>Where a member stands and what is still to go.</summary>
/// <param name="Earned">Points that count in the window that ends today.</param>
/// <param name="Next">The tier above; null at the top.</param>
/// <param name="ToNext">Points still to earn for it.</param>
/// <param name="ToKeep">Points still to earn before <paramref name="ValidUntil"/> to keep the tier; 0 when that is done.</param>
public sealed record TierState(Tier Tier, DateOnly? Since, DateOnly? ValidUntil, long Earned, DateOnly WindowFrom, Tier? Next, long ToNext, long ToKeep);

/// <summary>Reads the tier of one member and the way to the next.</summary>
public static class TierOf
{
    /// <summary>Null while no programme is live.</summary>
    public static async Task<TierState?> ReadAsync(StudioDb db, long memberId, DateOnly today, CancellationToken ct)
    {
        if ((await ProgrammeBook.TimelineAsync(db, ct)).On(today) is not { } live)
        {
            return null;
        }

        var content = live.Content;
        var row = await db.Set<MemberTier>().AsNoTracking().FirstOrDefaultAsync(t => t.MemberId == memberId, ct);
        var tier = content.TierOf(row?.Tier);
        var since = await db.Set<Member>().Where(m => m.Id == memberId).Select(m => m.EnrolledOn).FirstOrDefaultAsync(ct);
        var next = content.Tiers.ElementAtOrDefault(content.RankOf(tier.Code) + 1);
        var goal = (next ?? tier).FirstGoal;
        var (from, to) = goal is null ? (today, today) : TierPolicy.Window(goal.Window, today, since);
        var earned = await EarnedAsync(db, memberId, from, to, ct);
        var own = tier.FirstGoal;

        // What counts at the review is the window that ends on the last day of the tier.
        var kept = row?.ValidUntil is { } until && own is not null ? await EarnedAsync(db, memberId, TierPolicy.Window(own.Window, until, since).From, until, ct) : 0;
        return new TierState(tier, row?.Since, row?.ValidUntil, earned, from, next, next is null ? 0 : Math.Max(0, goal!.Reach - earned),
            row?.ValidUntil is null || own is null ? 0 : Math.Max(0, own.Keep - kept));
    }

    private static Task<long> EarnedAsync(StudioDb db, long memberId, DateOnly from, DateOnly to, CancellationToken ct) =>
        db.Set<LedgerEntry>().Where(e => e.MemberId == memberId && e.QualifiesOn >= from && e.QualifiesOn <= to).SumAsync(e => e.Points, ct);
}
