namespace LoyaltyStudio.Features.BackTest.Replaying;

/// <summary>What one member has in one course at the end.</summary>
/// <param name="Points">Earned since the first day of the back-test, less what was taken back.</param>
/// <param name="WorthMilliCents">What these points are worth in cheques, in thousandths of a cent.</param>
internal readonly record struct MemberFigures(long Points, long WorthMilliCents, int Tier, long ChequeCents, long Open);

/// <summary>One member in both courses.</summary>
internal sealed record MemberPair(int Member, long SpentCents, MemberFigures Happened, MemberFigures WouldBe)
{
    internal long Difference => WouldBe.WorthMilliCents - Happened.WorthMilliCents;
}

/// <summary>What the two courses differ in, over the members that one thread replayed.</summary>
internal sealed class PairTally(int tiers, int stores)
{
    internal const int TopCount = 50;

    /// <summary>Limits between the columns of the histogram, in points; nobody at exactly 0 stands in a column beside it.</summary>
    internal static readonly long[] Edges = [-1000, -500, -250, -100, -50, 0, 1, 51, 101, 251, 501, 1001];

    private readonly PriorityQueue<MemberPair, (long, int)> winners = new();
    private readonly PriorityQueue<MemberPair, (long, int)> losers = new();

    internal int[] Matrix { get; } = new int[tiers * tiers];
    internal int[] Changes { get; } = new int[Edges.Length + 1];
    internal StoreTally[] Stores { get; } = new StoreTally[stores + 1];
    internal int Active { get; set; }
    internal int Gain { get; set; }
    internal int Lose { get; set; }
    internal int Up { get; private set; }
    internal int Down { get; private set; }
    internal int PointsAgree { get; set; }
    internal int TiersAgree { get; set; }
    internal long PointsRecounted { get; set; }

    internal void Add(MemberPair pair, int store, bool active)
    {
        Matrix[(pair.Happened.Tier * tiers) + pair.WouldBe.Tier]++;
        Up += pair.WouldBe.Tier > pair.Happened.Tier ? 1 : 0;
        Down += pair.WouldBe.Tier < pair.Happened.Tier ? 1 : 0;
        if (!active)
        {
            return;
        }

        Active++;
        var better = pair.Difference != 0 ? Math.Sign(pair.Difference) : Math.Sign(pair.WouldBe.Tier - pair.Happened.Tier);
        Gain += better > 0 ? 1 : 0;
        Lose += better < 0 ? 1 : 0;
        Changes[Column(pair.WouldBe.Points - pair.Happened.Points)]++;
        ref var at = ref Stores[store + 1];
        at.Members++;
        at.Gain += better > 0 ? 1 : 0;
        at.Lose += better < 0 ? 1 : 0;
        at.PointsHappened += pair.Happened.Points;
        at.PointsWouldBe += pair.WouldBe.Points;
        at.ChequesHappened += pair.Happened.ChequeCents;
        at.ChequesWouldBe += pair.WouldBe.ChequeCents;
        if (better > 0)
        {
            Keep(winners, pair, pair.Difference);
        }
        else if (better < 0)
        {
            Keep(losers, pair, -pair.Difference);
        }
    }

    internal void Add(PairTally other)
    {
        AddTo(Matrix, other.Matrix);
        AddTo(Changes, other.Changes);
        for (var i = 0; i < Stores.Length; i++)
        {
            Stores[i].Add(other.Stores[i]);
        }

        (Active, Gain, Lose) = (Active + other.Active, Gain + other.Gain, Lose + other.Lose);
        (Up, Down) = (Up + other.Up, Down + other.Down);
        (PointsAgree, TiersAgree, PointsRecounted) = (PointsAgree + other.PointsAgree, TiersAgree + other.TiersAgree, PointsRecounted + other.PointsRecounted);
        foreach (var (pair, _) in other.winners.UnorderedItems)
        {
            Keep(winners, pair, pair.Difference);
        }

        foreach (var (pair, _) in other.losers.UnorderedItems)
        {
            Keep(losers, pair, -pair.Difference);
        }
    }

    internal List<MemberPair> Winners() => [.. winners.UnorderedItems.Select(i => i.Element).OrderByDescending(p => p.Difference).ThenBy(p => p.Member)];

    internal List<MemberPair> Losers() => [.. losers.UnorderedItems.Select(i => i.Element).OrderBy(p => p.Difference).ThenBy(p => p.Member)];

    /// <summary>The smallest difference leaves first; of equal ones the highest number, so that the choice does not hang on the order of threads.</summary>
    private static void Keep(PriorityQueue<MemberPair, (long, int)> top, MemberPair pair, long difference)
    {
        top.Enqueue(pair, (difference, -pair.Member));
        if (top.Count > TopCount)
        {
            top.Dequeue();
        }
    }

    private static int Column(long change)
    {
        var column = 0;
        while (column < Edges.Length && change >= Edges[column])
        {
            column++;
        }

        return column;
    }

    private static void AddTo(int[] sums, int[] more)
    {
        for (var i = 0; i < sums.Length; i++)
        {
            sums[i] += more[i];
        }
    }
}

/// <summary>The members of one home store.</summary>
internal struct StoreTally
{
    internal int Members, Gain, Lose;
    internal long PointsHappened, PointsWouldBe, ChequesHappened, ChequesWouldBe;

    internal void Add(in StoreTally other)
    {
        Members += other.Members;
        Gain += other.Gain;
        Lose += other.Lose;
        PointsHappened += other.PointsHappened;
        PointsWouldBe += other.PointsWouldBe;
        ChequesHappened += other.ChequesHappened;
        ChequesWouldBe += other.ChequesWouldBe;
    }
}
