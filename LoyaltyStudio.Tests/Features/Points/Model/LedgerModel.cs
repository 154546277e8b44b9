using System.Numerics;

namespace LoyaltyStudio.Tests.Features.Points.Model;

/// <summary>
/// One member's points and tier, worked out anew in the plainest way from the semantics, without a line of the product: lists, loops and fractions. It is told the same
/// operations as the product and must stand the same after each.
/// </summary>
internal sealed class LedgerModel(List<ModelRules> versions)
{
    private readonly List<ModelPurchase> purchases = [];
    private readonly List<(DateOnly On, long Points)> earned = [];
    private readonly List<(DateOnly On, int Tier)> history = [];
    private readonly Dictionary<DateOnly, long> fixedGiven = [];
    private int lots;
    private DateOnly? lastNight;

    internal List<ModelLot> Lots { get; } = [];
    internal long Debt { get; private set; }
    internal long Total { get; private set; }
    internal int Entries { get; private set; }
    internal int Tier { get; private set; }
    internal DateOnly? Since { get; private set; }
    internal DateOnly? Until { get; private set; }

    internal IReadOnlyList<ModelPurchase> Purchases => purchases;

    internal void Buy(ModelPurchase purchase)
    {
        purchases.Add(purchase);
        if (RulesOn(purchase.On) is not { } rules)
        {
            return;
        }

        purchase.Rules = rules;
        purchase.Tier = TierOn(purchase.On);
        purchase.FixedAllowed = Math.Max(0, rules.FixedPerDay - fixedGiven.GetValueOrDefault(purchase.On));
        purchase.Points = Count(purchase);
        fixedGiven[purchase.On] = fixedGiven.GetValueOrDefault(purchase.On) + Fixed(purchase);
        Earn($"p{purchase.Id}", purchase.Points, purchase.On, rules, rules.PendingDays);
    }

    internal void Happened(string id, DateOnly on)
    {
        if (RulesOn(on) is { ReviewPoints: > 0 } rules)
        {
            Advance(on);
            Earn($"e{id}", rules.ReviewPoints, on, rules, 0);
        }
    }

    /// <summary>Units of named lines come back.</summary>
    internal void Return(ModelPurchase purchase, IReadOnlyList<(int Line, int Units)> units, DateOnly on)
    {
        var given = purchase.Rules is null ? 0 : Fixed(purchase);
        foreach (var (line, count) in units)
        {
            purchase.Lines[line - 1].Left -= count;
        }

        if (purchase.Rules is not { } rules)
        {
            return;
        }

        fixedGiven[purchase.On] = fixedGiven.GetValueOrDefault(purchase.On) - given + Fixed(purchase);
        var back = purchase.Points - Count(purchase) - purchase.TakenBack;
        if (back > 0)
        {
            purchase.TakenBack += back;
            Entries++;
            Total -= back;
            Take(back, on, $"p{purchase.Id}", debt: true);
            Qualify(purchase.On, -back);
        }
    }

    /// <summary>Units of a product come back without a receipt: the latest purchases before have them, what none has takes base points of its own date.</summary>
    internal void ReturnOf(string sku, int units, long cents, DateTime at, DateOnly on)
    {
        var left = units;
        var sold = purchases.Where(p => p.At <= at).SelectMany(p => p.Lines.Select((l, i) => (Purchase: p, Line: l, Place: i + 1))).Where(x => x.Line.Sku == sku)
            .OrderByDescending(x => x.Purchase.At).ThenByDescending(x => x.Purchase.Number).ThenByDescending(x => x.Place).ToList();
        List<(ModelPurchase Purchase, int Line, int Units)> matches = [];
        foreach (var (purchase, line, place) in sold)
        {
            var take = Math.Min(left, line.Left - matches.Where(m => m.Purchase == purchase && m.Line == place).Sum(m => m.Units));
            if (take > 0)
            {
                matches.Add((purchase, place, take));
                left -= take;
            }
        }

        foreach (var group in matches.GroupBy(m => m.Purchase))
        {
            Return(group.Key, [.. group.Select(m => (m.Line, m.Units))], on);
        }

        if (left > 0 && RulesOn(on) is { } rules)
        {
            var wanted = Share(cents, left, units) / rules.CentsPerPoint;
            var taken = Math.Min(wanted, Lots.Sum(l => l.Left));
            if (taken > 0)
            {
                Entries++;
                Total -= taken;
                Take(taken, on, "", debt: false);
            }

            Qualify(on, -taken);
        }
    }

