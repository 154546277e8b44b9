using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Access.Settings;
using LoyaltyStudio.Features.Campaigns.Model;
using LoyaltyStudio.Features.Campaigns.Running;
using LoyaltyStudio.Features.Messaging.Events;
using LoyaltyStudio.Features.Messaging.Links;
using LoyaltyStudio.Features.Messaging.Model;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Campaigns.Links;

/// <summary>
/// Follows a link of a campaign's message. The token names the message and the number of the link and proves that we made it; the address is looked up in the message's own words, so that it leads nowhere else. The first click on each link
/// is kept as long as the member says yes to profiling.
/// </summary>
internal sealed class FollowLink(StudioData data, TimeProvider clock, OrganisationBook organisation, LinkTokens tokens, CampaignWords words)
{
    /// <summary>The address that the link leads to; null where there is none.</summary>
    /// <param name="count">False where no person clicked: another program looked what is there.</param>
    internal async Task<string?> RunAsync(string token, bool count, CancellationToken ct)
    {
        if (tokens.Read(LinkUse.Click, token) is not (var id, var number))
        {
            return null;
        }

        await using var db = data.Read();
        var found = await (from m in db.Set<OutboxMessage>()
                           join c in db.Set<CampaignContact>() on m.AttachmentId equals c.Id
                           where m.Id == id && m.AttachmentKind == CampaignContent.Name
                           select new { Message = m, Contact = c }).AsNoTracking().FirstOrDefaultAsync(ct);
        if (found is null || await words.FindAsync(CampaignContent.KeyOf(found.Message, found.Contact), ct) is not { } template || number < 1 || number > template.Links.Count)
        {
            return null;
        }

        var address = template.Links[number - 1];
        if (count && (await RecipientBook.ProfilingAsync(db, [found.Message.MemberId], ct)).Count > 0
            && !await db.Set<MessageEvent>().AnyAsync(e => e.MessageId == id && e.Kind == MessageEventKind.Clicked && e.Link == number, ct))
        {
            var now = clock.GetUtcNow().UtcDateTime;
            var today = (await organisation.CurrentAsync(ct)).Today(clock);
            await data.WriteAsync(writing => EventBook.AddAsync(writing, found.Message, MessageEventKind.Clicked, number, address, today, now, ct), ct);
        }

        return address;
    }
}
