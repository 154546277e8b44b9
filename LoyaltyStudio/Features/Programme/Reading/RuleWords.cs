using System.Globalization;
using LoyaltyStudio.Features.Programme.Model;
using LoyaltyStudio.Ui;
using Microsoft.Extensions.Localization;

namespace LoyaltyStudio.Features.Programme.Reading;

/// <summary>Reads a rule back as one plain sentence, in the reader's language.</summary>
/// <param name="labels">What people call a code: of a store, a segment; null for the code itself.</param>
public sealed class RuleWords(IStringLocalizer texts, ProgrammeWords words, ProgrammeContent content, Func<ConditionKind, string, string?>? labels = null)
{
    /// <summary>The whole rule: what it gives, when, and within which limits.</summary>
    public string Say(PointRule rule)
    {
        var gives = Gives(rule);
        var when = Condition(rule.When, top: true);
        var occasion = rule.Trigger == Triggers.Purchase ? "" : texts[" for {0}", words.Event(rule.Trigger)];
        var sentence = when.Length == 0 ? texts["{0}{1}.", gives, occasion] : texts["{0}{1} when {2}.", gives, occasion, when];
        return string.Join(' ', Limits(rule).Prepend(sentence));
    }

    /// <summary>The name of a rule; one that was never named is called after its event.</summary>
    public string NameOf(PointRule rule) => rule.Name == rule.Trigger ? Capital(words.Event(rule.Trigger)) : rule.Name;

    /// <summary>What it gives, without when.</summary>
    public string Gives(PointRule rule)
    {
        var amount = rule.Effect.Amount;
        return rule.Effect.Kind switch
        {
            EffectKind.PerEuro => texts["{0} extra points per euro", ProgrammeWords.Times((int)amount)],
            EffectKind.Multiplier when rule.Stacking == Stacking.BestOneWins => texts["{0} times the points (only the highest counts)", ProgrammeWords.Times((int)amount)],
            EffectKind.Multiplier => texts["{0} times the points", ProgrammeWords.Times((int)amount)],
            EffectKind.Fixed when rule.Trigger != Triggers.Purchase => Points(amount),
            EffectKind.Fixed => texts["{0} extra", Points(amount)],
            EffectKind.PerUnit => texts["{0} extra per piece", Points(amount)],
            EffectKind.Nothing => texts["No points"],
        };
    }

    /// <summary>One condition or group as part of a sentence, fit to stand after "when".</summary>
    public string Condition(RuleCondition condition, bool top = false)
    {
        if (!condition.IsGroup)
        {
            return Leaf(condition);
        }

        var parts = condition.Parts.Select(p => Condition(p)).Where(p => p.Length > 0).ToList();
        var joined = string.Join(condition.Kind == ConditionKind.All ? texts[" and "] : texts[" or "], parts);
        return condition.Kind switch
        {
            _ when parts.Count == 0 => "",
            ConditionKind.None => texts["it is not so that {0}", parts.Count == 1 ? joined : $"({joined})"],
            _ => parts.Count == 1 || top ? joined : $"({joined})",
        };
    }

    /// <summary>An overlap's example: the purchase, what both rules give, and the whole.</summary>
    public SaidOverlap Say(RuleOverlap overlap, IReadOnlyDictionary<string, long> parts)
    {
        var p = overlap.Example;
        List<string> what = [texts["on {0} at {1}", UiFormat.Date(DateOnly.FromDateTime(p.At)), Hour(p.At.Hour)], Channel(p.Channel), Value(ConditionKind.Tier, p.Tier)];
        what.AddRange(new[] { p.Category, p.Brand, p.Sku, p.Store.Length > 0 ? Value(ConditionKind.Store, p.Store) : "", p.Payment, p.Source }.Where(v => v.Length > 0));
        var basket = p.Quantity > 1 ? texts["{0} for {1} pieces", words.Euro(p.Cents), p.Quantity] : words.Euro(p.Cents);
        return new SaidOverlap(overlap.First, overlap.Second, texts["For example {0} ({1}): {2} gives {3}, {4} gives {5}; {6} in all.", basket, string.Join(", ", what), overlap.First.Name,
            Points(parts.GetValueOrDefault(overlap.First.Id)), overlap.Second.Name, Points(parts.GetValueOrDefault(overlap.Second.Id)), Points(parts.Values.Sum())]);
    }

    /// <summary>The name of a kind of condition, for choosing.</summary>
    public string Kind(ConditionKind kind) => kind switch
    {
        ConditionKind.All => texts["All of these"],
        ConditionKind.Any => texts["One of these"],
        ConditionKind.None => texts["None of these"],
        ConditionKind.Product => texts["Product"],
        ConditionKind.Brand => texts["Brand"],
        ConditionKind.Category => texts["Category"],
        ConditionKind.Quantity => texts["Number of pieces"],
        ConditionKind.LinesTotal => texts["Amount of these products"],
        ConditionKind.BasketTotal => texts["Amount of the purchase"],
        ConditionKind.Channel => texts["Channel"],
        ConditionKind.Store => texts["Store"],
        ConditionKind.Payment => texts["Way of paying"],
        ConditionKind.Weekday => texts["Day of the week"],
        ConditionKind.Hour => texts["Time of the day"],
        ConditionKind.Dates => texts["Period"],
        ConditionKind.FirstPurchase => texts["First purchase"],
        ConditionKind.Tier => texts["Tier"],
        ConditionKind.Segment => texts["Segment"],
        ConditionKind.Attribute => texts["Detail of the customer"],
        ConditionKind.Source => texts["How the customer came"],
    };

