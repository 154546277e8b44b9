using LoyaltyStudio.Features.Campaigns.Budget;
using LoyaltyStudio.Features.Campaigns.Editing;
using LoyaltyStudio.Features.Campaigns.Holdouts;
using LoyaltyStudio.Features.Campaigns.Measuring;
using LoyaltyStudio.Features.Campaigns.Model;
using LoyaltyStudio.Features.Cheques.Model;
using LoyaltyStudio.Features.Purchases.Model;
using LoyaltyStudio.Platform;
using LoyaltyStudio.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Tests.Features.Campaigns;

/// <summary>What the statements measure against counting in memory, member by member, in random worlds.</summary>
public sealed class MeasureCampaignsTests
{
    private static readonly DateOnly Start = new(2026, 1, 5);
    private static readonly DateOnly AsOf = new(2026, 3, 20);
    private const int Window = 20;

    [Theory]
    [InlineData(Engines.Sqlite, 1)]
    [InlineData(Engines.Sqlite, 2)]
    [InlineData(Engines.PostgreSql, 1)]
    [InlineData(Engines.PostgreSql, 3)]
    public async Task Sides_days_arms_and_money_are_those_of_counting_by_hand(string engine, int seed)
    {
        await using var world = await World.MakeAsync(engine, seed);
        await world.MeasureAsync();
        var rows = await world.Retailer.ReadAsync(db => db.Set<MeasuredArm>().OrderBy(a => a.Step).ThenBy(a => a.Place).ToListAsync());

        Assert.Equal(["holdout", "treatment"], rows.Where(r => r.Step == "").Select(r => r.Arm));
        foreach (var row in rows.Where(r => r.Step == ""))
        {
            var group = row.Place == 0 ? CampaignGroup.Holdout : CampaignGroup.Treatment;
            var own = world.Members.Where(m => m.Group == group).Select(m => world.Bought(m.MemberId, m.AssignedOn)).ToList();
            Assert.Equal((own.Count, own.Count(b => b.Count > 0), own.Sum(b => b.Sum(p => p.KeptCents))), (row.Members, row.Buyers, row.KeptCents));
        }

        foreach (var row in rows.Where(r => r.Step == "s1"))
        {
            var own = world.Contacts.Where(c => c is { Step: "s1", Outcome: ContactOutcome.Queued } && c.Variant == row.Arm).GroupBy(c => c.MemberId).Select(c => world.Bought(c.Key, c.Min(x => x.On))).ToList();
            Assert.Equal((own.Count, own.Count(b => b.Count > 0), own.Sum(b => b.Sum(p => p.KeptCents))), (row.Members, row.Buyers, row.KeptCents));
        }

        Assert.Equal(3, rows.Count(r => r.Step == "s1"));
        await world.DaysAsync();
        await world.MoneyAsync();
    }

    [Theory]
    [InlineData(Engines.Sqlite)]
    [InlineData(Engines.PostgreSql)]
    public async Task Measuring_again_gives_the_same_rows(string engine)
    {
        await using var world = await World.MakeAsync(engine, 4);
        await world.MeasureAsync();
        var before = await world.SnapshotAsync();
        world.Retailer.Clock.Advance(TimeSpan.FromHours(3));
        await world.MeasureAsync();

        Assert.NotEmpty(before);
        Assert.Equal(before, await world.SnapshotAsync());
    }

