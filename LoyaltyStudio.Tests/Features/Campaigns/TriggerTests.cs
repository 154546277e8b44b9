using LoyaltyStudio.Features.Campaigns.Editing;
using LoyaltyStudio.Features.Campaigns.Model;
using LoyaltyStudio.Features.Campaigns.Running;
using LoyaltyStudio.Features.Feedback.Model;
using LoyaltyStudio.Features.Lifecycle.Model;
using LoyaltyStudio.Features.Members.Model;
using LoyaltyStudio.Features.Programme.Model;
using LoyaltyStudio.Features.Purchases.Model;
using LoyaltyStudio.Features.Segments.Model;
using LoyaltyStudio.Features.Tiers.Model;
using LoyaltyStudio.Platform;
using LoyaltyStudio.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Tests.Features.Campaigns;

/// <summary>Each trigger means the members that it should on the day that it should, a missed night included, and once for each happening.</summary>
public sealed class TriggerTests
{
    private static readonly DateOnly Day = new(2026, 3, 10);

    public static TheoryData<string> Engine => [Engines.Sqlite, Engines.PostgreSql];

    [Theory, MemberData(nameof(Engine))]
    public async Task A_first_purchase_starts_once_also_after_missed_nights(string engine)
    {
        await using var retailer = await NewAsync(engine, 4);
        var campaign = await StartAsync(retailer, new FlowTrigger(TriggerKind.Event) { Event = "purchase", FirstOnly = true });
        await AddAsync(retailer, CampaignResultsTests.Bought(1, Day), CampaignResultsTests.Bought(2, Day.AddDays(-1)), CampaignResultsTests.Bought(2, Day), CampaignResultsTests.Bought(3, Day.AddDays(2)));

        // Member 2 bought before the campaign began, so that the purchase of today is not the first one.
        Assert.Equal([1], await RunAsync(retailer, campaign, Day));
        Assert.Equal([1, 3], await RunAsync(retailer, campaign, Day.AddDays(4)));
        Assert.Equal([1, 3], await RunAsync(retailer, campaign, Day.AddDays(5)));
    }

    [Theory, MemberData(nameof(Engine))]
    public async Task A_happening_that_comes_again_starts_again_where_the_campaign_lets_it(string engine)
    {
        await using var retailer = await NewAsync(engine, 2);
        var campaign = await StartAsync(retailer, new FlowTrigger(TriggerKind.Event) { Event = "feedback.complaints" }, again: 1, purpose: CampaignPurpose.Service);
        await ComplainAsync(retailer, 1, Day);
        Assert.Equal([1], await RunAsync(retailer, campaign, Day));
        Assert.Equal([1], await RunAsync(retailer, campaign, Day.AddDays(1)));
        await ComplainAsync(retailer, 1, Day.AddDays(2));
        await RunAsync(retailer, campaign, Day.AddDays(2));
        Assert.Equal([Day, Day.AddDays(2)], await retailer.ReadAsync(db => db.Set<Journey>().OrderBy(j => j.EnteredOn).Select(j => j.EnteredOn).ToListAsync()));
    }

    [Theory, MemberData(nameof(Engine))]
    public async Task Birthdays_come_every_year_and_days_before_or_after_count(string engine)
    {
        await using var retailer = await NewAsync(engine, 5);
        await ChangeAsync(retailer, m => m.BirthDate = m.Id switch { 1 => new DateOnly(1990, 3, 17), 2 => new DateOnly(1990, 3, 10), 3 => null, 4 => new DateOnly(2000, 2, 29), _ => new DateOnly(2026, 3, 17) });
        var campaign = await StartAsync(retailer, new FlowTrigger(TriggerKind.Date) { Event = CampaignTriggers.Birthday, OffsetDays = -7 }, again: 300);
        Assert.Equal([1], await RunAsync(retailer, campaign, Day));

        // Whoever was born on 29 February has the birthday on the 28th in other years.
        await RunAsync(retailer, campaign, new DateOnly(2027, 2, 21));
        await RunAsync(retailer, campaign, new DateOnly(2027, 3, 10));
        Assert.Equal([(1L, Day), (1, new DateOnly(2027, 3, 10)), (4, new DateOnly(2027, 2, 21)), (5, new DateOnly(2027, 3, 10))],
            (await retailer.ReadAsync(db => db.Set<Journey>().OrderBy(j => j.MemberId).ThenBy(j => j.EnteredOn).Select(j => new { j.MemberId, j.EnteredOn }).ToListAsync())).Select(j => (j.MemberId, j.EnteredOn)));
    }

