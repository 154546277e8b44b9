using LoyaltyStudio.Features.Access.Settings;
using LoyaltyStudio.Features.Messaging.Model;
using LoyaltyStudio.Features.Messaging.Templates;
using LoyaltyStudio.Platform;
using LoyaltyStudio.Ui;

namespace LoyaltyStudio.Features.Messaging.ChequeMail;

/// <summary>A cheque and the member whom to write to about it.</summary>
/// <param name="Told">The day on which its latest code was written to the member.</param>
internal sealed record ChequeDue(long ChequeId, int CodeNumber, long LeftCents, DateOnly IssuedOn, DateOnly ValidUntil, long MemberId, string FirstName, string LastName, string Email, string Language, DateOnly? Told = null);

/// <summary>
/// Writes about cheques in the member's language. The code stands in the message, because most people open mail on a telephone and want to hold that to the scanner or type the
/// code, not look for a file; what is stored holds a mark in its place.
/// </summary>
internal sealed class ChequeMailTexts(OrganisationInfo organisation)
{
    private static readonly Dictionary<(ChequeNoticeKind, string), MessageTemplate> Templates = new()
    {
        [(ChequeNoticeKind.Ready, "nl")] = Parse("nl", "Je waardecheque van {{coupon_value}} ligt klaar",
            "Beste {{first_name}},\n\nJe hebt gespaard bij {{organisation}} en dat levert je een waardecheque op van {{coupon_value}}. Te gebruiken tot en met {{valid_until}}.\n\n{{coupon_code}}\n\n"
            + "In de bijlage vind je je cheque met een QR-code en een streepjescode. Laat hem zien aan de kassa, op papier of op je telefoon, of vul de code in bij het afrekenen online. Je mag hem in één keer of in delen besteden.\n\nTot gauw bij {{organisation}}!"),
        [(ChequeNoticeKind.Ready, "en")] = Parse("en", "Your reward cheque of {{coupon_value}} is here",
            "Dear {{first_name}},\n\nYou have been saving at {{organisation}}, and here is what it brought you: a reward cheque of {{coupon_value}}. You can use it until {{valid_until}}.\n\n{{coupon_code}}\n\n"
            + "Your cheque is attached, with a QR code and a barcode. Show it at the till, on paper or on your phone, or fill in the code when you pay online. Use it in one go or in parts.\n\nSee you soon at {{organisation}}!"),
        [(ChequeNoticeKind.Reminder, "nl")] = Parse("nl", "Je waardecheque van {{coupon_value}} is nog geldig tot en met {{valid_until}}",
            "Beste {{first_name}},\n\nJe hebt nog {{coupon_value}} te besteden bij {{organisation}}. Je cheque is geldig tot en met {{valid_until}}; daarna vervalt hij.\n\n{{coupon_code}}\n\n"
            + "De cheque zit ook als bijlage bij deze e-mail.\n\nTot gauw bij {{organisation}}!"),
        [(ChequeNoticeKind.Reminder, "en")] = Parse("en", "Your reward cheque of {{coupon_value}} is valid until {{valid_until}}",
            "Dear {{first_name}},\n\nYou still have {{coupon_value}} to spend at {{organisation}}. Your cheque is valid until {{valid_until}}; after that day it ends.\n\n{{coupon_code}}\n\n"
            + "The cheque is attached to this e-mail as well.\n\nSee you soon at {{organisation}}!"),
    };

    internal OutboxDraft Draft(ChequeNoticeKind kind, ChequeDue to)
    {
        var language = to.Language == "en" ? "en" : "nl";
        var culture = StudioLanguages.CultureOf(language);
        var mail = Templates[(kind, language)].Render(new Dictionary<string, string>
        {
            [MergeField.FirstName] = to.FirstName.Length > 0 ? to.FirstName : language == "nl" ? "klant" : "customer",
            [MergeField.CouponValue] = new Money(to.LeftCents, organisation.Currency).Format(culture),
            [MergeField.CouponCode] = MailLayout.CodeMark,
            [MergeField.ValidUntil] = to.ValidUntil.ToString("d MMMM yyyy", culture),
            [MergeField.Organisation] = organisation.Name,
        }, organisation.MailFrom, organisation.Brand);
        return new OutboxDraft(to.MemberId, null, MessageKind.Service, to.Email, $"{to.FirstName} {to.LastName}".Trim(), language, mail.Subject, mail.Html, mail.Text)
        {
            AttachmentKind = ChequeAttachment.Name, AttachmentId = to.ChequeId,
        };
    }

    private static MessageTemplate Parse(string language, string subject, string body) => MessageTemplate.Parse(language, subject, body).Must();
}
