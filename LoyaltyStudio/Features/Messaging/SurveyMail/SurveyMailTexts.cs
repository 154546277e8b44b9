using System.Net;
using LoyaltyStudio.Features.Access.Settings;
using LoyaltyStudio.Features.Feedback.Asking;
using LoyaltyStudio.Features.Feedback.Model;
using LoyaltyStudio.Features.Messaging.Model;
using LoyaltyStudio.Features.Messaging.Templates;
using LoyaltyStudio.Platform;

namespace LoyaltyStudio.Features.Messaging.SurveyMail;

/// <summary>Writes invitations, answers and alerts in the reader's language. The numbers of the question stand in the message: one click opens the page with that number chosen.</summary>
internal sealed class SurveyMailTexts(OrganisationInfo organisation)
{
    /// <summary>Stand in templates where the question and what somebody wrote come; both are put there encoded, after the fields were filled.</summary>
    private const string ScaleMark = "%%scale%%", QuestionMark = "%%question%%", WordsMark = "%%words%%";

    private static readonly Dictionary<(SurveyKind, string), MessageTemplate> Invitations = new()
    {
        [(SurveyKind.AfterPurchase, "nl")] = Invite("nl", "Hoe bevalt je aankoop bij {{organisation}}?", "Je kocht pas iets bij ons. We horen graag hoe dat was; het kost je één klik."),
        [(SurveyKind.AfterPurchase, "en")] = Invite("en", "How was your purchase at {{organisation}}?", "You bought something from us recently. We would like to hear how that was; it takes one click."),
        [(SurveyKind.AfterService, "nl")] = Invite("nl", "Hebben we je goed geholpen?", "Je had een vraag of klacht en wij hebben geantwoord. Heeft dat geholpen?"),
        [(SurveyKind.AfterService, "en")] = Invite("en", "Did we help you well?", "You had a question or complaint and we answered. Did that help?"),
        [(SurveyKind.Periodic, "nl")] = Invite("nl", "Wat vind je van {{organisation}}?", "Je bent al een tijd klant bij ons. We horen graag wat je van ons vindt; het kost je één klik."),
        [(SurveyKind.Periodic, "en")] = Invite("en", "What do you think of {{organisation}}?", "You have been our customer for a while. We would like to hear what you think of us; it takes one click."),
    };

    private static readonly Dictionary<string, MessageTemplate> Answers = new()
    {
        ["nl"] = Parse("nl", "Ons antwoord op je bericht", $"Beste {{{{first_name}}}},\n\n{WordsMark}\n\nMet vriendelijke groet,\n{{{{organisation}}}}", service: true),
        ["en"] = Parse("en", "Our answer to your message", $"Dear {{{{first_name}}}},\n\n{WordsMark}\n\nKind regards,\n{{{{organisation}}}}", service: true),
    };

    internal OutboxDraft Invitation(SurveyLetter to)
    {
        var mail = Render(Invitations[(to.Kind, to.Language)], to.Language, to.FirstName);
        return new OutboxDraft(to.MemberId, null, MessageKind.Service, to.Email, $"{to.FirstName} {to.LastName}".Trim(), to.Language, mail.Subject,
            mail.Html.Replace(QuestionMark, $"<strong>{WebUtility.HtmlEncode(to.Question)}</strong>", StringComparison.Ordinal).Replace(ScaleMark, Scale(to.Language), StringComparison.Ordinal),
            mail.Text.Replace(QuestionMark, to.Question, StringComparison.Ordinal).Replace(ScaleMark, MailLayout.SurveyMark, StringComparison.Ordinal))
        {
            AttachmentKind = SurveyAttachment.Name, AttachmentId = to.InvitationId,
        };
    }

