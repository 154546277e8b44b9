using LoyaltyStudio.Features.Cheques.Issuing;
using LoyaltyStudio.Features.Cheques.Previewing;
using LoyaltyStudio.Features.Programme.Model;
using LoyaltyStudio.Features.Programme.Reading;
using LoyaltyStudio.Platform;
using LoyaltyStudio.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Tests.Features.Cheques;

/// <summary>What the form shows at once against the real runs of the same moment.</summary>
public sealed class SchemePreviewTests
{
    private static readonly DateOnly YearEnd = new(2025, 12, 31);

    [Theory]
    [InlineData(Engines.Sqlite, 1)]
    [InlineData(Engines.Sqlite, 2)]
    [InlineData(Engines.Sqlite, 3)]
    [InlineData(Engines.Sqlite, 4)]
    [InlineData(Engines.Sqlite, 5)]
    [InlineData(Engines.PostgreSql, 6)]
    [InlineData(Engines.PostgreSql, 7)]
    [InlineData(Engines.PostgreSql, 8)]
    public async Task It_says_exactly_what_runs_of_the_same_moment_come_to(string engine, int seed)
    {
        var programme = ChequeShop.Programme(seed);
        await using var shop = await ChequeShop.OpenAsync(engine, seed, YearEnd.AddDays(-5), programme);
        if (seed % 2 == 0)
        {
            // A run of an earlier period that waits for its issue holds points.
            var first = programme.Cheques;
            (await shop.Retailer.Get<CalculateChequeRun>().RunAsync(shop.Retailer.Anna, (await shop.Retailer.Get<PrepareChequeRun>().RunAsync(shop.Retailer.Anna,
                new(BusinessCalendar.PeriodKey(BusinessCalendar.Floor(shop.Today, first.Period).AddDays(-1), first.Period)), default)).Must(), null, default)).Must();
        }

        await shop.LeaveAsync(2);
        await shop.PassAsync(YearEnd);
        await shop.ActAsync();
        var reading = (await shop.Retailer.Get<PreviewSchemes>().RunAsync(shop.Retailer.Anna, programme, default)).Must();
        var given = reading.Of(programme);

        shop.Retailer.Clock.Advance(TimeSpan.FromHours(20));
        var runs = await shop.CalculateAsync(programme, YearEnd);

        Assert.Equal(programme.Schemes.Select(s => s.Code), given.Schemes.Select(s => s.Code));
        foreach (var (run, scheme) in runs.Zip(given.Schemes))
        {
            var lines = await shop.LinesAsync(run.Id);
            Assert.Equal((run.MemberCount, run.ChequeCount, run.ValueCents, run.PointsUsed, run.PointsCarried), (scheme.Members, scheme.Cheques, scheme.ValueCents, scheme.PointsUsed, scheme.PointsCarried));
            Assert.Equal(lines.Where(l => l.ValueCents > 0).GroupBy(l => l.ValueCents).OrderBy(g => g.Key).Select(g => new GivenValue(g.Key, g.Count())), scheme.Values);
            Assert.Equal(lines.Where(l => l.Refusal.Length > 0).GroupBy(l => l.Refusal).OrderBy(g => g.Key, StringComparer.Ordinal).Select(g => new GivenRefusal(g.Key, g.Count())),
                scheme.Refusals.Where(r => r.Reason != Refusals.NoPoints).OrderBy(r => r.Reason, StringComparer.Ordinal));
        }

        Assert.Equal(given.Points - runs.Sum(r => r.PointsUsed), given.Left);
        Assert.True(given.Cheques > 0, "Nobody gets anything: that proves nothing.");
    }

    [Fact]
    public async Task Another_form_is_worked_out_from_the_same_reading_and_one_that_looks_further_asks_for_a_new_one()
    {
        var programme = ReferenceProgramme.Content;
        await using var shop = await ChequeShop.OpenAsync(Engines.Sqlite, 9, YearEnd, programme);
        var reading = (await shop.Retailer.Get<PreviewSchemes>().RunAsync(shop.Retailer.Anna, programme, default)).Must();

        var cheaper = programme with { Schemes = [programme.Cheques with { PointsPerStep = 20 }, programme.Cheques with { Code = "more", PointsPerStep = 10 }] };
        Assert.True(reading.Covers(cheaper));
        var (one, two) = (reading.Of(programme), reading.Of(cheaper));
        Assert.True(two.Schemes[0].ValueCents > one.Schemes[0].ValueCents);
        Assert.Equal(one.Points, two.Points);
        Assert.Equal(two.Points - two.PointsUsed, two.Left);

        var banded = programme with { Schemes = [programme.Cheques with { Bands = [new(1_00, 200)] }] };
        Assert.False(reading.Covers(banded));
        Assert.True((await shop.Retailer.Get<PreviewSchemes>().RunAsync(shop.Retailer.Anna, banded, default)).Must().Covers(programme));
    }

    [Fact]
    public async Task Somebody_with_a_store_of_their_own_sees_what_its_members_would_get()
    {
        var programme = ReferenceProgramme.Content;
        await using var shop = await ChequeShop.OpenAsync(Engines.Sqlite, 10, YearEnd, programme);
        var own = (await shop.Retailer.Get<PreviewSchemes>().RunAsync(Retailer.Person(9, "Sanne", [1]), programme, default)).Must();
        var all = (await shop.Retailer.Get<PreviewSchemes>().RunAsync(shop.Retailer.Anna, programme, default)).Must();

        Assert.False(own.Whole);
        Assert.True(all.Whole);
        Assert.Equal(await shop.Retailer.ReadAsync(db => db.Set<LoyaltyStudio.Features.Members.Model.Member>().CountAsync(m => m.HomeStoreId == 1)),
            own.Of(programme).Schemes[0].Members + own.Of(programme).Schemes[0].Refusals.Where(r => r.Reason == Refusals.NoPoints).Sum(r => r.Count));
        Assert.True(own.Of(programme).Points < all.Of(programme).Points);
    }
}
