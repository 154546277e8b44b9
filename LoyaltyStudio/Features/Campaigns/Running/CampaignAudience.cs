using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Access.Model;
using LoyaltyStudio.Features.Members.Model;
using LoyaltyStudio.Features.Points.Model;
using LoyaltyStudio.Features.Tiers.Model;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Campaigns.Running;

/// <summary>Reads what campaigns know of members.</summary>
internal static class CampaignAudience
{
    /// <summary>What the steps know of each of the members.</summary>
    internal static async Task<Dictionary<long, FlowPerson>> PeopleAsync(StudioDb db, long[] memberIds, CancellationToken ct) => await (
        from m in db.Set<Member>().AsNoTracking()
        where memberIds.Contains(m.Id)
        join t in db.Set<MemberTier>() on m.Id equals t.MemberId into tiers
        from t in tiers.DefaultIfEmpty()
        select new { m.Id, m.FirstName, m.LastName, m.Email, m.EmailKey, m.Language, m.Status, m.EmailConsent, HasAddress = m.Street != "" && m.PostalCode != "" && m.City != "", m.HomeStoreId, Tier = t == null ? "" : t.Tier })
        .ToDictionaryAsync(m => m.Id, m => new FlowPerson(m.Id, AssignmentPolicy.PersonOf(m.EmailKey, m.Id), $"{m.FirstName} {m.LastName}".Trim(), m.EmailKey is null ? "" : m.Email ?? "", m.Language,
            m.Status == MemberStatus.Active, m.EmailConsent, m.HasAddress, m.HomeStoreId, m.Tier), ct);

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
