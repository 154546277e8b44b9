using LoyaltyStudio.Features.Access.Model;
using LoyaltyStudio.Features.Members.Model;
using LoyaltyStudio.Features.Predictions.Fitting;
using LoyaltyStudio.Features.Predictions.Model;
using LoyaltyStudio.Features.Predictions.Models;
using LoyaltyStudio.Features.Predictions.Reading;
using LoyaltyStudio.Features.Predictions.Settings;
using LoyaltyStudio.Features.Purchases.Model;
using LoyaltyStudio.Features.Segments.Model;
using LoyaltyStudio.Data;
using LoyaltyStudio.Platform;
using LoyaltyStudio.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Tests.Features.Predictions;

/// <summary>The nightly fit on a real database: input, test, fall-back, history and what it writes.</summary>
public sealed class RefitPredictionsTests
{
    private static readonly Actor Night = Actor.Job("refit-predictions");
    private static readonly DateOnly Today = new(2026, 3, 20);
    private static readonly MbgNbd Truth = new(0.8, 6, 0.7, 2.5);
    private static readonly GammaGamma Spend = new(5, 4, 60);

    [Theory]
    [InlineData(Engines.Sqlite)]
    [InlineData(Engines.PostgreSql)]
    public async Task Purchase_days_are_counted_as_the_models_ask(string engine)
    {
        await using var retailer = await OpenAsync(engine);
        await AddAsync(retailer, [1, 2, 3, 4], [(1, -100, 1_000), (1, -100, 500), (1, -60, 2_000), (1, -5, 3_000), (1, 0, 9_000), (2, -30, 700), (3, -10, 0), (4, -90, 100)]);
        await retailer.Data.WriteAsync(db => db.Set<Member>().Where(m => m.Id == 4).ExecuteUpdateAsync(s => s.SetProperty(m => m.Status, MemberStatus.Cancelled)), CancellationToken.None);
        var rows = await retailer.Get<PurchaseDays>().ReadAsync(Today, Today.AddDays(-50), Today.AddDays(-80), CancellationToken.None);
        // Two receipts of one day are one; what came back whole, what is of today and who left do not count.
        Assert.Equal([1, 2], rows.Select(r => r.MemberId));
        Assert.Equal(new MemberDays(1, Today.DayNumber - 100, Today.DayNumber - 5, 3, 1_500, 5_000, 2, Today.DayNumber - 60, 2_000, 1), rows[0]);
        Assert.Equal((1, 0, 700L, 0), (rows[1].Days, rows[1].KnownDays, rows[1].FirstCents, rows[1].KnownLast));
    }

    [Theory]
    [InlineData(Engines.Sqlite)]
    [InlineData(Engines.PostgreSql)]
    public async Task A_night_fits_tests_and_writes_and_the_same_night_again_changes_nothing(string engine)
    {
        await using var retailer = await OpenAsync(engine);
        await PopulateAsync(retailer, 3_000);
        var first = (await retailer.Get<RefitPredictions>().RunAsync(Night, Today, null, CancellationToken.None)).Must();
        Assert.Equal((FallBack.None, 3_000, 3_000), (first.Fit!.FallBack, first.Fit.Members, first.Written));
        var test = Accuracy.FromJson(first.Fit.Accuracy!);
        Assert.True(test.Of(Forecaster.Model).Rmse < test.Of(Forecaster.OwnPace).Rmse && Math.Abs(test.Of(Forecaster.Model).Bias) < 0.2 && test.Auc > 0.7, first.Fit.Accuracy);
        Assert.InRange(test.Inside, 0.78, 0.97);
        var again = (await retailer.Get<RefitPredictions>().RunAsync(Night, Today, null, CancellationToken.None)).Must();
        Assert.Equal((first.Fit.Id, 0, 0), (again.Fit!.Id, again.Written, again.Removed));

        // A week later less than everybody has changed visibly, and the history has a second line.
        var later = (await retailer.Get<RefitPredictions>().RunAsync(Night, Today.AddDays(1), null, CancellationToken.None)).Must();
        Assert.True(later.Fit!.Id > first.Fit.Id);
        Assert.InRange(later.Written, 0, 1_500);
        Assert.Equal(3_000, await retailer.ReadAsync(db => db.Set<MemberPrediction>().CountAsync()));

        // Who leaves loses the expectation with the next night.
        await retailer.Data.WriteAsync(db => db.Set<Member>().Where(m => m.Id <= 10).ExecuteUpdateAsync(s => s.SetProperty(m => m.Status, MemberStatus.Cancelled)), CancellationToken.None);
        Assert.Equal(10, (await retailer.Get<RefitPredictions>().RunAsync(Night, Today.AddDays(1), null, CancellationToken.None)).Must().Removed);
        Assert.Equal(2_990, await retailer.ReadAsync(db => db.Set<MemberPrediction>().CountAsync()));
        await Assert.ThrowsAnyAsync<Exception>(() => retailer.Data.WriteAsync(db => db.Command("DELETE FROM model_fit").ExecuteNonQueryAsync(), CancellationToken.None));
    }

