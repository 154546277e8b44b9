using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Access.Model;
using LoyaltyStudio.Features.Members.Model;
using LoyaltyStudio.Features.Members.Profiles;
using LoyaltyStudio.Features.Points.Events;
using LoyaltyStudio.Features.Points.Expiring;
using LoyaltyStudio.Features.Points.Model;
using LoyaltyStudio.Features.Programme.Model;
using LoyaltyStudio.Features.Purchases.Model;
using LoyaltyStudio.Features.Purchases.Recording;
using LoyaltyStudio.Platform;
using LoyaltyStudio.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Tests.Features.Points;

/// <summary>Points for birthdays, joining and a complete profile, and points that wait from delivery.</summary>
public sealed class MomentTests
{
    private static readonly ProgrammeContent Content = ReferenceProgramme.Content with
    {
        Rules = [ReferenceProgramme.Event("enrolment", 25), ReferenceProgramme.Event("birthday", 50), ReferenceProgramme.Event("profile", 10)],
    };

    private static async Task<Retailer> AtAsync(string engine, DateTime now, ProgrammeContent? content = null) =>
        await Retailer.NewAsync(await TestDatabase.OnAsync(engine), new FakeClock(now), content ?? Content, welcome: true);

    private static async Task<long> MemberAsync(Retailer retailer, string number, DateOnly? born = null) =>
        (await retailer.Get<SaveMember>().RunAsync(retailer.Anna, new(null, null, number, "", "", null, "nl", null, born, null, null), default)).Must().Id;

    private static async Task<BirthdaysDone> NightAsync(Retailer retailer, DateOnly asOf) => (await retailer.Get<RecordBirthdays>().RunAsync(retailer.Anna, asOf, null, default)).Must();

    [Theory]
    [InlineData(Engines.Sqlite)]
    [InlineData(Engines.PostgreSql)]
    public async Task A_birthday_gives_points_once_a_year_and_missed_nights_are_caught_up_for_a_week(string engine)
    {
        await using var retailer = await AtAsync(engine, new DateTime(2026, 1, 5, 9, 0, 0));
        await MemberAsync(retailer, "today", new DateOnly(1990, 3, 10));
        await MemberAsync(retailer, "week", new DateOnly(1990, 3, 3));
        await MemberAsync(retailer, "before", new DateOnly(1990, 3, 2));
        await MemberAsync(retailer, "none");
        Assert.Equal(new BirthdaysDone(2, 100), await NightAsync(retailer, new DateOnly(2026, 3, 10)));
        Assert.Equal(new BirthdaysDone(0, 0), await NightAsync(retailer, new DateOnly(2026, 3, 10)));
        Assert.Equal(new BirthdaysDone(0, 0), await NightAsync(retailer, new DateOnly(2026, 3, 12)));
        Assert.Equal(2, (await NightAsync(retailer, new DateOnly(2027, 3, 10))).Members);
        Assert.Equal(125, await retailer.BalanceAsync("today"));
        await retailer.CheckAsync();
    }

    [Theory]
    [InlineData(Engines.Sqlite)]
    [InlineData(Engines.PostgreSql)]
    public async Task Whoever_was_born_on_the_29th_of_February_has_the_birthday_on_the_28th_in_other_years(string engine)
    {
        await using var retailer = await AtAsync(engine, new DateTime(2027, 1, 5, 9, 0, 0));
        await MemberAsync(retailer, "leap", new DateOnly(1992, 2, 29));
        Assert.Equal(0, (await NightAsync(retailer, new DateOnly(2027, 2, 27))).Members);
        Assert.Equal(1, (await NightAsync(retailer, new DateOnly(2027, 2, 28))).Members);
        Assert.Equal(0, (await NightAsync(retailer, new DateOnly(2028, 2, 28))).Members);
        Assert.Equal(1, (await NightAsync(retailer, new DateOnly(2028, 2, 29))).Members);
        Assert.Equal(0, (await NightAsync(retailer, new DateOnly(2028, 3, 1))).Members);
    }

    [Theory]
    [InlineData(Engines.Sqlite)]
    [InlineData(Engines.PostgreSql)]
    public async Task Joining_and_a_complete_profile_give_points_once_whoever_reports_them(string engine)
    {
        await using var retailer = await AtAsync(engine, new DateTime(2026, 3, 10, 9, 0, 0));
        await retailer.Data.WriteAsync(async db =>
        {
            db.Add(new Store { Code = "u", Name = "Utrecht" });
            await db.SaveChangesAsync();
        }, default);
        var id = await MemberAsync(retailer, "M1");
        Assert.Equal(25, await retailer.BalanceAsync("M1"));
        SaveMemberRequest Whole(string last) => new(id, null, null, "Zoë", last, "zoe@example.nl", "nl", null, new DateOnly(1990, 1, 1), "u", null);
        (await retailer.Get<SaveMember>().RunAsync(retailer.Anna, Whole("Brûlée"), default)).Must();
        Assert.Equal(35, await retailer.BalanceAsync("M1"));
        (await retailer.Get<SaveMember>().RunAsync(retailer.Anna, Whole("de Vries"), default)).Must();
        var reported = await retailer.Data.WriteAsync(db => retailer.Get<RecordEvent>().RunInAsync(db, retailer.Anna, new("webshop", "e1", "sign-up", "M1", retailer.Clock.Now), default), default);
        Assert.Equal(0, reported.Must().Points);
        Assert.Equal(35, await retailer.BalanceAsync("M1"));
        await retailer.CheckAsync();
    }

