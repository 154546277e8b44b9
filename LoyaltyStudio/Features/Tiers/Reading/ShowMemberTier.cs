using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Access.Settings;
using LoyaltyStudio.Features.Members.Searching;
using LoyaltyStudio.Features.Programme;
using LoyaltyStudio.Features.Programme.Model;
using LoyaltyStudio.Features.Programme.Sales;
using LoyaltyStudio.Features.Tiers.Evaluating;
using LoyaltyStudio.Features.Tiers.Model;
using LoyaltyStudio.Platform;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Tiers.Reading;

/// <param name="Measured">The goals of the way that decided; empty with changes of a person.</param>
/// <param name="Said">The reason that a person gave.</param>
public sealed record TierChangeRow(long Id, DateOnly On, Tier From, Tier To, string Cause, IReadOnlyList<MeasuredGoal> Measured, Tier? Coming, DateOnly? ComingOn, DateOnly? ValidUntil, bool Up,
    string? Author, string Said, int Version);

/// <param name="State">Null while no programme is live.</param>
/// <param name="Tiers">All tiers of the live programme, low to high.</param>
/// <param name="Sales">Sales that are planned or going on, with the moment at which this member may enter.</param>
public sealed record MemberTierDetail(TierState? State, IReadOnlyList<TierChangeRow> Changes, IReadOnlyList<Tier> Tiers, IReadOnlyList<SaleAccess> Sales);

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
        var changes = await ChangesAsync(db, memberId, timeline, 100, ct);
        var state = await TierOf.ReadAsync(db, memberId, today, ct);
        return new MemberTierDetail(state, changes, timeline.On(today)?.Content.Tiers ?? [],
            state is null ? [] : await SaleAccess.OfAsync(db, state.Tier, clock.GetUtcNow().UtcDateTime, ct));
    }

    /// <summary>The latest changes, with what decided them.</summary>
    internal static async Task<IReadOnlyList<TierChangeRow>> ChangesAsync(StudioDb db, long memberId, ProgrammeTimeline timeline, int most, CancellationToken ct)
    {
        var changes = await db.Set<TierChange>().AsNoTracking().Where(c => c.MemberId == memberId).OrderByDescending(c => c.On).ThenByDescending(c => c.Id).Take(most).ToListAsync(ct);
        return [.. changes.Select(c => Row(c, timeline))];
    }

    private static TierChangeRow Row(TierChange change, ProgrammeTimeline timeline)
    {
        var content = (timeline.ById(change.VersionId) ?? timeline.Versions[0]).Content;
        var (from, to) = (content.TierOf(change.FromTier), content.TierOf(change.ToTier));
        var measured = change.Measured is { } json ? MeasuredGoal.FromJson(json) : change.Author is null ? FirstForm(change, from, to) : [];
        return new TierChangeRow(change.Id, change.On, from, to, change.Cause, measured, change.Coming is { } coming ? content.TierOf(coming) : null, change.ComingOn, change.ValidUntil,
            content.RankOf(to.Code) > content.RankOf(from.Code), change.Author, change.Author is null ? "" : change.Reason, (timeline.ById(change.VersionId) ?? timeline.Versions[0]).Number);
    }

    /// <summary>Changes of the first release kept one number: points against the first goal. An upgrade was decided on the day itself, a review looked back from the day before.</summary>
    private static IReadOnlyList<MeasuredGoal> FirstForm(TierChange change, Tier from, Tier to)
    {
        var up = change.Cause == TierCauses.Upgrade;
        if ((up ? to : from).FirstGoal is not { } goal)
        {
            return [];
        }

        var (begin, end) = TierPolicy.Window(goal.Window, up ? change.On : change.On.AddDays(-1), change.On);
        return [new MeasuredGoal(goal.Metric, change.Metric, up ? goal.Reach : goal.Keep, begin, end)];
    }
}