    [Theory]
    [InlineData(Engines.Sqlite)]
    [InlineData(Engines.PostgreSql)]
    public async Task A_global_holdout_counts_everybody_from_the_day_of_the_draw_to_its_end(string engine)
    {
        await using var world = await World.MakeAsync(engine, 5);
        var (from, ended) = (new DateOnly(2026, 1, 10), new DateOnly(2026, 2, 20));
        await world.Retailer.Data.WriteAsync(async db =>
        {
            db.Add(new GlobalHoldout { Id = 1, Percent = 20, Salt = "g", StartOn = from, EndedOn = ended, Author = "t" });
            db.AddRange(Enumerable.Range(1, World.People).Select(m => new GlobalHoldoutMember { HoldoutId = 1, MemberId = m, Group = m % 5 == 0 ? CampaignGroup.Holdout : CampaignGroup.Treatment, AssignedOn = from.AddDays(m % 7) }));
            await db.SaveChangesAsync();
        }, default);
        await world.MeasureAsync();
        var row = await world.Retailer.ReadAsync(db => db.Set<MeasuredHoldout>().SingleAsync());
        var (treated, held) = (Count(false), Count(true));

        Assert.Equal(treated, (row.Treated, row.TreatedBuyers, row.TreatedKeptCents));
        Assert.Equal(held, (row.Holdout, row.HoldoutBuyers, row.HoldoutKeptCents));

        (int, int, long) Count(bool held)
        {
            var own = Enumerable.Range(1, World.People).Where(m => m % 5 == 0 == held).Select(m => world.Purchases.Where(p => p.MemberId == m && p.Kind == PurchaseKind.Purchase && p.BusinessDate >= from.AddDays(m % 7) && p.BusinessDate <= ended).ToList()).ToList();
            return (own.Count, own.Count(b => b.Count > 0), own.Sum(b => b.Sum(p => p.KeptCents)));
        }
    }

    [Theory]
    [InlineData(Engines.Sqlite)]
    [InlineData(Engines.PostgreSql)]
    public async Task Months_know_what_was_bought_at_a_discount(string engine)
    {
        await using var world = await World.MakeAsync(engine, 6);
        await world.MeasureAsync();
        foreach (var row in await world.Retailer.ReadAsync(db => db.Set<DiscountMonth>().ToListAsync()))
        {
            var sold = world.Purchases.Where(p => p.Kind == PurchaseKind.Purchase && p.BusinessDate >= row.Month && p.BusinessDate < row.Month.AddMonths(1) && p.BusinessDate < AsOf).ToList();
            var cheaper = sold.Where(p => p.MemberId != null && (p.PaidByChequeCents > 0 || world.Off(p.Id) > 0 || world.Redeemed.Any(r => r.MemberId == p.MemberId && r.BusinessDate == p.BusinessDate && r.ReversedAt == null)));
            Assert.Equal((sold.Where(p => p.MemberId != null).Sum(p => p.TotalCents), cheaper.Sum(p => p.TotalCents), sold.Sum(p => world.Off(p.Id))), (row.RevenueCents, row.DiscountedCents, row.DiscountCents));
        }

        Assert.NotEmpty(await world.Retailer.ReadAsync(db => db.Set<DiscountMonth>().ToListAsync()));
        var view = (await world.Retailer.Get<ShowBudget>().RunAsync(world.Retailer.Anna, default)).Must();
        Assert.Equal(12, view.Months.Count);
        Assert.InRange(view.AtDiscount!.Value, 0.01, 0.99);
    }

    [Fact]
    public async Task A_campaign_that_goes_on_is_measured_up_to_the_last_month_whose_windows_are_over()
    {
        static Task<int> Half(DateOnly day) => Task.FromResult(600);
        static Task<int> Few(DateOnly day) => Task.FromResult(400);
        var (first, last) = (new DateOnly(2026, 1, 5), new DateOnly(2026, 4, 20));

        Assert.Equal(new MeasuringSpan(first, last, 0), await MeasuringSpan.OfAsync(first, last, 1_000, 30, new DateOnly(2026, 6, 1), Half));
        Assert.Equal(new MeasuringSpan(first, new DateOnly(2026, 2, 28), 400), await MeasuringSpan.OfAsync(first, last, 1_000, 30, new DateOnly(2026, 4, 21), Half));
        Assert.Equal(new MeasuringSpan(first, new DateOnly(2026, 3, 31), 400), await MeasuringSpan.OfAsync(first, last, 1_000, 30, new DateOnly(2026, 5, 1), Half));
        Assert.Equal(new MeasuringSpan(first, new DateOnly(2026, 2, 28), 400), await MeasuringSpan.OfAsync(first, last, 1_000, 30, new DateOnly(2026, 4, 30), Half));
        Assert.Equal(new MeasuringSpan(first, last, 0), await MeasuringSpan.OfAsync(first, last, 1_000, 30, new DateOnly(2026, 4, 21), Few));
    }

