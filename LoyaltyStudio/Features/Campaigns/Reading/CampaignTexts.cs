using System.Text.RegularExpressions;
using LoyaltyStudio.Features.Campaigns.Measuring;
using LoyaltyStudio.Features.Campaigns.Model;
using LoyaltyStudio.Ui;
using Microsoft.Extensions.Localization;

namespace LoyaltyStudio.Features.Campaigns.Reading;

/// <summary>States, coupons, reasons and verdicts in words.</summary>
public static partial class CampaignTexts
{
    /// <summary>The numbers of the funnel that lead to a list, by the name under which the list is asked for.</summary>
    public static readonly IReadOnlyList<string> Groups =
        ["treatment", "holdout", "not_in_segment", "kept_out", "already_in", "never_bought", "bought_recently", "not_active", "no_email", "no_address", "no_consent", "open_complaint", "global_holdout", "exclusive_elsewhere", "recent_campaign", "capped", "no_budget"];

    /// <summary>"user 3 Sanne": people read the name.</summary>
    internal static string Who(string stamp) => stamp.Split(' ', 3) is [_, var id, var name] && id.All(char.IsDigit) ? name : stamp;

    /// <summary>Words with fields in them, to read in passing: {{voornaam|klant}} becomes [voornaam].</summary>
    public static string Plain(string words) => Field().Replace(words, "[$1]");

    [GeneratedRegex(@"\{\{\s*([^|{}]+?)\s*(?:\|[^{}]*)?\}\}", RegexOptions.None, 1000)]
    private static partial Regex Field();

    public static string State(IStringLocalizer texts, CampaignState state) => state switch
    {
        CampaignState.Draft => texts["Draft"],
        CampaignState.Proposed => texts["Waits for approval"],
        CampaignState.Active => texts["Running"],
        CampaignState.Paused => texts["Paused"],
        CampaignState.Ended => texts["Ended"],
    };

    public static Tone ToneOf(CampaignState state) => state switch
    {
        CampaignState.Active => Tone.Good,
        CampaignState.Paused => Tone.Warning,
        CampaignState.Draft => Tone.Info,
        CampaignState.Proposed => Tone.Warning,
        CampaignState.Ended => Tone.Neutral,
    };

    public static string IconOf(CampaignState state) => state switch
    {
        CampaignState.Active => "play_arrow",
        CampaignState.Paused => "pause",
        CampaignState.Draft => "edit",
        CampaignState.Proposed => "approval",
        CampaignState.Ended => "stop",
    };

    public static string Coupon(IStringLocalizer texts, UiFormat format, CouponKind kind, int value) => kind switch
    {
        CouponKind.Percent => texts["{0} % off", value],
        CouponKind.Amount => texts["{0} off", format.Money(value)],
        CouponKind.Product when value == 0 => texts["A product for free"],
        CouponKind.Product => texts["{0} off a product", format.Money(value)],
        CouponKind.Delivery => texts["Free delivery"],
        CouponKind.Points => texts["{0} points extra", UiFormat.Number(value)],
    };

    /// <summary>What a message on a channel is.</summary>
    public static string Channel(IStringLocalizer texts, MessageChannel channel) => channel switch
    {
        MessageChannel.Email => texts["E-mail"],
        MessageChannel.Print => texts["Letter"],
        MessageChannel.Till => texts["Message at the till"],
        MessageChannel.Site => texts["Message on the site"],
    };

    /// <summary>Whom a campaign is for, in a few words.</summary>
    public static string Audience(IStringLocalizer texts, string? segment, int? daysWithoutPurchase) => (segment, daysWithoutPurchase) switch
    {
        ({ } name, { } days) => texts["In segment “{0}”, no purchase for {1} days", name, UiFormat.Number(days)],
        ({ } name, null) => texts["In segment “{0}”", name],
        (null, { } days) => texts["No purchase for {0} days", UiFormat.Number(days)],
        _ => texts["Everybody"],
    };