    [Theory, MemberData(nameof(Engine))]
    public async Task A_move_of_the_lifecycle_starts_who_is_still_there(string engine)
    {
        await using var retailer = await NewAsync(engine, 3);
        await AddAsync(retailer, [.. Enumerable.Range(1, 3).Select(id => new StateChange { MemberId = id, FromState = LifecycleState.Active, ToState = LifecycleState.Hesitating, On = Day, Cause = "test" }),
            .. Enumerable.Range(1, 3).Select(id => new MemberState { MemberId = id, State = id == 2 ? LifecycleState.Returned : LifecycleState.Hesitating, Since = Day, Cause = "test" })]);
        var campaign = await StartAsync(retailer, new FlowTrigger(TriggerKind.StateEntered) { States = [LifecycleState.Hesitating, LifecycleState.Lapsed] });
        Assert.Equal([1, 3], await RunAsync(retailer, campaign, Day.AddDays(1)));
    }

    [Theory, MemberData(nameof(Engine))]
    public async Task Each_tier_enters_a_sale_on_its_own_day(string engine)
    {
        await using var retailer = await NewAsync(engine, 3);
        var tiers = ReferenceProgramme.Content.Tiers;
        var early = tiers.Where(t => t.Benefits.Any(b => b.Kind == BenefitKind.EarlySaleAccess)).ToList();
        Assert.NotEmpty(early);
        var hours = early[0].Benefits.Where(b => b.Kind == BenefitKind.EarlySaleAccess).Max(b => b.Value);
        var opens = new DateTime(2026, 3, 14, 9, 0, 0, DateTimeKind.Utc);
        await AddAsync(retailer, new Sale { Name = "Lente", StartsAt = opens, EndsAt = opens.AddDays(10) }, new MemberTier { MemberId = 2, Tier = early[0].Code });
        var campaign = await StartAsync(retailer, new FlowTrigger(TriggerKind.SaleStart));
        var first = DateOnly.FromDateTime(opens.AddHours(-hours));
        Assert.Equal(first == DateOnly.FromDateTime(opens) ? [1, 2, 3] : [2], await RunAsync(retailer, campaign, first));
        Assert.Equal([1, 2, 3], await RunAsync(retailer, campaign, DateOnly.FromDateTime(opens)));
    }

    [Theory, MemberData(nameof(Engine))]
    public async Task Who_came_into_the_segment_starts_and_who_was_in_before_does_not(string engine)
    {
        await using var retailer = await NewAsync(engine, 3);
        await AddAsync(retailer, new Segment { Id = 1, Name = "Lijst", Type = SegmentType.Fixed, Definition = SegmentDefinition.Everybody.ToJson(), Author = "test", Code = "lijst" },
            new SegmentMember { SegmentId = 1, MemberId = 1, Since = Day.AddDays(-5) }, new SegmentMember { SegmentId = 1, MemberId = 2, Since = Day });
        var campaign = await StartAsync(retailer, new FlowTrigger(TriggerKind.SegmentEntered), segment: 1);
        Assert.Equal([2], await RunAsync(retailer, campaign, Day));
    }

    [Fact]
    public async Task A_day_of_the_week_on_which_nothing_ran_is_made_good_once_in_the_days_after()
    {
        await using var retailer = await NewAsync(Engines.Sqlite, 1);
        var campaign = await StartAsync(retailer, new FlowTrigger(TriggerKind.Schedule) { Schedule = TriggerSchedule.Weekly, Day = 2 }, again: 1);
        foreach (var after in new[] { 0, 1, 2, 9, 10, 11, 18 })
        {
            await RunAsync(retailer, campaign, Day.AddDays(after));
        }

        Assert.Equal([Day, Day.AddDays(9)], await retailer.ReadAsync(db => db.Set<Journey>().OrderBy(j => j.EnteredOn).Select(j => j.EnteredOn).ToListAsync()));
    }