    [Fact]
    public async Task What_was_measured_is_what_the_page_the_list_and_the_file_tell()
    {
        await using var world = await World.MakeAsync(Engines.Sqlite, 7);
        world.Retailer.Clock.Advance(TimeSpan.FromDays(10));
        await world.MeasureAsync();
        var report = (await world.Retailer.Get<ShowCampaignResult>().RunAsync(world.Retailer.Anna, world.Campaign, default)).Must();
        var listed = (await world.Retailer.Get<CampaignResults>().RunAsync(world.Retailer.Anna, [world.Campaign], default)).Must()[world.Campaign];

        Assert.Equal((listed.Treated, listed.Holdout, listed.Verdict), (report.Result.Treated, report.Result.Holdout, report.Result.Verdict));
        Assert.Equal(1000.0 * report.Result.Treated.Buyers / report.Result.Treated.Members, report.Days[^1].TreatedPerThousand, 6);
        Assert.Equal(Window, report.Days[^1].Day);
        Assert.Equal(report.Spend.TotalCents, report.Margin!.CostCents);
        Assert.Equal(report.Margin.ExtraCents - report.Margin.CostCents, report.Margin.NetCents);
        Assert.Single(report.Tests);
        Assert.Equal(report.Result.Treated.Members, CampaignResultAnswer.Of(report).TreatedMembers);
    }

    private sealed class World : IAsyncDisposable
    {
        internal const int People = 160;
        private int id;

        private World(Retailer retailer, int seed) => (Retailer, chance) = (retailer, new Random(seed));

        private readonly Random chance;
        private readonly List<PurchaseLine> lines = [];
        internal Retailer Retailer { get; }
        internal long Campaign { get; private set; }
        internal List<CampaignMember> Members { get; } = [];
        internal List<CampaignContact> Contacts { get; } = [];
        internal List<Purchase> Purchases { get; } = [];
        internal List<Redemption> Redeemed { get; } = [];
        private readonly List<Coupon> coupons = [];

        internal static async Task<World> MakeAsync(string engine, int seed)
        {
            var world = new World(await Retailer.NewAsync(await TestDatabase.OnAsync(engine)), seed);
            var split = new FlowDefinition(FlowTrigger.Daily, [new SplitStep { Key = "s1", Arms = [new SplitArm("Bon", 40, []), new SplitArm("Punten", 30, []), new SplitArm("Niets", 30, [])] }]);
            world.Campaign = await world.Retailer.Data.WriteAsync(async db =>
            {
                var campaign = new Campaign { Name = "Test", Flow = split.ToJson(), Salt = "s", Author = "t", HoldoutPercent = 50, MeasureDays = Window, State = CampaignState.Ended, StartedAt = Start.ToDateTime(default, DateTimeKind.Utc), FixedCostCents = 1_234 };
                db.Add(campaign);
                await db.SaveChangesAsync();
                return campaign.Id;
            }, default);
            world.Draw();
            world.Buy();
            world.Use();
            await world.Retailer.Data.WriteAsync(async db =>
            {
                db.AddRange(Enumerable.Range(1, People).Select(m => Fixtures.Member(world.Retailer.Clock, m)));
                db.AddRange(world.Members);
                db.AddRange(world.Contacts);
                db.AddRange(world.Purchases);
                db.AddRange(world.lines);
                db.AddRange(world.coupons);
                db.AddRange(world.Redeemed);
                await db.SaveChangesAsync();
            }, default);
            return world;
        }

        private void Draw()
        {
            string[] arms = ["Bon", "Punten", "Niets"];
            foreach (var member in Enumerable.Range(1, 140))
            {
                var on = Start.AddDays(chance.Next(6));
                var group = chance.Next(2) == 0 ? CampaignGroup.Holdout : CampaignGroup.Treatment;
                Members.Add(new CampaignMember { CampaignId = Campaign, MemberId = member, Group = group, AssignedOn = on, AssignedAt = on.ToDateTime(default, DateTimeKind.Utc) });
                if (group == CampaignGroup.Treatment)
                {
                    Contact(member, on, "s1", "split", arms[chance.Next(3)], null, 0, 0);
                    Contact(member, on, "s2", "message", "", chance.Next(3) == 0 ? MessageChannel.Print : MessageChannel.Email, 0, chance.Next(4));
                    Contact(member, on.AddDays(30), "s3", "gift", "", null, 50, chance.Next(4));
                }
            }
        }

