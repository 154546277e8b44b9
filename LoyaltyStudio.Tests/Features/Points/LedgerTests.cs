using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Points.Expiring;
using LoyaltyStudio.Features.Points.Model;
using LoyaltyStudio.Features.Purchases.Model;
using LoyaltyStudio.Features.Purchases.Recording;
using LoyaltyStudio.Features.Tiers.Model;
using LoyaltyStudio.Platform;
using LoyaltyStudio.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Tests.Features.Points;

/// <summary>The laws L1–L10 on real databases, through the use cases.</summary>
public sealed class LedgerTests
{
    private static readonly DateTime Noon = new(2026, 3, 10, 12, 0, 0, DateTimeKind.Utc);

    private static RecordPurchaseRequest Buy(string id, long cents, DateTime? at = null, int quantity = 1, string sku = "A") => new("till", id, at ?? Noon, [new(sku, quantity, cents, sku)], "M1");

    private static async Task<Retailer> WithMemberAsync(string engine)
    {
        var retailer = await Retailer.NewAsync(await TestDatabase.OnAsync(engine), new FakeClock(new DateTime(2026, 12, 1, 9, 0, 0)));
        await retailer.AddMemberAsync("M1");
        return retailer;
    }

    [Theory]
    [InlineData(Engines.Sqlite)]
    [InlineData(Engines.PostgreSql)]
    public async Task The_same_purchase_twice_earns_once_and_another_content_is_refused_with_what_differs(string engine)
    {
        await using var retailer = await WithMemberAsync(engine);
        var first = await retailer.BuyAsync(Buy("1", 4490));
        var again = await retailer.BuyAsync(Buy("1", 4490));
        Assert.Equal(first.Must(), again.Must());
        Assert.Equal(44, await retailer.BalanceAsync("M1"));
        var other = await retailer.BuyAsync(Buy("1", 5000));
        Assert.Equal("purchase_differs", other.Code);
        Assert.Contains("lines[0].amount_cents", other.Text, StringComparison.Ordinal);
        await retailer.CheckAsync();
    }

    [Theory]
    [InlineData(Engines.Sqlite)]
    [InlineData(Engines.PostgreSql)]
    public async Task A_purchase_of_somebody_unknown_is_kept_as_anonymous(string engine)
    {
        await using var retailer = await WithMemberAsync(engine);
        var id = (await retailer.BuyAsync(Buy("1", 4490) with { Member = "nobody" })).Must();
        Assert.Null(await retailer.ReadAsync(db => db.Set<Purchase>().Where(p => p.Id == id).Select(p => p.MemberId).FirstAsync()));
        Assert.Empty(await retailer.ReadAsync(db => db.Set<LedgerEntry>().ToListAsync()));
    }

    [Theory]
    [InlineData(Engines.Sqlite)]
    [InlineData(Engines.PostgreSql)]
    public async Task A_return_in_steps_takes_back_exactly_and_never_more(string engine)
    {
        await using var retailer = await WithMemberAsync(engine);
        (await retailer.BuyAsync(Buy("1", 10_000, quantity: 3))).Must();
        Assert.Equal(100, await retailer.BalanceAsync("M1"));
        (await retailer.ReturnAsync(new("till", "1", "R1", Noon.AddDays(1), [new(1, 1)]))).Must();
        Assert.Equal(66, await retailer.BalanceAsync("M1"));
        (await retailer.ReturnAsync(new("till", "1", "R1", Noon.AddDays(1), [new(1, 1)]))).Must();
        Assert.Equal(66, await retailer.BalanceAsync("M1"));
        Assert.Equal("too_many_returned", (await retailer.ReturnAsync(new("till", "1", "R2", Noon.AddDays(2), [new(1, 3)]))).Code);
        (await retailer.ReturnAsync(new("till", "1", "R2", Noon.AddDays(2), [new(1, 2)]))).Must();
        Assert.Equal(0, await retailer.BalanceAsync("M1"));
        Assert.Equal(0, await retailer.ReadAsync(db => db.Set<Purchase>().SumAsync(p => p.TotalCents)));
        await retailer.CheckAsync();
    }

    [Theory]
    [InlineData(Engines.Sqlite)]
    [InlineData(Engines.PostgreSql)]
    public async Task A_return_after_the_points_expired_becomes_debt_that_new_points_pay_first(string engine)
    {
        await using var retailer = await WithMemberAsync(engine);
        (await retailer.BuyAsync(Buy("1", 10_000, new DateTime(2024, 1, 10, 12, 0, 0)))).Must();
        var expired = (await retailer.Get<ExpirePoints>().RunAsync(retailer.Anna, new DateOnly(2026, 2, 1), null, default)).Must();
        Assert.Equal(100, expired.Points);
        Assert.Equal(new DateOnly(2026, 2, 1), await retailer.ReadAsync(db => db.Set<LedgerEntry>().Where(e => e.Kind == EntryKind.Expiry).Select(e => e.BusinessDate).SingleAsync()));
        (await retailer.ReturnAsync(new("till", "1", "R1", Noon, [new(1, 1)]))).Must();
        Assert.Equal(-100, await retailer.BalanceAsync("M1"));
        (await retailer.BuyAsync(Buy("2", 13_000))).Must();
        var lot = await retailer.ReadAsync(db => db.Set<PointLot>().OrderByDescending(l => l.Id).FirstAsync());
        Assert.Equal((130L, 30L), (lot.Earned, lot.Remaining));
        Assert.Equal(0, (await retailer.Get<ExpirePoints>().RunAsync(retailer.Anna, new DateOnly(2026, 2, 1), null, default)).Must().Lots);
        await retailer.CheckAsync();
    }

