namespace LoyaltyStudio.Features.Campaigns.Measuring;

/// <summary>
/// What the members of a group spent, as amounts and how many spent each: all that a mean and its uncertainty need to know, however many members there are. Members with nothing are only counted.
/// </summary>
public sealed class Amounts
{
    /// <summary>More different amounts than this are put together with their neighbours; the highest stay alone, as they weigh most.</summary>
    public const int MostGroups = 1_000;
    private const int Alone = 300;
    private readonly Dictionary<long, int> counts = [];

    /// <summary>Everybody, also who spent nothing.</summary>
    public long Members { get; set; }

    /// <summary>Those with an amount that is not 0.</summary>
    public long Spenders { get; private set; }
    public long Sum { get; private set; }
    public double Mean => Members == 0 ? 0 : (double)Sum / Members;

    /// <summary>Adds what one member spent in all, cents.</summary>
    public void Add(long cents)
    {
        if (cents != 0)
        {
            counts[cents] = counts.GetValueOrDefault(cents) + 1;
            Spenders++;
            Sum += cents;
        }
    }

    /// <summary>Amounts and how many members each stands for, zero first.</summary>
    public IReadOnlyList<(double Amount, long Count)> Groups()
    {
        var sorted = counts.OrderBy(c => c.Key).ToList();
        List<(double, long)> groups = [(0, Math.Max(0, Members - Spenders))];
        var merged = Math.Max(0, sorted.Count - Alone);
        var width = sorted.Count <= MostGroups ? 1 : (int)Math.Ceiling((double)merged / (MostGroups - Alone));
        for (var at = 0; at < sorted.Count;)
        {
            var part = at < merged ? sorted.GetRange(at, Math.Min(width, merged - at)) : sorted.GetRange(at, 1);
            var count = part.Sum(p => (long)p.Value);
            groups.Add((part.Sum(p => (double)p.Key * p.Value) / count, count));
            at += part.Count;
        }

        return groups;
    }
}
