using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Access.Settings;
using LoyaltyStudio.Features.Members.Model;
using LoyaltyStudio.Features.Messaging.Delivery;
using LoyaltyStudio.Features.Messaging.Model;
using LoyaltyStudio.Features.Messaging.Templates;
using LoyaltyStudio.Platform;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace LoyaltyStudio.Features.Messaging.Messages;

public sealed record ShowMessageRequest(long Id);

/// <summary>
/// One message as it went or will go out. Html is for showing inside our own pages: without the style element, which our content policy does not allow
/// and which only adds dark colours and small screens. File is the .eml file where messages go to a folder and this one has gone.
/// </summary>
public sealed record MessageDetail(MessageRow Row, string FromLine, string ToLine, string MessageId, IReadOnlyList<KeyValuePair<string, string>> Headers, string Html,
    string Text, string? File, bool HasCheque);

public sealed class ShowMessage(StudioData data, OrganisationBook organisations, IOptions<MessagingOptions> options, IEnumerable<IMailAttachment>? attachments = null)
{
    public async Task<Outcome<MessageDetail>> RunAsync(Actor actor, ShowMessageRequest request, CancellationToken ct)
    {
        if (!actor.May(Permission.ViewMessages))
        {
            return Refuse.Forbidden();
        }

        await using var db = data.Read();
        var message = await db.Set<OutboxMessage>().FirstOrDefaultAsync(m => m.Id == request.Id, ct);
        var member = message is null ? null : await db.Set<Member>().FirstOrDefaultAsync(m => m.Id == message.MemberId, ct);
        if (message is null || (member is null && message.ColleagueId is null) || !actor.Sees(member?.HomeStoreId))
        {
            return Refuse.NotFound("message_unknown", "This message does not exist.");
        }

        var envelope = MailEnvelope.Of(await organisations.CurrentAsync(ct), options.Value);
        var made = attachments?.OfType<IMailBatchMaker>().FirstOrDefault(a => a.Kind == message.AttachmentKind) is { } maker ? (await maker.ShowManyAsync([message], ct)).GetValueOrDefault(message.Id) : null;
        var mail = envelope.Address(message, made is null ? null : new MadeAttachment(null, "••••-•••••-•••••") { Mail = made with { Subject = message.Subject.Length > 0 ? message.Subject : made.Subject } });
        var file = options.Value.Transport == MailTransportKind.Files && message.State == MessageState.Sent
            ? Path.Combine(options.Value.FullFolder, FileTransport.NameOf(message.Id)) : null;
        return new MessageDetail(new MessageRow(message.Id, message.State, message.Kind, message.MemberId, member?.FullName ?? message.ToName, message.ToAddress, mail.Subject, message.CreatedAt,
                message.SentAt, message.NextAttemptAt, message.Attempts, message.Error),
            $"{mail.FromName} <{mail.From}>", $"{mail.ToName} <{mail.To}>", mail.MessageId, mail.Headers, MailView.ForPages(mail.Html), mail.Text, file, message.AttachmentKind == ChequeMail.ChequeAttachment.Name);
    }
}
