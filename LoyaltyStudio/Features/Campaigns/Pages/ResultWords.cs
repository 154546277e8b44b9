using LoyaltyStudio.Features.Campaigns.Measuring;
using LoyaltyStudio.Features.Campaigns.Model;
using LoyaltyStudio.Features.Campaigns.Reading;
using LoyaltyStudio.Ui;
using Microsoft.Extensions.Localization;

namespace LoyaltyStudio.Features.Campaigns.Pages;

/// <summary>A result in the words of somebody who runs a shop.</summary>
internal static class ResultWords
{
    /// <summary>What it brought, in one sentence.</summary>
    internal static string Headline(IStringLocalizer texts, UiFormat format, CampaignReport r) => (r.Result.Verdict, r.Money) switch
    {
        (Verdict.More, MoneyVerdict.Pays) => texts["It works: {0} extra buyers, and {1} of margin left after all costs.", Number(r.Result.Extra!.Value.Extra), format.WholeMoney(r.Margin!.NetCents)],
        (Verdict.More, MoneyVerdict.Loses) => texts["It brought {0} extra buyers, but cost {1} more than they bring.", Number(r.Result.Extra!.Value.Extra), format.WholeMoney(-r.Margin!.NetCents)],
        (Verdict.More, _) => texts["It brought {0} extra buyers. Whether it earned its cost back is not certain yet.", Number(r.Result.Extra!.Value.Extra)],
        (Verdict.NoDifference, MoneyVerdict.Pays) => texts["Not more buyers, but they spend more: {0} of margin left after all costs.", format.WholeMoney(r.Margin!.NetCents)],
        (Verdict.NoDifference, MoneyVerdict.Loses) => texts["No demonstrable extra buyers, and it cost {0} more than it brings.", format.WholeMoney(-r.Margin!.NetCents)],
        (Verdict.NoDifference, _) => texts["Inconclusive: the difference can be luck."],
        _ => CampaignTexts.Verdict(texts, r.Result),
    };

    /// <summary>What to do.</summary>
    internal static (string Icon, string Text) Advice(IStringLocalizer texts, CampaignReport r) => r.Advice switch
    {
        Measuring.Advice.Start => ("play_arrow", texts["Start the campaign; the result builds up here."]),
        Measuring.Advice.MakeHoldout => ("science", texts["Next time leave some members out on purpose. Without them nobody can say what would have happened anyway."]),
        Measuring.Advice.FindOut => ("report", texts["Do not use this result. Find out why the groups are not what the draw gave, for instance members who were added or taken out by hand."]),
        Measuring.Advice.Wait => ("hourglass_top", r.Result.DecidedOn is { } on ? texts["Wait until {0}. Deciding earlier often means deciding on luck.", UiFormat.Date(on)] : texts["Wait until the measuring days are over."]),
        Measuring.Advice.GoOn => ("thumb_up", texts["Go on with it."]),
        Measuring.Advice.LookAgain => ("update", texts["Go on, and look again after the next group: the money needs more members to be certain."]),
        Measuring.Advice.Cheaper => ("sell", texts["Keep the message, make the offer smaller: the discount costs more than the extra purchases bring."]),
        Measuring.Advice.Stop => ("do_not_disturb_on", texts["Stop it, or try something quite different."]),
        Measuring.Advice.LargerGroup => ("group_add", r.SmallestDifference is { } d ? texts["Use larger groups, or accept that the effect is small: groups of these sizes show a difference from {0} percentage points.", (d * 100).ToString("0.0", System.Globalization.CultureInfo.CurrentCulture)]
            : texts["Use larger groups."]),
    };

    internal static Tone ToneOf(CampaignReport r) => r.Advice switch
    {
        Measuring.Advice.GoOn => Tone.Good,
        Measuring.Advice.Cheaper => Tone.Warning,
        Measuring.Advice.Stop or Measuring.Advice.FindOut => Tone.Bad,
        Measuring.Advice.LookAgain => Tone.Good,
        Measuring.Advice.Wait => Tone.Info,
        _ => Tone.Neutral,
    };

    internal static string IconOf(CampaignReport r) => CampaignTexts.LookOf(r.Result.Verdict).Icon;

    /// <summary>Percentage points with their sign.</summary>
    internal static string Points(double share) => CampaignTexts.Points(share);

    internal static string Kind(IStringLocalizer texts, BudgetKind kind) => kind == BudgetKind.Brand ? texts["Brand"] : texts["Activation"];

    /// <summary>Extra buyers with their interval, where fewer are called fewer.</summary>
    internal static string Extra(IStringLocalizer texts, (int Extra, int Low, int High) found) => found switch
    {
        { Extra: < 0, High: <= 0 } => texts["{0} fewer buyers, between {1} and {2} fewer", Number(-found.Extra), Number(-found.High), Number(-found.Low)],
        { Extra: < 0 } => texts["{0} fewer buyers; the true figure lies between {1} fewer and {2} extra", Number(-found.Extra), Number(-found.Low), Number(found.High)],
        { Low: < 0 } => texts["{0} extra buyers; the true figure lies between {1} fewer and {2} extra", Number(found.Extra), Number(-found.Low), Number(found.High)],
        _ => texts["{0} extra buyers, between {1} and {2}", Number(found.Extra), Number(found.Low), Number(found.High)],
    };

    /// <summary>Amounts with a sign before them.</summary>
    internal static string Signed(UiFormat format, long cents) => cents > 0 ? $"+{format.WholeMoney(cents)}" : cents < 0 ? $"−{format.WholeMoney(-cents)}" : format.WholeMoney(0);

    private static string Number(long value) => UiFormat.Number(value);
}