    [Theory]
    [InlineData(Engines.Sqlite)]
    [InlineData(Engines.PostgreSql)]
    public async Task A_return_without_a_receipt_is_matched_to_the_latest_purchases_of_the_product(string engine)
    {
        await using var retailer = await WithMemberAsync(engine);
        (await retailer.BuyAsync(Buy("1", 2000, Noon, quantity: 2))).Must();
        (await retailer.BuyAsync(Buy("2", 1500, Noon.AddDays(3)))).Must();
        (await retailer.BuyAsync(Buy("3", 900, Noon.AddDays(9)))).Must();
        var back = await retailer.RecordAsync(retailer.ReturnDraft("R1", "M1", Noon.AddDays(5), "A", 4, 4000));
        Assert.Equal(RecordResult.Added, back.Result);
        var matches = await retailer.ReadAsync(db => db.Set<ReturnMatch>().OrderBy(m => m.Id).Select(m => new { m.PurchaseLineId, m.Quantity }).ToListAsync());
        Assert.Equal([1, 2, 1], matches.Select(m => m.Quantity));
        Assert.Null(matches[2].PurchaseLineId);

        // 20 + 15 + 9 earned; both matched purchases come back whole (35); the unit that nothing matched takes 10 by the base rule, of which 9 are there.
        Assert.Equal(0, await retailer.BalanceAsync("M1"));
        await retailer.CheckAsync();
    }

    [Fact]
    public async Task Purchases_in_one_batch_or_in_many_give_the_same_bookings()
    {
        var drafts = Enumerable.Range(1, 60).Select(i => Buy($"{i}", 1000 + (i * 137), Noon.AddDays(i % 7).AddHours(i % 5), quantity: 2, sku: $"S{i % 6}")).ToList();
        List<string> outcomes = [];
        foreach (var size in new[] { 1, 7, 200 })
        {
            await using var retailer = await WithMemberAsync(Engines.Sqlite);
            var all = new List<PurchaseDraft>();
            foreach (var d in drafts)
            {
                all.Add(await retailer.DraftAsync(d));
            }

            all.AddRange(Enumerable.Range(0, 6).Select(i => retailer.ReturnDraft($"R{i}", "M1", Noon.AddDays(8), $"S{i}", 5, 9000)));
            foreach (var part in all.OrderBy(d => d.OccurredAt).ThenBy(d => d.ExternalId, StringComparer.Ordinal).Chunk(size))
            {
                await retailer.Data.WriteAsync(db => retailer.Get<PurchaseBook>().RecordAsync(db, retailer.Anna, part, default), default);
            }

            await retailer.CheckAsync();
            var entries = await retailer.ReadAsync(db => db.Set<LedgerEntry>().OrderBy(e => e.BusinessDate).ThenBy(e => e.Reason).ThenBy(e => e.Line).Select(e => $"{e.Kind} {e.Points} {e.BusinessDate} {e.Reason}").ToListAsync());
            var tier = await retailer.ReadAsync(db => db.Set<MemberTier>().Select(t => $"{t.Tier} {t.Since} {t.ValidUntil}").FirstOrDefaultAsync());
            outcomes.Add(string.Join('\n', entries) + tier);
        }

        Assert.Single(outcomes.Distinct());
    }

    [Fact]
    public async Task Random_purchases_returns_expiries_in_any_order_keep_every_law()
    {
        for (var seed = 1; seed <= 12; seed++)
        {
            var random = new Random(seed);
            await using var retailer = await WithMemberAsync(Engines.Sqlite);
            await retailer.AddMemberAsync("M2");
            List<(string Id, int Quantity)> bought = [];
            for (var step = 0; step < 60; step++)
            {
                var at = Noon.AddDays(random.Next(-900, 200)).AddMinutes(random.Next(600));
                var member = random.Next(2) == 0 ? "M1" : "M2";
                switch (random.Next(6))
                {
                    case 0 or 1 or 2:
                        var quantity = random.Next(1, 5);
                        (await retailer.BuyAsync(Buy($"P{step}", random.Next(0, 60_000), at, quantity, $"S{random.Next(3)}") with { Member = member })).Must();
                        bought.Add(($"P{step}", quantity));
                        break;
                    case 3 when bought.Count > 0:
                        var pick = bought[random.Next(bought.Count)];
                        _ = await retailer.ReturnAsync(new("till", pick.Id, $"R{step}", at, [new(1, random.Next(1, pick.Quantity + 1))]));
                        break;
                    case 4:
                        await retailer.RecordAsync(retailer.ReturnDraft($"U{step}", member, at, $"S{random.Next(3)}", random.Next(1, 4), random.Next(100, 9000)));
                        break;
                    default:
                        (await retailer.Get<ExpirePoints>().RunAsync(retailer.Anna, DateOnly.FromDateTime(at), null, default)).Must();
                        break;
                }
            }

            await retailer.CheckAsync($"seed {seed}");
        }
    }
}