    /// <summary>Takes the points of a reward from what can be spent today, the first to end first; null when there is too little.</summary>
    internal List<(ModelLot Lot, long Points)>? Spend(long points, DateOnly today)
    {
        var spendable = Lots.Where(l => l.Active <= today && l.Expires >= today && l.Left > 0).OrderBy(l => l.Expires).ThenBy(l => l.Active).ThenBy(l => l.Number).ToList();
        if (spendable.Sum(l => l.Left) < points)
        {
            return null;
        }

        Entries++;
        Total -= points;
        List<(ModelLot, long)> taken = [];
        foreach (var lot in spendable)
        {
            var part = Math.Min(points, lot.Left);
            if (part > 0)
            {
                lot.Left -= part;
                points -= part;
                taken.Add((lot, part));
            }
        }

        return taken;
    }

    /// <summary>Each amount goes back into its own lot; where that has ended it lives thirty days more, in a booking of its own.</summary>
    internal void Undo(List<(ModelLot Lot, long Points)> taken, DateOnly today)
    {
        Entries += taken.Select(t => t.Lot.Expires < today).Distinct().Count();
        Total += taken.Sum(t => t.Points);
        foreach (var (lot, points) in taken.OrderBy(t => t.Lot.Expires < today))
        {
            lot.Left += points;
            lot.Expires = lot.Expires < today ? today.AddDays(30) : lot.Expires;
            PayDebt(lot);
        }
    }

    /// <summary>A gift by hand: can be spent at once, lives as long as earned points, counts for no tier.</summary>
    internal void Gift(long points, DateOnly today)
    {
        Entries++;
        Total += points;
        AddLot("gift", points, today, RulesOn(today)!, 0);
    }

    internal void Night(DateOnly today)
    {
        foreach (var lot in Lots.Where(l => l.Expires < today && l.Left > 0))
        {
            Entries++;
            Total -= lot.Left;
            lot.Left = 0;
        }

        // A version that began since the last night is judged on its own first day, as if that night had run.
        foreach (var begun in versions.Where(v => v.From > lastNight && v.From < today))
        {
            Advance(begun.From);
        }

        Advance(today);
        lastNight = lastNight > today ? lastNight : today;
    }

    private ModelRules? RulesOn(DateOnly on) => versions.LastOrDefault(v => v.From <= on);

    private void Earn(string source, long points, DateOnly on, ModelRules rules, int pending)
    {
        Entries++;
        Total += points;
        if (points > 0)
        {
            AddLot(source, points, on, rules, pending);
        }

        Qualify(on, points);
    }

    private void AddLot(string source, long points, DateOnly on, ModelRules rules, int pending)
    {
        var end = on.AddMonths(rules.ValidMonths);
        var lot = new ModelLot { Number = ++lots, Source = source, Active = on.AddDays(pending), Expires = new DateOnly(end.Year, end.Month, DateTime.DaysInMonth(end.Year, end.Month)), Left = points };
        Lots.Add(lot);
        PayDebt(lot);
    }

    private void PayDebt(ModelLot lot)
    {
        var pay = Math.Min(Debt, lot.Left);
        lot.Left -= pay;
        Debt -= pay;
    }