    [Theory]
    [InlineData(Engines.Sqlite)]
    [InlineData(Engines.PostgreSql)]
    public async Task Few_members_get_the_simple_average_with_its_label(string engine)
    {
        await using var retailer = await OpenAsync(engine);
        await PopulateAsync(retailer, 200);
        var fit = (await retailer.Get<RefitPredictions>().RunAsync(Night, Today, null, CancellationToken.None)).Must().Fit!;
        Assert.Equal(FallBack.TooFew, fit.FallBack);
        var row = await retailer.ReadAsync(db => db.Set<MemberPrediction>().OrderByDescending(p => p.Days).FirstAsync());
        var weeks = (Today.DayNumber - row.FirstOn.DayNumber) / 7.0;
        Assert.Equal(1_000 * (fit.SimpleR + row.Days - 1) / (fit.SimpleAlpha + weeks) * 365.25 / 7, row.Purchases365, 1.0);
        var outlook = (await retailer.Get<ShowMemberOutlook>().RunAsync(retailer.Anna, row.MemberId, CancellationToken.None)).Must();
        Assert.Equal(FallBack.TooFew, outlook.FallBack);
        Assert.Equal(1, outlook.Next!.StillBuys);
    }

    [Fact]
    public void A_model_that_loses_on_both_measures_is_not_used()
    {
        // Everybody comes every four weeks to the day: the last period once more is exact, the model reckons with chance.
        var asOf = Today.DayNumber;
        MemberDays[] members = [.. Enumerable.Range(1, 2_500).Select(i =>
        {
            var cut = asOf - (7 * 24);
            var first = asOf - 28 * (14 + (i % 12));
            var days = (asOf - 1 - first) / 28 + 1;
            var known = (cut - 1 - first) / 28 + 1;
            return new MemberDays(i, first, first + (28 * (days - 1)), days, 1_000, 1_000 * (days - 1), known, first + (28 * (known - 1)), 1_000 * (known - 1), Math.Min(6, known - 1));
        })];
        Assert.Equal(FallBack.Lost, FitModels.Run(members, Today, 24).FallBack);
    }

    [Fact]
    public async Task Nothing_bought_is_no_fit()
    {
        await using var retailer = await OpenAsync(Engines.Sqlite);
        Assert.Null((await retailer.Get<RefitPredictions>().RunAsync(Night, Today, null, CancellationToken.None)).Must().Fit);
        Assert.Null((await retailer.Get<ShowPredictions>().RunAsync(retailer.Anna, CancellationToken.None)).Must().Fit);
    }

    [Theory]
    [InlineData(Engines.Sqlite)]
    [InlineData(Engines.PostgreSql)]
    public async Task The_screens_show_what_was_written_and_only_the_own_stores(string engine)
    {
        await using var retailer = await OpenAsync(engine);
        await PopulateAsync(retailer, 400);
        (await retailer.Get<RefitPredictions>().RunAsync(Night, Today, null, CancellationToken.None)).Must();
        var all = (await retailer.Get<ShowPredictions>().RunAsync(retailer.Anna, CancellationToken.None)).Must();
        var utrecht = Retailer.Person(5, "Chantal", [1]);
        var own = (await retailer.Get<ShowPredictions>().RunAsync(utrecht, CancellationToken.None)).Must();
        Assert.Equal((400, 200), (all.Totals.Members, own.Totals.Members));
        foreach (var by in Enum.GetValues<ValueBy>().Where(b => b != ValueBy.Segment))
        {
            var rows = (await retailer.Get<ListValues>().RunAsync(retailer.Anna, by, CancellationToken.None)).Must();
            Assert.Equal((400, all.Totals.ValueCents), (rows.Sum(r => r.Members), rows.Sum(r => r.ValueCents)));
            Assert.Equal(200, (await retailer.Get<ListValues>().RunAsync(utrecht, by, CancellationToken.None)).Must().Sum(r => r.Members));
        }

        Assert.Equal(OutcomeKind.NotFound, (await retailer.Get<ShowMemberOutlook>().RunAsync(utrecht, 2, CancellationToken.None)).Kind);
        var mine = (await retailer.Get<ShowMemberOutlook>().RunAsync(utrecht, 1, CancellationToken.None)).Must();
        var stored = await retailer.ReadAsync(db => db.Set<MemberPrediction>().FirstAsync(p => p.MemberId == 1));
        Assert.Equal(stored.Purchases365 / 1_000.0, mine.Next!.Purchases365, 0.01);
        Assert.Equal(stored.NextOn, mine.Next.NextOn);
        Assert.True(mine.Next.LowPurchases <= mine.Next.HighPurchases && mine.Next.LowValueCents <= mine.Next.HighValueCents);
        Assert.True(mine.Next.Chances.Zip(mine.Next.Chances.Skip(1)).All(c => c.First.Share <= c.Second.Share));
    }

