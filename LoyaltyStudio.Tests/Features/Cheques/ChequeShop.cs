using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Access.Model;
using LoyaltyStudio.Features.Cheques.Issuing;
using LoyaltyStudio.Features.Cheques.Model;
using LoyaltyStudio.Features.Members.Model;
using LoyaltyStudio.Features.Points.Adjusting;
using LoyaltyStudio.Features.Points.Events;
using LoyaltyStudio.Features.Points.Expiring;
using LoyaltyStudio.Features.Points.Prolonging;
using LoyaltyStudio.Features.Programme.Model;
using LoyaltyStudio.Features.Purchases.Model;
using LoyaltyStudio.Features.Purchases.Recording;
using LoyaltyStudio.Features.Rewards.Catalogue;
using LoyaltyStudio.Features.Rewards.Model;
using LoyaltyStudio.Features.Rewards.Spending;
using LoyaltyStudio.Features.Tiers.Evaluating;
using LoyaltyStudio.Platform;
using LoyaltyStudio.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Tests.Features.Cheques;

/// <summary>A shop at random with random cheque schemes: members of two stores, who buy, return, take rewards and leave, all through the real services.</summary>
internal sealed class ChequeShop : IAsyncDisposable
{
    private readonly Random random;
    private readonly List<string> bought = [];
    private int number;

    private ChequeShop(Retailer retailer, int seed)
    {
        Retailer = retailer;
        random = new Random(seed);
    }

    internal Retailer Retailer { get; }
    internal List<string> Members { get; } = [];
    internal Dictionary<string, int> Done { get; } = [];

    private static readonly BusinessCalendar Calendar = new(TimeZoneInfo.FindSystemTimeZoneById("Europe/Amsterdam"));

    internal DateOnly Today => Calendar.DateOf(Retailer.Clock.Now);

    /// <param name="until">The morning of this day is the moment at which the history ends.</param>
    internal static async Task<ChequeShop> OpenAsync(string engine, int seed, DateOnly until, ProgrammeContent programme, int members = 24, int acts = 160)
    {
        var first = until.AddDays(-150);
        var shop = new ChequeShop(await Retailer.NewAsync(await TestDatabase.OnAsync(engine), new FakeClock(Calendar.ToUtc(first.ToDateTime(new TimeOnly(9, 0)))), programme), seed);
        await shop.Retailer.Data.WriteAsync(async db =>
        {
            db.AddRange(new Store { Id = 1, Code = "utrecht", Name = "Utrecht" }, new Store { Id = 2, Code = "zwolle", Name = "Zwolle" });
            await db.SaveChangesAsync();
        }, default);
        for (var i = 0; i < 2; i++)
        {
            (await shop.Retailer.Get<SaveReward>().RunAsync(shop.Retailer.Anna, new(0, $"r{i}", RewardKind.Gift, "Kaars", "Candle", "", "", i == 0 ? 60 : 300, null, null, null, null, [], true, 0), default)).Must();
        }

        for (var i = 0; i < acts; i++)
        {
            if (shop.Members.Count < members && shop.random.Next(acts) < members * 3)
            {
                shop.Members.Add($"M{shop.Members.Count + 1}");
                await shop.Retailer.AddMemberAsync(shop.Members[^1], shop.random.Next(3) switch { 0 => "utrecht", 1 => "zwolle", _ => null });
            }

            await shop.PassAsync(first.AddDays(150 * i / acts));
            await shop.ActAsync();
        }

        await shop.PassAsync(until);
        return shop;
    }

    /// <summary>Mornings up to a day, each with the nightly jobs.</summary>
    internal async Task PassAsync(DateOnly to)
    {
        while (Today < to)
        {
            Retailer.Clock.Advance(Calendar.ToUtc(Today.AddDays(1).ToDateTime(new TimeOnly(5, 0))) - Retailer.Clock.Now);
            (await Retailer.Get<ExpirePoints>().RunAsync(Actor.Job("night"), Today, null, default)).Must();
            (await Retailer.Get<EvaluateTiers>().RunAsync(Actor.Job("night"), Today, null, default)).Must();
        }

        Retailer.Clock.Advance(TimeSpan.FromMinutes(random.Next(1, 20)));
    }

