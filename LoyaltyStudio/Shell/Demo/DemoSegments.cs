using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Campaigns.Editing;
using LoyaltyStudio.Features.Members.Model;
using LoyaltyStudio.Features.Members.Profiles;
using LoyaltyStudio.Features.Segments.Editing;
using LoyaltyStudio.Features.Segments.Membership;
using LoyaltyStudio.Features.Segments.Model;
using LoyaltyStudio.Features.Tiers.Model;
using LoyaltyStudio.Platform;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Shell.Demo;

/// <summary>Segments of the fictional retailer beside the starters: lovers of a category, a panel that was chosen by hand, nested conditions, a campaign for one of them, customers who moved, and two months of history.</summary>
internal sealed class DemoSegments(IServiceProvider services, DemoClock clock, BusinessCalendar calendar, DateOnly today)
{
    /// <summary>Days before today on which the night refreshes the segments, so that sizes have a history.</summary>
    internal const int HistoryDays = 56;
    internal const int HistoryStep = 7;

    private T Get<T>() where T : notnull => services.GetRequiredService<T>();

    /// <summary>Called on the first day of the history.</summary>
    internal async Task AddAsync(Actor bram, CancellationToken ct)
    {
        var year = new SegmentPeriod(LastDays: 365);
        var garden = await SaveAsync(bram, StarterSegments.LoversOf("Tuinliefhebbers", "Kochten het afgelopen jaar minstens twee keer iets voor de tuin", "Tuin", 2), ct);
        await SaveAsync(bram, StarterSegments.LoversOf("Koken en tafelen", "Kochten het afgelopen jaar minstens drie keer iets voor de keuken", "Keuken", 3), ct);
        await SaveAsync(bram, Draft("Waardevol en bereikbaar", "Veel besteed of goud, bereikbaar per e-mail, en deze maand nog geen campagne gekregen", SegmentType.Dynamic, SegmentNode.All(
            SegmentNode.Any(SegmentNode.Of("tier", SegmentTest.Is, "goud"), new SegmentNode { Event = "purchase", Measure = SegmentMeasure.Sum, Test = SegmentTest.AtLeast, Values = ["50000"], Period = year }),
            SegmentNode.Of("consent.email", SegmentTest.Is, "true"),
            SegmentNode.None(SegmentNode.Times("campaign.received", SegmentTest.AtLeast, 1, new SegmentPeriod(LastDays: 30)), SegmentNode.Times("return", SegmentTest.AtLeast, 3, year)))), ct);
        await SaveAsync(bram, Draft("Tuin, maar niet goud", "Bouwt op een ander segment", SegmentType.Dynamic, SegmentNode.All(SegmentNode.In(garden), SegmentNode.Of("tier", SegmentTest.IsNot, "goud"))), ct);
        var panel = await SaveAsync(bram, Draft("Klantenpanel Utrecht", "Denken mee over het assortiment", SegmentType.Fixed, SegmentNode.All(SegmentNode.Of("city", SegmentTest.Is, "Utrecht"), SegmentNode.Of("tier", SegmentTest.Is, "goud"))), ct);
        await using var db = Get<StudioData>().Read();
        var silver = await db.Set<MemberTier>().Where(t => t.Tier == "zilver").OrderBy(t => t.MemberId).Take(6).Join(db.Set<Member>(), t => t.MemberId, m => m.Id, (t, m) => m.CardNumber).ToListAsync(ct);
        (await Get<AddToSegment>().RunAsync(bram, new AddToSegmentRequest(panel, silver), ct)).Must();
    }

    /// <summary>One night of the history: a few customers moved the day before.</summary>
    internal async Task NightAsync(Actor bram, DateOnly on, CancellationToken ct)
    {
        clock.Set(calendar.ToUtc(on.AddDays(-1).ToDateTime(new TimeOnly(15, 0))));
        await using (var db = Get<StudioData>().Read())
        {
            var movers = await db.Set<Member>().Where(m => m.PostalCode != "" && m.Status == MemberStatus.Active && m.Id % 577 == on.DayNumber % 577).OrderBy(m => m.Id).Take(4).Select(m => new { m.Id, m.City }).ToListAsync(ct);
            foreach (var mover in movers)
            {
                var city = DemoCatalogue.Cities[(Array.IndexOf(DemoCatalogue.Cities, mover.City) + 3) % DemoCatalogue.Cities.Length];
                (await Get<SaveMember>().RunAsync(bram, new SaveMemberRequest(mover.Id, null, null, null, null, null, null, null, null, null, null, Street: $"Nieuwstraat {mover.Id % 90 + 1}", PostalCode: $"{1_200 + mover.Id % 7_000} XK", City: city), ct)).Must();
            }
        }

        clock.Set(calendar.ToUtc(on.ToDateTime(new TimeOnly(5, 15))));
        (await Get<RefreshSegments>().RunAsync(Actor.Job("refresh-segments"), on, null, ct)).Must();
    }

    /// <summary>Tonight's refresh, and a campaign that is ready for one of the segments.</summary>
    internal async Task EndAsync(Actor bram, CancellationToken ct)
    {
        await NightAsync(bram, today, ct);
        await using var db = Get<StudioData>().Read();
        var loyal = await db.Set<Segment>().Where(s => s.Code == "trouwe-koper-die-wegblijft").Select(s => (long?)s.Id).FirstOrDefaultAsync(ct);
        (await Get<SaveCampaign>().RunAsync(bram, CampaignDraft.WinBack with { Name = "Trouwe klanten terughalen", DaysWithoutPurchase = null, SegmentId = loyal, HoldoutPercent = 15 }, ct)).Must();
    }

    private async Task<long> SaveAsync(Actor bram, SegmentDraft draft, CancellationToken ct) => (await Get<SaveSegment>().RunAsync(bram, draft, ct)).Must();

    private static SegmentDraft Draft(string name, string about, SegmentType type, SegmentNode root) => new(null, 0, name, about, type, new SegmentDefinition(root));
}
