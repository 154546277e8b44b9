using System.Text.Json;
using System.Text.Json.Serialization;
using LoyaltyStudio.Features.Programme.Model;

namespace LoyaltyStudio.Features.Tiers.Evaluating;

/// <summary>Where a member stands: tier, since when, and the last day of it (null for the lowest).</summary>
public sealed record TierStanding(string Tier, DateOnly Since, DateOnly? ValidUntil)
{
    /// <summary>A tier that is reached and begins with the next period; null where none is on its way.</summary>
    public string? Coming { get; init; }

    /// <summary>The first day of the coming tier.</summary>
    public DateOnly? ComingOn { get; init; }

    /// <summary>The day on which the coming tier was reached; what counted then is looked at again on its first day.</summary>
    public DateOnly? ComingSince { get; init; }

    /// <summary>The last day of a tier that a person gave; until then nothing changes by itself.</summary>
    public DateOnly? ManualUntil { get; init; }
}

/// <summary>One goal as it stood when a decision was made: points, cents or visits over a window, both days included.</summary>
public sealed record MeasuredGoal(TierMetric Metric, long Value, long Asked, DateOnly From, DateOnly To)
{
    private static readonly JsonSerializerOptions Json = new() { Converters = { new JsonStringEnumConverter() } };

    internal static string ToJson(IReadOnlyList<MeasuredGoal> goals) => JsonSerializer.Serialize(goals, Json);

    internal static IReadOnlyList<MeasuredGoal> FromJson(string json) => JsonSerializer.Deserialize<List<MeasuredGoal>>(json, Json) ?? [];
}

/// <summary>Why a standing changed, as it is kept.</summary>
public static class TierCauses
{
    public const string Upgrade = "upgrade";
    public const string Kept = "kept";
    public const string Drop = "drop";

    /// <summary>A tier is reached and begins with the next period.</summary>
    public const string Coming = "coming";

    /// <summary>Returns took back what a coming tier was reached with.</summary>
    public const string Cancelled = "cancelled";

    /// <summary>A person gave the tier.</summary>
    public const string Manual = "manual";

    /// <summary>A person ended a tier that was given.</summary>
    public const string ManualEnd = "manual-end";
}

/// <summary>One decision: the new standing, and what was measured on the way to the tier that decided.</summary>
public sealed record TierStep(string FromTier, TierStanding To, DateOnly On, LiveProgramme Programme, string Cause, IReadOnlyList<MeasuredGoal> Measured)
{
    /// <summary>What was measured for the first goal.</summary>
    public long Metric => Measured.Count == 0 ? 0 : Measured[0].Value;

    /// <summary>The reason that a person gave; null where the policy decided.</summary>
    public string? Said { get; init; }

    /// <summary>The person who decided; null where the policy did.</summary>
    public string? Author { get; init; }

    /// <summary>The reason in words, for the record; screens say it from <see cref="Measured"/> in the reader's language.</summary>
    public string Reason => Said ?? string.Join(" ", Measured.Select(g => FormattableString.Invariant($"{g.Metric} {g.Value} from {g.From:yyyy-MM-dd} to {g.To:yyyy-MM-dd}; asked {g.Asked}.")));
}

/// <summary>What a member did from one day to another, both included: points earned, cents spent or visits, net of returns.</summary>
public delegate long TierMeasure(TierMetric metric, DateOnly from, DateOnly to);
