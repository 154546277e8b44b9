using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Access.Model;
using LoyaltyStudio.Features.BackTest.Running;
using LoyaltyStudio.Features.Cheques.Issuing;
using LoyaltyStudio.Features.Cheques.Model;
using LoyaltyStudio.Features.Members.Profiles;
using LoyaltyStudio.Features.Points.Events;
using LoyaltyStudio.Features.Points.Expiring;
using LoyaltyStudio.Features.Programme.Model;
using LoyaltyStudio.Features.Programme.Publishing;
using LoyaltyStudio.Features.Purchases.Model;
using LoyaltyStudio.Features.Purchases.Recording;
using LoyaltyStudio.Features.Tiers.Evaluating;
using LoyaltyStudio.Platform;
using LoyaltyStudio.Tests.Support;

namespace LoyaltyStudio.Tests.Features.BackTest;

/// <summary>
/// Two and a half years of a small retailer at random, day by day through the real services: purchases, returns with and without receipt, events, and the
/// nightly jobs and cheque runs on the mornings on which they fall due. The programme changes once on the way. A rich life has everything else as well
/// (<see cref="RichActs"/>), a programme that asks for it, changes of it, and a time in which it is stopped.
/// </summary>
internal sealed class RandomLife : IAsyncDisposable
{
    private static readonly string[] Members = ["M1", "M2", "M3", "M4", "M5", "M6"];
    private readonly Random random;
    private readonly int seed;
    private readonly List<(string Id, int Quantity)> bought = [];
    private readonly BusinessCalendar calendar = new(TimeZoneInfo.FindSystemTimeZoneById("Europe/Amsterdam"));

    private RandomLife(Retailer retailer, int seed, bool rich)
    {
        Retailer = retailer;
        this.seed = seed;
        random = new Random(seed);
        Rich = rich ? new RichActs(retailer, random) : null;
    }

    internal Retailer Retailer { get; }
    internal RichActs? Rich { get; }

    internal static async Task<RandomLife> LiveAsync(string engine, int seed, int steps = 260, bool rich = false)
    {
        var first = new DateTime(2023, 9, 11, 9, 0, 0, DateTimeKind.Utc);
        var life = new RandomLife(await Retailer.NewAsync(await TestDatabase.OnAsync(engine), new FakeClock(first), rich ? RichActs.Programme(seed, First(seed)) : First(seed), welcome: rich), seed, rich);
        await life.Retailer.Data.WriteAsync(async db =>
        {
            db.Add(new Store { Id = 1, Code = "utrecht", Name = "Utrecht" });
            await db.SaveChangesAsync();
        }, CancellationToken.None);
        foreach (var member in Members)
        {
            var store = member is "M1" or "M2" ? "utrecht" : null;
            if (rich)
            {
                (await life.Retailer.Get<SaveMember>().RunAsync(life.Retailer.Anna, new(null, null, member, "Zoë", member, $"{member}@example.nl", "nl", null, new DateOnly(1980, member[1] - '0', 12), store, null), default)).Must();
            }
            else
            {
                await life.Retailer.AddMemberAsync(member, store);
            }
        }

        if (life.Rich is { } acts)
        {
            await acts.OpenAsync();
        }

        await life.GoAsync(steps);
        return life;
    }

