using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Campaigns.Model;
using LoyaltyStudio.Features.Cheques.Model;
using LoyaltyStudio.Features.Feedback.Model;
using LoyaltyStudio.Features.Messaging.Model;
using LoyaltyStudio.Features.Messaging.Respect;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Campaigns.Running;

/// <summary>What messages and points cost.</summary>
/// <param name="HundredPointsCents">Cost of a hundred points given.</param>
internal sealed record SpendRates(ContactSetting Rules, long HundredPointsCents)
{
    internal static async Task<SpendRates> ReadAsync(StudioDb db, CancellationToken ct) =>
        new(await ContactRules.ReadAsync(db, ct), await db.Set<FeedbackSetting>().Select(s => (long?)s.HundredPointsCents).FirstOrDefaultAsync(ct) ?? new FeedbackSetting().HundredPointsCents);

    internal long OfMessage(MessageChannel? channel) => channel switch { MessageChannel.Email => Rules.MailCostMillicents, MessageChannel.Print => Rules.PrintCostCents * 1_000L, _ => 0 };
}

/// <summary>What a campaign has cost so far: its fixed cost, messages that were queued, points given and discounts of coupons that were used. A percentage counts by what the till reported.</summary>
internal static class CampaignCosts
{
    /// <summary>In all, thousandths of a cent.</summary>
    internal static async Task<long> SpentMillicentsAsync(StudioDb db, Campaign campaign, ContactSetting rules, long hundredPointsCents, CancellationToken ct) =>
        (await ReadAsync(db, campaign, new SpendRates(rules, hundredPointsCents), ct)).Months.Sum(c => c.SendMillicents + c.GiftMillicents + c.OfferMillicents + c.FixedMillicents);

    /// <summary>By month. The fixed cost falls in the month of the start, or of the making where it has not started.</summary>
    /// <returns>And how many messages were queued.</returns>
    internal static async Task<(List<CampaignCost> Months, int Messages)> ReadAsync(StudioDb db, Campaign campaign, SpendRates rates, CancellationToken ct)
    {
        var months = new Dictionary<DateOnly, CampaignCost>();
        CampaignCost At(int year, int month) => months.TryGetValue(new DateOnly(year, month, 1), out var known) ? known : months[new DateOnly(year, month, 1)] = new CampaignCost { CampaignId = campaign.Id, Month = new DateOnly(year, month, 1) };
        var contacts = await db.Set<CampaignContact>().Where(c => c.CampaignId == campaign.Id && c.Outcome == ContactOutcome.Queued).GroupBy(c => new { c.On.Year, c.On.Month, c.Channel })
            .Select(g => new { g.Key.Year, g.Key.Month, g.Key.Channel, Count = g.LongCount(), Points = g.Sum(c => (long)c.Amount) }).ToListAsync(ct);
        foreach (var c in contacts)
        {
            var at = At(c.Year, c.Month);
            at.SendMillicents += c.Count * rates.OfMessage(c.Channel);
            at.GiftMillicents += c.Points * rates.HundredPointsCents * 10;
        }

        var used = await (from r in db.Set<Redemption>()
                          join c in db.Set<Coupon>() on r.CodeId equals c.Id
                          where r.CodeKind == "coupon" && r.ReversedAt == null && c.CampaignId == campaign.Id
                          group new { r.AmountCents, Points = c.Kind == CouponKind.Points ? (long)r.Value : 0 } by new { r.BusinessDate.Year, r.BusinessDate.Month } into g
                          select new { g.Key.Year, g.Key.Month, Cents = g.Sum(r => r.AmountCents), Points = g.Sum(r => r.Points) }).ToListAsync(ct);
        foreach (var u in used)
        {
            var at = At(u.Year, u.Month);
            at.OfferMillicents += u.Cents * 1_000;
            at.GiftMillicents += u.Points * rates.HundredPointsCents * 10;
        }

        if (campaign.FixedCostCents > 0 && (campaign.StartedAt ?? campaign.CreatedAt) is var start)
        {
            At(start.Year, start.Month).FixedMillicents += campaign.FixedCostCents * 1_000;
        }

        return ([.. months.Values.OrderBy(m => m.Month)], (int)contacts.Where(c => c.Channel is not null).Sum(c => c.Count));
    }
}
