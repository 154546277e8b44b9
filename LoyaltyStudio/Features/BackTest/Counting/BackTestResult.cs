using System.Text.Json;

namespace LoyaltyStudio.Features.BackTest.Counting;

/// <summary>One figure in both courses.</summary>
public sealed record Pair(long Happened, long WouldBe)
{
    public long Difference => WouldBe - Happened;
}

/// <param name="Code">Code of the tier, its names and its colour.</param>
public sealed record ResultTier(string Code, string NameNl, string NameEn, string Colour)
{
    public string Name(string language) => language == "nl" ? NameNl : NameEn;
}

/// <summary>Points that one part of the programme gave, less what returns took back.</summary>
/// <param name="Id">base, tier, or the id of the rule.</param>
public sealed record ResultPart(string Id, string Name, Pair Points);

/// <param name="Month">Its last day, or today for the month that is not over.</param>
/// <param name="OpenPoints">Points not yet used or expired, of everybody.</param>
/// <param name="OpenCents">What they are worth in cheques, if all were used.</param>
/// <param name="TiersHappened">Members per tier.</param>
public sealed record ResultMonth(DateOnly Month, Pair OpenPoints, Pair OpenCents, IReadOnlyList<int> TiersHappened, IReadOnlyList<int> TiersWouldBe);

public sealed record ResultCheque(long ValueCents, int Happened, int WouldBe);

/// <summary>A column of the histogram of changes in points; null: no limit on that side.</summary>
public sealed record ResultChange(long? From, long? To, int Members);

/// <param name="StoreId">Home store of the members; null for members without one.</param>
public sealed record ResultStore(long? StoreId, string Name, int Members, int Gain, int Lose, Pair Points, Pair ChequeCents);

/// <param name="DifferenceCents">What the points earned are worth more in cheques.</param>
public sealed record ResultMember(long MemberId, long? StoreId, long SpentCents, Pair Points, Pair Tier, Pair ChequeCents, Pair OpenPoints, long DifferenceCents);

/// <summary>Whether the recount of what happened agrees with the books.</summary>
/// <param name="PointsAgree">Members of whom the points are the same.</param>
/// <param name="TiersAgree">Members of whom the tier is the same.</param>
public sealed record ResultControl(int Members, int PointsAgree, int TiersAgree, long PointsBooked, long PointsRecounted, int ChequesBooked, long ChequeCentsBooked)
{
    public bool Agrees => PointsAgree == Members && TiersAgree == Members;

    /// <summary>The share of members of whom points and tier are the same; the lower of the two.</summary>
    public double Share => Members == 0 ? 1 : (double)Math.Min(PointsAgree, TiersAgree) / Members;
}

/// <summary>What took how long, and how much was looked at.</summary>
/// <param name="PeakMemoryMb">The most memory that the process held up to the end.</param>
public sealed record ResultWork(int Members, long Purchases, double ReadSeconds, double ReplaySeconds, long PeakMemoryMb);

/// <summary>
/// A back-test: what happened from <paramref name="From"/> to <paramref name="To"/>, counted anew, beside what would have been under the draft. Cost is an
/// indication: points times the value per point of the cheque scheme, as if all of them became cheques.
/// </summary>
/// <param name="Remarks">What has to be known when reading the figures, as codes: cheques_assumed, budget_shared, books_differ, facts_of_today, facts_repeated, deliveries_told, moments_unknown.</param>
public sealed record BackTestResult(DateOnly From, DateOnly To, int Months, ResultWork Work, ResultControl Control, IReadOnlyList<string> Remarks)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    public required IReadOnlyList<ResultTier> Tiers { get; init; }
    public required IReadOnlyList<ResultPart> Parts { get; init; }
    public required IReadOnlyList<ResultMonth> ByMonth { get; init; }

    /// <summary>Members by tier at the end: row what happened, column what would be.</summary>
    public required IReadOnlyList<IReadOnlyList<int>> TierMatrix { get; init; }
    public required IReadOnlyList<ResultCheque> Cheques { get; init; }
    public required IReadOnlyList<ResultChange> Changes { get; init; }
    public required IReadOnlyList<ResultStore> Stores { get; init; }
    public required IReadOnlyList<ResultMember> Winners { get; init; }
    public required IReadOnlyList<ResultMember> Losers { get; init; }

    /// <summary>Earned, less what was taken back, in points; the same in cents.</summary>
    public required Pair NetPoints { get; init; }
    public required Pair CostCents { get; init; }
    public required Pair ExpiredPoints { get; init; }
    public required Pair ChequeCount { get; init; }
    public required Pair ChequeCents { get; init; }
    public required Pair ChequePoints { get; init; }
    public required Pair OpenPoints { get; init; }
    public required Pair OpenCents { get; init; }

    /// <summary>Members to whom something happened since <see cref="From"/>: how many are better off, worse off, and the same.</summary>
    public required int Active { get; init; }
    public required int Gain { get; init; }
    public required int Lose { get; init; }
    public int Same => Active - Gain - Lose;

    /// <summary>Members who end in a higher tier, and in a lower one.</summary>
    public required int Up { get; init; }
    public required int Down { get; init; }

    public string ToJson() => JsonSerializer.Serialize(this, Json);

    public static BackTestResult FromJson(string json) => JsonSerializer.Deserialize<BackTestResult>(json, Json)!;
}
