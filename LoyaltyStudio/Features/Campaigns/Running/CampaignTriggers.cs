using System.Globalization;
using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Access.Settings;
using LoyaltyStudio.Features.Campaigns.Model;
using LoyaltyStudio.Features.Programme;
using LoyaltyStudio.Features.Programme.Model;
using LoyaltyStudio.Features.Programme.Sales;
using LoyaltyStudio.Features.Segments;
using LoyaltyStudio.Features.Segments.Asking;
using LoyaltyStudio.Features.Segments.Model;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Campaigns.Running;

/// <summary>Members whom a trigger means, by the day on which it happened to them.</summary>
public sealed record Triggered(DateOnly On, MemberSet Members);

/// <summary>
/// Asks whom a campaign's trigger means. What happens to members is looked for on the day of the run and the three days before it, so that a missed night or a late till loses nobody; who entered since is not meant again.
/// </summary>
public sealed class CampaignTriggers(StudioData data, SegmentQuery segments, SegmentCatalogue catalogue, OrganisationBook organisation)
{
    private const int LookBackDays = 3;

    /// <param name="since">The campaign's first day; what happened before it starts nothing.</param>
    /// <param name="lastRun">The latest earlier day on which it looked at somebody; null: none.</param>
    /// <returns>Null: everybody, by the calendar. Empty: nobody today.</returns>
    public async Task<IReadOnlyList<Triggered>?> ReadAsync(Campaign campaign, FlowTrigger trigger, DateOnly asOf, DateOnly since, DateOnly? lastRun, CancellationToken ct)
    {
        if (trigger.Kind == TriggerKind.Schedule)
        {
            return IsDue(trigger, asOf, lastRun is not null) || WasMissed(trigger, asOf, since, lastRun) ? null : [];
        }

        List<Triggered> found = [];
        for (var day = asOf.AddDays(-LookBackDays); day <= asOf; day = day.AddDays(1))
        {
            var on = day.AddDays(-trigger.OffsetDays);
            if (day >= since && await OnDayAsync(campaign, trigger, on, since, ct) is { Count: > 0 } members)
            {
                found.Add(new Triggered(day, members));
            }
        }

        return found;
    }

    /// <summary>Whether a day of the week or month went by without a run, because nothing ran that night.</summary>
    private static bool WasMissed(FlowTrigger trigger, DateOnly asOf, DateOnly since, DateOnly? lastRun) => trigger.Schedule is TriggerSchedule.Weekly or TriggerSchedule.Monthly
        && Enumerable.Range(1, LookBackDays).Select(b => asOf.AddDays(-b)).Any(day => day >= since && !(lastRun >= day) && IsDue(trigger, day, ranBefore: false));

    internal static bool IsDue(FlowTrigger trigger, DateOnly asOf, bool ranBefore) => trigger.Schedule switch
    {
        TriggerSchedule.Once => !ranBefore && (trigger.On is not { } on || asOf >= on),
        TriggerSchedule.Weekly => ((int)asOf.DayOfWeek + 6) % 7 == trigger.Day - 1,
        TriggerSchedule.Monthly => asOf.Day == Math.Min(trigger.Day, DateTime.DaysInMonth(asOf.Year, asOf.Month)),
        _ => true,
    };

    private Task<MemberSet> OnDayAsync(Campaign campaign, FlowTrigger trigger, DateOnly on, DateOnly since, CancellationToken ct) => trigger.Kind switch
    {
        TriggerKind.SegmentEntered => AskAsync("SELECT member_id FROM segment_member WHERE segment_id = @p0 AND since = @p1", ct, campaign.SegmentId ?? 0, on),
        TriggerKind.StateEntered => StateAsync(trigger, on, ct),
        TriggerKind.Event => on < since ? Task.FromResult(new MemberSet()) : EventAsync(trigger, on, ct),
        TriggerKind.Date => DateAsync(trigger, on, ct),
        _ => SaleAsync(trigger, on, ct),
    };