    [Theory]
    [InlineData(Engines.Sqlite)]
    [InlineData(Engines.PostgreSql)]
    public async Task Value_by_segment_counts_a_member_in_each_of_the_own_segments(string engine)
    {
        await using var retailer = await OpenAsync(engine);
        await PopulateAsync(retailer, 40);
        (await retailer.Get<RefitPredictions>().RunAsync(Night, Today, null, CancellationToken.None)).Must();
        await retailer.Data.WriteAsync(async db =>
        {
            db.AddRange(new Segment { Id = 1, Code = "a", Name = "Alle", Author = "t" }, new Segment { Id = 2, Code = "b", Name = "Tien", Author = "t" }, new Segment { Id = 3, Code = "c", Name = "Weg", Author = "t", Archived = true });
            await db.SaveChangesAsync();
            await db.BulkInsertAsync(Enumerable.Range(1, 40).SelectMany(m => Enumerable.Range(1, 3).Where(s => s != 2 || m <= 10).Select(s => new SegmentMember { SegmentId = s, MemberId = m, Since = Today })).ToList());
        }, CancellationToken.None);
        var values = retailer.Get<ListValues>();
        var rows = (await values.RunAsync(retailer.Anna, ValueBy.Segment, CancellationToken.None)).Must();
        Assert.Equal([("Alle", 40), ("Tien", 10)], rows.Select(r => (r.Name, r.Members)));
        Assert.Equal(await retailer.ReadAsync(db => db.Set<MemberPrediction>().Where(p => p.MemberId <= 10).SumAsync(p => (long)p.ValueCents)), rows[1].ValueCents);
        Assert.Equal([("Alle", 20), ("Tien", 5)], (await values.RunAsync(Retailer.Person(5, "Chantal", [1]), ValueBy.Segment, CancellationToken.None)).Must().Select(r => (r.Name, r.Members)));
        Assert.Equal(OutcomeKind.Forbidden, (await values.RunAsync(new Actor("user", 6, "Zonder", new HashSet<Permission> { Permission.ViewInsight }, null), ValueBy.Segment, CancellationToken.None)).Kind);
    }

    [Theory]
    [InlineData(Engines.Sqlite)]
    [InlineData(Engines.PostgreSql)]
    public async Task The_only_buyer_leaves_no_expectation_behind(string engine)
    {
        await using var retailer = await OpenAsync(engine);
        await AddAsync(retailer, [1], [(1, -40, 900_000_000), (1, -10, 1)]);
        Assert.Equal(1, (await retailer.Get<RefitPredictions>().RunAsync(Night, Today, null, CancellationToken.None)).Must().Written);
        await retailer.Data.WriteAsync(db => db.Set<Member>().ExecuteUpdateAsync(s => s.SetProperty(m => m.Status, MemberStatus.Cancelled)), CancellationToken.None);
        Assert.Equal(1, (await retailer.Get<RefitPredictions>().RunAsync(Night, Today.AddDays(1), null, CancellationToken.None)).Must().Removed);
        Assert.Equal(0, await retailer.ReadAsync(db => db.Set<MemberPrediction>().CountAsync()));
    }

