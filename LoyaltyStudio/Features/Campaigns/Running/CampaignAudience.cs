using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Access.Model;
using LoyaltyStudio.Features.Campaigns.Model;
using LoyaltyStudio.Features.Feedback.Reading;
using LoyaltyStudio.Features.Members.Model;
using LoyaltyStudio.Features.Points.Model;
using LoyaltyStudio.Features.Purchases.Model;
using LoyaltyStudio.Features.Segments.Asking;
using LoyaltyStudio.Features.Tiers.Model;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Campaigns.Running;

/// <summary>Reads members for a campaign, as they were on its day, a block at a time in order of id.</summary>
internal static class CampaignAudience
{
    internal static async Task<List<Candidate>> ReadAsync(StudioDb db, Campaign campaign, DateOnly asOf, long after, int block, CancellationToken ct, MemberSet? segment = null)
    {
        var members = await db.Set<Member>().AsNoTracking().Where(m => m.Id > after).OrderBy(m => m.Id).Take(block)
            .Select(m => new { m.Id, m.Status, m.EmailKey, m.EmailConsent }).ToListAsync(ct);
        if (members.Count == 0)
        {
            return [];
        }

        var to = members[^1].Id;
        var last = await db.Set<Purchase>().AsNoTracking().Where(p => p.MemberId > after && p.MemberId <= to && p.BusinessDate <= asOf && p.Kind == PurchaseKind.Purchase)
            .GroupBy(p => p.MemberId).Select(g => new { Id = g.Key!.Value, On = g.Max(p => p.BusinessDate) }).ToDictionaryAsync(p => p.Id, p => p.On, ct);
        var cool = asOf.AddDays(-campaign.CoolDownDays);
        var places = await db.Set<CampaignMember>().AsNoTracking()
            .Where(m => m.MemberId > after && m.MemberId <= to && (m.CampaignId == campaign.Id || (m.AssignedOn > cool && m.Group == CampaignGroup.Treatment)))
            .Select(m => new { m.MemberId, Same = m.CampaignId == campaign.Id, m.AssignedOn, m.Group }).ToListAsync(ct);
        var same = places.Where(p => p.Same).Select(p => p.MemberId).ToHashSet();
        var today = places.Where(p => p.Same && p.AssignedOn == asOf).ToDictionary(p => p.MemberId, p => p.Group);
        var other = places.Where(p => !p.Same).Select(p => p.MemberId).ToHashSet();
        var complaining = (await OpenComplaints.Members(db).Where(m => m > after && m <= to).ToListAsync(ct)).ToHashSet();
        return members.ConvertAll(m => new Candidate(m.Id, m.Status == MemberStatus.Active, m.EmailKey is not null, m.EmailConsent,
            last.TryGetValue(m.Id, out var on) ? on : null, same.Contains(m.Id), other.Contains(m.Id), segment is null || segment.Contains(m.Id), complaining.Contains(m.Id), today.TryGetValue(m.Id, out var side) ? side : null));
    }

    internal static Task<List<Recipient>> RecipientsAsync(StudioDb db, long[] memberIds, CancellationToken ct) => (
        from m in db.Set<Member>().AsNoTracking()
        where memberIds.Contains(m.Id)
        join b in db.Set<PointBalance>() on m.Id equals b.MemberId into balances
        from b in balances.DefaultIfEmpty()
        join t in db.Set<MemberTier>() on m.Id equals t.MemberId into tiers
        from t in tiers.DefaultIfEmpty()
        join s in db.Set<Store>() on m.HomeStoreId equals s.Id into stores
        from s in stores.DefaultIfEmpty()
        orderby m.Id
        select new Recipient(m.Id, m.FirstName, m.LastName, m.CardNumber, m.Email ?? "", m.Language, b == null ? 0 : b.Total, t == null ? "" : t.Tier, s == null ? "" : s.Name)).ToListAsync(ct);
}