    private async Task<MemberSet> StateAsync(FlowTrigger trigger, DateOnly on, CancellationToken ct)
    {
        var set = new MemberSet();
        foreach (var state in trigger.States)
        {
            set = set.Or(await AskAsync("SELECT c.member_id FROM state_change c JOIN member_state s ON s.member_id = c.member_id WHERE c.\"on\" = @p0 AND c.to_state = @p1 AND s.state = @p1", ct, on, state.ToString()));
        }

        return set;
    }

    private async Task<MemberSet> EventAsync(FlowTrigger trigger, DateOnly on, CancellationToken ct)
    {
        var node = SegmentNode.Times(trigger.Event, SegmentTest.AtLeast, 1, new SegmentPeriod(From: on, Until: on), trigger.Details);
        return await segments.MembersOfAsync(new SegmentDefinition(trigger.FirstOnly
            ? SegmentNode.All(node, SegmentNode.Times(trigger.Event, SegmentTest.AtMost, 0, new SegmentPeriod(Until: on.AddDays(-1)), trigger.Details)) : SegmentNode.All(node)), on, ct);
    }

    /// <summary>A day of the member's own: a field that holds one, or a happening that lies ahead.</summary>
    private async Task<MemberSet> DateAsync(FlowTrigger trigger, DateOnly on, CancellationToken ct)
    {
        var day = on.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        if (catalogue.Field(trigger.Event) is { Kind: SegmentKind.Date, Yearly: false })
        {
            return await segments.MembersOfAsync(new SegmentDefinition(SegmentNode.All(SegmentNode.Of(trigger.Event, SegmentTest.Is, day))), on, ct);
        }

        if (trigger.Event is Birthday or Joined)
        {
            var leapToo = on is { Month: 2, Day: 28 } && !DateTime.IsLeapYear(on.Year);
            var column = trigger.Event == Birthday ? "birth_date" : "enrolled_on";
            var sql = $"SELECT id FROM member WHERE {column} < @p0 AND (substr(CAST({column} AS text), 6, 5) = @p1 OR substr(CAST({column} AS text), 6, 5) = @p2)";
            return await AskAsync(sql, ct, on, day[5..], leapToo ? "02-29" : day[5..]);
        }

        return await segments.MembersOfAsync(new SegmentDefinition(SegmentNode.All(SegmentNode.Times(trigger.Event, SegmentTest.AtLeast, 1, new SegmentPeriod(From: on, Until: on), trigger.Details))), on, ct);
    }

    /// <summary>The day of the year on which the member was born, or joined.</summary>
    public const string Birthday = "birthday", Joined = "joined";

    /// <summary>The members of every tier that may enter a sale on the day.</summary>
    private async Task<MemberSet> SaleAsync(FlowTrigger trigger, DateOnly on, CancellationToken ct)
    {
        var calendar = (await organisation.CurrentAsync(ct)).Calendar;
        await using var db = data.Read();
        var tiers = (await ProgrammeBook.TimelineAsync(db, ct)).On(on)?.Content.Tiers ?? [];
        var sales = await db.Set<Sale>().Where(s => trigger.SaleId == null || s.Id == trigger.SaleId).ToListAsync(ct);
        var set = new MemberSet();
        foreach (var tier in tiers.Where(t => sales.Any(s => calendar.DateOf(SaleAccess.Of(s, t).EntersAt) == on)))
        {
            // Members without a row are in the lowest tier.
            set = set.Or(await AskAsync(tier == tiers[0]
                ? "SELECT id FROM member m WHERE NOT EXISTS (SELECT 1 FROM member_tier t WHERE t.member_id = m.id AND t.tier <> @p0)" : "SELECT member_id FROM member_tier WHERE tier = @p0", ct, tier.Code));
        }

        return set;
    }

    private Task<MemberSet> AskAsync(string sql, CancellationToken ct, params object[] values) => CampaignSets.AskAsync(data, sql, ct, values);
}
