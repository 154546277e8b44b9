using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Points.Adjusting;
using LoyaltyStudio.Features.Points.Events;
using LoyaltyStudio.Features.Points.Model;
using LoyaltyStudio.Features.Points.Prolonging;
using LoyaltyStudio.Features.Programme.Model;
using LoyaltyStudio.Features.Programme.Publishing;
using LoyaltyStudio.Features.Purchases.Recording;
using LoyaltyStudio.Features.Rewards.Catalogue;
using LoyaltyStudio.Features.Rewards.Model;
using LoyaltyStudio.Features.Rewards.Spending;
using LoyaltyStudio.Features.Tiers.Giving;
using LoyaltyStudio.Platform;
using LoyaltyStudio.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Tests.Features.BackTest;

/// <summary>What else may happen to points and tiers, at random: rewards, corrections, points given back, later ends, tiers by hand, deliveries; and programmes that ask for it.</summary>
internal sealed class RichActs(Retailer retailer, Random random)
{
    private readonly List<long> orders = [], waiting = [], rewards = [];
    private readonly List<(string Id, DateOnly On)> underway = [];
    private int keys;

    private DateOnly Today => new BusinessCalendar(TimeZoneInfo.FindSystemTimeZoneById("Europe/Amsterdam")).DateOf(retailer.Clock.Now);

    /// <summary>How often each thing was really done, so that a test can see that its history is not dull.</summary>
    internal Dictionary<string, int> Done { get; } = [];

    internal static ProgrammeContent Programme(int seed, ProgrammeContent plain)
    {
        var next = seed % 2 == 0;
        return plain with
        {
            Earning = plain.Earning with
            {
                PendingDays = 7,
                ValidMonths = 2,
                Debt = (DebtPolicy)(seed % 3),
                PendingFrom = next ? PendingFrom.Delivery : PendingFrom.Purchase,
                DeliveryFallbackDays = 12,
                ReinstateDays = 60,
                Expiry = seed % 5 == 4 ? ExpiryKind.Never : seed % 4 == 2 ? ExpiryKind.Fixed : ExpiryKind.Inactivity,
                Activity = (ActivityKind)(seed % 3),
            },
            TierRule = next ? new TierRule(TierValidity.NextPeriod, 0, CalendarUnit.Quarter, TierUpgrade.NextPeriod, TierDrop.OneStep) { GraceDays = 20 }
                : new TierRule(TierValidity.Months, 3, CalendarUnit.Month, TierUpgrade.AtOnce, TierDrop.ToEarnedLevel) { GraceDays = seed % 3 * 10 },
            Tiers =
            [
                plain.Tiers[0],
                plain.Tiers[1] with { Ways = [new([new(TierMetric.Spend, 600_00, 500_00, TierWindow.RollingMonths(4))]), new([new(TierMetric.Visits, 5, 4, TierWindow.Of(CalendarUnit.Quarter))])] },
                plain.Tiers[2] with { Ways = [new([new(TierMetric.Points, 1800, 1500, TierWindow.RollingMonths(6)), new(TierMetric.Visits, 6, 5, new TierWindow(WindowKind.MembershipYear, 0, CalendarUnit.Year))])] },
            ],
            Rules = [.. plain.Rules, ReferenceProgramme.Event("birthday", 15), ReferenceProgramme.Event("enrolment", 25), ReferenceProgramme.Event("profile", 40)],
        };
    }

    internal async Task OpenAsync()
    {
        foreach (var points in new[] { 30, 120 })
        {
            rewards.Add((await retailer.Get<SaveReward>().RunAsync(retailer.Anna, new(0, $"r{points}", RewardKind.Gift, "Kaars", "Candle", "", "", points, null, null, null, null, [], true, 0), default)).Must());
        }
    }

    internal void Underway(string purchase) => underway.Add((purchase, Today.AddDays(random.Next(26))));

