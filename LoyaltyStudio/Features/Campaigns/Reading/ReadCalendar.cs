using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Access.Settings;
using LoyaltyStudio.Features.Campaigns.Model;
using LoyaltyStudio.Features.Campaigns.Running;
using LoyaltyStudio.Features.Programme;
using LoyaltyStudio.Features.Programme.Model;
using LoyaltyStudio.Features.Programme.Sales;
using LoyaltyStudio.Platform;
using LoyaltyStudio.Ui;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Campaigns.Reading;

/// <summary>All campaigns of a month: over their periods, what went out per day, what is to come, and the sales.</summary>
public sealed class ReadCalendar(StudioData data, TimeProvider clock, OrganisationBook organisation)
{
    /// <param name="month">Any day of the month; null: the present one.</param>
    public async Task<Outcome<CampaignMonth>> RunAsync(Actor actor, DateOnly? month, CancellationToken ct)
    {
        if (!actor.May(Permission.ViewCampaigns))
        {
            return Refuse.Forbidden();
        }

        var info = await organisation.CurrentAsync(ct);
        var today = info.Today(clock);
        var first = month is { Year: > 1900 and < 9000 } m ? new DateOnly(m.Year, m.Month, 1) : new DateOnly(today.Year, today.Month, 1);
        var (from, until) = (CampaignMonth.MondayOf(first), CampaignMonth.MondayOf(first.AddMonths(1).AddDays(-1)).AddDays(6));
        await using var db = data.Read();
        var campaigns = await db.Set<Campaign>().OrderBy(c => c.Id).ToListAsync(ct);
        var lastRuns = await db.Set<CampaignRun>().GroupBy(r => r.CampaignId).Select(g => new { g.Key, On = g.Max(r => r.On) }).ToDictionaryAsync(g => g.Key, g => g.On, ct);
        var bars = campaigns.ConvertAll(c => Bar(c, info.Calendar, lastRuns)).OfType<CalendarBar>().Where(b => b.From <= until && (b.Until is not { } end || end >= from)).ToList();
        var sent = await SentAsync(db, from, until, ct);
        var planned = await PlannedAsync(db, campaigns, info.Calendar, today, until, ct);
        var sales = await SalesAsync(db, info.Calendar, ct);
        var names = campaigns.ToDictionary(c => c.Id, c => c.Name);
        var days = Enumerable.Range(0, until.DayNumber - from.DayNumber + 1).Select(from.AddDays).Select(day => new CalendarDay(day,
            [.. sent.Where(s => s.On == day).OrderByDescending(s => s.Count).Select(s => new CalendarSend(s.CampaignId, names.GetValueOrDefault(s.CampaignId, ""), s.Count))],
            [.. planned.Where(p => p.On == day).Select(p => p.Plan)], [.. sales.Where(s => s.On == day).Select(s => s.Sale)])).ToList();
        return new CampaignMonth(first, today, bars, days);
    }

    private static CalendarBar? Bar(Campaign c, BusinessCalendar calendar, Dictionary<long, DateOnly> lastRuns)
    {
        var started = c.StartedAt is { } at ? calendar.DateOf(at) : (DateOnly?)null;
        DateOnly? from = (started, c.StartOn) switch
        {
            ({ } begun, { } wanted) => begun > wanted ? begun : wanted,
            ({ } begun, null) => begun,
            (null, { } wanted) => wanted,
            _ => null,
        };
        return from is not { } first ? null : new CalendarBar(c.Id, c.Name, c.State, c.Purpose, first, c.State == CampaignState.Ended ? lastRuns.TryGetValue(c.Id, out var last) && last > first ? last : first : c.EndOn);
    }

    private static Task<List<Sent>> SentAsync(StudioDb db, DateOnly from, DateOnly until, CancellationToken ct) => db.Set<CampaignContact>()
        .Where(c => c.Kind == "message" && c.Outcome == ContactOutcome.Queued && c.On >= from && c.On <= until).GroupBy(c => new { c.On, c.CampaignId }).Select(g => new Sent { On = g.Key.On, CampaignId = g.Key.CampaignId, Count = g.Count() }).ToListAsync(ct);

    private sealed class Sent
    {
        public DateOnly On { get; init; }
        public long CampaignId { get; init; }
        public int Count { get; init; }
    }

