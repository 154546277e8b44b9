using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Access.Settings;
using LoyaltyStudio.Features.Campaigns.Model;
using LoyaltyStudio.Features.Cheques.Codes;
using LoyaltyStudio.Features.Messaging.Delivery;
using LoyaltyStudio.Features.Messaging.Model;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Campaigns.Running;

/// <summary>Writes a campaign's message at the hand-over: the words of the edition that it was queued with, the member's data of now, and the code, which stands in no table in clear.</summary>
internal sealed class CampaignContent(StudioData data, OrganisationBook organisation, CodeVault vault) : IMailAttachment
{
    internal const string Name = "campaign";

    public string Kind => Name;

    public async Task<MadeAttachment> MakeAsync(OutboxMessage message, CancellationToken ct)
    {
        await using var db = data.Read();
        var contact = await db.Set<CampaignContact>().FirstOrDefaultAsync(c => c.Id == message.AttachmentId, ct);
        var edition = contact is null ? null : await db.Set<CampaignEdition>().FirstOrDefaultAsync(e => e.CampaignId == contact.CampaignId && e.Edition == contact.Edition, ct);
        if (contact is null || edition is null || FlowDefinition.Parse(edition.Flow).Find(contact.Step) is not MessageStep step)
        {
            return MadeAttachment.Withheld("The words of this message are not there any more.");
        }

        var recipient = (await CampaignAudience.RecipientsAsync(db, [message.MemberId], ct)).FirstOrDefault();
        if (recipient is null || !string.Equals(recipient.Email, message.ToAddress, StringComparison.OrdinalIgnoreCase))
        {
            return MadeAttachment.Withheld("The member has another e-mail address by now.");
        }

        var coupon = contact.CouponId is { } id ? await db.Set<Coupon>().FirstOrDefaultAsync(c => c.Id == id, ct) : null;
        var mail = new CampaignMail(step, await organisation.CurrentAsync(ct), message.Kind == MessageKind.Service)
            .Render(recipient with { Language = message.Language }, coupon is null ? null : new CouponFace(vault.Reveal(coupon.CodeSealed), coupon.Kind, coupon.Value, coupon.ValidUntil), contact.Variant);
        return new MadeAttachment(null, "") { Mail = mail };
    }
}
