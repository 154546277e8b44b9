using LoyaltyStudio.Features.Points.Earning;

namespace LoyaltyStudio.Features.BackTest.Gathering;

/// <summary>The members of a back-test, by place; the arrays lie side by side.</summary>
internal sealed class MemberTable(long[] ids, int[] since, bool[] active, short[] stores)
{
    private readonly int[]? places = PlacesOf(ids);

    internal int Count => ids.Length;
    internal long[] Ids => ids;

    /// <summary>Day of enrolment.</summary>
    internal int[] Since => since;
    internal bool[] Active => active;

    /// <summary>Place of the home store; -1 for none.</summary>
    internal short[] Stores => stores;

    /// <summary>The place of a member; -1 where there is no such member.</summary>
    internal int PlaceOf(long id) => places is null ? Math.Max(-1, Array.BinarySearch(ids, id)) : id > 0 && id < places.Length ? places[id] - 1 : -1;

    /// <summary>Ids are nearly always without gaps, so that looking up is an index.</summary>
    private static int[]? PlacesOf(long[] ids)
    {
        if (ids.Length == 0 || ids[^1] > (ids.Length * 4L) + 1_000_000)
        {
            return null;
        }

        var places = new int[ids[^1] + 1];
        for (var i = 0; i < ids.Length; i++)
        {
            places[ids[i]] = i + 1;
        }

        return places;
    }
}

/// <summary>What came back, and of what.</summary>
internal sealed class Returns
{
    internal List<Touched> Purchases { get; } = [];
    internal List<LineRow> Lines { get; } = [];
    internal List<ReturnAct> All { get; } = [];
    internal Dictionary<long, int> PlaceOfPurchase { get; } = [];
    internal Dictionary<long, int> PlaceOfReturn { get; } = [];

    /// <summary>Whole amounts of returns by id, negative; read only where turnover counts.</summary>
    internal Dictionary<long, long> Totals { get; } = [];
}

/// <summary>Lines of purchases, by purchase id; only of those for which a rule looks at what was bought.</summary>
internal sealed class LineTable(long firstPurchase, int[] starts, LineRow[] rows)
{
    internal ReadOnlySpan<LineRow> Of(long purchase)
    {
        var at = purchase - firstPurchase;
        return at < 0 || at >= starts.Length - 1 ? default : rows.AsSpan(starts[at], starts[at + 1] - starts[at]);
    }
}

/// <summary>What the books hold now, to check the replay by.</summary>
/// <param name="Points">Total of each member.</param>
/// <param name="Tiers">Place of each member's tier in <see cref="TierCodes"/>; 0 where the books hold none.</param>
internal sealed record Booked(long[] Points, byte[] Tiers, IReadOnlyList<string> TierCodes);

/// <param name="Sku">Sku, category and brand of a product, as rules look at them.</param>
internal readonly record struct ProductRow(string Sku, string Category, string Brand);

/// <summary>Everything that is read for a back-test. Acts of a member stand from <c>Starts[place]</c> to <c>Starts[place + 1]</c>, in order of time.</summary>
internal sealed class History
{
    internal required MemberTable Members { get; init; }
    internal required int[] Starts { get; init; }
    internal required Act[] Acts { get; init; }
    internal required Returns Returns { get; init; }
    internal required IReadOnlyList<EventAct> Events { get; init; }
    internal required IReadOnlyList<FactAct> Facts { get; init; }
    internal required IReadOnlyList<DeliveryAct> Deliveries { get; init; }
    internal required IReadOnlyList<HandAct> Hands { get; init; }

    /// <summary>Members to whom expired points were given back.</summary>
    internal required IReadOnlySet<int> Reinstated { get; init; }
    internal required IReadOnlyList<ChequeFact> Cheques { get; init; }
    internal required IReadOnlyList<IssuedRun> Runs { get; init; }
    internal required Booked Booked { get; init; }
    /// <summary>Whether a cheque scheme looks at turnover.</summary>
    internal bool Turnover { get; init; }
    internal required IReadOnlyList<string> StoreCodes { get; init; }
    internal required IReadOnlyList<long> StoreIds { get; init; }
    internal required IReadOnlyList<string> Payments { get; init; }
    internal ProductRow[] Products { get; set; } = [];
    internal LineTable? Lines { get; set; }

    /// <summary>Facts about members, where a rule asks for them; read per block of members.</summary>
    internal Func<IReadOnlyCollection<long>, CancellationToken, Task<FactsBook>>? MemberFacts { get; set; }
    internal long Purchases { get; init; }
    internal long ChequesBookedCents { get; init; }
    internal int ChequesBooked { get; init; }

    /// <summary>Day of the first act; today when there is none.</summary>
    internal required int FirstDay { get; init; }

    internal ReadOnlySpan<Act> ActsOf(int member) => Acts.AsSpan(Starts[member], Starts[member + 1] - Starts[member]);
}
