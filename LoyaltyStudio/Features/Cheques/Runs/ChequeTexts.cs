using LoyaltyStudio.Features.Cheques.Book;
using LoyaltyStudio.Features.Cheques.Issuing;
using LoyaltyStudio.Features.Cheques.Model;
using LoyaltyStudio.Features.Programme.Model;
using LoyaltyStudio.Platform;
using LoyaltyStudio.Ui;
using Microsoft.Extensions.Localization;

namespace LoyaltyStudio.Features.Cheques.Runs;

/// <summary>States, periods and reasons in words.</summary>
public static class ChequeTexts
{
    public static string State(IStringLocalizer texts, ChequeRunState state) => state switch
    {
        ChequeRunState.Draft => texts["Opened"],
        ChequeRunState.Calculated => texts["Calculated"],
        ChequeRunState.Approved => texts["Approved"],
        ChequeRunState.Issuing => texts["Issuing"],
        ChequeRunState.Issued => texts["Issued"],
        ChequeRunState.Reconciled => texts["Issued and checked"],
        ChequeRunState.Cancelled => texts["Cancelled"],
    };

    public static Tone ToneOf(ChequeRunState state) => state switch
    {
        ChequeRunState.Reconciled => Tone.Good,
        ChequeRunState.Calculated => Tone.Warning,
        ChequeRunState.Approved or ChequeRunState.Issuing or ChequeRunState.Draft => Tone.Info,
        ChequeRunState.Issued => Tone.Bad,
        ChequeRunState.Cancelled => Tone.Neutral,
    };

    public static string State(IStringLocalizer texts, ChequeState state) => state switch
    {
        ChequeState.Issued => texts["To spend"],
        ChequeState.Reserved => texts["Reserved"],
        ChequeState.PartlyRedeemed => texts["Partly used"],
        ChequeState.Redeemed => texts["Used"],
        ChequeState.Expired => texts["Expired"],
        ChequeState.Revoked => texts["Withdrawn"],
    };

    public static Tone ToneOf(ChequeState state) => state switch
    {
        ChequeState.Issued => Tone.Good,
        ChequeState.PartlyRedeemed or ChequeState.Reserved => Tone.Info,
        ChequeState.Expired => Tone.Warning,
        ChequeState.Revoked => Tone.Bad,
        ChequeState.Redeemed => Tone.Neutral,
    };

    /// <summary>2026-Q3 → quarter 3 of 2026, inside a sentence.</summary>
    public static string Period(IStringLocalizer texts, string key) => BusinessCalendar.ParsePeriod(key) switch
    {
        (var last, CalendarUnit.Quarter) => texts["quarter {0} of {1}", ((last.Month - 1) / 3) + 1, last.Year],
        (var last, CalendarUnit.HalfYear) => last.Month == 6 ? texts["first half of {0}", last.Year] : texts["second half of {0}", last.Year],
        (var last, CalendarUnit.Month) => last.ToString("MMMM yyyy", System.Globalization.CultureInfo.CurrentCulture),
        (var last, CalendarUnit.Year) => texts["year {0}", last.Year],
        _ => key,
    };

    /// <summary>The same at the beginning of a line.</summary>
    public static string PeriodTitle(IStringLocalizer texts, string key) => Period(texts, key) is { Length: > 0 } name ? $"{char.ToUpper(name[0], System.Globalization.CultureInfo.CurrentCulture)}{name[1..]}" : key;

    public static string Refusal(IStringLocalizer texts, string reason) => reason switch
    {
        "" => "",
        Refusals.BelowMinimum => texts["Too few points; they stay for the next time"],
        Refusals.Debt => texts["Points are still owed from a return"],
        Refusals.NotActive => texts["Not a member any more"],
        Refusals.Tier => texts["Not for this tier"],
        Refusals.Store => texts["Not for this store"],
        Refusals.TooNew => texts["Not a member for long enough"],
        Refusals.Pending => texts["Enough points, but some still wait"],
        Refusals.OtherScheme => texts["The points go into another cheque"],
        Refusals.Withheld => texts["Left between calculation and issue"],
        Refusals.NoPoints => texts["No points"],
        _ => reason,
    };

