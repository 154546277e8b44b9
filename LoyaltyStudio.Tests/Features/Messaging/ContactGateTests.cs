using LoyaltyStudio.Features.Access.Settings;
using LoyaltyStudio.Features.Feedback.Model;
using LoyaltyStudio.Features.Messaging;
using LoyaltyStudio.Features.Messaging.Delivery;
using LoyaltyStudio.Features.Messaging.Model;
using LoyaltyStudio.Features.Messaging.Respect;
using LoyaltyStudio.Platform;
using LoyaltyStudio.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace LoyaltyStudio.Tests.Features.Messaging;

/// <summary>How often and when promotion reaches a person, at the moment of the hand-over.</summary>
public sealed class ContactGateTests
{
    private static readonly BusinessCalendar Amsterdam = new(TimeZoneInfo.FindSystemTimeZoneById("Europe/Amsterdam"));

    [Theory]
    [InlineData(Engines.Sqlite, 1)]
    [InlineData(Engines.Sqlite, 2)]
    [InlineData(Engines.PostgreSql, 3)]
    public async Task Random_weeks_go_as_a_naive_model_says(string engine, int seed)
    {
        var random = new Random(seed);
        var rules = new ContactSetting
        {
            MostPerDay = random.Next(1, 3), MostPerWeek = random.Next(2, 5), MailsPerDay = 2, MailsPerWeek = random.Next(2, 4), QuietFrom = new TimeOnly(random.Next(19, 23), 0), QuietUntil = new TimeOnly(random.Next(6, 9), 0), Version = 1,
        };
        await using var shop = await Retailer.NewAsync(await TestDatabase.OnAsync(engine), new FakeClock(Amsterdam.ToUtc(new DateTime(2026, 3, 23, 0, 0, 0))));
        await shop.Data.WriteAsync(async db =>
        {
            db.Add(rules);
            db.AddRange(Enumerable.Range(1, 6).Select(i => Fixtures.Member(shop.Clock, i)));
            await db.SaveChangesAsync();
        }, default);
        var (model, transport) = (new NaivePost(rules), new FakeTransport());

        // Two weeks in hours, over the change of the clock at the end of March. Members 5 and 6 share an address.
        for (var hour = 0; hour < 24 * 15; hour++, shop.Clock.Advance(TimeSpan.FromHours(1)))
        {
            var drafts = Enumerable.Range(0, random.Next(0, 100) < 22 ? random.Next(1, 4) : 0).Select(_ => random.Next(1, 7)).Select(member => Fixtures.Draft(member, address: $"Zoe{Math.Min(member, 5)}@example.nl") with
            {
                Kind = random.Next(10) == 0 ? MessageKind.Service : MessageKind.Marketing,
                Priority = random.Next(3) * 25,
                ExpectedValueCents = random.Next(2) * 100,
                Html = "<p>x</p>",
                Text = "x",
            }).ToList();
            var today = Amsterdam.DateOf(shop.Clock.Now);
            var ids = await shop.Data.WriteAsync(db => Outbox.AddAsync(db, drafts, today, shop.Clock.Now), default);
            model.Add(drafts, ids, shop.Clock.Now);
            transport.Taken.Clear();
            await DeliverAsync(shop, transport);
            Assert.Equal(model.Tick(shop.Clock.Now), transport.Taken.Select(m => m.Id).Order());
        }

        Assert.True(model.Sent > 20 && model.Waited > 5 && model.Dropped > 0, $"{model.Sent} sent, {model.Waited} waited, {model.Dropped} dropped");
    }

    [Fact]
    public async Task The_campaign_with_the_higher_priority_goes_first_whichever_was_written_first()
    {
        await using var shop = await ShopAsync();
        await QueueAsync(shop, Fixtures.Draft(1) with { Priority = 20 }, Fixtures.Draft(1) with { Priority = 80 }, Fixtures.Draft(1) with { Priority = 80, ExpectedValueCents = 500 });
        var transport = new FakeTransport();

        await DeliverAsync(shop, transport);
        shop.Clock.Advance(TimeSpan.FromDays(1));
        await DeliverAsync(shop, transport);
        shop.Clock.Advance(TimeSpan.FromDays(1));
        await DeliverAsync(shop, transport);

        Assert.Equal([3L, 2L], transport.Taken.Select(m => m.Id));
        var last = await shop.ReadAsync(db => db.Set<OutboxMessage>().SingleAsync(m => m.Id == 1));
        Assert.Equal((MessageState.Queued, ContactGate.Capped, 0, Amsterdam.ToUtc(new DateTime(2026, 3, 16, 8, 0, 0))), (last.State, last.Error, last.Attempts, last.NextAttemptAt));
    }

