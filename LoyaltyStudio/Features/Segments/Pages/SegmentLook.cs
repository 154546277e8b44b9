using LoyaltyStudio.Features.Segments.Model;
using Microsoft.Extensions.Localization;

namespace LoyaltyStudio.Features.Segments.Pages;

/// <summary>Names of comparisons for the builder, and the pictures of groups of fields.</summary>
internal static class SegmentLook
{
    internal static string Test(IStringLocalizer t, SegmentTest test, bool date) => test switch
    {
        SegmentTest.Is => date ? t["is on"] : t["is"],
        SegmentTest.IsNot => t["is not"],
        SegmentTest.AtLeast => t["at least"],
        SegmentTest.AtMost => t["at most"],
        SegmentTest.Between => t["between"],
        SegmentTest.Before => t["before"],
        SegmentTest.After => t["after"],
        SegmentTest.LastDays => t["in the last … days"],
        SegmentTest.LongerAgo => t["… days ago or longer"],
        SegmentTest.NextDays => t["within the coming … days"],
        SegmentTest.Contains => t["contains"],
        SegmentTest.StartsWith => t["begins with"],
        SegmentTest.Known => t["is known"],
        SegmentTest.Unknown => t["is not known"],
    };

    internal static string Match(IStringLocalizer t, SegmentMatch match) => match switch
    {
        SegmentMatch.All => t["All of these hold"],
        SegmentMatch.Any => t["At least one of these holds"],
        SegmentMatch.None => t["None of these holds"],
    };

    /// <summary>What stands between two conditions of a group.</summary>
    internal static string Joint(IStringLocalizer t, SegmentMatch match) => match switch
    {
        SegmentMatch.All => t["and"],
        SegmentMatch.Any => t["or"],
        SegmentMatch.None => t["nor"],
    };

    internal static string IconOf(string group) => group switch
    {
        "Profile" => "person",
        "Details of your own" => "label",
        "Consent" => "how_to_reg",
        "Life events" => "cake",
        "Purchases" => "shopping_bag",
        "RFM" => "grid_on",
        "Tier and points" => "workspace_premium",
        "Cheques" => "confirmation_number",
        "Campaigns" => "campaign",
        "Feedback" => "sentiment_satisfied",
        "Segments" => "filter_alt",
        _ => "insights",
    };
}