    internal OutboxDraft Answer(AnswerLetter to)
    {
        var language = to.Language == "en" ? "en" : "nl";
        var mail = Render(Answers[language], language, to.FirstName);
        return new OutboxDraft(to.MemberId, null, MessageKind.Service, to.Email, $"{to.FirstName} {to.LastName}".Trim(), language, mail.Subject, mail.Html.Replace(WordsMark, Lines(to.Body), StringComparison.Ordinal),
            mail.Text.Replace(WordsMark, to.Body, StringComparison.Ordinal));
    }

    internal OutboxDraft Alert(StaffLetter to)
    {
        var dutch = to.Language != "en";
        var what = to.Score is { } score ? dutch ? $"Een {score} van een klant van {to.Store}" : $"A {score} from a customer of {to.Store}" : dutch ? $"Nieuwe klacht bij {to.Store}" : $"New complaint at {to.Store}";
        var words = to.Words.Length > 0 ? to.Words : dutch ? "Zonder toelichting." : "Without words.";
        var link = organisation.PublicUrl.Length > 0 ? $"{organisation.PublicUrl.TrimEnd('/')}/{to.Path}" : "";
        var subject = new string([.. what.Where(c => !char.IsControl(c))]);
        var html = $"""<!DOCTYPE html><html lang="{(dutch ? "nl" : "en")}"><head><meta charset="utf-8"><title>{Encode(subject)}</title></head><body style="font:16px/1.6 Arial,sans-serif;color:#24302d"><p><strong>{Encode(subject)}</strong></p><p>{Lines(words)}</p>{(link.Length > 0 ? $"""<p><a href="{Encode(link)}">{(dutch ? "Bekijk en reageer" : "See it and answer")}</a></p>""" : "")}<p style="color:#5f6b68;font-size:13px">{Encode(organisation.Name)}</p></body></html>""";
        return new OutboxDraft(0, null, MessageKind.Service, to.Email, to.Name, dutch ? "nl" : "en", subject, html, $"{subject}\n\n{words}\n\n{link}") { ColleagueId = to.UserId };
    }

    private RenderedMail Render(MessageTemplate template, string language, string firstName) => template.Render(new Dictionary<string, string>
    {
        [MergeField.FirstName] = firstName.Length > 0 ? firstName : language == "nl" ? "klant" : "customer",
        [MergeField.Organisation] = organisation.Name,
    }, organisation.MailFrom, organisation.Brand);

    /// <summary>Eleven links in two rows that fit a telephone.</summary>
    private string Scale(string language)
    {
        var (colour, on) = (organisation.Brand.Colour.ToString(), organisation.Brand.Colour.TextOn.ToString());
        string Row(int from, int to) => $"""<table role="presentation" cellpadding="0" cellspacing="4"><tr>{string.Concat(Enumerable.Range(from, to - from + 1).Select(n => $"""<td style="background:{colour};border-radius:8px"><a href="{MailLayout.SurveyMark}?s={n}" style="display:inline-block;min-width:22px;padding:10px 9px;color:{on};font-weight:700;text-align:center;text-decoration:none">{n}</a></td>"""))}</tr></table>""";
        return $"{Row(0, 5)}{Row(6, 10)}<span style=\"font-size:13px;color:#5f6b68\">{(language == "nl" ? "0 = zeker niet, 10 = heel zeker" : "0 = certainly not, 10 = very likely")}</span>";
    }

    private static string Lines(string text) => Encode(text).Replace("\n", "<br>", StringComparison.Ordinal);

    private static string Encode(string text) => WebUtility.HtmlEncode(text);

    private static MessageTemplate Invite(string language, string subject, string begin) => Parse(language, subject, language == "nl"
        ? $"Beste {{{{first_name}}}},\n\n{begin}\n\n{QuestionMark}\n\n{ScaleMark}\n\nDank je wel!\n{{{{organisation}}}}"
        : $"Dear {{{{first_name}}}},\n\n{begin}\n\n{QuestionMark}\n\n{ScaleMark}\n\nThank you!\n{{{{organisation}}}}");

    private static MessageTemplate Parse(string language, string subject, string body, bool service = false) => MessageTemplate.Parse(language, subject, body, service: service).Must();
}
