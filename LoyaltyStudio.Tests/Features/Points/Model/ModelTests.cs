using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Points.Adjusting;
using LoyaltyStudio.Features.Points.Events;
using LoyaltyStudio.Features.Points.Expiring;
using LoyaltyStudio.Features.Points.Model;
using LoyaltyStudio.Features.Programme.Model;
using LoyaltyStudio.Features.Purchases.Catalogue;
using LoyaltyStudio.Features.Purchases.Model;
using LoyaltyStudio.Features.Purchases.Recording;
using LoyaltyStudio.Features.Rewards.Catalogue;
using LoyaltyStudio.Features.Rewards.Model;
using LoyaltyStudio.Features.Rewards.Spending;
using LoyaltyStudio.Features.Tiers.Evaluating;
using LoyaltyStudio.Features.Tiers.Model;
using LoyaltyStudio.Platform;
using LoyaltyStudio.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Tests.Features.Points.Model;

/// <summary>
/// The product and an independent model are told the same random operations over years: purchases, returns of any part in any order, late arrivals, events, rewards
/// taken and given back, gifts by hand, nights, new versions, clocks that jump over leap days and changes of summer time. After every operation the whole state of the member is compared.
/// </summary>
public sealed class ModelTests
{
    private static readonly BusinessCalendar Calendar = new(TimeZoneInfo.FindSystemTimeZoneById("Europe/Amsterdam"));

    [Theory]
    [InlineData(Engines.Sqlite, 1, 10)]
    [InlineData(Engines.PostgreSql, 1, 4)]
    public async Task The_product_stands_as_the_model_does_after_every_operation(string engine, int first, int seeds)
    {
        var last = int.TryParse(Environment.GetEnvironmentVariable("LOYALTYSTUDIO_TEST_SEEDS"), out var more) ? more : first + seeds - 1;
        for (var seed = first; seed <= last; seed++)
        {
            await using var course = await Course.StartAsync(engine, seed);
            for (var step = 0; step < 90; step++)
            {
                var what = await course.StepAsync(step);
                await course.CompareAsync($"seed {seed}, step {step}: {what}");
            }

            await course.CheckAsync($"seed {seed}");
        }
    }

    [Fact]
    public async Task The_same_seed_gives_the_same_books_on_both_databases()
    {
        List<string> books = [];
        foreach (var engine in new[] { Engines.Sqlite, Engines.PostgreSql })
        {
            await using var course = await Course.StartAsync(engine, 77);
            for (var step = 0; step < 80; step++)
            {
                await course.StepAsync(step);
            }

            books.Add(await course.BookAsync());
        }

        Assert.Equal(books[0], books[1]);
    }

    /// <summary>One random course of one retailer with three members.</summary>
    private sealed class Course : IAsyncDisposable
    {
        private static readonly string[] People = ["M1", "M2", "M3"];

        private readonly Random random;
        private readonly Retailer retailer;
        private readonly List<ModelRules> versions = [];
        private readonly Dictionary<string, LedgerModel> models = [];
        private readonly List<(long Id, string Person, List<(ModelLot Lot, long Points)> Taken)> orders = [];
        private readonly Dictionary<string, long> members = [];
        private long reward;
        private int purchases;

        private Course(Retailer retailer, int seed)
        {
            this.retailer = retailer;
            random = new Random(seed);
        }

        internal static async Task<Course> StartAsync(string engine, int seed)
        {
            var rules = new ModelRules(1, new DateOnly(2000, 1, 1), 100, 15, 24, 200, 20, 60_00, 40, 500, 1500, 25);
            var start = new DateTime(2023, 2, 26, 8, 0, 0, DateTimeKind.Utc).AddDays(seed % 30 * 40);
            var course = new Course(await Retailer.NewAsync(await TestDatabase.OnAsync(engine), new FakeClock(start), ContentOf(rules)), seed);
            course.versions.Add(rules);
            await course.retailer.Data.WriteAsync(async db => await ProductBook.EnsureAsync(db, [.. Enumerable.Range(0, 5).Select(i => new ProductSeen($"S{i}", $"S{i}", i % 2 == 0 ? "A" : "B", ""))], false, default), default);
            course.reward = (await course.retailer.Get<SaveReward>().RunAsync(course.retailer.Anna, new SaveRewardRequest(0, "tas", RewardKind.Product, "Tas", "Bag", "", "", 60, null, null, null, null, [], true, 0), default)).Must();
            foreach (var person in People)
            {
                course.members[person] = await course.retailer.AddMemberAsync(person);
                course.models[person] = new LedgerModel(course.versions);
            }

            return course;
        }