    /// <summary>A value as people read it.</summary>
    public string Value(ConditionKind kind, string value) => kind switch
    {
        ConditionKind.Weekday when int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var day) && day is >= 1 and <= 7 => CultureInfo.CurrentUICulture.DateTimeFormat.GetDayName((DayOfWeek)(day % 7)),
        ConditionKind.Tier => content.Tiers.FirstOrDefault(t => t.Code == value)?.Name(StudioLanguages.Current) ?? value,
        ConditionKind.Channel => Channel(value),
        _ => labels?.Invoke(kind, value) ?? value,
    };

    public string Attribute(string? name) => name switch
    {
        "language" => texts["language"],
        "country" => texts["country"],
        "home_store" => texts["home store"],
        "birth_month" => texts["month of birth"],
        _ => name ?? "",
    };

    private string Leaf(RuleCondition condition) => condition.Kind switch
    {
        ConditionKind.Product => texts["the product is {0}", Values(condition)],
        ConditionKind.Brand => texts["the brand is {0}", Values(condition)],
        ConditionKind.Category => texts["the category is {0}", Values(condition)],
        ConditionKind.Quantity => texts["{0} of it are bought", Range(condition, n => texts["{0} pieces", UiFormat.Number(n)])],
        ConditionKind.LinesTotal => texts["these together cost {0}", Range(condition, words.Euro)],
        ConditionKind.BasketTotal => texts["the purchase is {0}", Range(condition, words.Euro)],
        ConditionKind.Channel => texts["it is bought in {0}", Values(condition)],
        ConditionKind.Store => texts["the store is {0}", Values(condition)],
        ConditionKind.Payment => texts["it is paid with {0}", Values(condition)],
        ConditionKind.Weekday => texts["the day is {0}", Values(condition)],
        ConditionKind.Hour => texts["the time is between {0} and {1}", Hour(condition.From ?? 0), Hour((condition.To ?? 23) + 1)],
        ConditionKind.Dates => Dates(condition),
        ConditionKind.FirstPurchase => texts["it is the first purchase"],
        ConditionKind.Tier => texts["the tier is {0}", Values(condition)],
        ConditionKind.Segment => texts["the customer is in segment {0}", Values(condition)],
        ConditionKind.Attribute => texts["{0} of the customer is {1}", Attribute(condition.Name), Values(condition)],
        ConditionKind.Source => texts["the customer came through {0}", Values(condition)],
        _ => "",
    };

    private string Dates(RuleCondition condition) => (condition.FromDate, condition.ToDate) switch
    {
        ({ } from, { } to) => texts["the date is from {0} up to and including {1}", UiFormat.Date(from), UiFormat.Date(to)],
        ({ } from, null) => texts["the date is {0} or later", UiFormat.Date(from)],
        (null, { } to) => texts["the date is {0} or earlier", UiFormat.Date(to)],
        _ => "",
    };

    private string Range(RuleCondition condition, Func<long, string> say) => (condition.From, condition.To) switch
    {
        ({ } from, { } to) => texts["{0} to {1}", say(from), say(to)],
        ({ } from, null) => texts["at least {0}", say(from)],
        (null, { } to) => texts["at most {0}", say(to)],
        _ => "",
    };

    private string Values(RuleCondition condition)
    {
        var named = condition.Values.Select(v => Value(condition.Kind, v)).ToList();
        return named.Count < 2 ? string.Concat(named) : string.Join(", ", named.Take(named.Count - 1)) + texts[" or "] + named[^1];
    }

    private IEnumerable<string> Limits(PointRule rule)
    {
        var limits = rule.Limits;
        if (limits.PerPurchase is { } purchase)
        {
            yield return texts["At most {0} per purchase.", Points(purchase)];
        }

        if (limits.PerDay is { } day)
        {
            yield return texts["At most {0} per customer and day.", Points(day)];
        }

        if (limits.PerMember is { } member)
        {
            yield return texts["At most {0} per customer.", Points(member)];
        }

        if (limits.Budget is { } budget)
        {
            yield return texts["Ends when {0} are given.", Points(budget)];
        }
    }

    private string Points(long points) => points == 1 ? texts["1 point"] : texts["{0} points", UiFormat.Number(points)];

    private string Channel(string code) => code switch
    {
        "store" => texts["the store"],
        "web" => texts["the web shop"],
        "marketplace" => texts["a marketplace"],
        "phone" => texts["a phone order"],
        _ => code,
    };

    private static string Capital(string text) => text.Length == 0 ? text : char.ToUpper(text[0], CultureInfo.CurrentCulture) + text[1..];

    private static string Hour(long hour) => hour.ToString("0", CultureInfo.InvariantCulture) + ":00";
}