    public static string Group(IStringLocalizer texts, string group) => group switch
    {
        "treatment" => texts["Got a message"],
        "holdout" => texts["Control group"],
        "already_in" => texts["Already in this campaign"],
        "not_in_segment" => texts["Not in the segment"],
        "never_bought" => texts["Never bought anything"],
        "bought_recently" => texts["Bought too recently"],
        "not_active" => texts["Not a member any more"],
        "no_email" => texts["No e-mail address"],
        "no_consent" => texts["No consent for e-mail"],
        "open_complaint" => texts["Has a complaint that is not answered yet"],
        "kept_out" => texts["In a segment that is left out"],
        "no_address" => texts["No postal address"],
        "global_holdout" => texts["Gets no promotion at all, to measure"],
        "exclusive_elsewhere" => texts["In a campaign that goes alone"],
        "capped" => texts["Has had enough messages for now"],
        "no_budget" => texts["The budget is spent"],
        "not_drawn" => texts["Not drawn by lot"],
        "complaint" => texts["Has a complaint that is not answered yet"],
        "campaign_ended" => texts["The campaign ended"],
        "step_removed" => texts["The step is not there any more"],
        "recent_campaign" => texts["Got another campaign shortly before"],
        _ => group,
    };

    /// <summary>The one honest sentence about a result.</summary>
    public static string Verdict(IStringLocalizer texts, CampaignResult result) => result.Verdict switch
    {
        Measuring.Verdict.Nobody => texts["Not to say yet: nobody is in this campaign."],
        Measuring.Verdict.NoHoldout => texts["Cannot be said: there is no control group to compare with."],
        Measuring.Verdict.WrongDraw => texts["Cannot be said: the groups do not have the sizes that the draw should give. Ask your administrator."],
        Measuring.Verdict.TooEarly => texts["Not to say yet: measuring goes on until {0}.", UiFormat.Date(result.DecidedOn!.Value)],
        Measuring.Verdict.NoDifference => texts["No demonstrable difference between who got a message and who did not."],
        Measuring.Verdict.More => texts["Brought about {0} extra buyers (certainly between {1} and {2}).", UiFormat.Number(result.Extra!.Value.Extra), UiFormat.Number(result.Extra.Value.Low), UiFormat.Number(result.Extra.Value.High)],
        Measuring.Verdict.Fewer => texts["Cost about {0} buyers (certainly between {1} and {2}).", UiFormat.Number(-result.Extra!.Value.Extra), UiFormat.Number(-result.Extra.Value.High), UiFormat.Number(-result.Extra.Value.Low)],
    };

    /// <summary>The same in a few words, for a list.</summary>
    public static string Brief(IStringLocalizer texts, CampaignResult result) => result.Verdict switch
    {
        Measuring.Verdict.Nobody => "–",
        Measuring.Verdict.NoHoldout => texts["No control group"],
        Measuring.Verdict.WrongDraw => texts["Groups are not right"],
        Measuring.Verdict.TooEarly => texts["Until {0}", UiFormat.Date(result.DecidedOn!.Value)],
        Measuring.Verdict.NoDifference => texts["No difference"],
        Measuring.Verdict.More => texts["+{0} buyers", UiFormat.Number(result.Extra!.Value.Extra)],
        Measuring.Verdict.Fewer => texts["−{0} buyers", UiFormat.Number(-result.Extra!.Value.Extra)],
    };

    public static (Tone Tone, string Icon) LookOf(Verdict verdict) => verdict switch
    {
        Measuring.Verdict.More => (Tone.Good, "trending_up"),
        Measuring.Verdict.Fewer => (Tone.Bad, "trending_down"),
        Measuring.Verdict.NoDifference => (Tone.Neutral, "trending_flat"),
        Measuring.Verdict.TooEarly => (Tone.Info, "hourglass_top"),
        Measuring.Verdict.WrongDraw => (Tone.Bad, "report"),
        Measuring.Verdict.Nobody or Measuring.Verdict.NoHoldout => (Tone.Neutral, "remove"),
    };

    public static string Points(double share) => (share * 100).ToString("+0.0;−0.0;0.0", System.Globalization.CultureInfo.CurrentCulture);
}
