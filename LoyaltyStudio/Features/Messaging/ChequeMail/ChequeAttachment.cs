using System.Globalization;
using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Access.Settings;
using LoyaltyStudio.Features.Cheques.Model;
using LoyaltyStudio.Features.Cheques.Printing;
using LoyaltyStudio.Features.Members.Model;
using LoyaltyStudio.Features.Messaging.Delivery;
using LoyaltyStudio.Features.Messaging.Model;
using LoyaltyStudio.Platform;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Messaging.ChequeMail;

/// <summary>The cheque as it is at the hand-over. A message whose code was replaced, or whose cheque was printed or ended meanwhile, does not go out.</summary>
internal sealed class ChequeAttachment(StudioData data, TimeProvider clock, OrganisationBook organisation, ChequeFiles files) : IMailAttachment
{
    internal const string Name = "cheque";

    public string Kind => Name;

    public async Task<MadeAttachment> MakeAsync(OutboxMessage message, CancellationToken ct)
    {
        if (await WithholdAsync(message, ct) is { } reason)
        {
            return MadeAttachment.Withheld(reason);
        }

        var (content, paper) = await files.MakeAsync(message.AttachmentId!.Value, ct);
        var name = string.Create(CultureInfo.InvariantCulture, $"{(message.Language == "en" ? "cheque" : "waardecheque")}-{paper.ChequeId}.pdf");
        return new MadeAttachment(new MailFile(name, "application/pdf", content), CodeText.Print(paper.Code));
    }

    private async Task<string?> WithholdAsync(OutboxMessage message, CancellationToken ct)
    {
        var today = (await organisation.CurrentAsync(ct)).Today(clock);
        await using var db = data.Read();
        var cheque = await db.Set<Cheque>().FirstOrDefaultAsync(c => c.Id == message.AttachmentId && c.MemberId == message.MemberId, ct);
        var address = await db.Set<Member>().Where(m => m.Id == message.MemberId && m.Status == MemberStatus.Active).Select(m => m.Email).FirstOrDefaultAsync(ct);
        var notice = await db.Set<ChequeNotice>().FirstOrDefaultAsync(n => n.MessageId == message.Id, ct);
        return (cheque, notice) switch
        {
            (null, _) or (_, null) => "The cheque does not exist any more.",
            ({ State: ChequeState.Redeemed or ChequeState.Expired or ChequeState.Revoked }, _) => "Nothing can be spent of the cheque any more.",
            ({ ValidUntil: var last }, _) when last < today => "Nothing can be spent of the cheque any more.",
            ({ CodeNumber: var number }, { Kind: ChequeNoticeKind.Ready, Step: var step }) when number != step => "The cheque got a new code; another message brings it.",
            ({ PrintBatchId: not null }, { Kind: ChequeNoticeKind.Ready }) => "The cheque was printed meanwhile.",
            _ when !string.Equals(address, message.ToAddress, StringComparison.OrdinalIgnoreCase) => "The member has another e-mail address by now.",
            _ => null,
        };
    }
}