        private DateTime Now => retailer.Clock.Now;

        internal async Task<string> StepAsync(int step)
        {
            var person = People[random.Next(People.Length)];
            switch (random.Next(22))
            {
                case < 7:
                    return await BuyAsync(person);
                case < 10:
                    return await ReturnAsync(person, step);
                case < 12:
                    return await ReturnWithoutReceiptAsync(person, step);
                case 12:
                    return await EventAsync(person, step);
                case < 15:
                    return await NightAsync();
                case 15:
                    return random.Next(3) == 0 ? await GiftAsync(person, step) : await SpendAsync(person, step);
                case 16:
                    return await UndoAsync();
                case 17 when versions.Count < 6:
                    return await PublishAsync();
                default:
                    return Move();
            }
        }

        private string Move()
        {
            // Hours, days or months; sometimes to the hours around the change of summer time, or a leap day.
            var to = random.Next(6) switch
            {
                0 => Now.AddHours(random.Next(1, 30)),
                1 or 2 => Now.AddDays(random.Next(1, 40)),
                3 => Now.AddMonths(random.Next(1, 9)),
                4 => new DateTime(Now.Year + 1, 3, 31 - (int)new DateTime(Now.Year + 1, 3, 31).DayOfWeek, 0, 59, 30, DateTimeKind.Utc),
                _ => new DateTime(Now.Year + 1 + ((4 - ((Now.Year + 1) % 4)) % 4), 2, 29, 22, 59, 59, DateTimeKind.Utc),
            };
            if (to.Year < 2036 && to > Now)
            {
                retailer.Clock.Advance(to - Now);
            }

            return $"clock to {Now:u}";
        }

        private async Task<string> BuyAsync(string person)
        {
            var at = random.Next(4) == 0 ? Now.AddDays(-random.Next(1, 400)).AddMinutes(-random.Next(600)) : Now;
            var lines = Enumerable.Range(0, random.Next(1, 4)).Select(_ => (Sku: $"S{random.Next(5)}", Quantity: random.Next(1, 4), Cents: (long)random.Next(0, 40_000))).ToList();
            var discount = random.Next(3) == 0 ? Math.Min(lines.Sum(l => l.Cents), random.Next(1, 4000)) : 0;
            var sold = lines.Select(l => new SoldLine(l.Sku, l.Quantity, l.Cents)).ToList();
            if (discount > 0)
            {
                sold.Add(new SoldLine(null, 1, -discount, Kind: LineKind.Discount));
            }

            var id = $"P{++purchases}";
            var request = new RecordPurchaseRequest("till", id, at, sold, person);
            (await retailer.BuyAsync(request)).Must();
            (await retailer.BuyAsync(request)).Must();
            models[person].Buy(new ModelPurchase
            {
                Id = id, Number = purchases, At = at, On = Calendar.DateOf(at), Discount = discount,
                Lines = [.. lines.Select(l => new ModelLine { Sku = l.Sku, Quantity = l.Quantity, Cents = l.Cents, Left = l.Quantity })],
            });
            return $"{person} buys {id} at {at:u}: {string.Join(", ", lines)} less {discount}";
        }

        private async Task<string> ReturnAsync(string person, int step)
        {
            var open = models[person].Purchases.Where(p => p.Lines.Exists(l => l.Left > 0)).ToList();
            if (open.Count == 0)
            {
                return "nothing to return";
            }

            var purchase = open[random.Next(open.Count)];
            var units = purchase.Lines.Select((l, i) => (Line: i + 1, Units: random.Next(0, l.Left + 1))).Where(u => u.Units > 0).ToList();
            if (units.Count == 0)
            {
                return "nothing chosen";
            }

            var at = purchase.At > Now ? purchase.At : Now;
            (await retailer.ReturnAsync(new("till", purchase.Id, $"R{step}", at, [.. units.Select(u => new ReturnedLine(u.Line, u.Units))]))).Must();
            models[person].Return(purchase, units, Calendar.DateOf(at));
            return $"{person} returns {string.Join(", ", units)} of {purchase.Id}";
        }

