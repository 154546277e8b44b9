using System.Text.RegularExpressions;

namespace LoyaltyStudio.Features.Messaging.Templates;

/// <summary>
/// Fits a message into our own pages, whose content policy allows neither style elements nor pictures of other sites: the look is in the attributes, and in the place of a picture stands what it shows.
/// </summary>
public static partial class MailView
{
    public static string ForPages(string html) => Picture().Replace(Style().Replace(html, ""), match =>
        $"""<div style="margin:6px 0 24px;padding:44px 16px;border:1px dashed #b9b3a4;border-radius:10px;background:#f3f1ec;color:#5f6b68;font-size:14px;text-align:center">{match.Groups["alt"].Value}</div>""");

    [GeneratedRegex("<style>.*?</style>", RegexOptions.Singleline)]
    private static partial Regex Style();

    [GeneratedRegex("<img src=\"[^\"]*\" alt=\"(?<alt>[^\"]*)\"[^>]*>")]
    private static partial Regex Picture();
}
