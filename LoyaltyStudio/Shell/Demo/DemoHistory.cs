using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Purchases.Model;
using LoyaltyStudio.Features.Purchases.Recording;
using LoyaltyStudio.Platform;

namespace LoyaltyStudio.Shell.Demo;

/// <summary>Lives the retailer's days one after another: purchases and returns through the same book as tills and imports, in bulk.</summary>
internal sealed class DemoHistory(StudioData data, PurchaseBook book, DemoClock clock, BusinessCalendar calendar, DateOnly firstDay, IReadOnlyList<DemoShopper> shoppers, long[] members, long[] stores, long[] products)
{
    private const int Chunk = 5_000;

    /// <summary>The day on which the story ends.</summary>
    private const int LastDay = 730;
    private static readonly Actor Tills = Actor.Job("demo tills");
    private readonly List<PurchaseDraft> waiting = [];
    private readonly Dictionary<int, List<PurchaseDraft>> returns = [];
    private int receipt;

    internal long Purchases { get; private set; }
    internal long Returns { get; private set; }

    /// <summary>All purchases and returns of the days from the last one lived up to this one.</summary>
    internal async Task LiveAsync(int fromDay, int toDay, Action<long, long, string> report, int days, CancellationToken ct)
    {
        for (var day = fromDay; day < toDay; day++)
        {
            var date = firstDay.AddDays(day);
            clock.Set(calendar.ToUtc(date.ToDateTime(new TimeOnly(22, 0))));
            foreach (var back in returns.Remove(day, out var due) ? due : [])
            {
                waiting.Add(back);
                Returns++;
            }

            for (var i = 0; i < shoppers.Count; i++)
            {
                if (shoppers[i].NextDay == day && !shoppers[i].Stopped(day))
                {
                    Buy(i, day, date);
                    BuyAnonymously(i, date);
                }
            }

            if (waiting.Count >= Chunk)
            {
                await FlushAsync(ct);
                report(day + 1, days, "days");
            }
        }

        await FlushAsync(ct);
        report(toDay, days, "days");
    }

    /// <summary>Three in ten receipts are of people without a card.</summary>
    private void BuyAnonymously(int shopper, DateOnly date)
    {
        var chance = new DemoChance(0xA707, (ulong)receipt);
        if (!chance.Happens(0.43))
        {
            return;
        }

        var name = $"{date:yyMMdd}-{++receipt:D7}";
        var at = calendar.ToUtc(date.ToDateTime(new TimeOnly(9 + chance.Below(9), chance.Below(60))));
        List<LineDraft> lines = [];
        for (var i = 1 + chance.Below(3); i > 0; i--)
        {
            var product = chance.Below(products.Length);
            lines.Add(new LineDraft(products[product], LineKind.Goods, 1, DemoCatalogue.Products[product].PriceCents * 2 / 5 / 5 * 5));
        }

        waiting.Add(new PurchaseDraft("kassa", name, PurchaseKind.Purchase, null, stores[shoppers[shopper].Store], Channel.Store, at, date, 0, lines, Payment: chance.Happens(0.85) ? "pin" : "contant"));
        Purchases++;
    }

    private void Buy(int shopper, int day, DateOnly date)
    {
        var basket = shoppers[shopper].Shop(date);
        var web = stores.Length - 1;
        var at = calendar.ToUtc(date.ToDateTime(new TimeOnly(basket.Hour, basket.Minute)));
        List<LineDraft> lines = [.. basket.Lines.Select(l => new LineDraft(products[l.Product], LineKind.Goods, l.Quantity,
            Math.Max(100, (long)(DemoCatalogue.Products[l.Product].PriceCents * l.Quantity * basket.Scale) / 5 * 5)))];
        if (basket.Discount)
        {
            lines.Add(new LineDraft(null, LineKind.Discount, 1, -lines.Sum(l => l.AmountCents) / 10));
        }

        if (basket.Online)
        {
            lines.Add(new LineDraft(null, LineKind.Delivery, 1, 495));
        }

        var name = $"{date:yyMMdd}-{++receipt:D7}";
        var delivery = new DemoChance(0xDE11, (ulong)receipt);
        var late = delivery.Happens(date.Month is 12 or 1 ? 0.16 : 0.05);
        DateOnly? delivered = basket.Online && date.AddDays(late ? 5 + delivery.Below(5) : 1 + delivery.Below(3)) is var day2 && day2 < firstDay.AddDays(LastDay) ? day2 : null;
        var draft = new PurchaseDraft(basket.Online ? "webshop" : "kassa", name, PurchaseKind.Purchase, members[shopper], basket.Online ? stores[web] : stores[shoppers[shopper].Store],
            basket.Online ? Channel.Web : Channel.Store, at, date, 0, lines, Payment: basket.Online ? "ideal" : receipt % 9 == 0 ? "contant" : "pin",
            DeliveredOn: delivered, PromisedOn: basket.Online ? date.AddDays(3) : null);
        waiting.Add(draft);
        Purchases++;
        if (basket.ReturnedAfterDays > 0)
        {
            var later = day + basket.ReturnedAfterDays;
            var goods = lines.Select((l, n) => (l, n)).Where(l => l.l.Kind == LineKind.Goods).Take(basket.WholeReturn ? int.MaxValue : 1);
            List<LineDraft> back = [.. goods.Select(l => l.l with { OriginalLineNo = l.n + 1 })];
            (returns.TryGetValue(later, out var list) ? list : returns[later] = []).Add(draft with
            {
                ExternalId = $"R-{name}",
                Kind = PurchaseKind.Return,
                OccurredAt = at.AddDays(basket.ReturnedAfterDays),
                BusinessDate = date.AddDays(basket.ReturnedAfterDays),
                Lines = back,
                OriginalExternalId = name,
            });
        }
    }

    private async Task FlushAsync(CancellationToken ct)
    {
        foreach (var part in waiting.Chunk(Chunk))
        {
            await data.WriteAsync(db => book.RecordAsync(db, Tills, part, ct), ct, Lane.Job);
        }

        waiting.Clear();
    }
}