        private async Task<string> ReturnWithoutReceiptAsync(string person, int step)
        {
            var (sku, units, cents) = ($"S{random.Next(5)}", random.Next(1, 4), random.Next(0, 15_000));
            var draft = retailer.ReturnDraft($"U{step}", person, Now, sku, units, cents) with { BusinessDate = Calendar.DateOf(Now) };
            Assert.Equal(RecordResult.Added, (await retailer.RecordAsync(draft)).Result);
            models[person].ReturnOf(sku, units, cents, Now, Calendar.DateOf(Now));
            return $"{person} brings {units} {sku} back for {cents} without a receipt";
        }

        private async Task<string> EventAsync(string person, int step)
        {
            var request = new RecordEventRequest("web", $"E{step}", "review", person, Now);
            (await retailer.Data.WriteAsync(db => retailer.Get<RecordEvent>().RunInAsync(db, retailer.Anna, request, default), default)).Must();
            models[person].Happened($"{step}", Calendar.DateOf(Now));
            return $"{person} writes a review";
        }

        private async Task<string> NightAsync()
        {
            var today = Calendar.DateOf(Now);
            (await retailer.Get<ExpirePoints>().RunAsync(retailer.Anna, today, null, default)).Must();
            (await retailer.Get<EvaluateTiers>().RunAsync(retailer.Anna, today, null, default)).Must();
            foreach (var model in models.Values)
            {
                model.Night(today);
            }

            return $"night of {today}";
        }

        private async Task<string> SpendAsync(string person, int step)
        {
            var done = await retailer.Get<SpendOnReward>().RunAsync(retailer.Anna, new SpendOnRewardRequest(members[person], reward, $"spend {step}"), default);
            var again = await retailer.Get<SpendOnReward>().RunAsync(retailer.Anna, new SpendOnRewardRequest(members[person], reward, $"spend {step}"), default);
            Assert.Equal((done.Code, done.Value?.Id), (again.Code, again.Value?.Id));
            var taken = models[person].Spend(60, Calendar.DateOf(Now));
            Assert.Equal(taken is not null, done.IsDone);
            if (taken is not null)
            {
                orders.Add((done.Value!.Id, person, taken));
            }

            return $"{person} takes a reward: {done.Code}";
        }

        private async Task<string> UndoAsync()
        {
            if (orders.Count == 0)
            {
                return "no reward to give back";
            }

            var (id, person, taken) = orders[random.Next(orders.Count)];
            orders.RemoveAll(o => o.Id == id);
            (await retailer.Get<UndoSpend>().RunAsync(retailer.Anna, id, "gave it back", default)).Must();
            Assert.Equal("already_undone", (await retailer.Get<UndoSpend>().RunAsync(retailer.Anna, id, "again", default)).Code);
            models[person].Undo(taken, Calendar.DateOf(Now));
            return $"{person} gives reward {id} back";
        }

        private async Task<string> GiftAsync(string person, int step)
        {
            var points = random.Next(1, 300);
            (await retailer.Get<AdjustPoints>().RunAsync(retailer.Anna, new AdjustPointsRequest(members[person], points, "sorry", $"gift {step}"), default)).Must();
            models[person].Gift(points, Calendar.DateOf(Now));
            return $"{person} gets {points} points by hand";
        }

        private async Task<string> PublishAsync()
        {
            var from = Calendar.DateOf(Now).AddDays(random.Next(0, 20));
            if (versions.Exists(v => v.From >= from))
            {
                return "already another version";
            }

            var silver = random.Next(300, 900);
            var rules = new ModelRules(versions.Count + 1, from, random.Next(2) == 0 ? 100 : 50, random.Next(0, 20), random.Next(1, 30), random.Next(100, 400), random.Next(1, 60), random.Next(0, 20_000), random.Next(1, 90),
                silver, silver + random.Next(100, 1500), random.Next(1, 40));
            await retailer.Data.WriteAsync(async db =>
            {
                db.Add(new ProgrammeVersion
                {
                    Number = rules.Version, State = ProgrammeState.Published, EffectiveFrom = from, Content = ContentOf(rules).ToJson(), Author = "test", CreatedAt = Now, PublishedAt = Now, PublishedBy = "test",
                });
                await db.SaveChangesAsync();
            }, default);
            versions.Add(rules);
            return $"version {rules}";
        }

