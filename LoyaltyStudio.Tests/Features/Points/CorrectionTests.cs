using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Access.Model;
using LoyaltyStudio.Features.Access.Settings;
using LoyaltyStudio.Features.Points.Adjusting;
using LoyaltyStudio.Features.Points.Expiring;
using LoyaltyStudio.Features.Points.Model;
using LoyaltyStudio.Features.Points.Prolonging;
using LoyaltyStudio.Features.Points.Statements;
using LoyaltyStudio.Features.Programme.Model;
using LoyaltyStudio.Features.Purchases.Recording;
using LoyaltyStudio.Platform;
using LoyaltyStudio.Tests.Support;
using Microsoft.EntityFrameworkCore;
using ReferenceProgramme = LoyaltyStudio.Features.Programme.Model.ReferenceProgramme;

namespace LoyaltyStudio.Tests.Features.Points;

/// <summary>Corrections by hand with a second person, later ends, points given back, and the statement that shows it all.</summary>
public sealed class CorrectionTests
{
    private static readonly DateTime Today = new(2026, 12, 1, 9, 0, 0, DateTimeKind.Utc);

    private static async Task<(Retailer Retailer, long Member)> WithMemberAsync(string engine)
    {
        var content = ReferenceProgramme.Content with { Earning = ReferenceProgramme.Content.Earning with { PendingDays = 0, ValidMonths = 12, ValidUntilEndOf = CalendarUnit.Day } };
        var retailer = await Retailer.NewAsync(await TestDatabase.OnAsync(engine), new FakeClock(Today), content);
        return (retailer, await retailer.AddMemberAsync("M1"));
    }

    private static RecordPurchaseRequest Buy(string id, long cents, DateTime at) => new("till", id, at, [new("A", 1, cents, "A")], "M1");

    private static Task<Outcome<AdjustedPoints>> AdjustAsync(Retailer retailer, long member, long points, string key, Actor? actor = null) =>
        retailer.Get<AdjustPoints>().RunAsync(actor ?? retailer.Anna, new AdjustPointsRequest(member, points, "late delivery", key), default);

    private static Task<Outcome<Nothing>> DecideAsync(Retailer retailer, long id, Actor actor, bool approve = true) => retailer.Get<DecideAdjustment>().RunAsync(actor, id, approve, "", default);

    [Theory]
    [InlineData(Engines.Sqlite)]
    [InlineData(Engines.PostgreSql)]
    public async Task A_small_correction_is_booked_once_can_be_spent_at_once_and_never_takes_more_than_there_is(string engine)
    {
        var (retailer, member) = await WithMemberAsync(engine);
        await using var _ = retailer;
        Assert.False((await AdjustAsync(retailer, member, 100, "a")).Must().Waits);
        await AdjustAsync(retailer, member, 100, "a");
        Assert.Equal(100, await retailer.BalanceAsync("M1"));
        var lot = await retailer.ReadAsync(db => db.Set<PointLot>().SingleAsync());
        Assert.Equal((new DateOnly(2026, 12, 1), new DateOnly(2027, 12, 1)), (lot.ActivatesOn, lot.ExpiresOn!.Value));
        Assert.Null((await retailer.ReadAsync(db => db.Set<LedgerEntry>().SingleAsync())).QualifiesOn);
        Assert.Equal("below_zero", (await AdjustAsync(retailer, member, -101, "b")).Code);
        Assert.True((await AdjustAsync(retailer, member, -100, "c")).IsDone);
        Assert.Equal("reason", (await retailer.Get<AdjustPoints>().RunAsync(retailer.Anna, new AdjustPointsRequest(member, 5, " ", "d"), default)).Errors[0].Field);
        Assert.Equal(0, await retailer.BalanceAsync("M1"));
        await retailer.CheckAsync();
    }

    [Theory]
    [InlineData(Engines.Sqlite)]
    [InlineData(Engines.PostgreSql)]
    public async Task A_large_correction_waits_for_somebody_else_and_is_decided_once(string engine)
    {
        var (retailer, member) = await WithMemberAsync(engine);
        await using var _ = retailer;
        var asked = (await AdjustAsync(retailer, member, 501, "a")).Must();
        Assert.True(asked.Waits);
        Assert.Equal(0, await retailer.BalanceAsync("M1"));
        Assert.Equal("same_person", (await DecideAsync(retailer, asked.Id, retailer.Anna)).Code);
        Assert.Equal("same_person", (await DecideAsync(retailer, asked.Id, Retailer.Person(1, "Anna under another name"))).Code);
        var decided = await Task.WhenAll(Enumerable.Range(2, 5).Select(i => Task.Run(() => DecideAsync(retailer, asked.Id, Retailer.Person(i, $"Colleague {i}")))));
        Assert.Single(decided, d => d.IsDone);
        Assert.Equal(501, await retailer.BalanceAsync("M1"));

        var rejected = (await AdjustAsync(retailer, member, -501, "b")).Must();
        (await DecideAsync(retailer, rejected.Id, retailer.Bram, approve: false)).Must();
        Assert.Equal("adjustment_decided", (await DecideAsync(retailer, rejected.Id, retailer.Bram)).Code);
        Assert.Equal(501, await retailer.BalanceAsync("M1"));
        Assert.Equal(0, (await retailer.Get<ListAdjustments>().RunAsync(retailer.Bram, new PageRequest(0), null, default)).Must().Waiting);
        await retailer.CheckAsync();
    }