    /// <summary>Few members, all alike, one day, the least and the largest amounts: every figure can be stored and shown.</summary>
    [Theory]
    [InlineData("one purchase yesterday", 1, 1, 1, 100)]
    [InlineData("all on one day", 300, 1, 1, 2_000)]
    [InlineData("all on one day, long ago", 300, 1, 3_000, 2_000)]
    [InlineData("alike to the day", 300, 40, 7, 1_995)]
    [InlineData("every day", 5, 700, 1, 1)]
    [InlineData("huge amounts", 40, 5, 30, 90_000_000_000)]
    [InlineData("many alike without a repeat", 2_600, 1, 10, 500)]
    public void Odd_shops_get_figures_that_can_be_stored(string shop, int count, int days, int gap, long cents)
    {
        var asOf = Today.DayNumber;
        var first = asOf - (days * gap);
        MemberDays[] members = [.. Enumerable.Range(1, count).Select(i => new MemberDays(i, first, first + ((days - 1) * gap), days, cents, cents * (days - 1), days, first + ((days - 1) * gap), cents * (days - 1), 0))];
        var fit = FitModels.Run(members, Today, 0);
        double[] figures = [fit.R, fit.Alpha, fit.A, fit.B, fit.LogLikelihood, fit.SimpleR, fit.SimpleAlpha, fit.P, fit.Q, fit.V, fit.SpendLogLikelihood];
        Assert.True(figures.All(double.IsFinite), $"{shop}: {string.Join(' ', figures)}");
        foreach (var fallBack in new[] { fit.FallBack, FallBack.None })
        {
            fit.FallBack = fallBack;
            var forecast = Forecast.Of(fit, new PredictionSetting());
            var row = ScoreMembers.Rows(members, forecast, Today).First();
            Assert.InRange(row.Active90, 0, 10_000);
            Assert.True(row is { Purchases90: >= 0, Purchases365: >= 0, SpendCents: >= 0, ValueCents: >= 0 }, shop);
            var next = ShowMemberOutlook.NextOf(new MemberPast(days, DateOnly.FromDayNumber(first), DateOnly.FromDayNumber(first + ((days - 1) * gap)), gap, null, cents), forecast, Today);
            double[] shown = [next.StillBuys, next.Active90, next.Purchases365, .. next.Chances.Select(c => c.Share)];
            Assert.True(shown.All(double.IsFinite), $"{shop}, {fallBack}: {string.Join(' ', shown)}");
            Assert.True(next is { AmountCents: >= 0, ValueCents: >= 0 } && next.LowValueCents is null or >= 0, shop);
        }
    }

    [Fact]
    public async Task Settings_are_checked_and_audited_and_change_values()
    {
        await using var retailer = await OpenAsync(Engines.Sqlite);
        var save = retailer.Get<SavePredictionSettings>();
        Assert.Equal(OutcomeKind.Invalid, (await save.RunAsync(retailer.Anna, new(0, 8, 28, 0), CancellationToken.None)).Kind);
        (await save.RunAsync(retailer.Anna, new(25.5m, 6, 14, 0), CancellationToken.None)).Must();
        Assert.Equal(OutcomeKind.Conflict, (await save.RunAsync(retailer.Anna, new(25, 6, 14, 0), CancellationToken.None)).Kind);
        var view = (await retailer.Get<ShowPredictions>().RunAsync(retailer.Anna, CancellationToken.None)).Must();
        Assert.Equal((25.5m, 14), (view.Settings.MarginPercent, view.Settings.WindowDays));
        (await save.RunAsync(retailer.Anna, view.Settings with { WindowDays = 21 }, CancellationToken.None)).Must();
        Assert.Equal(2, await retailer.ReadAsync(db => db.Set<AuditEntry>().CountAsync(a => a.Action == "predictions.settings_changed")));
    }

