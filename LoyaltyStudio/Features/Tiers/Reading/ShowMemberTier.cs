using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Access.Settings;
using LoyaltyStudio.Features.Members.Searching;
using LoyaltyStudio.Features.Programme;
using LoyaltyStudio.Features.Programme.Model;
using LoyaltyStudio.Features.Tiers.Evaluating;
using LoyaltyStudio.Features.Tiers.Model;
using LoyaltyStudio.Platform;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Tiers.Reading;

/// <param name="Asked">Points that the rules of that day asked: the threshold of the tier that was reached, or what keeping the old one takes.</param>
public sealed record TierChangeRow(long Id, DateOnly On, Tier From, Tier To, string Cause, long Earned, long Asked, DateOnly WindowFrom, DateOnly WindowTo, DateOnly? ValidUntil, bool Up);

/// <param name="State">Null while no programme is live.</param>
public sealed record MemberTierDetail(TierState? State, IReadOnlyList<TierChangeRow> Changes);

/// <summary>The tier of one member, the way to the next, and how it came about.</summary>
public sealed class ShowMemberTier(StudioData data, TimeProvider clock, OrganisationBook organisation)
{
    public async Task<Outcome<MemberTierDetail>> RunAsync(Actor actor, long memberId, CancellationToken ct)
    {
        if (!actor.May(Permission.ViewMembers))
        {
            return Refuse.Forbidden();
        }

        await using var db = data.Read();
        if (!await MemberSearch.SeesAsync(db, actor, memberId, ct))
        {
            return MemberSearch.Unknown;
        }

        var today = (await organisation.CurrentAsync(ct)).Today(clock);
        var timeline = await ProgrammeBook.TimelineAsync(db, ct);
        var changes = await db.Set<TierChange>().Where(c => c.MemberId == memberId).OrderByDescending(c => c.On).ThenByDescending(c => c.Id).Take(100).ToListAsync(ct);
        return new MemberTierDetail(await TierOf.ReadAsync(db, memberId, today, ct), [.. changes.Select(c => Row(c, timeline))]);
    }

    private static TierChangeRow Row(TierChange change, ProgrammeTimeline timeline)
    {
        var content = (timeline.ById(change.VersionId) ?? timeline.Versions[0]).Content;
        var (from, to) = (content.TierOf(change.FromTier), content.TierOf(change.ToTier));

        // An upgrade is decided on the day itself, a review looks back from the day before.
        var goal = (change.Cause == "upgrade" ? to : from).FirstGoal;
        var (windowFrom, windowTo) = goal is null ? (change.On, change.On) : TierPolicy.Window(goal.Window, change.Cause == "upgrade" ? change.On : change.On.AddDays(-1), change.On);
        return new TierChangeRow(change.Id, change.On, from, to, change.Cause, change.Metric, (change.Cause == "upgrade" ? goal?.Reach : goal?.Keep) ?? 0, windowFrom, windowTo, change.ValidUntil, content.RankOf(to.Code) > content.RankOf(from.Code));
    }
}
