namespace LoyaltyStudio.Shell.Demo;

/// <summary>
/// How one customer shops: an own rhythm (gaps spread log-normally around it), a favourite category, a store, and a day on which he stops coming. Nobody
/// tells the shop that he stopped; it has to see that for itself.
/// </summary>
internal sealed class DemoShopper
{
    private DemoChance chance;
    private readonly double rhythmDays;
    private readonly double basket;

    internal DemoShopper(ulong seed, int number, int days, bool grown)
    {
        chance = new DemoChance(seed, (ulong)number);
        Number = number;
        EnrolledDay = grown || chance.Happens(0.55) ? 0 : chance.Below(days);
        var pick = chance.Next();
        Store = Math.Max(0, DemoCatalogue.Stores.Select((s, i) => (Sum: DemoCatalogue.Stores.Take(i + 1).Sum(x => x.Share), i)).First(s => pick < s.Sum || s.i == DemoCatalogue.Stores.Count - 1).i);
        Category = DemoCatalogue.Products[chance.Below(DemoCatalogue.Products.Count)].Category;
        rhythmDays = Math.Exp(Math.Log(48) + (0.75 * chance.Normal()));
        basket = 0.42 * Math.Exp(0.5 * chance.Normal());
        StopsOnDay = EnrolledDay + (int)chance.Exponential(900);
        NextDay = EnrolledDay + (int)chance.Exponential(grown ? rhythmDays : 6);
    }

    internal int Number { get; }
    internal int EnrolledDay { get; }
    internal int Store { get; }
    internal string Category { get; }
    internal int StopsOnDay { get; private set; }
    internal int NextDay { get; private set; }

    internal bool Stopped(int day) => day > StopsOnDay;

    /// <summary>Comes back once, and with some luck stays.</summary>
    internal void WinBack(int day)
    {
        NextDay = day + 2 + chance.Below(35);
        StopsOnDay = chance.Happens(0.5) ? NextDay + (int)chance.Exponential(250) : NextDay;
    }

    /// <summary>What is bought today: products with quantities, a discount now and then, delivery on the web.</summary>
    internal DemoBasket Shop(DateOnly date)
    {
        var season = Season(date);
        var lines = new List<(int Product, int Quantity)>();
        var count = 1 + Math.Min(5, (int)chance.Exponential(1.1 * season));
        for (var i = 0; i < count; i++)
        {
            var product = chance.Below(DemoCatalogue.Products.Count);
            if (chance.Happens(0.6))
            {
                var own = DemoCatalogue.Products.Select((p, n) => (p, n)).Where(p => p.p.Category == Category).ToList();
                product = own[chance.Below(own.Count)].n;
            }

            if (DemoCatalogue.Products[product].Category == "Seizoen" && date.Month is not (3 or 4 or 11 or 12))
            {
                product = chance.Below(40);
            }

            if (lines.All(l => l.Product != product))
            {
                lines.Add((product, chance.Happens(0.22) ? 2 + chance.Below(3) : 1));
            }
        }

        NextDay += Math.Max(1, (int)Math.Round(Math.Exp(Math.Log(rhythmDays / (1 + chance.Below(2))) + (0.55 * chance.Normal())) / season));
        return new DemoBasket(lines, chance.Happens(0.12), Store == DemoCatalogue.Stores.Count - 1 || chance.Happens(0.12), 8 + chance.Below(11), chance.Below(60), basket,
            chance.Happens(0.06) ? 2 + chance.Below(12) : 0, chance.Happens(0.5));
    }

    /// <summary>Sinterklaas and Christmas are busy, high summer is quiet.</summary>
    private static double Season(DateOnly date) => date.Month switch { 11 => 1.35, 12 => 1.7, 1 => 0.85, 7 => 0.8, 8 => 0.8, 4 or 5 => 1.1, _ => 1.0 };
}

/// <param name="ReturnedAfterDays">0: nothing comes back.</param>
/// <param name="WholeReturn">Everything comes back, otherwise one line.</param>
internal sealed record DemoBasket(IReadOnlyList<(int Product, int Quantity)> Lines, bool Discount, bool Online, int Hour, int Minute, double Scale, int ReturnedAfterDays, bool WholeReturn);