    private static async Task<List<(DateOnly On, CalendarPlan Plan)>> PlannedAsync(StudioDb db, List<Campaign> campaigns, BusinessCalendar calendar, DateOnly today, DateOnly until, CancellationToken ct)
    {
        List<(DateOnly On, CalendarPlan Plan)> plans = [];
        var runs = (await db.Set<CampaignRun>().Where(r => r.Messaged > 0).Select(r => new { r.CampaignId, r.On, r.Messaged }).ToListAsync(ct)).GroupBy(r => r.CampaignId).ToDictionary(g => g.Key, g => g.MaxBy(r => r.On)!.Messaged);
        foreach (var c in campaigns.Where(c => c.State is CampaignState.Active or CampaignState.Proposed or CampaignState.Draft))
        {
            var trigger = FlowDefinition.Parse(c.Flow).Trigger;
            var own = trigger is { Kind: TriggerKind.Schedule, Schedule: not TriggerSchedule.Daily } && (c.State == CampaignState.Active || trigger.On is not null);
            for (var day = today.AddDays(c.State == CampaignState.Active && runs.ContainsKey(c.Id) ? 1 : 0); own && day <= until; day = day.AddDays(1))
            {
                if ((c.StartOn is not { } s || s <= day) && (c.EndOn is not { } e || e >= day) && Falls(trigger, day, runs.ContainsKey(c.Id)))
                {
                    plans.Add((day, new CalendarPlan(c.Id, c.Name, c.State, runs.TryGetValue(c.Id, out var last) ? last : null, false)));
                }
            }
        }

        var ends = calendar.ToUtc(until.AddDays(1).ToDateTime(TimeOnly.MinValue));
        var active = campaigns.Where(c => c.State == CampaignState.Active).ToDictionary(c => c.Id);
        var ids = active.Keys.ToArray();
        var waiting = await db.Set<Journey>().Where(j => ids.Contains(j.CampaignId) && j.State == JourneyState.Waiting && j.DueAt < ends).GroupBy(j => new { j.CampaignId, j.Step, j.DueAt, j.SinceAt }).Select(g => new { g.Key.CampaignId, g.Key.Step, g.Key.DueAt, g.Key.SinceAt, Count = g.Count() }).ToListAsync(ct);
        var flows = active.ToDictionary(c => c.Key, c => FlowDefinition.Parse(c.Value.Flow));

        // Who waits for something to happen is looked at every day, but goes on for certain only when the time is over.
        plans.AddRange(waiting.Select(w => (On: flows[w.CampaignId].Find(w.Step) is WaitUntilStep until ? calendar.DateOf(w.SinceAt).AddDays(until.Days) : calendar.DateOf(w.DueAt), w.CampaignId, w.Count))
            .Select(w => w with { On = w.On < today ? today : w.On }).GroupBy(w => (w.On, w.CampaignId))
            .Select(g => (g.Key.On, new CalendarPlan(g.Key.CampaignId, active[g.Key.CampaignId].Name, CampaignState.Active, g.Sum(w => w.Count), true))));
        return plans;
    }

    private static bool Falls(FlowTrigger trigger, DateOnly day, bool ranBefore) => trigger.Schedule == TriggerSchedule.Once ? !ranBefore && trigger.On == day : CampaignTriggers.IsDue(trigger, day, ranBefore);

    private static async Task<List<(DateOnly On, CalendarSale Sale)>> SalesAsync(StudioDb db, BusinessCalendar calendar, CancellationToken ct)
    {
        var timeline = await ProgrammeBook.TimelineAsync(db, ct);
        List<(DateOnly On, CalendarSale Sale)> days = [];
        foreach (var sale in await db.Set<Sale>().AsNoTracking().OrderBy(s => s.StartsAt).ToListAsync(ct))
        {
            var open = calendar.DateOf(sale.StartsAt);
            days.Add((open, new CalendarSale(sale.Id, sale.Name, "")));
            days.AddRange((timeline.On(open)?.Content.Tiers ?? []).Reverse().Select(t => (On: calendar.DateOf(SaleAccess.Of(sale, t).EntersAt), t)).Where(t => t.On < open).Select(t => (t.On, new CalendarSale(sale.Id, sale.Name, t.t.Name(StudioLanguages.Current)))));
        }

        return days;
    }
}