        private static ProgrammeContent ContentOf(ModelRules rules)
        {
            Tier Of(int place) => ReferenceProgramme.Content.Tiers[place] with { Ways = place == 0 ? [] : ReferenceProgramme.Reached(rules.Reach(place), rules.Keep(place)) };
            PointRule[] extra =
            [
                new("a", "A", Triggers.Purchase, RuleCondition.All(RuleCondition.Is(ConditionKind.Category, "A")), new RuleEffect(EffectKind.Multiplier, rules.TimesOnA)),
                new("fixed", "Fixed", Triggers.Purchase, RuleCondition.All(RuleCondition.Between(ConditionKind.BasketTotal, rules.FixedFromCents)), new RuleEffect(EffectKind.Fixed, rules.FixedPoints))
                {
                    Limits = new RuleLimits(PerDay: rules.FixedPerDay),
                },
                ReferenceProgramme.Event("review", rules.ReviewPoints),
            ];
            return ReferenceProgramme.Content with
            {
                Earning = ReferenceProgramme.Content.Earning with { CentsPerPoint = rules.CentsPerPoint, PendingDays = rules.PendingDays, ValidMonths = rules.ValidMonths },
                Rules = extra,
                Tiers = [Of(0), Of(1), Of(2)],
            };
        }

        internal async Task CompareAsync(string about)
        {
            foreach (var person in People)
            {
                var model = models[person];
                await using var db = retailer.Data.Read();
                var id = await db.Set<LoyaltyStudio.Features.Members.Model.Member>().Where(m => m.ExternalId == person).Select(m => m.Id).FirstAsync();
                var balance = await db.Set<PointBalance>().FirstOrDefaultAsync(b => b.MemberId == id);
                var entries = await db.Set<LedgerEntry>().CountAsync(e => e.MemberId == id);
                var lots = await db.Set<PointLot>().Where(l => l.MemberId == id && l.Remaining > 0).ToListAsync();
                var tier = await db.Set<MemberTier>().FirstOrDefaultAsync(t => t.MemberId == id);
                string Lots(IEnumerable<(DateOnly Active, DateOnly Expires, long Left)> some) => string.Join(" ", some.OrderBy(l => l.Active).ThenBy(l => l.Expires).ThenBy(l => l.Left).Select(l => $"{l.Left}:{l.Active:yyMMdd}-{l.Expires:yyMMdd}"));
                var real = $"{balance?.Total ?? 0} points, debt {balance?.Debt ?? 0}, {entries} entries, tier {tier?.Tier ?? "brons"} {tier?.Since:yyyy-MM-dd} {tier?.ValidUntil:yyyy-MM-dd}, lots {Lots(lots.Select(l => (l.ActivatesOn, l.ExpiresOn!.Value, l.Remaining)))}";
                var code = ReferenceProgramme.Content.Tiers[model.Tier].Code;
                var ours = $"{model.Total} points, debt {model.Debt}, {model.Entries} entries, tier {code} {model.Since:yyyy-MM-dd} {model.Until:yyyy-MM-dd}, lots {Lots(model.Lots.Where(l => l.Left > 0).Select(l => (l.Active, l.Expires, l.Left)))}";
                Assert.True(real == ours, $"{about}\n{person} model   {ours}\n{person} product {real}");
            }
        }

        internal Task CheckAsync(string about) => retailer.CheckAsync(about);

        /// <summary>All books without the numbers that the database gives, in an order of their own.</summary>
        internal Task<string> BookAsync() => retailer.ReadAsync(async db => string.Join('\n', (await db.Set<LedgerEntry>().OrderBy(e => e.Id).ToListAsync())
            .Select(e => $"{e.MemberId} {e.Kind} {e.Points} {e.BusinessDate} {e.Reason} {e.VersionId} {e.QualifiesOn} {e.ContentHash}")
            .Concat((await db.Set<TierChange>().OrderBy(c => c.Id).ToListAsync()).Select(c => $"{c.MemberId} {c.FromTier} {c.ToTier} {c.On} {c.ValidUntil} {c.Cause}"))
            .Concat((await db.Set<PointLot>().OrderBy(l => l.Id).ToListAsync()).Select(l => $"{l.MemberId} {l.Earned} {l.Remaining} {l.ActivatesOn} {l.ExpiresOn}")).Order(StringComparer.Ordinal)));

        public ValueTask DisposeAsync() => retailer.DisposeAsync();
    }
}