    internal async Task EveningAsync()
    {
        foreach (var order in underway.FindAll(u => u.On == Today))
        {
            Count("delivery", await retailer.Data.WriteAsync(db => retailer.Get<RecordDelivery>().RunInAsync(db, retailer.Anna, new("till", order.Id, order.On), default), default));
        }
    }

    internal async Task NightAsync(Actor night, DateOnly today) => (await retailer.Get<RecordBirthdays>().RunAsync(night, today, null, default)).Must();

    internal async Task StopAsync(DateOnly from)
    {
        var id = await retailer.ReadAsync(db => db.Set<ProgrammeVersion>().Where(v => v.State == ProgrammeState.Published).OrderBy(v => v.EffectiveFrom).Select(v => v.Id).LastAsync());
        (await retailer.Get<RetireProgramme>().RunAsync(retailer.Anna, new(id, from), default)).Must();
    }

    internal async Task ActAsync(string number)
    {
        var member = await retailer.ReadAsync(db => db.Set<LoyaltyStudio.Features.Members.Model.Member>().Where(m => m.ExternalId == number).Select(m => m.Id).FirstAsync());
        switch (random.Next(11))
        {
            case 0 or 1:
                var taken = await retailer.Get<SpendOnReward>().RunAsync(retailer.Anna, new(member, rewards[random.Next(rewards.Count)], $"order {++keys}"), default);
                Count("spend", taken);
                if (taken.IsDone)
                {
                    orders.Add(taken.Value!.Id);
                }

                break;
            case 2 or 3 when orders.Count > 0:
                Count("undo", await retailer.Get<UndoSpend>().RunAsync(retailer.Anna, orders[^random.Next(1, Math.Min(8, orders.Count) + 1)], "broken", default));
                break;
            case 4:
                Count("adjust", await retailer.Get<AdjustPoints>().RunAsync(retailer.Anna, new(member, random.Next(2) == 0 ? random.Next(1, 90) : -random.Next(1, 60), "goodwill", $"key {++keys}"), default));
                break;
            case 5:
                var asked = await retailer.Get<AdjustPoints>().RunAsync(retailer.Anna, new(member, random.Next(501, 700), "goodwill", $"key {++keys}"), default);
                waiting.AddRange(asked.IsDone && asked.Value!.Waits ? [asked.Value.Id] : []);
                break;
            case 6 when waiting.Count > 0:
                Count("approve", await retailer.Get<DecideAdjustment>().RunAsync(retailer.Bram, waiting[0], random.Next(4) > 0, "", default));
                waiting.RemoveAt(0);
                break;
            case 7:
                await ReinstateAsync();
                break;
            case 8:
                Count("extend", await retailer.Get<ExtendPoints>().RunAsync(retailer.Anna, new(member, Today.AddDays(random.Next(20, 150)), "was ill"), default));
                break;
            case 9:
                Count("manual", await retailer.Get<SetManualTier>().RunAsync(retailer.Anna, new(member, random.Next(3) switch { 0 => "brons", 1 => "zilver", _ => "goud" }, "complaint", Today.AddDays(random.Next(90))), default));
                break;
            default:
                Count("manual end", await retailer.Get<EndManualTier>().RunAsync(retailer.Anna, member, default));
                break;
        }
    }

    private async Task ReinstateAsync()
    {
        var since = Today.AddDays(-40);
        var ended = await retailer.ReadAsync(db => db.Set<LedgerEntry>().Where(e => e.Kind == EntryKind.Expiry && e.BusinessDate >= since && !db.Set<LedgerEntry>().Any(r => r.ReversesId == e.Id))
            .OrderBy(e => e.Id).Select(e => new { e.Id, e.MemberId }).ToListAsync());
        if (ended.Count > 0)
        {
            var pick = ended[random.Next(ended.Count)];
            Count("reinstate", await retailer.Get<ReinstatePoints>().RunAsync(retailer.Anna, new(pick.MemberId, pick.Id, "was ill"), default));
        }
    }

    private void Count<T>(string what, Outcome<T> outcome) => Done[what] = Done.GetValueOrDefault(what) + (outcome.IsDone ? 1 : 0);
}