    /// <summary>Anything that may happen to the points of a member.</summary>
    internal async Task ActAsync()
    {
        if (Members.Count == 0)
        {
            return;
        }

        var (code, id) = (Members[random.Next(Members.Count)], $"{++number}");
        var member = await Retailer.ReadAsync(db => db.Set<Member>().Where(m => m.ExternalId == code).Select(m => m.Id).FirstAsync());
        switch (random.Next(14))
        {
            case < 7:
                // Now and then a till that was offline: a purchase of days ago.
                var web = random.Next(3) == 0;
                var at = random.Next(5) == 0 ? Retailer.Clock.Now.AddDays(-random.Next(1, 12)) : Retailer.Clock.Now;
                Count("buy", await Retailer.BuyAsync(new RecordPurchaseRequest("till", id, at, [new($"S{random.Next(3)}", random.Next(1, 4), random.Next(2_000, 30_000))], code, null, web ? Channel.Web : Channel.Store)));
                bought.Add(id);
                break;
            case 7 when bought.Count > 0:
                Count("return", await Retailer.ReturnAsync(new("till", bought[^random.Next(1, Math.Min(20, bought.Count) + 1)], $"R{id}", Retailer.Clock.Now, [new(1, 1)])));
                break;
            case 8 or 9:
                Count("spend", await Retailer.Get<SpendOnReward>().RunAsync(Retailer.Anna, new(member, random.Next(1, 3), $"order {id}"), default));
                break;
            case 10:
                var order = await Retailer.ReadAsync(db => db.Set<RewardOrder>().OrderByDescending(o => o.Id).Select(o => o.Id).FirstOrDefaultAsync());
                Count("undo", await Retailer.Get<UndoSpend>().RunAsync(Retailer.Anna, order, "broken", default));
                break;
            case 11:
                Count("adjust", await Retailer.Get<AdjustPoints>().RunAsync(Retailer.Anna, new(member, random.Next(2) == 0 ? random.Next(1, 90) : -random.Next(1, 60), "goodwill", $"key {id}"), default));
                break;
            case 12:
                Count("extend", await Retailer.Get<ExtendPoints>().RunAsync(Retailer.Anna, new(member, Today.AddDays(random.Next(20, 150)), "was ill"), default));
                break;
            default:
                if (bought.Count > 0)
                {
                    Count("deliver", await Retailer.Data.WriteAsync(db => Retailer.Get<RecordDelivery>().RunInAsync(db, Retailer.Anna, new("till", bought[^random.Next(1, Math.Min(8, bought.Count) + 1)], Today.AddDays(-random.Next(0, 12))), default), default));
                }

                break;
        }
    }

    /// <summary>Some members leave.</summary>
    internal Task LeaveAsync(int count) => Retailer.Data.WriteAsync(async db =>
    {
        foreach (var member in (await db.Set<Member>().OrderBy(m => m.Id).ToListAsync()).OrderBy(_ => random.Next()).Take(count))
        {
            member.Status = MemberStatus.Cancelled;
        }

        await db.SaveChangesAsync();
    }, default);

    /// <summary>Opens and calculates the run of every scheme for the period that ended last, in the order of the programme.</summary>
    internal async Task<List<ChequeRun>> CalculateAsync(ProgrammeContent programme, DateOnly periodEnd)
    {
        List<ChequeRun> runs = [];
        foreach (var scheme in programme.Schemes)
        {
            var id = (await Retailer.Get<PrepareChequeRun>().RunAsync(Retailer.Anna, new(BusinessCalendar.PeriodKey(periodEnd, scheme.Period), scheme.Code), default)).Must();
            runs.Add((await Retailer.Get<CalculateChequeRun>().RunAsync(Retailer.Anna, id, null, default)).Must());
            Retailer.Clock.Advance(TimeSpan.FromSeconds(1));
        }

        return runs;
    }

    internal Task<List<ChequeRunLine>> LinesAsync(long run) => Retailer.ReadAsync(db => db.Set<ChequeRunLine>().AsNoTracking().Where(l => l.RunId == run).OrderBy(l => l.MemberId).ToListAsync());

    internal static string Say(ChequeRunLine l) => $"{l.MemberId} {l.Tier} {l.StoreId} points {l.EligiblePoints} waiting {l.PendingPoints} turnover {l.TurnoverCents} x{l.TierPercent} x{l.BandPercent} = {l.ValueCents} for {l.PointsUsed} {l.Refusal}";

    /// <summary>One to three schemes at random. At the end of a year every period ends.</summary>
    internal static ProgrammeContent Programme(int seed, int cutOffDays = 0, CalendarUnit? period = null)
    {
        var random = new Random(seed * 31);
        var reference = ReferenceProgramme.Content;
        CalendarUnit[] units = [CalendarUnit.Month, CalendarUnit.Quarter, CalendarUnit.HalfYear, CalendarUnit.Year];
        var schemes = Enumerable.Range(0, random.Next(1, 4)).Select(i =>
        {
            var step = random.Next(1, 5) * 250;
            return new ChequeScheme(period ?? units[random.Next(4)], random.Next(20, 120), step, step * random.Next(1, 4), step * random.Next(4, 30), 6, random.Next(2) == 0 ? [] : [new("zilver", 125), new("goud", random.Next(50, 300))])
            {
                Code = i == 0 ? ChequeScheme.Main : $"extra-{i}", CutOffDays = cutOffDays,
                Bands = random.Next(2) == 0 ? [] : [new(150_00, 110), new(400_00, random.Next(110, 200))],
                OnlyTiers = random.Next(4) == 0 ? ["zilver", "goud"] : [], OnlyStores = random.Next(4) == 0 ? ["utrecht"] : [], MemberDays = random.Next(3) == 0 ? random.Next(1, 120) : 0,
            };
        }).ToList();
        return reference with
        {
            Earning = reference.Earning with
            {
                PendingDays = 7,
                ValidMonths = 2,
                PendingFrom = seed % 2 == 0 ? PendingFrom.Delivery : PendingFrom.Purchase,
                DeliveryFallbackDays = 12,
                Debt = (DebtPolicy)(seed % 3),
                Expiry = seed % 3 == 2 ? ExpiryKind.Inactivity : ExpiryKind.Fixed,
            },
            Tiers = [reference.Tiers[0], reference.Tiers[1] with { Ways = ReferenceProgramme.Reached(250, 200) }, reference.Tiers[2] with { Ways = ReferenceProgramme.Reached(700, 500) }],
            Schemes = schemes,
        };
    }

    private void Count<T>(string what, Outcome<T> outcome) => Done[what] = Done.GetValueOrDefault(what) + (outcome.IsDone ? 1 : 0);

    public ValueTask DisposeAsync() => Retailer.DisposeAsync();
}
