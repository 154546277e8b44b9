using System.Globalization;
using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Access.Settings;
using LoyaltyStudio.Features.Members;
using LoyaltyStudio.Features.Points.Booking;
using LoyaltyStudio.Features.Points.Earning;
using LoyaltyStudio.Features.Points.Model;
using LoyaltyStudio.Features.Programme;
using LoyaltyStudio.Features.Purchases.Recording;
using LoyaltyStudio.Platform;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Points.Events;

/// <summary>
/// Writes events of members, one or thousands, with the points that the programme of their day has for them. Enrolment and a completed profile give points once
/// per member, whoever reports them and under whatever number. Runs inside a transaction of the caller.
/// </summary>
public sealed class EventBook(OrganisationBook organisation, ITierCourse tiers, TimeProvider clock, ISegmentCodes segments)
{
    private static readonly string[] OncePerMember = ["enrolment", "profile"];

    public async Task RecordAsync(StudioDb db, Actor actor, IReadOnlyList<MemberEvent> events, CancellationToken ct)
    {
        var members = events.Select(e => e.MemberId).Distinct().ToList();
        await db.LockMembersAsync(members);
        var timeline = await ProgrammeBook.TimelineAsync(db, ct);
        var programmes = events.Select(e => timeline.On(e.BusinessDate)).ToList();
        var given = events.Where((e, i) => programmes[i] is { } p && EarningPlan.Of(p.Content).EventRules(e.Kind).Any()).ToHashSet();
        given.ExceptWith(await AgainAsync(db, given, ct));
        var now = clock.GetUtcNow().UtcDateTime;
        var ids = await db.NextIdsAsync<MemberEvent>(events.Count);
        for (var i = 0; i < ids.Length; i++)
        {
            events[i].Id = ids[i];
        }

        if (given.Count > 0)
        {
            var run = await tiers.StartAsync(db, timeline, members, given.Min(e => e.BusinessDate), [], ct);
            var live = programmes.OfType<Programme.Model.LiveProgramme>().DistinctBy(p => p.VersionId).ToList();
            var facts = await FactsBook.LoadAsync(db, (await organisation.CurrentAsync(ct)).Calendar, live.ConvertAll(p => p.Content), members, ct, segments);
            var budget = await RuleBudget.LoadAsync(db, live, live, members, ct);
            var booking = await PointBooking.StartAsync(new StudioDbScope(db, actor, now), members, [], ct);
            for (var i = 0; i < events.Count; i++)
            {
                if (given.Contains(events[i]))
                {
                    Earn(events[i], programmes[i]!, run, facts, budget, booking);
                }
            }

            await db.BulkInsertAsync(events);
            await booking.SaveAsync(ct);
            await budget.SaveAsync();
            await run.SaveAsync(now, ct);
        }
        else
        {
            await db.BulkInsertAsync(events);
        }
    }

    /// <summary>An event that the product itself notices; its key says that there is one.</summary>
    internal static MemberEvent Noticed(string kind, long member, DateOnly on, DateTime at, int? year = null)
    {
        var id = year is null ? member.ToString(CultureInfo.InvariantCulture) : FormattableString.Invariant($"{member}-{year}");
        return new MemberEvent { MemberId = member, Kind = kind, Source = $"studio {kind}", ExternalId = id, OccurredAt = at, BusinessDate = on, ContentHash = ContentHash.Of($"{member}|{kind}|{on:yyyy-MM-dd}") };
    }

    private static void Earn(MemberEvent happened, Programme.Model.LiveProgramme programme, ITierRun run, FactsBook facts, RuleBudget budget, PointBooking booking)
    {
        var (member, on) = (happened.MemberId, happened.BusinessDate);
        (happened.Points, var basis) = EarningPolicy.ExplainEvent(programme.Content, happened.Kind, facts.Of(happened, run.TierOn(member, on)), budget.Allowed(programme.Content, member, on));
        budget.Gave(member, on, basis.Parts!, 1);
        if (happened.Points > 0)
        {
            booking.Earn(member, EntryKind.EventEarn, happened.Points, "event", happened.Id, happened.OccurredAt, on, programme, $"Event {happened.Kind}", basis.ToJson(), atOnce: true,
                activity: happened.Kind != "birthday");
            run.Earned(member, on, happened.Points);
        }
    }

    /// <summary>Events of a kind that gives points once, of members who had such points before.</summary>
    private static async Task<List<MemberEvent>> AgainAsync(StudioDb db, IReadOnlyCollection<MemberEvent> events, CancellationToken ct)
    {
        var once = events.Where(e => OncePerMember.Contains(e.Kind)).ToList();
        if (once.Count == 0)
        {
            return [];
        }

        var members = once.Select(e => e.MemberId).Distinct().ToArray();
        var had = (await db.Set<MemberEvent>().AsNoTracking().Where(e => members.Contains(e.MemberId) && OncePerMember.Contains(e.Kind) && e.Points > 0).Select(e => new { e.MemberId, e.Kind }).ToListAsync(ct))
            .Select(e => (e.MemberId, e.Kind)).ToHashSet();
        return once.FindAll(e => had.Contains((e.MemberId, e.Kind)));
    }
}
