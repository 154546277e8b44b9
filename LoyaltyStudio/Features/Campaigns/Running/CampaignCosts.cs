using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Campaigns.Model;
using LoyaltyStudio.Features.Cheques.Model;
using LoyaltyStudio.Features.Messaging.Model;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Campaigns.Running;

/// <summary>What a campaign has cost so far.</summary>
internal static class CampaignCosts
{
    /// <summary>Fixed cost, messages that were queued, points given and discounts of coupons that were used; thousandths of a cent. A percentage counts by what the till reported.</summary>
    internal static async Task<long> SpentMillicentsAsync(StudioDb db, Campaign campaign, ContactSetting rules, long hundredPointsCents, CancellationToken ct)
    {
        var contacts = await db.Set<CampaignContact>().Where(c => c.CampaignId == campaign.Id && c.Outcome == ContactOutcome.Queued).GroupBy(c => c.Channel).Select(g => new { g.Key, Count = g.LongCount(), Points = g.Sum(c => (long)c.Amount) }).ToListAsync(ct);
        var used = await (from r in db.Set<Redemption>()
                          join c in db.Set<Coupon>() on r.CodeId equals c.Id
                          where r.CodeKind == "coupon" && r.ReversedAt == null && c.CampaignId == campaign.Id
                          select (long)r.AmountCents).SumAsync(ct);
        return (campaign.FixedCostCents * 1_000) + (contacts.Sum(c => c.Points) * hundredPointsCents * 10) + (used * 1_000)
            + contacts.Sum(c => c.Count * (c.Key switch { MessageChannel.Email => rules.MailCostMillicents, MessageChannel.Print => rules.PrintCostCents * 1_000L, _ => 0 }));
    }
}
