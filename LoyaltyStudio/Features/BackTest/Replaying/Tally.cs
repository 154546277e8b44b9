namespace LoyaltyStudio.Features.BackTest.Replaying;

/// <summary>Figures of one course over the members that one thread replayed. Whole numbers only, so that adding them up in any order gives the same.</summary>
internal sealed class Tally(int parts, int versions, int months, IReadOnlyList<string> tierCodes)
{
    internal long[] PointsByPart { get; } = new long[parts];

    /// <summary>Earned less taken back, by version.</summary>
    internal long[] NetByVersion { get; } = new long[versions];
    internal long EarnedPoints { get; private set; }
    internal long TakenBackPoints { get; private set; }
    internal long ExpiredPoints { get; private set; }
    internal long ChequePoints { get; private set; }
    internal long ChequeCents { get; private set; }
    internal int ChequeCount { get; private set; }

    /// <summary>Open points of everybody at the end of each month.</summary>
    internal long[] OpenByMonth { get; } = new long[months];

    /// <summary>Members by month and tier: month × tiers + tier.</summary>
    internal int[] TiersByMonth { get; } = new int[months * tierCodes.Count];
    internal Dictionary<long, int> ChequesByValue { get; } = [];

    internal int TierOf(string code)
    {
        for (var i = 0; i < tierCodes.Count; i++)
        {
            if (string.Equals(tierCodes[i], code, StringComparison.Ordinal))
            {
                return i;
            }
        }

        return 0;
    }

    internal void Parts(CourseVersion version, ReadOnlySpan<long> points, int sign, int day)
    {
        for (var i = 0; i < points.Length; i++)
        {
            PointsByPart[version.PartAt[i]] += sign * points[i];
        }
    }

    internal void Earned(int version, long points)
    {
        EarnedPoints += points;
        NetByVersion[version] += points;
    }

    internal void TakenBack(int version, long points)
    {
        TakenBackPoints += points;
        NetByVersion[version] -= points;
    }

    internal void Expired(long points, bool counting) => ExpiredPoints += counting ? points : 0;

    internal void Cheque(long cents, long points)
    {
        ChequeCount++;
        ChequeCents += cents;
        ChequePoints += points;
        ChequesByValue[cents] = ChequesByValue.GetValueOrDefault(cents) + 1;
    }

    internal void Month(int month, long open, string tier)
    {
        OpenByMonth[month] += open;
        TiersByMonth[(month * tierCodes.Count) + TierOf(tier)]++;
    }

    internal void Add(Tally other)
    {
        AddTo(PointsByPart, other.PointsByPart);
        AddTo(NetByVersion, other.NetByVersion);
        AddTo(OpenByMonth, other.OpenByMonth);
        for (var i = 0; i < TiersByMonth.Length; i++)
        {
            TiersByMonth[i] += other.TiersByMonth[i];
        }

        EarnedPoints += other.EarnedPoints;
        TakenBackPoints += other.TakenBackPoints;
        ExpiredPoints += other.ExpiredPoints;
        ChequePoints += other.ChequePoints;
        ChequeCents += other.ChequeCents;
        ChequeCount += other.ChequeCount;
        foreach (var (value, count) in other.ChequesByValue)
        {
            ChequesByValue[value] = ChequesByValue.GetValueOrDefault(value) + count;
        }
    }

    private static void AddTo(long[] sums, long[] more)
    {
        for (var i = 0; i < sums.Length; i++)
        {
            sums[i] += more[i];
        }
    }
}