        private void Contact(long member, DateOnly on, string step, string kind, string variant, MessageChannel? channel, int amount, int luck) => Contacts.Add(new CampaignContact
        {
            Id = ++id, CampaignId = Campaign, MemberId = member, EnteredOn = Start, Step = step, Kind = kind, Variant = variant, Channel = channel, Amount = amount, Outcome = luck == 1 ? ContactOutcome.Skipped : ContactOutcome.Queued, On = on, At = on.ToDateTime(default, DateTimeKind.Utc),
        });

        private void Buy()
        {
            for (var i = 1; i <= 700; i++)
            {
                var on = Start.AddDays(chance.Next(-30, 80));
                var back = chance.Next(8) == 0;
                var cents = chance.Next(1, 90) * 100L;
                Purchases.Add(new Purchase
                {
                    Id = i, Source = "test", ExternalId = $"{i}", Kind = back ? PurchaseKind.Return : PurchaseKind.Purchase, MemberId = chance.Next(10) == 0 ? null : chance.Next(1, People + 1), OccurredAt = on.ToDateTime(default, DateTimeKind.Utc), BusinessDate = on,
                    TotalCents = back ? -cents : cents, EligibleCents = back ? 0 : cents, KeptCents = back ? 0 : chance.Next(5) == 0 ? cents / 2 : cents, PaidByChequeCents = chance.Next(12) == 0 ? 500 : 0, ContentHash = "x", RecordedAt = on.ToDateTime(default, DateTimeKind.Utc),
                });
                lines.Add(new PurchaseLine { Id = 2 * i, PurchaseId = i, LineNo = 1, Kind = LineKind.Goods, Quantity = 1, AmountCents = cents });
                if (chance.Next(6) == 0)
                {
                    lines.Add(new PurchaseLine { Id = (2 * i) + 1, PurchaseId = i, LineNo = 2, Kind = LineKind.Discount, Quantity = 1, AmountCents = -cents / 10 });
                }
            }
        }

        private void Use()
        {
            foreach (var member in Members.Where(m => m.Group == CampaignGroup.Treatment))
            {
                var coupon = new Coupon { Id = member.MemberId, CampaignId = Campaign, MemberId = member.MemberId, CodeHash = [(byte)member.MemberId, 1], CodeSealed = "x", LastFour = "0000", Kind = CouponKind.Amount, Value = 500, IssuedOn = member.AssignedOn, ValidUntil = member.AssignedOn.AddDays(60) };
                coupons.Add(coupon);
                var bought = Bought(member.MemberId, member.AssignedOn);
                if (bought.Count > 0 && chance.Next(2) == 0)
                {
                    coupon.State = CouponState.Redeemed;
                    Redeemed.Add(new Redemption { Id = member.MemberId, CodeKind = "coupon", CodeId = coupon.Id, MemberId = member.MemberId, ReceiptId = $"r{member.MemberId}", AmountCents = 500, Actor = "t", At = bought[0].OccurredAt, BusinessDate = bought[0].BusinessDate, ReversedAt = chance.Next(6) == 0 ? bought[0].OccurredAt : null });
                }
            }
        }

        internal List<Purchase> Bought(long member, DateOnly from) => Purchases.FindAll(p => p.MemberId == member && p.Kind == PurchaseKind.Purchase && p.BusinessDate >= from && p.BusinessDate <= from.AddDays(Window) && p.BusinessDate < AsOf);

        internal long Off(long purchase) => -lines.Where(l => l.PurchaseId == purchase && l.Kind == LineKind.Discount).Sum(l => l.AmountCents);

        internal async Task MeasureAsync() => (await Retailer.Get<MeasureCampaigns>().RunAsync(Retailer.Anna, AsOf, null, default)).Must();

