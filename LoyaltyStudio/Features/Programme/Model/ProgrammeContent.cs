using System.Text.Json;
using System.Text.Json.Serialization;
using LoyaltyStudio.Platform;

namespace LoyaltyStudio.Features.Programme.Model;

/// <summary>What a programme version says: how points are earned, which tiers there are, how cheques are issued.</summary>
public sealed record ProgrammeContent(EarningRule Earning, IReadOnlyList<Tier> Tiers, TierRule TierRule, ChequeScheme Cheques)
{
    private static readonly JsonSerializerOptions Json = new()
    {
        Converters = { new JsonStringEnumConverter() },
        WriteIndented = false,
    };

    public string ToJson() => JsonSerializer.Serialize(this, Json);

    public static ProgrammeContent FromJson(string json) => JsonSerializer.Deserialize<ProgrammeContent>(json, Json)
        ?? throw new InvalidOperationException("A programme version has no content.");

    /// <summary>The tier with this code, or the lowest where the code is unknown in this version.</summary>
    public Tier TierOf(string? code) => Tiers.FirstOrDefault(t => t.Code == code) ?? Tiers[0];
}

/// <summary>How a multiplier goes together with the others.</summary>
public enum Stacking { Stack, BestOneWins }

/// <summary>
/// One point for every <paramref name="CentsPerPoint"/> cents of the eligible amount, times the multipliers, plus fixed points for events.
/// </summary>
/// <param name="CentsPerPoint">Eligible cents that earn one point; 100 means one point per euro.</param>
/// <param name="TierStacking">Whether the tier's multiplier multiplies with the category's or only the higher counts.</param>
/// <param name="Categories">Multiplier by product category.</param>
/// <param name="PendingDays">Days after the purchase on which points become active: the return window + 1.</param>
/// <param name="ValidMonths">Months that points stay valid, counted from the activity date and rounded up to the end of <paramref name="ValidUntilEndOf"/>.</param>
/// <param name="EventPoints">Fixed points by kind of event: enrolment, review, check-in, survey, profile, referral, birthday or a name of one's own.</param>
public sealed record EarningRule(
    int CentsPerPoint,
    Stacking TierStacking,
    IReadOnlyList<CategoryMultiplier> Categories,
    int PendingDays,
    int ValidMonths,
    CalendarUnit ValidUntilEndOf,
    IReadOnlyList<EventPoints> EventPoints);

/// <param name="Percent">150 means one and a half times the points.</param>
public sealed record CategoryMultiplier(string Category, int Percent);

public sealed record EventPoints(string Event, int Points);

/// <summary>A class of members with its benefits.</summary>
/// <param name="Code">Stable name: brons, zilver, goud.</param>
/// <param name="Threshold">Points earned in the window that reach the tier; 0 for the lowest.</param>
/// <param name="Retention">Points earned in the window that keep it; at most the threshold.</param>
/// <param name="PointsPercent">Multiplier of the tier; 100 means none.</param>
public sealed record Tier(string Code, string NameNl, string NameEn, long Threshold, long Retention, int PointsPercent, string Colour, IReadOnlyList<Benefit> Benefits)
{
    public string Name(string language) => language == "nl" ? NameNl : NameEn;
}

public enum BenefitKind { FreeDelivery, Discount, EarlySaleAccess, BirthdayGift, Invitation, Text }

/// <summary>Something that a tier gives. Value is a percentage for a discount and hours before the public start for early access.</summary>
public sealed record Benefit(BenefitKind Kind, int Value, string TextNl = "", string TextEn = "");

/// <summary>What happens at a review to a member who did not earn enough.</summary>
public enum TierDrop { OneStep, ToEarnedLevel }

/// <param name="WindowMonths">Rolling months over which earned points count.</param>
/// <param name="ValidMonths">Months that a reached tier stays, rounded up to the end of <paramref name="ValidUntilEndOf"/>.</param>
public sealed record TierRule(int WindowMonths, int ValidMonths, CalendarUnit ValidUntilEndOf, TierDrop Drop);

/// <summary>How points become cheques (semantics 7).</summary>
/// <param name="Period">How often: month, quarter, half-year or year.</param>
/// <param name="PointsPerStep">Points that one step of the value costs; with <paramref name="StepCents"/> this is the value per point.</param>
/// <param name="StepCents">Cheques come in multiples of this.</param>
/// <param name="MinimumCents">Below this nobody gets a cheque, the points carry over.</param>
/// <param name="MaximumCents">No member gets more than this in one run.</param>
/// <param name="ValidMonths">Months that a cheque can be spent, to the end of the month.</param>
/// <param name="TierPercents">Multiplier of the value by tier code; 100 where a tier is not named.</param>
public sealed record ChequeScheme(CalendarUnit Period, int PointsPerStep, int StepCents, int MinimumCents, int MaximumCents, int ValidMonths, IReadOnlyList<TierPercent> TierPercents)
{
    public const string Name = "main";

    public int PercentOf(string? tier) => TierPercents.FirstOrDefault(t => t.Tier == tier)?.Percent ?? 100;
}

public sealed record TierPercent(string Tier, int Percent);
