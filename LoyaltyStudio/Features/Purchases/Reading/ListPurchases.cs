using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Access.Model;
using LoyaltyStudio.Features.Members.Model;
using LoyaltyStudio.Features.Purchases.Model;
using LoyaltyStudio.Platform;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Purchases.Reading;

/// <param name="ByMembers">True for members, false for purchases without a card, null for all.</param>
public sealed record ListPurchasesRequest(PageRequest Page, long? StoreId = null, bool? ByMembers = null, DateOnly? From = null, DateOnly? Until = null);

/// <param name="MemberId">Null for a purchase by nobody we know, and for a member whom the actor may not see.</param>
public sealed record ReceiptRow(long Id, string ExternalId, PurchaseKind Kind, DateOnly BusinessDate, string? Store, Channel Channel, long? MemberId, string Member, long TotalCents);

/// <param name="NetCents">Of everything that fits, returns taken off.</param>
public sealed record ReceiptList(PageOf<ReceiptRow> Page, long NetCents, IReadOnlyList<(long Id, string Name)> Stores);

/// <summary>Purchases and returns in the actor's stores, the latest first.</summary>
public sealed class ListPurchases(StudioData data)
{
    public async Task<Outcome<ReceiptList>> RunAsync(Actor actor, ListPurchasesRequest request, CancellationToken ct)
    {
        if (!actor.May(Permission.ViewPurchases))
        {
            return Refuse.Forbidden();
        }

        await using var db = data.Read();
        var own = actor.Stores;
        var purchases = db.Set<Purchase>().Where(p => own == null || (p.StoreId != null && own.Contains(p.StoreId.Value)));
        if (request.StoreId is { } store)
        {
            purchases = purchases.Where(p => p.StoreId == store);
        }

        if (request.ByMembers is { } known)
        {
            purchases = purchases.Where(p => p.MemberId != null == known);
        }

        if (request.From is { } from)
        {
            purchases = purchases.Where(p => p.BusinessDate >= from);
        }

        if (request.Until is { } until)
        {
            purchases = purchases.Where(p => p.BusinessDate <= until);
        }

        var rows = await (from p in purchases.OrderByDescending(p => p.BusinessDate).ThenByDescending(p => p.Id).Skip(request.Page.Offset).Take(request.Page.Limit)
                          join m in db.Set<Member>().Where(m => own == null || (m.HomeStoreId != null && own.Contains(m.HomeStoreId.Value))) on p.MemberId equals (long?)m.Id into members
                          from m in members.DefaultIfEmpty()
                          orderby p.BusinessDate descending, p.Id descending
                          select new ReceiptRow(p.Id, p.ExternalId, p.Kind, p.BusinessDate, db.Set<Store>().Where(s => s.Id == p.StoreId).Select(s => s.Name).FirstOrDefault(), p.Channel,
                              m == null ? null : (long?)m.Id, m == null ? "" : (m.FirstName + " " + m.LastName).Trim(), p.TotalCents)).ToListAsync(ct);
        var stores = await db.Set<Store>().Where(s => own == null || own.Contains(s.Id)).OrderBy(s => s.Name).Select(s => new { s.Id, s.Name }).ToListAsync(ct);
        return new ReceiptList(new PageOf<ReceiptRow>(rows, await purchases.CountAsync(ct)), await purchases.SumAsync(p => p.TotalCents, ct), stores.ConvertAll(s => (s.Id, s.Name)));
    }
}