        internal async Task DaysAsync()
        {
            var rows = await Retailer.ReadAsync(db => db.Set<MeasuredDay>().ToListAsync());
            var expected = Members.Select(m => (m.Group, Days: Bought(m.MemberId, m.AssignedOn).ConvertAll(p => (Day: p.BusinessDate.DayNumber - m.AssignedOn.DayNumber, p.KeptCents)))).ToList();
            foreach (var group in Enum.GetValues<CampaignGroup>())
            {
                for (var day = 0; day <= Window; day++)
                {
                    var own = expected.Where(e => e.Group == group).ToList();
                    var row = rows.Find(r => r.Group == group && r.Day == day);
                    Assert.Equal((own.Count(e => e.Days.Count > 0 && e.Days.Min(d => d.Day) == day), own.Sum(e => e.Days.Where(d => d.Day == day).Sum(d => d.KeptCents))), (row?.Buyers ?? 0, row?.KeptCents ?? 0));
                }
            }
        }

        internal async Task MoneyAsync()
        {
            var head = await Retailer.ReadAsync(db => db.Set<MeasuredCampaign>().SingleAsync());
            var queued = Contacts.Where(c => c.Outcome == ContactOutcome.Queued).ToList();
            var rules = new LoyaltyStudio.Features.Messaging.Model.ContactSetting();
            Assert.Equal(queued.Sum(c => c.Channel switch { MessageChannel.Email => rules.MailCostMillicents, MessageChannel.Print => rules.PrintCostCents * 1_000L, _ => 0 }), head.SendMillicents);
            Assert.Equal(queued.Sum(c => c.Amount) * new LoyaltyStudio.Features.Feedback.Model.FeedbackSetting().HundredPointsCents * 10L, head.GiftMillicents);
            Assert.Equal(Redeemed.Where(r => r.ReversedAt == null).Sum(r => r.AmountCents) * 1_000, head.OfferMillicents);
            Assert.Equal(1_234_000, head.FixedMillicents);
            Assert.Equal(Redeemed.Where(r => r.ReversedAt == null).Sum(r => Purchases.Where(p => p.MemberId == r.MemberId && p.BusinessDate == r.BusinessDate && p.Kind == PurchaseKind.Purchase).Sum(p => p.KeptCents)), head.CouponCents);
            var months = await Retailer.ReadAsync(db => db.Set<CampaignCost>().ToListAsync());
            Assert.Equal((head.SendMillicents, head.GiftMillicents, head.OfferMillicents), (months.Sum(m => m.SendMillicents), months.Sum(m => m.GiftMillicents), months.Sum(m => m.OfferMillicents)));
            Assert.Equal(Redeemed.Where(r => r.ReversedAt == null && r.BusinessDate.Month == 1).Sum(r => r.AmountCents) * 1_000, months.Single(m => m.Month == new DateOnly(2026, 1, 1)).OfferMillicents);
        }

        internal Task<List<string>> SnapshotAsync() => Retailer.ReadAsync(async db =>
        {
            List<string> all = [];
            all.AddRange((await db.Set<MeasuredArm>().OrderBy(a => a.Step).ThenBy(a => a.Arm).ToListAsync()).ConvertAll(a => FormattableString.Invariant($"{a.Step} {a.Arm} {a.Members} {a.Buyers} {a.KeptCents} {a.KeptLow} {a.KeptHigh}")));
            all.AddRange((await db.Set<MeasuredDay>().OrderBy(d => d.Group).ThenBy(d => d.Day).ToListAsync()).ConvertAll(d => FormattableString.Invariant($"{d.Group} {d.Day} {d.Buyers} {d.KeptCents}")));
            all.AddRange((await db.Set<CampaignCost>().OrderBy(c => c.Month).ToListAsync()).ConvertAll(c => FormattableString.Invariant($"{c.Month} {c.SendMillicents} {c.GiftMillicents} {c.OfferMillicents} {c.FixedMillicents}")));
            all.AddRange((await db.Set<DiscountMonth>().OrderBy(d => d.Month).ToListAsync()).ConvertAll(d => FormattableString.Invariant($"{d.Month} {d.RevenueCents} {d.DiscountedCents} {d.DiscountCents}")));
            return all;
        });

        public ValueTask DisposeAsync() => Retailer.DisposeAsync();
    }
}
