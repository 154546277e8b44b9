using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Access.Model;
using LoyaltyStudio.Features.Access.Settings;
using LoyaltyStudio.Features.Campaigns.Model;
using LoyaltyStudio.Features.Cheques.Model;
using LoyaltyStudio.Features.Members.Model;
using LoyaltyStudio.Platform;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Campaigns.Offers;

/// <param name="MemberId">0 where nobody we know used it.</param>
public sealed record OfferUse(long RedemptionId, DateOnly On, DateTime At, string ReceiptId, long MemberId, string Member, string Store, long AmountCents, int Value, string NotChecked, DateTime? ReversedAt);

/// <param name="On">Monday of the week.</param>
public sealed record OfferWeek(DateOnly On, int Uses, long Cents);

/// <param name="Weeks">The last thirteen weeks, the oldest first.</param>
/// <param name="Unknown">Uses of which no till said what they took off.</param>
public sealed record OfferPicture(OfferRow Offer, PageOf<OfferUse> Uses, IReadOnlyList<OfferWeek> Weeks, int Members, int Unknown);

/// <summary>One offer with every use of it.</summary>
public sealed class ShowOffer(StudioData data, TimeProvider clock, OrganisationBook organisation)
{
    private const int WeekCount = 13;

    public async Task<Outcome<OfferPicture>> RunAsync(Actor actor, long offerId, PageRequest page, CancellationToken ct)
    {
        if (!actor.May(Permission.ViewCampaigns))
        {
            return Refuse.Forbidden();
        }

        var today = (await organisation.CurrentAsync(ct)).Today(clock);
        await using var db = data.Read();
        if ((await ListOffers.ReadAsync(db, offerId, today, ct)).FirstOrDefault() is not { } offer)
        {
            return Refuse.NotFound("offer_unknown", "This offer does not exist.");
        }

        var used = offer.Code is not null ? db.Set<Redemption>().Where(r => r.CodeKind == CouponReceipt.OfferKindName && r.CodeId == offerId)
            : db.Set<Redemption>().Where(r => r.CodeKind == CouponReceipt.CouponKindName && db.Set<Coupon>().Any(c => c.Id == r.CodeId && c.OfferId == offerId));
        var from = BusinessCalendar.Floor(today, CalendarUnit.Week).AddDays(-7 * (WeekCount - 1));
        var days = await used.Where(r => r.ReversedAt == null && r.BusinessDate >= from).GroupBy(r => r.BusinessDate).Select(g => new { g.Key, Uses = g.Count(), Cents = g.Sum(r => r.AmountCents) }).ToListAsync(ct);
        var weeks = Enumerable.Range(0, WeekCount).Select(w => from.AddDays(7 * w)).Select(w => (Week: w, Days: days.FindAll(d => d.Key >= w && d.Key < w.AddDays(7)))).Select(w => new OfferWeek(w.Week, w.Days.Sum(d => d.Uses), w.Days.Sum(d => d.Cents)));
        var members = await used.Where(r => r.ReversedAt == null && r.MemberId != 0).Select(r => r.MemberId).Distinct().CountAsync(ct);
        var unknown = await used.CountAsync(r => r.ReversedAt == null && r.NotChecked.Contains("discount"), ct);
        return new OfferPicture(offer, new PageOf<OfferUse>(await PageAsync(db, used, page, ct), await used.CountAsync(ct)), [.. weeks], members, unknown);
    }

    private static Task<List<OfferUse>> PageAsync(StudioDb db, IQueryable<Redemption> used, PageRequest page, CancellationToken ct) => (
        from r in used.OrderByDescending(r => r.Id).Skip(page.Offset).Take(page.Limit)
        join m in db.Set<Member>() on r.MemberId equals m.Id into members
        from m in members.DefaultIfEmpty()
        join s in db.Set<Store>() on r.StoreId equals (long?)s.Id into stores
        from s in stores.DefaultIfEmpty()
        orderby r.Id descending
        select new OfferUse(r.Id, r.BusinessDate, r.At, r.ReceiptId, r.MemberId, m == null ? "" : m.FirstName + " " + m.LastName, s == null ? "" : s.Name, r.AmountCents, r.Value, r.NotChecked, r.ReversedAt)).ToListAsync(ct);
}