    /// <summary>How the line of a member was worked out, in one sentence.</summary>
    public static string Why(IStringLocalizer texts, UiFormat format, ChequeRunLineRow line, ChequeScheme scheme, string tier)
    {
        if (line.Refusal is Refusals.NotActive or Refusals.Tier or Refusals.Store or Refusals.TooNew or Refusals.NoPoints)
        {
            return Refusal(texts, line.Refusal);
        }

        var times = line.TierPercent == 100 ? "" : texts[" × {0} for {1}", Times(line.TierPercent), tier];
        times += line.BandPercent == 100 ? "" : texts[" × {0} for {1} bought", Times(line.BandPercent), format.Money(line.TurnoverCents)];
        var gross = (long)((Int128)line.EligiblePoints * line.TierPercent * line.BandPercent * scheme.StepCents / (10_000L * scheme.PointsPerStep));
        var worth = texts["{0} points{1} are worth {2}", UiFormat.Number(line.EligiblePoints), times, format.Money(gross)];
        return line switch
        {
            { Refusal: Refusals.Pending } => texts["{0}; {1} points still wait. A cheque begins at {2}.", worth, UiFormat.Number(line.PendingPoints), format.Money(scheme.MinimumCents)],
            { ValueCents: 0 } => texts["{0}; a cheque begins at {1}.", worth, format.Money(scheme.MinimumCents)],
            _ when gross > scheme.MaximumCents && line.ValueCents + scheme.StepCents > scheme.MaximumCents => texts["{0}; at most {1} is given.", worth, format.Money(line.ValueCents)],
            _ when gross == line.ValueCents => texts["{0}.", worth],
            _ => texts["{0}; in steps of {1} that is {2}.", worth, format.Money(scheme.StepCents), format.Money(line.ValueCents)],
        };
    }

    private static string Times(int percent) => (percent / 100m).ToString("0.##", System.Globalization.CultureInfo.CurrentCulture);

    /// <summary>The name of a scheme as members read it, or what it is called without one.</summary>
    public static string Scheme(IStringLocalizer texts, string code, string nameNl, string nameEn) =>
        (StudioLanguages.Current == "nl" ? nameNl : nameEn) is { Length: > 0 } name ? name : code == ChequeScheme.Main ? texts["Reward cheque"] : code;

    public static string Split(IStringLocalizer texts, BookSplit split) => split switch
    {
        BookSplit.Day => texts["Day"],
        BookSplit.Month => texts["Month"],
        BookSplit.Store => texts["Store of the member"],
        BookSplit.Run => texts["Cheque issue"],
        BookSplit.Till => texts["Store where it was used"],
    };

    /// <summary>What a row of the cheque book stands for.</summary>
    public static string BookRow(IStringLocalizer texts, BookSplit split, BookRow row) => split switch
    {
        BookSplit.Day => UiFormat.Date(DateOnly.Parse(row.Key, System.Globalization.CultureInfo.InvariantCulture)),
        BookSplit.Month => PeriodTitle(texts, row.Key),
        BookSplit.Run when row is { Name: "", NameEn: "" } => PeriodTitle(texts, row.Period),
        BookSplit.Run => $"{PeriodTitle(texts, row.Period)} · {Scheme(texts, ChequeScheme.Main, row.Name, row.NameEn)}",
        BookSplit.Store or BookSplit.Till => row.Name.Length > 0 ? row.Name : split == BookSplit.Store ? texts["No home store"] : texts["No store named"],
    };

    public static string Reconciled(IStringLocalizer texts, ReconciliationKind kind) => kind switch
    {
        ReconciliationKind.Points => texts["Points taken off for cheques = points of the cheques"],
        ReconciliationKind.Issued => texts["Issued in the book = value of the cheques"],
        ReconciliationKind.Runs => texts["Value of the cheques = totals of the issues"],
        ReconciliationKind.Redeemed => texts["Used in the book = amounts on receipts"],
        ReconciliationKind.Reversed => texts["Given back in the book = receipts that were undone"],
        ReconciliationKind.Open => texts["Open in the book = what is left of all cheques"],
    };

    /// <summary>Who did it, without the technical part of the stamp.</summary>
    public static string Person(IStringLocalizer texts, string? stamp) => stamp?.Split(' ', 3) switch
    {
        ["user" or "key", _, var name] => name,
        ["job", ..] => texts["The nightly job"],
        ["cli", ..] => texts["The command line"],
        _ => stamp ?? "–",
    };
}