    private static ProgrammeContent First(int seed) => ReferenceProgramme.Content with
    {
        // Points that live short, so that much expires; low thresholds, so that tiers move.
        Earning = ReferenceProgramme.Content.Earning with { ValidMonths = 3, PendingDays = seed % 2 == 0 ? 15 : 0, TierStacking = seed % 3 == 0 ? Stacking.BestOneWins : Stacking.Stack },
        Schemes = Schemes(seed),
        Rules =
        [
            ReferenceProgramme.Event("review", 25),
            new PointRule("double", "Double lamps", Triggers.Purchase, RuleCondition.Is(ConditionKind.Category, "S1"), new RuleEffect(EffectKind.Multiplier, 200)),
            new PointRule("welcome", "Welcome", Triggers.Purchase, RuleCondition.Is(ConditionKind.FirstPurchase), new RuleEffect(EffectKind.Fixed, 40)),
            new PointRule("weekend", "Weekend", Triggers.Purchase, RuleCondition.Is(ConditionKind.Weekday, "6", "7"), new RuleEffect(EffectKind.PerEuro, 50)) { Limits = new RuleLimits(PerDay: 60, PerMember: 400) },
            new PointRule("big", "Big basket", Triggers.Purchase, RuleCondition.Between(ConditionKind.BasketTotal, 100_00), new RuleEffect(EffectKind.Fixed, 50)),
        ],
    };

    /// <summary>Odd lives have two cheques side by side, with turnover bands, a cut-off some days later, and members who are left out.</summary>
    private static IReadOnlyList<ChequeScheme> Schemes(int seed)
    {
        var plain = ReferenceProgramme.Content.Cheques;
        return seed % 2 == 0 ? [plain] :
        [
            plain with
            {
                NameNl = "Kwartaal", NameEn = "Quarterly", CutOffDays = 2, PointsPerStep = 90, TierPercents = [new("zilver", 110), new("goud", 150)], Bands = [new(200_00, 120), new(600_00, 150)], MaximumCents = 2_000,
            },
            plain with
            {
                Code = "extra", NameNl = "Extra", NameEn = "Extra", CutOffDays = 2, PointsPerStep = 40, StepCents = 250, MinimumCents = 250, OnlyTiers = ["zilver", "goud"], OnlyStores = seed % 3 == 0 ? ["utrecht"] : [],
                MemberDays = 150, Bands = [new(400_00, 130)],
            },
        ];
    }

    private async Task GoAsync(int steps)
    {
        var (clock, number) = (Retailer.Clock, 0);
        var today = DateOnly.FromDateTime(clock.Now);
        for (var step = 0; step < steps; step++)
        {
            for (var days = random.Next(1, 7); days > 0; days--)
            {
                await EveningAsync(today);
                today = today.AddDays(1);
                clock.Advance(calendar.ToUtc(today.ToDateTime(new TimeOnly(5, 0))) - clock.Now);
                await NightAsync(today);
            }

            if (step == steps / 2)
            {
                await PublishAsync(today.AddDays(10), 1);
            }

            if (Rich is not null && step == steps * 3 / 5)
            {
                await Rich.StopAsync(today.AddDays(2));
                await PublishAsync(today.AddDays(40), 2);
            }

            clock.Advance(calendar.ToUtc(today.ToDateTime(new TimeOnly(10, 0))) - clock.Now);
            for (var acts = random.Next(1, 4); acts > 0; acts--)
            {
                clock.Advance(TimeSpan.FromMinutes(random.Next(1, 90)));
                await ActAsync($"{++number}");
                if (Rich is not null && random.Next(2) == 0)
                {
                    clock.Advance(TimeSpan.FromMinutes(random.Next(1, 30)));
                    await Rich.ActAsync(Members[random.Next(Members.Length)]);
                }
            }
        }

        await EveningAsync(today);
        clock.Advance(TimeSpan.FromHours(1));
    }

    private async Task EveningAsync(DateOnly today)
    {
        if (Rich is not null)
        {
            Retailer.Clock.Advance(calendar.ToUtc(today.ToDateTime(new TimeOnly(21, 0))) - Retailer.Clock.Now);
            await Rich.EveningAsync();
        }
    }

