using LoyaltyStudio.Features.Points.Earning;
using LoyaltyStudio.Features.Programme.Model;
using LoyaltyStudio.Features.Tiers.Evaluating;

namespace LoyaltyStudio.Tests.Scale;

/// <summary>One purchase of the big retailer. The seed gives its lines again.</summary>
internal readonly record struct BigSale(int Member, int Day, int Minute, uint Seed, int Cents, int Points, byte Tier);

/// <summary>What one product costs and where it belongs.</summary>
internal readonly record struct BigProduct(int Id, int Cents, string Category, string Brand);

/// <summary>
/// Who buys what and when, the same for every number of members and every time: a few buy much, many little, some never. Points and tiers
/// are counted as the product counts them, purchase by purchase, under the reference programme.
/// </summary>
internal sealed class BigRetailerSales
{
    internal const int Days = 913;
    internal const int Products = 2_000;
    internal const int Stores = 20;

    private static readonly string[] Categories =
        ["Verlichting", "Koken", "Bad", "Slapen", "Wonen", "Tuin", "Speelgoed", "Boeken", "Kantoor", "Klussen", "Cadeaus", "Sport"];

    private static readonly string[] Brands =
        ["Aurelia", "Bosrand", "Claver", "Duinzicht", "Eikenhof", "Fjell", "Grutto", "Havik", "IJssel", "Jutter", "Kievit", "Linde"];

    /// <summary>The last day that is settled: everything before it happened, nothing on it yet.</summary>
    internal static readonly DateOnly Today = new(2026, 11, 20);
    internal static readonly DateOnly First = Today.AddDays(-Days);

    private readonly ProgrammeTimeline timeline;
    private readonly (int Day, int Points)[] earned = new (int, int)[64];
    private int count;

    internal BigRetailerSales(long versionId)
    {
        timeline = new([new LiveProgramme(versionId, 1, new DateOnly(2020, 1, 1), ReferenceProgramme.Content)]);
    }

    internal static IReadOnlyList<BigProduct> Catalogue { get; } = [.. Enumerable.Range(0, Products).Select(i =>
        new BigProduct(i + 1, (int)(500 * Math.Exp(Math.Abs(Math.Sin(i * 12.9898) * 43758.5453 % 1) * 3.4)), Categories[i % Categories.Length], Brands[i * 7 / 12 % Brands.Length]))];

    internal LiveProgramme Programme => timeline.Versions[0];

    /// <summary>The purchases of one member in order of time, the changes of tier, and the day of enrolment.</summary>
    internal DateOnly Member(int member, List<BigSale> into, Action<int, TierStep> changed)
    {
        var random = new Random(member * 7919);
        var number = Math.Min(60, (int)(-Math.Log(1 - random.NextDouble()) * 10.6));
        Span<int> minutes = stackalloc int[number];
        for (var i = 0; i < number; i++)
        {
            minutes[i] = (random.Next(Days) * 1_440) + (9 * 60) + random.Next(9 * 60);
        }

        minutes.Sort();
        var firstDay = number == 0 ? Days - 1 : minutes[0] / 1_440;
        var enrolled = First.AddDays(firstDay - random.Next(Math.Min(firstDay + 1, 700)));
        count = 0;
        TierStanding? standing = null;
        foreach (var minute in minutes)
        {
            var (day, seed) = (minute / 1_440, (uint)random.Next());
            var cents = Lines(member, seed, default);
            standing = Advance(member, standing, enrolled, day, changed);
            var rank = Programme.Content.RankOf(standing?.Tier);
            var points = (int)((long)cents * Programme.Content.Tiers[rank].PointsPercent / 100 / Programme.Content.Earning.CentsPerPoint);
            into.Add(new BigSale(member, day, minute % 1_440, seed, cents, points, (byte)rank));
            earned[count++] = (day, points);
            standing = Advance(member, standing, enrolled, day, changed);
        }

        Advance(member, standing, enrolled, Days, changed);
        return enrolled;
    }

    /// <summary>The lines of a purchase: one, sometimes two or three, mostly of the category that the member likes. Answers the sum in cents.</summary>
    internal static int Lines(int member, uint seed, Action<int, int, int>? line)
    {
        var sum = 0;
        var state = seed * 2_654_435_761u;
        var lines = ((state >> 8) % 10) switch { < 8 => 1, 8 => 2, _ => 3 };
        for (var i = 0; i < lines; i++)
        {
            state = (state * 1_664_525u) + 1_013_904_223u;
            var pick = (int)(state >> 10);
            var product = (state >> 4) % 10 < 6 ? ((pick % (Products / Categories.Length)) * Categories.Length) + (member % Categories.Length) : pick % Products;
            var quantity = (state >> 6) % 12 == 0 ? 2 : 1;
            var cents = Catalogue[product].Cents * quantity;
            sum += cents;
            line?.Invoke(product + 1, quantity, cents);
        }

        return sum;
    }

    /// <summary>How the points came about, as <see cref="EarningPolicy"/> writes it.</summary>
    internal string Basis(in BigSale sale)
    {
        var tier = Programme.Content.Tiers[sale.Tier];
        var plain = sale.Cents / 100;
        var extra = sale.Points == plain ? "" : FormattableString.Invariant($$""",{"Id":"tier","Points":{{sale.Points - plain}}}""");
        return FormattableString.Invariant(
            $$"""{"EligibleCents":{{sale.Cents}},"CentsPerPoint":100,"Tier":"{{tier.Code}}","TierPercent":{{tier.PointsPercent}},"CategoryCents":[],"Parts":[{"Id":"base","Points":{{plain}}}{{extra}}]}""");
    }

    private TierStanding? Advance(int member, TierStanding? standing, DateOnly enrolled, int day, Action<int, TierStep> changed)
    {
        var on = First.AddDays(day);
        foreach (var step in TierPolicy.Advance(standing, timeline, (_, from, to) => Sum(from.DayNumber - First.DayNumber, to.DayNumber - First.DayNumber), enrolled, on))
        {
            changed(member, step);
            standing = step.To;
        }

        return standing;
    }

    private long Sum(int from, int to)
    {
        long sum = 0;
        for (var i = count - 1; i >= 0 && earned[i].Day >= from; i--)
        {
            sum += earned[i].Day <= to ? earned[i].Points : 0;
        }

        return sum;
    }
}