    [Theory]
    [InlineData(TriggerSchedule.Weekly, 2, "2026-03-10 2026-03-17 2026-03-31 2026-04-28")]
    [InlineData(TriggerSchedule.Monthly, 31, "2026-03-31 2026-04-30")]
    [InlineData(TriggerSchedule.Once, 0, "2026-03-12")]
    public async Task The_calendar_says_on_which_days_everybody_is_looked_at(TriggerSchedule schedule, int day, string days)
    {
        await using var retailer = await NewAsync(Engines.Sqlite, 1);
        var campaign = await StartAsync(retailer, new FlowTrigger(TriggerKind.Schedule) { Schedule = schedule, Day = Math.Max(1, day), On = schedule == TriggerSchedule.Once ? Day.AddDays(2) : null }, again: 1);
        for (var on = Day; on <= new DateOnly(2026, 4, 30); on = on.AddDays(1))
        {
            if (on <= Day.AddDays(8) || on.Day >= 28)
            {
                await RunAsync(retailer, campaign, on);
            }
        }

        Assert.Equal(days.Split(' ').Select(d => DateOnly.Parse(d, System.Globalization.CultureInfo.InvariantCulture)), await retailer.ReadAsync(db => db.Set<Journey>().OrderBy(j => j.EnteredOn).Select(j => j.EnteredOn).ToListAsync()));
    }

    private static async Task<Retailer> NewAsync(string engine, int members)
    {
        var retailer = await Retailer.NewAsync(await TestDatabase.OnAsync(engine));
        await AddAsync(retailer, [.. Enumerable.Range(1, members).Select(id => Fixtures.Member(retailer.Clock, id))]);
        return retailer;
    }

    private static Task AddAsync(Retailer retailer, params object[] rows) => retailer.Data.WriteAsync(async db =>
    {
        db.AddRange(rows);
        await db.SaveChangesAsync();
    }, default);

    private static Task ComplainAsync(Retailer retailer, long member, DateOnly on) =>
        AddAsync(retailer, new Complaint { MemberId = member, Subject = "Laat", Body = "Te laat.", OpenedOn = on, OpenedAt = retailer.Clock.Now, DueOn = on, State = ComplaintState.Answered });

    private static Task ChangeAsync(Retailer retailer, Action<Member> change) => retailer.Data.WriteAsync(async db =>
    {
        (await db.Set<Member>().AsTracking().ToListAsync()).ForEach(change);
        await db.SaveChangesAsync();
    }, default);

    private static async Task<long> StartAsync(Retailer retailer, FlowTrigger trigger, int? again = null, long? segment = null, CampaignPurpose purpose = CampaignPurpose.Promotion)
    {
        var draft = new CampaignDraft
        {
            Name = "Proef", HoldoutPercent = 0, CoolDownDays = 0, ReEntryDays = again, SegmentId = segment, Purpose = purpose,
            Flow = new FlowDefinition(trigger, [new MessageStep { Key = "s1", Channel = MessageChannel.Till, Nl = new MessageText("Hallo", "Dag"), En = new MessageText("Hello", "Dear") }]),
        };
        var id = (await retailer.Get<SaveCampaign>().RunAsync(retailer.Anna, draft, default)).Must();
        (await retailer.Get<MoveCampaign>().RunAsync(retailer.Anna, id, CampaignStep.Start, default)).Must();
        return id;
    }

    /// <returns>Everybody who is in the campaign after the run.</returns>
    private static async Task<List<long>> RunAsync(Retailer retailer, long campaign, DateOnly on)
    {
        (await retailer.Get<RunCampaigns>().RunAsync(Actor.Job("test"), on, null, default)).Must();
        return await retailer.ReadAsync(db => db.Set<CampaignMember>().Where(m => m.CampaignId == campaign).OrderBy(m => m.MemberId).Select(m => m.MemberId).ToListAsync());
    }
}
