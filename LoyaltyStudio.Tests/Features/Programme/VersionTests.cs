using LoyaltyStudio.Features.Points.Model;
using LoyaltyStudio.Features.Programme.Model;
using LoyaltyStudio.Features.Programme.Publishing;
using LoyaltyStudio.Features.Purchases.Recording;
using LoyaltyStudio.Platform;
using LoyaltyStudio.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Tests.Features.Programme;

/// <summary>Draft → scheduled → live → retired, and the ways back.</summary>
public sealed class VersionTests
{
    private static readonly DateTime Now = new(2026, 3, 10, 9, 0, 0, DateTimeKind.Utc);
    private static readonly DateOnly Today = new(2026, 3, 10);
    private static readonly ProgrammeContent Double = ReferenceProgramme.Content with { Earning = ReferenceProgramme.Content.Earning with { CentsPerPoint = 50 } };

    private static async Task<ProgrammeRow> RowAsync(Retailer retailer, long id) => (await retailer.Get<ProgrammeVersions>().RunAsync(retailer.Anna, default)).Must().Single(v => v.Id == id);

    private static async Task<long> ScheduledAsync(Retailer retailer, DateOnly from)
    {
        var id = (await retailer.Get<SaveProgrammeDraft>().RunAsync(retailer.Anna, new SaveProgrammeDraftRequest(null, 0, Double, "twice"), default)).Must();
        (await retailer.Get<PublishProgramme>().RunAsync(retailer.Anna, new PublishProgrammeRequest(id, (await RowAsync(retailer, id)).RowVersion, from), default)).Must();
        return id;
    }

    [Theory]
    [InlineData(Engines.Sqlite)]
    [InlineData(Engines.PostgreSql)]
    public async Task A_late_purchase_is_judged_by_the_version_of_its_date_and_every_booking_names_it(string engine)
    {
        await using var retailer = await Retailer.NewAsync(await TestDatabase.OnAsync(engine), new FakeClock(Now));
        await retailer.AddMemberAsync("M1");
        var second = await ScheduledAsync(retailer, Today.AddDays(5));
        retailer.Clock.Advance(TimeSpan.FromDays(10));
        (await retailer.BuyAsync(new RecordPurchaseRequest("till", "new", Now.AddDays(9), [new("A", 1, 10_000)], "M1"))).Must();
        (await retailer.BuyAsync(new RecordPurchaseRequest("till", "late", Now.AddDays(1), [new("A", 1, 10_000)], "M1"))).Must();
        var entries = await retailer.ReadAsync(db => db.Set<LedgerEntry>().OrderBy(e => e.Id).Select(e => new { e.Points, e.VersionId }).ToListAsync());
        Assert.Equal([(200L, second), (100L, 1L)], entries.Select(e => (e.Points, e.VersionId!.Value)));
        Assert.Equal(VersionStage.Retired, (await RowAsync(retailer, 1)).Stage);
        Assert.Equal(Today.AddDays(4), (await RowAsync(retailer, 1)).EndsOn);
    }

    [Theory]
    [InlineData(Engines.Sqlite)]
    [InlineData(Engines.PostgreSql)]
    public async Task A_scheduled_version_can_be_withdrawn_and_thrown_away_but_one_that_began_cannot(string engine)
    {
        await using var retailer = await Retailer.NewAsync(await TestDatabase.OnAsync(engine), new FakeClock(Now));
        var id = await ScheduledAsync(retailer, Today.AddDays(5));
        Assert.Equal("programme_published", (await retailer.Get<DropProgrammeDraft>().RunAsync(retailer.Anna, id, default)).Code);
        Assert.Equal("programme_started", (await retailer.Get<WithdrawProgramme>().RunAsync(retailer.Anna, 1, default)).Code);
        (await retailer.Get<WithdrawProgramme>().RunAsync(retailer.Anna, id, default)).Must();
        Assert.Equal((VersionStage.Draft, null), ((await RowAsync(retailer, id)).Stage, (await RowAsync(retailer, id)).EffectiveFrom));
        (await retailer.Get<DropProgrammeDraft>().RunAsync(retailer.Anna, id, default)).Must();
        Assert.Equal("programme_unknown", (await retailer.Get<DropProgrammeDraft>().RunAsync(retailer.Anna, id, default)).Code);
        await retailer.CheckAsync();
    }

    [Theory]
    [InlineData(Engines.Sqlite)]
    [InlineData(Engines.PostgreSql)]
    public async Task A_stopped_programme_earns_nothing_and_the_way_back_leads_over_a_new_draft(string engine)
    {
        await using var retailer = await Retailer.NewAsync(await TestDatabase.OnAsync(engine), new FakeClock(Now));
        await retailer.AddMemberAsync("M1");
        var retire = retailer.Get<RetireProgramme>();
        Assert.Equal(OutcomeKind.Invalid, (await retire.RunAsync(retailer.Anna, new RetireProgrammeRequest(1, Today), default)).Kind);
        (await retire.RunAsync(retailer.Anna, new RetireProgrammeRequest(1, Today.AddDays(3)), default)).Must();
        (await retire.RunAsync(retailer.Anna, new RetireProgrammeRequest(1, null), default)).Must();
        (await retire.RunAsync(retailer.Anna, new RetireProgrammeRequest(1, Today.AddDays(3)), default)).Must();
        retailer.Clock.Advance(TimeSpan.FromDays(4));
        (await retailer.BuyAsync(new RecordPurchaseRequest("till", "1", Now.AddDays(4), [new("A", 1, 10_000)], "M1"))).Must();
        (await retailer.BuyAsync(new RecordPurchaseRequest("till", "2", Now.AddDays(2), [new("A", 1, 10_000)], "M1"))).Must();
        Assert.Equal(100, await retailer.BalanceAsync("M1"));
        Assert.Equal((VersionStage.Retired, Today.AddDays(2)), ((await RowAsync(retailer, 1)).Stage, (await RowAsync(retailer, 1)).EndsOn!.Value));
        Assert.Equal("programme_not_live", (await retire.RunAsync(retailer.Anna, new RetireProgrammeRequest(1, null), default)).Code);

        var again = (await retailer.Get<RollForward>().RunAsync(retailer.Anna, 1, "back", default)).Must();
        (await retailer.Get<PublishProgramme>().RunAsync(retailer.Anna, new PublishProgrammeRequest(again, (await RowAsync(retailer, again)).RowVersion, Today.AddDays(4)), default)).Must();
        (await retailer.BuyAsync(new RecordPurchaseRequest("till", "3", Now.AddDays(4), [new("A", 1, 5_000)], "M1"))).Must();
        Assert.Equal(150, await retailer.BalanceAsync("M1"));
        Assert.Equal((await RowAsync(retailer, 1)).Content.ToJson(), (await RowAsync(retailer, again)).Content.ToJson());
        await retailer.CheckAsync();
    }
}