    [Fact]
    public async Task A_shop_of_one_person_may_switch_the_second_person_off_and_the_audit_trail_says_so()
    {
        var (retailer, member) = await WithMemberAsync(Engines.Sqlite);
        await using var _ = retailer;
        await retailer.Data.WriteAsync(async db =>
        {
            (await db.Set<Organisation>().SingleAsync()).SecondApprover = false;
            await db.SaveChangesAsync();
        }, default);
        retailer.Get<OrganisationBook>().Forget();
        Assert.False((await AdjustAsync(retailer, member, 5_000, "a")).Must().Waits);
        Assert.Contains("decided by one person", await retailer.ReadAsync(db => db.Set<AuditEntry>().Where(a => a.Action == "points.adjusted").Select(a => a.Details).SingleAsync()), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Engines.Sqlite)]
    [InlineData(Engines.PostgreSql)]
    public async Task Open_points_can_live_longer_within_the_months_that_the_programme_allows_and_never_shorter(string engine)
    {
        var (retailer, member) = await WithMemberAsync(engine);
        await using var _ = retailer;
        (await retailer.BuyAsync(Buy("1", 10_000, Today.AddMonths(-11)))).Must();
        (await retailer.BuyAsync(Buy("2", 10_000, Today.AddMonths(-1)))).Must();
        Task<Outcome<int>> Extend(DateOnly until) => retailer.Get<ExtendPoints>().RunAsync(retailer.Anna, new ExtendPointsRequest(member, until, "ill"), default);
        Assert.Equal(1, (await Extend(new DateOnly(2027, 6, 1))).Must());
        Assert.Equal("nothing_to_extend", (await Extend(new DateOnly(2027, 3, 1))).Code);
        Assert.Equal("until", (await Extend(new DateOnly(2027, 12, 2))).Errors[0].Field);
        Assert.Equal("until", (await Extend(new DateOnly(2026, 12, 1))).Errors[0].Field);
        Assert.Equal([new DateOnly(2027, 6, 1), new DateOnly(2027, 11, 1)], await retailer.ReadAsync(db => db.Set<PointLot>().OrderBy(l => l.Id).Select(l => l.ExpiresOn!.Value).ToListAsync()));
        await retailer.CheckAsync();
    }

    [Theory]
    [InlineData(Engines.Sqlite)]
    [InlineData(Engines.PostgreSql)]
    public async Task Points_that_expired_lately_come_back_once_into_their_lot_and_expire_again(string engine)
    {
        var (retailer, member) = await WithMemberAsync(engine);
        await using var _ = retailer;
        (await retailer.BuyAsync(Buy("1", 10_000, Today.AddMonths(-12).AddDays(-3)))).Must();
        (await retailer.BuyAsync(Buy("2", 7_000, Today.AddMonths(-15)))).Must();
        Assert.Equal(170, (await retailer.Get<ExpirePoints>().RunAsync(retailer.Anna, new DateOnly(2026, 12, 1), null, default)).Must().Points);
        var entries = await retailer.ReadAsync(db => db.Set<LedgerEntry>().Where(e => e.Kind == EntryKind.Expiry).OrderBy(e => e.BusinessDate).Select(e => e.Id).ToListAsync());
        Task<Outcome<long>> Back(long entry) => retailer.Get<ReinstatePoints>().RunAsync(retailer.Anna, new ReinstatePointsRequest(member, entry, "was in hospital"), default);
        Assert.Equal("too_late", (await Back(entries[0])).Code);
        Assert.Equal(100, (await Back(entries[1])).Must());
        Assert.Equal("already_reinstated", (await Back(entries[1])).Code);
        Assert.Equal(100, await retailer.BalanceAsync("M1"));
        await retailer.CheckAsync();
        Assert.Equal(0, (await retailer.Get<ExpirePoints>().RunAsync(retailer.Anna, new DateOnly(2026, 12, 31), null, default)).Must().Points);
        Assert.Equal(100, (await retailer.Get<ExpirePoints>().RunAsync(retailer.Anna, new DateOnly(2027, 1, 1), null, default)).Must().Points);
        await retailer.CheckAsync();
    }

    [Theory]
    [InlineData(Engines.Sqlite)]
    [InlineData(Engines.PostgreSql)]
    public async Task A_statement_adds_up_and_becomes_a_pdf_in_either_language(string engine)
    {
        var (retailer, member) = await WithMemberAsync(engine);
        await using var _ = retailer;
        for (var i = 0; i < 90; i++)
        {
            (await retailer.BuyAsync(Buy($"{i}", 1_000 + (i * 100), Today.AddDays(-200 + (2 * i))))).Must();
        }

        await AdjustAsync(retailer, member, -17, "a");
        var statement = (await retailer.Get<ShowStatement>().RunAsync(retailer.Anna, member, new DateOnly(2026, 6, 1), new DateOnly(2026, 12, 1), default)).Must();
        Assert.Equal(statement.Closing, statement.Opening + statement.Lines.Sum(l => l.Points));
        Assert.Equal(await retailer.BalanceAsync("M1"), statement.Closing);
        Assert.Equal(statement.Closing, statement.Expiries.Sum(e => e.Points));
        Assert.True(statement.Opening > 0);
        foreach (var language in new[] { "nl", "en" })
        {
            var pdf = retailer.Get<StatementPdf>().Make(statement with { Language = language, Member = "Zoë Brûlée-Ørsted" });
            Assert.Equal("%PDF"u8.ToArray(), pdf[..4]);
            Assert.True(pdf.Length is > 10_000 and < 400_000);
            if (Environment.GetEnvironmentVariable("LOYALTYSTUDIO_TEST_SCREENSHOTS") is { Length: > 0 } folder)
            {
                await File.WriteAllBytesAsync(Path.Combine(folder, $"statement-{language}.pdf"), pdf);
            }
        }

        Assert.Equal(OutcomeKind.NotFound, (await retailer.Get<ShowStatement>().RunAsync(Retailer.Person(9, "Other store", [99]), member, new DateOnly(2026, 1, 1), new DateOnly(2026, 12, 1), default)).Kind);
    }
}