    /// <summary>Products that come back every thirty days or so are due; the same night again writes nothing, and a product that is no longer due goes.</summary>
    [Theory]
    [InlineData(Engines.Sqlite)]
    [InlineData(Engines.PostgreSql)]
    public async Task Products_bought_again_become_due(string engine)
    {
        await using var retailer = await OpenAsync(engine);
        await AddAsync(retailer, [1, 2], []);
        await retailer.Data.WriteAsync(async db =>
        {
            db.Add(new Product { Id = 1, Sku = "kaars", Name = "Geurkaars", Category = "Geur" });
            await db.SaveChangesAsync();
            foreach (var (ago, i) in new[] { 145, 118, 86, 57, 25 }.Select((a, i) => (a, i)))
            {
                var purchase = Purchase(900 + i, 1, Today.AddDays(-ago), 1_500);
                db.Add(purchase);
                db.Add(new PurchaseLine { Id = 900 + i, PurchaseId = purchase.Id, LineNo = 1, ProductId = 1, Kind = LineKind.Goods, Quantity = 1, AmountCents = 1_500 });
            }

            await db.SaveChangesAsync();
        }, CancellationToken.None);
        Assert.Equal(1, (await retailer.Get<RefitPredictions>().RunAsync(Night, Today, null, CancellationToken.None)).Must().Products);
        var row = await retailer.ReadAsync(db => db.Set<Replenishment>().SingleAsync());
        Assert.Equal((4, Today.AddDays(-25)), (row.Gaps, row.LastOn));
        Assert.InRange(row.TypicalDays, 27, 33);
        Assert.InRange(row.DueOn, Today, Today.AddDays(12));
        var due = (await retailer.Get<ListDue>().RunAsync(retailer.Anna, 1, CancellationToken.None)).Must();
        Assert.Equal("Geurkaars", Assert.Single(due.Rows).Product);
        Assert.Empty((await retailer.Get<ListDue>().RunAsync(Retailer.Person(5, "Chantal", [2]), 1, CancellationToken.None)).Must().Rows);
        Assert.Equal(0, (await retailer.Get<RefitPredictions>().RunAsync(Night, Today.AddDays(300), null, CancellationToken.None)).Must().Products);
        Assert.Equal(0, await retailer.ReadAsync(db => db.Set<Replenishment>().CountAsync()));
    }

    internal static async Task<Retailer> OpenAsync(string engine)
    {
        var retailer = await Retailer.NewAsync(await TestDatabase.OnAsync(engine), new FakeClock(Today.ToDateTime(new TimeOnly(12, 0), DateTimeKind.Utc)));
        await retailer.Data.WriteAsync(async db =>
        {
            db.Add(new Store { Id = 1, Code = "utrecht", Name = "Utrecht" });
            db.Add(new Store { Id = 2, Code = "zwolle", Name = "Zwolle" });
            await db.SaveChangesAsync();
        }, CancellationToken.None);
        return retailer;
    }

    /// <summary>Members drawn from known parameters; odd ones of Utrecht, even ones of Zwolle.</summary>
    internal static async Task PopulateAsync(Retailer retailer, int members)
    {
        var random = new Random(9);
        var people = new Population(Truth, Spend, 9);
        var rows = new List<(long, int, int)>();
        for (var id = 1; id <= members; id++)
        {
            var ago = 60 + random.Next(640);
            rows.Add((id, -ago, 4_000));
            var rate = people.Gamma(Truth.R) / Truth.Alpha / 7;
            var (a, b) = (people.Gamma(Truth.A), people.Gamma(Truth.B));
            for (var day = (double)-ago; random.NextDouble() >= a / (a + b);)
            {
                day += -Math.Log(1 - random.NextDouble()) / rate;
                if (day >= 0)
                {
                    break;
                }

                rows.Add((id, (int)Math.Floor(day), 2_000 + random.Next(6_000)));
            }
        }

        await AddAsync(retailer, [.. Enumerable.Range(1, members).Select(i => (long)i)], rows);
    }

    internal static Task AddAsync(Retailer retailer, long[] members, List<(long Member, int Day, int Cents)> purchases) => retailer.Data.WriteAsync(async db =>
    {
        await db.BulkInsertAsync(members.Select(id =>
        {
            var member = Fixtures.Member(retailer.Clock, id, consent: false);
            member.HomeStoreId = 2 - (id % 2);
            member.AcquisitionSource = id % 3 == 0 ? "" : "winkel";
            return member;
        }).ToList());
        await db.BulkInsertAsync(purchases.Select((p, i) => Purchase(i + 1, p.Member, Today.AddDays(p.Day), p.Cents)).ToList());
    }, CancellationToken.None);

    private static Purchase Purchase(long id, long member, DateOnly on, int cents) => new()
    {
        Id = id, Source = "till", ExternalId = $"b{id}", Kind = PurchaseKind.Purchase, MemberId = member, StoreId = 1, Channel = Channel.Store, OccurredAt = on.ToDateTime(new TimeOnly(12, 0), DateTimeKind.Utc),
        BusinessDate = on, TotalCents = cents, EligibleCents = cents, KeptCents = cents, ContentHash = $"h{id}", RecordedAt = on.ToDateTime(new TimeOnly(12, 0), DateTimeKind.Utc),
    };
}
