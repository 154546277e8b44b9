using LoyaltyStudio.Features.BackTest.Counting;
using LoyaltyStudio.Features.BackTest.Model;
using LoyaltyStudio.Ui;
using Microsoft.Extensions.Localization;

namespace LoyaltyStudio.Features.BackTest.Pages;

/// <summary>States, remarks and differences in words.</summary>
internal static class BackTestWords
{
    /// <summary>What happened is always this colour, what would be always that one.</summary>
    internal const string Was = "var(--rz-series-4)";
    internal const string Would = "var(--rz-series-1)";

    internal static string State(IStringLocalizer t, BackTestState state) => state switch
    {
        BackTestState.Running => t["Running"],
        BackTestState.Done => t["Ready"],
        BackTestState.Cancelled => t["Stopped"],
        BackTestState.Failed => t["Broke off"],
        BackTestState.Interrupted => t["Interrupted"],
    };

    internal static Tone ToneOf(BackTestState state) => state switch
    {
        BackTestState.Running => Tone.Info,
        BackTestState.Done => Tone.Good,
        BackTestState.Failed or BackTestState.Interrupted => Tone.Bad,
        _ => Tone.Neutral,
    };

    internal static string Remark(IStringLocalizer t, string code) => code switch
    {
        "cheques_assumed" => t["No cheques were issued in this time. On both sides stands what the cheque rules would have issued at every end of a period."],
        "budget_shared" => t["A rule has a budget that ran out. On its last day it is shared out by card number; all other days are exact."],
        "books_differ" => t["The recount of what happened differs from the books for some customers: purchases came in late, or nightly tasks did not run on the day. Both sides are counted in the same way, so that the comparison holds."],
        "facts_of_today" => t["Rules about what you know of a customer look at what is known today."],
        "facts_repeated" => t["Rewards and corrections are repeated as they were, on both sides, as far as the points reach. What comes back of them goes where it left."],
        "deliveries_told" => t["Deliveries count as reported on the day itself."],
        "moments_unknown" => t["The draft gives points for joining, a birthday or a complete profile, which the programme did not do. Those moments were not written down and are missing here."],
        _ => code,
    };

    internal static string PartName(IStringLocalizer t, ResultPart part) => part.Id switch
    {
        "base" => t["Points per euro"],
        "tier" => t["Extra points of the tier"],
        _ => part.Name,
    };

    /// <summary>Sanne of "user 3 Sanne".</summary>
    internal static string Person(string stamp) => stamp.Split(' ') switch
    {
        ["user" or "key", _, .. var name] => string.Join(' ', name),
        [_, .. var name] when name.Length > 0 => string.Join(' ', name),
        _ => stamp,
    };

    /// <summary>+12,5 %</summary>
    internal static string Change(Pair pair) => pair.Difference == 0 ? "±0 %" : pair.Happened == 0 ? "" : $"{(pair.Difference > 0 ? "+" : "−")}{UiFormat.Percent(Math.Abs((double)pair.Difference / pair.Happened), 1)}";

    /// <summary>+1.200 or −1.200</summary>
    internal static string Signed(long number) => number switch { > 0 => $"+{UiFormat.Number(number)}", < 0 => $"−{UiFormat.Number(-number)}", _ => "±0" };

    internal static string SignedMoney(UiFormat format, long cents, bool whole = true)
    {
        var text = whole ? format.WholeMoney(Math.Abs(cents)) : format.Money(Math.Abs(cents));
        return cents switch { > 0 => $"+{text}", < 0 => $"−{text}", _ => text };
    }

    internal static string Range(IStringLocalizer t, ResultChange change) => (change.From, change.To) switch
    {
        (null, { } to) => t["{0} and less", Signed(to)],
        ({ } from, null) => t["{0} and more", Signed(from)],
        (0, 0) => "0",
        ({ } from, { } to) => from < 0 ? $"{Signed(from)}…{Signed(to)}" : $"{Signed(from)}…{UiFormat.Number(to)}",
        _ => "",
    };

    internal static string Share(long part, long of) => of <= 0 ? "0%" : (100.0 * part / of).ToString("0.##", System.Globalization.CultureInfo.InvariantCulture) + "%";
}