    [Fact]
    public async Task Promotion_waits_for_the_end_of_the_quiet_hours_and_service_does_not()
    {
        await using var shop = await ShopAsync(new DateTime(2026, 3, 10, 20, 30, 0));
        await QueueAsync(shop, Fixtures.Draft(1), Fixtures.Draft(2) with { Kind = MessageKind.Service, Html = "x", Text = "x" });
        var transport = new FakeTransport();

        var counts = await DeliverAsync(shop, transport);

        Assert.Equal((1, 1), (counts.Sent, counts.Waiting));
        Assert.Equal("zoe2@example.nl", Assert.Single(transport.Taken).To);
        Assert.Equal(Amsterdam.ToUtc(new DateTime(2026, 3, 11, 8, 0, 0)), (await shop.ReadAsync(db => db.Set<OutboxMessage>().SingleAsync(m => m.MemberId == 1))).NextAttemptAt);
    }

    [Fact]
    public async Task A_complaint_pauses_promotion_until_it_is_answered_and_at_last_withholds_it()
    {
        await using var shop = await ShopAsync();
        var complaint = new Complaint { MemberId = 1, Subject = "Kapot", Body = "x", OpenedOn = new DateOnly(2026, 3, 9), OpenedAt = shop.Clock.Now, DueOn = new DateOnly(2026, 3, 12), State = ComplaintState.Open };
        await shop.Data.WriteAsync(async db =>
        {
            db.Add(complaint);
            await db.SaveChangesAsync();
        }, default);
        await QueueAsync(shop, Fixtures.Draft(1), Fixtures.Draft(1) with { Kind = MessageKind.Service, Html = "x", Text = "x" });
        var transport = new FakeTransport();

        await DeliverAsync(shop, transport);
        Assert.Equal(2, Assert.Single(transport.Taken).Id);
        for (var day = 0; day < 16; day++)
        {
            shop.Clock.Advance(TimeSpan.FromDays(1));
            await DeliverAsync(shop, transport);
        }

        var promotion = await shop.ReadAsync(db => db.Set<OutboxMessage>().SingleAsync(m => m.Id == 1));
        Assert.Equal((MessageState.Withheld, ContactGate.ComplaintTooLong), (promotion.State, promotion.Error));
        Assert.Single(transport.Taken);
    }

    [Theory]
    [InlineData("21:00", "08:00", "2026-03-28T22:00", "2026-03-29T06:00")]
    [InlineData("21:00", "08:00", "2026-10-24T22:30", "2026-10-25T07:00")]
    [InlineData("21:00", "02:30", "2026-03-29T00:30", "2026-03-29T01:00")]
    [InlineData("12:00", "14:00", "2026-07-01T11:30", "2026-07-01T12:00")]
    [InlineData("21:00", "08:00", "2026-07-01T06:00", null)]
    [InlineData("09:00", "09:00", "2026-07-01T06:00", null)]
    public void Quiet_hours_follow_the_clock_on_the_wall_also_when_it_is_put_forward_or_back(string from, string until, string utc, string? end)
    {
        var rules = new ContactSetting { QuietFrom = TimeOnly.Parse(from, System.Globalization.CultureInfo.InvariantCulture), QuietUntil = TimeOnly.Parse(until, System.Globalization.CultureInfo.InvariantCulture) };

        Assert.Equal(end is null ? null : DateTime.Parse(end, System.Globalization.CultureInfo.InvariantCulture), QuietHours.End(rules, Amsterdam, DateTime.Parse(utc, System.Globalization.CultureInfo.InvariantCulture)));
    }

    [Fact]
    public async Task The_rules_are_saved_with_an_audit_line_and_not_over_the_change_of_a_colleague()
    {
        await using var shop = await ShopAsync();
        var form = (await shop.Get<ShowContactRules>().RunAsync(shop.Anna, default)).Must();

        Assert.Equal(OutcomeKind.Invalid, (await shop.Get<SaveContactRules>().RunAsync(shop.Anna, form with { MostPerDay = 0, MostPerWeek = 99, QuietUntil = new TimeOnly(20, 0) }, default)).Kind);
        (await shop.Get<SaveContactRules>().RunAsync(shop.Anna, form with { MostPerWeek = 4, MailCostCents = 0.25m }, default)).Must();
        Assert.Equal("changed_meanwhile", (await shop.Get<SaveContactRules>().RunAsync(shop.Bram, form with { MostPerWeek = 5 }, default)).Code);

        var kept = (await shop.Get<ShowContactRules>().RunAsync(shop.Anna, default)).Must();
        Assert.Equal((4, 0.25m), (kept.MostPerWeek, kept.MailCostCents));
        Assert.Contains("1/3 in all", await shop.ReadAsync(db => db.Set<LoyaltyStudio.Data.AuditEntry>().Where(a => a.Action == "contact_rules.changed").Select(a => a.Details).SingleAsync()), StringComparison.Ordinal);
    }

