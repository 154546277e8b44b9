using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Access.Settings;
using LoyaltyStudio.Features.Feedback.Asking;
using LoyaltyStudio.Features.Members.Model;
using LoyaltyStudio.Features.Messaging.Delivery;
using LoyaltyStudio.Features.Messaging.Model;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Messaging.SurveyMail;

/// <summary>The address of the survey's page, made at the hand-over, so that only its hash is stored. A later try makes another one and the earlier no longer works.</summary>
internal sealed class SurveyAttachment(StudioData data, TimeProvider clock, OrganisationBook organisation) : IMailAttachment
{
    internal const string Name = "survey";

    public string Kind => Name;

    public async Task<MadeAttachment> MakeAsync(OutboxMessage message, CancellationToken ct)
    {
        var info = await organisation.CurrentAsync(ct);
        if (info.PublicUrl.Length == 0)
        {
            return MadeAttachment.Withheld("There is no public address under Settings.");
        }

        await using (var db = data.Read())
        {
            var address = await db.Set<Member>().Where(m => m.Id == message.MemberId).Select(m => m.Email).FirstOrDefaultAsync(ct);
            if (!string.Equals(address, message.ToAddress, StringComparison.OrdinalIgnoreCase))
            {
                return MadeAttachment.Withheld("The member has another e-mail address by now.");
            }
        }

        var today = info.Today(clock);
        var (token, reason) = await data.WriteAsync(db => SurveyToken.IssueAsync(db, message.AttachmentId!.Value, message.MemberId, today, ct), ct, Lane.Job);
        return token is null ? MadeAttachment.Withheld(reason) : new MadeAttachment(null, "") { Link = $"{info.PublicUrl.TrimEnd('/')}/f/{token}" };
    }
}
