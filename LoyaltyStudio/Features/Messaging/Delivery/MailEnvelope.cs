using LoyaltyStudio.Features.Access.Settings;
using LoyaltyStudio.Features.Messaging.Model;
using LoyaltyStudio.Features.Messaging.Templates;

namespace LoyaltyStudio.Features.Messaging.Delivery;

/// <summary>What is the same for every message of this installation: sender and the public address of the unsubscribe page.</summary>
public sealed record MailEnvelope(string From, string FromName, string PublicUrl)
{
    public static MailEnvelope Of(OrganisationInfo organisation, MessagingOptions options) => new(
        organisation.MailFrom.Length > 0 ? organisation.MailFrom : options.From.Length > 0 ? options.From : "no-reply@localhost",
        organisation.Name, organisation.PublicUrl.TrimEnd('/'));

    /// <summary>Where this message's reader unsubscribes: the page, or a mail to the sender as long as there is no public address.</summary>
    public string UnsubscribeAddress(string token) => PublicUrl.Length > 0 ? $"{PublicUrl}/u/{token}" : UnsubscribeMail(token);

    /// <param name="code">Null where people look at a message: they see that a code stands there, not which.</param>
    /// <param name="link">The same for the address of a survey's page.</param>
    public string Fill(string content, string token, string? code = null, string? link = null) => content.Replace(MailLayout.UnsubscribeMark, UnsubscribeAddress(token), StringComparison.Ordinal)
        .Replace(MailLayout.CodeMark, code ?? "••••-•••••-•••••", StringComparison.Ordinal).Replace(MailLayout.SurveyMark, link ?? "#", StringComparison.Ordinal);

    /// <summary>The headers besides sender, receiver and subject. The message id is the row's, so that every try carries the same one.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Headers(OutboxMessage message)
    {
        var headers = new List<KeyValuePair<string, string>> { new("Auto-Submitted", "auto-generated") };
        if (message.Kind == MessageKind.Marketing)
        {
            var web = PublicUrl.Length > 0 ? $"<{UnsubscribeAddress(message.UnsubscribeToken)}>, " : "";
            headers.Add(new("List-Unsubscribe", $"{web}<{UnsubscribeMail(message.UnsubscribeToken)}>"));
            if (PublicUrl.StartsWith("https://", StringComparison.OrdinalIgnoreCase))
            {
                headers.Add(new("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"));
            }
        }

        return headers;
    }

    public OutgoingMail Address(OutboxMessage message, MadeAttachment? made = null) => new(message.Id, MessageId(message), From, FromName, message.ToAddress, message.ToName, made?.Mail?.Subject ?? message.Subject,
        Fill(made?.Mail?.Html ?? message.Html, message.UnsubscribeToken, made?.Code, made?.Link), Fill(made?.Mail?.Text ?? message.Text, message.UnsubscribeToken, made?.Code, made?.Link), Headers(message), made?.File);

    public string MessageId(OutboxMessage message) => $"<loyalty.{message.Id}.{message.CreatedAt:yyyyMMddHHmmss}@{From[(From.LastIndexOf('@') + 1)..]}>";

    private string UnsubscribeMail(string token) => $"mailto:{From}?subject=unsubscribe%20{token}";
}
