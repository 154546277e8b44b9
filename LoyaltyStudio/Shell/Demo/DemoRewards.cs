using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Points.Adjusting;
using LoyaltyStudio.Features.Points.Model;
using LoyaltyStudio.Features.Rewards.Catalogue;
using LoyaltyStudio.Features.Rewards.Model;
using LoyaltyStudio.Features.Rewards.Spending;
using LoyaltyStudio.Platform;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Shell.Demo;

/// <summary>The retailer's rewards, what members took of them before each issue of cheques, and a few corrections by hand.</summary>
internal sealed class DemoRewards(IServiceProvider services, ulong seed)
{
    private const int MostAtOnce = 40;
    private static readonly SaveRewardRequest[] Catalogue =
    [
        Reward("tas", RewardKind.Product, "Canvas boodschappentas", "Canvas shopping bag", "Stevig, met ons lindeblad erop.", "Sturdy, with our lime leaf on it.", 60, 180),
        Reward("thee", RewardKind.Gift, "Thee van de maand", "Tea of the month", "Een blikje losse thee, elke maand een andere.", "A tin of loose tea, another one every month.", 45, 96),
        Reward("korting-10", RewardKind.Discount, "€ 10 korting op een meubel", "€ 10 off a piece of furniture", "Bij een meubel vanaf € 100.", "On furniture from € 100.", 120, null),
        Reward("kaars", RewardKind.Product, "Geurkaars vijgenblad", "Fig leaf candle", "Brandt veertig uur.", "Burns for forty hours.", 90, 4),
        Reward("stylist", RewardKind.Experience, "Een uur met de stylist", "An hour with our stylist", "In de winkel van je keuze, met koffie.", "In the store of your choice, with coffee.", 250, null) with { Tiers = ["zilver", "goud"] },
        Reward("avond", RewardKind.Experience, "Avond voor vaste klanten", "Evening for regulars", "Hapjes, muziek en een vooruitblik op het seizoen.", "Bites, music and a look at the season.", 180, 24) with { Tiers = ["goud"] },
        Reward("kerstpakket", RewardKind.Gift, "Kerstkrans", "Christmas wreath", "Alleen in december.", "Only in December.", 75, 60) with { FromOn = new DateOnly(2026, 12, 1), UntilOn = new DateOnly(2026, 12, 31) },
    ];

    private T Get<T>() where T : notnull => services.GetRequiredService<T>();

    internal async Task AddAsync(Actor actor, CancellationToken ct)
    {
        foreach (var reward in Catalogue)
        {
            (await Get<SaveReward>().RunAsync(actor, reward, ct)).Must();
        }
    }

    /// <summary>Some of those who can afford something take it; one in fifteen brings it back.</summary>
    internal async Task SpendAsync(Actor actor, DateOnly on, CancellationToken ct)
    {
        List<long> members;
        List<Reward> rewards;
        await using (var db = Get<StudioData>().Read())
        {
            members = await db.Set<PointLot>().Where(l => l.Remaining > 0 && l.ActivatesOn <= on && l.ExpiresOn >= on).GroupBy(l => l.MemberId).Where(g => g.Sum(l => l.Remaining) >= 150)
                .Select(g => g.Key).OrderBy(m => m).ToListAsync(ct);
            rewards = await db.Set<Reward>().Where(r => r.FromOn == null && r.Code != "kaars").OrderBy(r => r.Points).ToListAsync(ct);
        }

        var taken = 0;
        foreach (var member in members.TakeWhile(_ => taken < MostAtOnce))
        {
            var chance = new DemoChance(seed ^ 0x4E3A, (ulong)((on.DayNumber * 1_000_003L) + member));
            if (chance.Happens(0.2) && await Get<SpendOnReward>().RunAsync(actor, new(member, rewards[chance.Below(rewards.Count)].Id, $"demo|{on:yyyyMMdd}-{member}"), ct) is { IsDone: true, Value: { } order })
            {
                taken++;
                if (chance.Happens(0.07))
                {
                    (await Get<UndoSpend>().RunAsync(actor, order.Id, "Niet opgehaald", ct)).Must();
                }
            }
        }
    }

    /// <summary>Small corrections that are booked, and a large one that waits for a second person.</summary>
    internal async Task CorrectAsync(Actor actor, IReadOnlyList<long> members, CancellationToken ct)
    {
        (int Member, long Points, string Reason)[] corrections = [(7, 25, "Levering een week te laat"), (19, 10, "Bon vergeten te scannen"), (23, 750, "Actie voorjaar verkeerd verwerkt")];
        foreach (var (member, points, reason) in corrections.Where(c => c.Member < members.Count))
        {
            (await Get<AdjustPoints>().RunAsync(actor, new AdjustPointsRequest(members[member], points, reason, $"demo|{member}"), ct)).Must();
        }
    }

    private static SaveRewardRequest Reward(string code, RewardKind kind, string nl, string en, string textNl, string textEn, long points, long? stock) =>
        new(0, code, kind, nl, en, textNl, textEn, points, stock, null, null, null, [], true, 0);
}