    private void Take(long points, DateOnly on, string source, bool debt)
    {
        IEnumerable<ModelLot> Spending(IEnumerable<ModelLot> some) => some.OrderBy(l => l.Expires).ThenBy(l => l.Active).ThenBy(l => l.Number);
        var own = Lots.Where(l => l.Source == source).OrderByDescending(l => l.Active > on);
        var others = Lots.Where(l => l.Source != source).ToList();
        foreach (var lot in own.Concat(Spending(others.Where(l => l.Active <= on))).Concat(Spending(others.Where(l => l.Active > on))))
        {
            var part = Math.Min(points, lot.Left);
            lot.Left -= part;
            points -= part;
        }

        Debt += debt ? points : 0;
    }

    private void Qualify(DateOnly on, long points)
    {
        earned.Add((on, points));
        Advance(Since > on ? Since.Value : on);
    }

    private int TierOn(DateOnly on)
    {
        Advance(on);
        return Since is null || on >= Since ? Tier : history.Where(h => h.On <= on).Select(h => (int?)h.Tier).LastOrDefault() ?? 0;
    }

    private void Advance(DateOnly asOf)
    {
        if (Since > asOf)
        {
            return;
        }

        while (Until < asOf && RulesOn(Until.Value.AddDays(1)) is { } rules)
        {
            var on = Until.Value.AddDays(1);
            var (points, reached) = (Window(Until.Value), Reached(rules, Until.Value));
            var keeps = reached <= Tier && points >= rules.Keep(Tier);
            var next = keeps ? Tier : reached > Tier ? reached : Math.Max(reached, Tier - 1);
            Change(next, keeps ? Since!.Value : on, on, next == 0 ? null : Stays(Until.Value));
        }

        if (RulesOn(asOf) is { } live && Reached(live, asOf) is var up && up > Tier)
        {
            Change(up, asOf, asOf, Stays(asOf));
        }
    }

    private void Change(int tier, DateOnly since, DateOnly on, DateOnly? until)
    {
        (Tier, Since, Until) = (tier, since, until);
        history.Add((on, tier));
    }

    private int Reached(ModelRules rules, DateOnly on) => Window(on) is var points && points >= rules.Gold ? 2 : points >= rules.Silver ? 1 : 0;

    private long Window(DateOnly on) => earned.Where(e => e.On > on.AddMonths(-12) && e.On <= on).Sum(e => e.Points);

    private static DateOnly Stays(DateOnly from)
    {
        var end = from.AddMonths(12);
        return new DateOnly(end.Year, end.Month, DateTime.DaysInMonth(end.Year, end.Month));
    }

    /// <summary>Points for what is left of a purchase, in exact fractions.</summary>
    private static long Count(ModelPurchase p)
    {
        var rules = p.Rules!;
        var goods = p.Lines.Sum(l => l.Cents);
        var eligible = goods - p.Discount;
        if (goods <= 0 || eligible <= 0)
        {
            return 0;
        }

        BigInteger top = 0;
        foreach (var line in p.Lines)
        {
            top += new BigInteger(Share(line.Cents, line.Left, line.Quantity)) * eligible * (line.IsA ? rules.TimesOnA : 100) * rules.TierPercent(p.Tier);
        }

        return (long)(top / (new BigInteger(goods) * rules.CentsPerPoint * 10_000)) + Fixed(p);
    }

    private static long Fixed(ModelPurchase p)
    {
        var goods = p.Lines.Sum(l => l.Cents);
        var kept = p.Lines.Sum(l => Share(l.Cents, l.Left, l.Quantity));
        var eligible = goods - p.Discount;
        var net = goods <= 0 || eligible <= 0 ? 0 : new BigInteger(kept) * eligible / goods;
        return p.Lines.Exists(l => l.Left > 0) && eligible > 0 && goods > 0 && net >= p.Rules!.FixedFromCents ? Math.Min(p.Rules.FixedPoints, p.FixedAllowed) : 0;
    }

    private static long Share(long cents, long units, long of) => (long)Math.Round((decimal)cents * units / of, MidpointRounding.AwayFromZero);
}
