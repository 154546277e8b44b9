using System.Globalization;
using LoyaltyStudio.Features.Dashboards.Today;
using LoyaltyStudio.Ui;
using Microsoft.Extensions.Localization;

namespace LoyaltyStudio.Features.Dashboards.Pages;

/// <summary>Figures and sentences that the boards share.</summary>
internal static class BoardWords
{
    /// <summary>+12 % or −3 %; empty where there is nothing to compare with.</summary>
    internal static string Change(long now, long before) => before <= 0 ? "" : ((double)(now - before) / before).ToString("+0 %;−0 %;0 %", CultureInfo.CurrentCulture);

    internal static bool? Good(long now, long before) => before <= 0 || now == before ? null : now > before;

    /// <summary>Only a plain colour goes into a style.</summary>
    internal static string Colour(string colour) => colour is ['#', .. { Length: 6 } digits] && digits.All(char.IsAsciiHexDigit) ? colour : "#6b6156";

    internal static IReadOnlyList<ChartBar> Bars(IReadOnlyList<TierShare> tiers, string query) =>
        [.. tiers.Select(t => new ChartBar(t.Name(StudioLanguages.Current), t.Members, UiFormat.Number(t.Members), Colour(t.Colour), $"/members?{query}tier={Uri.EscapeDataString(t.Code)}"))];

    internal static (string Icon, string Text, Tone Tone) Say(IStringLocalizer texts, Attention a, Func<string, string> job) => a.Kind switch
    {
        AttentionKind.ChequeRunWaits => ("approval", texts["The cheque run of {0} waits for approval: {1} cheques.", a.Subject, UiFormat.Number(a.Count)], Tone.Warning),
        AttentionKind.JobFailed => ("error", texts["The job “{0}” failed the last time.", job(a.Subject)], Tone.Bad),
        AttentionKind.MessagesFailed => ("unsubscribe", a.Count == 1 ? texts["1 message could not be delivered."] : texts["{0} messages could not be delivered.", UiFormat.Number(a.Count)], Tone.Warning),
        AttentionKind.MessagesUnknown => ("help", a.Count == 1 ? texts["Of 1 message nobody knows whether it was sent."] : texts["Of {0} messages nobody knows whether they were sent.", UiFormat.Number(a.Count)], Tone.Warning),
        AttentionKind.ImportFailed => ("upload_file", texts["The import of {0} broke off.", a.Subject], Tone.Bad),
        AttentionKind.CodesGuessed => ("gpp_bad", texts["Somebody seems to be guessing codes: {0} wrong ones in the last hour.", UiFormat.Number(a.Count)], Tone.Bad),
        AttentionKind.NoProgramme => ("loyalty", texts["No programme is live yet, so nobody earns points."], Tone.Warning),
        AttentionKind.ComplaintsLate => ("support_agent", a.Count == 1 ? texts["1 complaint is past its last day for an answer."] : texts["{0} complaints are past their last day for an answer.", UiFormat.Number(a.Count)], Tone.Bad),
        AttentionKind.ComplaintsNew => ("support_agent", a.Count == 1 ? texts["1 complaint waits for somebody to take it."] : texts["{0} complaints wait for somebody to take them.", UiFormat.Number(a.Count)], Tone.Warning),
        AttentionKind.Detractors => ("sentiment_dissatisfied", a.Count == 1 ? texts["1 customer gave a 6 or less in the last seven days."] : texts["{0} customers gave a 6 or less in the last seven days.", UiFormat.Number(a.Count)], Tone.Warning),
        AttentionKind.Recoveries => ("healing", a.Count == 1 ? texts["1 broken promise is to be made good."] : texts["{0} broken promises are to be made good.", UiFormat.Number(a.Count)], Tone.Warning),
        AttentionKind.ReviewsNew => ("reviews", a.Count == 1 ? texts["1 review waits to be published."] : texts["{0} reviews wait to be published.", UiFormat.Number(a.Count)], Tone.Info),
        AttentionKind.ScansDue => ("fact_check", a.Count == 1 ? texts["1 channel is to be scanned again."] : texts["{0} channels are to be scanned again.", UiFormat.Number(a.Count)], Tone.Info),
        AttentionKind.StoreTasks => ("task_alt", a.Count == 1 ? texts["1 thing to do for a customer."] : texts["{0} things to do for customers.", UiFormat.Number(a.Count)], Tone.Info),
        AttentionKind.StoreTasksLate => ("task_alt", a.Count == 1 ? texts["1 thing to do for a customer is late."] : texts["{0} things to do for customers are late.", UiFormat.Number(a.Count)], Tone.Warning),
        AttentionKind.CampaignsProposed => ("approval", a.Count == 1 ? texts["1 campaign waits for approval."] : texts["{0} campaigns wait for approval.", UiFormat.Number(a.Count)], Tone.Warning),
        AttentionKind.HandOversFailed => ("webhook", a.Count == 1 ? texts["1 customer could not be handed over to another program."] : texts["{0} customers could not be handed over to another program.", UiFormat.Number(a.Count)], Tone.Warning),
        _ => ("info", a.Subject, Tone.Info),
    };
}