    [Fact]
    public async Task Members_of_before_the_live_programme_get_no_welcome()
    {
        await using var retailer = await AtAsync(Engines.Sqlite, new DateTime(2026, 3, 10, 9, 0, 0));
        var reactions = retailer.Get<IEnumerable<LoyaltyStudio.Features.Members.IMemberReaction>>();
        var old = new Member { CardNumber = "", Language = "nl", EnrolledOn = new DateOnly(1999, 12, 31), CreatedAt = retailer.Clock.Now, ChangedAt = retailer.Clock.Now };
        await retailer.Data.WriteAsync(async db =>
        {
            await MemberBook.AddAsync(db, [old]);
            foreach (var reaction in reactions)
            {
                await reaction.SavedAsync(db, retailer.Anna, [new(old, true)], default);
            }
        }, default);
        Assert.Empty(await retailer.ReadAsync(db => db.Set<MemberEvent>().ToListAsync()));
    }

    [Theory]
    [InlineData(Engines.Sqlite)]
    [InlineData(Engines.PostgreSql)]
    public async Task Points_wait_from_delivery_when_it_is_known_and_at_most_the_days_of_the_fallback(string engine)
    {
        var content = ReferenceProgramme.Content with
        {
            Rules = [],
            Earning = ReferenceProgramme.Content.Earning with { PendingDays = 15, ValidMonths = 12, ValidUntilEndOf = CalendarUnit.Day, PendingFrom = PendingFrom.Delivery, DeliveryFallbackDays = 30 },
        };
        var bought = new DateTime(2026, 3, 10, 12, 0, 0, DateTimeKind.Utc);
        await using var retailer = await AtAsync(engine, new DateTime(2026, 3, 14, 9, 0, 0), content);
        await MemberAsync(retailer, "M1");
        RecordPurchaseRequest Order(string id, Channel channel) => new("shop", id, bought, [new("A", 1, 5_000, "A")], "M1", Channel: channel);
        Task<Outcome<long>> Delivered(string id, DateOnly on) =>
            retailer.Data.WriteAsync(db => retailer.Get<RecordDelivery>().RunInAsync(db, retailer.Anna, new(("shop"), id, on), default), default);
        Task<List<(DateOnly, DateOnly?)>> Dates() => retailer.ReadAsync(async db => (await db.Set<PointLot>().OrderBy(l => l.Id).ToListAsync()).ConvertAll(l => (l.ActivatesOn, l.ExpiresOn)));
        (await retailer.BuyAsync(Order("shop", Channel.Store))).Must();
        (await retailer.BuyAsync(Order("web", Channel.Web))).Must();
        (await retailer.BuyAsync(Order("lost", Channel.Web))).Must();
        var fallback = (new DateOnly(2026, 4, 24), (DateOnly?)new DateOnly(2027, 4, 9));
        Assert.Equal([(new DateOnly(2026, 3, 25), new DateOnly(2027, 3, 10)), fallback, fallback], await Dates());
        var id = (await Delivered("web", new DateOnly(2026, 3, 13))).Must();
        Assert.Equal(id, (await Delivered("web", new DateOnly(2026, 3, 13))).Must());
        Assert.Equal("delivery_differs", (await Delivered("web", new DateOnly(2026, 3, 14))).Code);
        Assert.Equal("delivered_on", (await Delivered("lost", new DateOnly(2026, 3, 15))).Errors[0].Field);
        Assert.Equal("delivered_on", (await Delivered("lost", new DateOnly(2026, 3, 9))).Errors[0].Field);
        Assert.Equal((new DateOnly(2026, 3, 28), (DateOnly?)new DateOnly(2027, 3, 13)), (await Dates())[1]);

        // What can be spent already stays so when the day becomes known late.
        retailer.Clock.Advance(TimeSpan.FromDays(60));
        (await Delivered("lost", new DateOnly(2026, 5, 10))).Must();
        Assert.Equal(fallback, (await Dates())[2]);
        await retailer.CheckAsync();
    }

    [Theory]
    [InlineData(Engines.Sqlite)]
    [InlineData(Engines.PostgreSql)]
    public async Task A_file_that_brings_the_day_of_delivery_later_sets_the_dates_of_what_is_recorded_already(string engine)
    {
        var content = ReferenceProgramme.Content with { Rules = [], Earning = ReferenceProgramme.Content.Earning with { PendingFrom = PendingFrom.Delivery } };
        await using var retailer = await AtAsync(engine, new DateTime(2026, 3, 14, 9, 0, 0), content);
        await MemberAsync(retailer, "M1");
        var draft = await retailer.DraftAsync(new("shop", "1", new DateTime(2026, 3, 10, 12, 0, 0, DateTimeKind.Utc), [new("A", 1, 5_000, "A")], "M1", Channel: Channel.Web));
        await retailer.RecordAsync(draft);
        Assert.Equal(RecordResult.Unchanged, (await retailer.RecordAsync(draft with { DeliveredOn = new DateOnly(2026, 3, 12) })).Result);
        Assert.Equal(new DateOnly(2026, 3, 27), await retailer.ReadAsync(db => db.Set<PointLot>().Select(l => l.ActivatesOn).SingleAsync()));
        Assert.Equal(new DateOnly(2026, 3, 12), await retailer.ReadAsync(db => db.Set<Purchase>().Select(p => p.DeliveredOn!.Value).SingleAsync()));
    }
}