    private async Task ActAsync(string id)
    {
        var (at, member) = (Retailer.Clock.Now, Members[random.Next(Members.Length)]);
        switch (random.Next(10))
        {
            case < 6:
                var quantity = random.Next(1, 5);
                List<SoldLine> lines = [new($"S{random.Next(3)}", quantity, random.Next(100, 40_000), Category: $"S{random.Next(3)}")];
                if (random.Next(3) == 0)
                {
                    lines.Add(new SoldLine($"S{random.Next(3)}", 1, random.Next(100, 9_000)));
                    lines.Add(new SoldLine(null, 1, -random.Next(1, 90), Kind: LineKind.Discount));
                    lines.Add(new SoldLine(null, 1, 495, Kind: LineKind.Delivery));
                }

                var web = Rich is not null && random.Next(2) == 0;
                (await Retailer.BuyAsync(new RecordPurchaseRequest("till", $"P{id}", at, lines, member, random.Next(2) == 0 ? "utrecht" : null, web ? Channel.Web : Channel.Store, PaidByChequeCents: random.Next(5) == 0 ? 50 : 0))).Must();
                if (web)
                {
                    Rich!.Underway($"P{id}");
                }

                bought.Add(($"P{id}", quantity));
                break;
            case < 8 when bought.Count > 0:
                var pick = bought[^random.Next(1, Math.Min(30, bought.Count) + 1)];
                _ = await Retailer.ReturnAsync(new("till", pick.Id, $"R{id}", at, [new(1, random.Next(1, pick.Quantity + 1))]));
                break;
            case 8:
                await Retailer.RecordAsync(Retailer.ReturnDraft($"U{id}", member, at, $"S{random.Next(3)}", random.Next(1, 3), random.Next(100, 9000)));
                break;
            default:
                await Retailer.Data.WriteAsync(db => Retailer.Get<RecordEvent>().RunInAsync(db, Retailer.Anna, new("web", $"E{id}", "review", member, at), CancellationToken.None), CancellationToken.None);
                break;
        }
    }

    private async Task NightAsync(DateOnly today)
    {
        var night = Actor.Job("night");
        (await Retailer.Get<ExpirePoints>().RunAsync(night, today, null, default)).Must();
        (await Retailer.Get<EvaluateTiers>().RunAsync(night, today, null, default)).Must();
        if (Rich is not null)
        {
            await Rich.NightAsync(night, today);
        }

        if (today is { Day: 3, Month: 1 or 4 or 7 or 10 })
        {
            foreach (var scheme in Schemes(seed))
            {
                var prepared = await Retailer.Get<PrepareChequeRun>().RunAsync(night, new(BusinessCalendar.PeriodKey(today.AddDays(-5), CalendarUnit.Quarter), scheme.Code), default);
                if (Rich is not null && prepared.Code == "no_programme")
                {
                    return;
                }

                var run = prepared.Must();
                var calculated = (await Retailer.Get<CalculateChequeRun>().RunAsync(night, run, null, default)).Must();
                (await Retailer.Get<ApproveChequeRun>().RunAsync(Retailer.Bram, run, calculated.Version, default)).Must();
                Assert.Equal(ChequeRunState.Reconciled, (await Retailer.Get<IssueChequeRun>().RunAsync(night, run, null, default)).Must().State);
            }
        }
    }

    /// <summary>From a day on silver is easier to reach and the multiplier is another.</summary>
    private async Task PublishAsync(DateOnly from, int later)
    {
        var live = First(0) with { Schemes = Schemes(seed) };
        var content = Rich is not null ? RichActs.Programme(seed + later, live) : live with
        {
            Tiers = [live.Tiers[0], live.Tiers[1] with { Ways = ReferenceProgramme.Reached(350, 300) }, live.Tiers[2]],
            Rules = [.. live.Rules.Skip(1), ReferenceProgramme.Event("review", 60)],
        };
        var id = (await Retailer.Get<SaveProgrammeDraft>().RunAsync(Retailer.Anna, new(null, 0, content, "easier"), default)).Must();
        (await Retailer.Get<PublishProgramme>().RunAsync(Retailer.Anna, new(id, 0, from), default)).Must();
    }

    public ValueTask DisposeAsync() => Retailer.DisposeAsync();
}