    private static async Task<Retailer> ShopAsync(DateTime? utc = null)
    {
        var shop = await Retailer.NewAsync(await TestDatabase.SqliteAsync(), utc is { } at ? new FakeClock(at) : null);
        await shop.Data.WriteAsync(async db =>
        {
            db.AddRange(Enumerable.Range(1, 3).Select(i => Fixtures.Member(shop.Clock, i)));
            await db.SaveChangesAsync();
        }, default);
        return shop;
    }

    private static Task<IReadOnlyList<long>> QueueAsync(Retailer shop, params LoyaltyStudio.Features.Messaging.OutboxDraft[] drafts) =>
        shop.Data.WriteAsync(db => Outbox.AddAsync(db, drafts, Amsterdam.DateOf(shop.Clock.Now), shop.Clock.Now), default);

    private static async Task<DeliveryCounts> DeliverAsync(Retailer shop, FakeTransport transport) => (await new DeliverOutbox(shop.Data, shop.Clock, shop.Get<OrganisationBook>(), transport, Options.Create(new MessagingOptions()))
        .RunAsync(Actor.Job("test"), new DeliverOutboxRequest(), default)).Must();
}

/// <summary>The rules as a person would play them, message by message, with lists and no database.</summary>
internal sealed class NaivePost(ContactSetting rules)
{
    private readonly BusinessCalendar calendar = new(TimeZoneInfo.FindSystemTimeZoneById("Europe/Amsterdam"));
    private readonly List<Letter> waiting = [];
    private readonly List<(string Who, DateOnly On)> had = [];

    internal int Sent { get; private set; }
    internal int Waited { get; private set; }
    internal int Dropped { get; private set; }

    private sealed record Letter(long Id, string Who, bool Promotion, int Priority, int Value, DateOnly Written)
    {
        internal DateTime NotBefore { get; set; }
    }

    internal void Add(IReadOnlyList<LoyaltyStudio.Features.Messaging.OutboxDraft> drafts, IReadOnlyList<long> ids, DateTime now) => waiting.AddRange(drafts.Select((d, i) =>
        new Letter(ids[i], d.Address.ToUpperInvariant(), d.Kind == MessageKind.Marketing, d.Priority, d.ExpectedValueCents, calendar.DateOf(now)) { NotBefore = now }));

    /// <summary>What goes out now.</summary>
    internal List<long> Tick(DateTime now)
    {
        var local = TimeZoneInfo.ConvertTimeFromUtc(now, calendar.Zone);
        var (today, quiet) = (DateOnly.FromDateTime(local), TimeOnly.FromDateTime(local) >= rules.QuietFrom || TimeOnly.FromDateTime(local) < rules.QuietUntil);
        var going = new List<Letter>(waiting.Where(l => !l.Promotion));
        foreach (var person in waiting.Where(l => l.Promotion && l.NotBefore <= now && !quiet).GroupBy(l => l.Who).ToList())
        {
            foreach (var letter in person.OrderByDescending(l => l.Priority).ThenByDescending(l => l.Value).ThenBy(l => l.Id))
            {
                var (day, week) = (had.Count(h => h.Who == letter.Who && h.On == today), had.Count(h => h.Who == letter.Who && Monday(h.On) == Monday(today)));
                if (day < Math.Min(rules.MostPerDay, rules.MailsPerDay) && week < Math.Min(rules.MostPerWeek, rules.MailsPerWeek))
                {
                    had.Add((letter.Who, today));
                    going.Add(letter);
                    continue;
                }

                var weekWasFull = week - person.Count(l => going.Contains(l)) >= Math.Min(rules.MostPerWeek, rules.MailsPerWeek);
                var next = weekWasFull ? Monday(today).AddDays(7) : today.AddDays(1);
                Waited++;
                if (letter.Written.AddDays(7) < next)
                {
                    Dropped++;
                    waiting.Remove(letter);
                }

                letter.NotBefore = calendar.ToUtc(next.ToDateTime(rules.QuietUntil));
            }
        }

        waiting.RemoveAll(going.Contains);
        Sent += going.Count;
        return [.. going.Select(l => l.Id).Order()];
    }

    private static DateOnly Monday(DateOnly day) => day.AddDays(-(((int)day.DayOfWeek + 6) % 7));
}
