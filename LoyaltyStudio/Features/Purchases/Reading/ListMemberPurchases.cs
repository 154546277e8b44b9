using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Access.Model;
using LoyaltyStudio.Features.Members.Searching;
using LoyaltyStudio.Features.Purchases.Model;
using LoyaltyStudio.Platform;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Purchases.Reading;

/// <param name="ReturnedCents">What came back of it since.</param>
public sealed record PurchaseRow(long Id, string ExternalId, PurchaseKind Kind, DateOnly BusinessDate, DateTime OccurredAt, string? Store, Channel Channel, long TotalCents, long PaidByChequeCents,
    long ReturnedCents, IReadOnlyList<PurchaseLineRow> Lines);

public sealed record PurchaseLineRow(int LineNo, LineKind Kind, string Sku, string Product, string Category, int Quantity, int ReturnedQuantity, long AmountCents);

/// <param name="Stat">What the member bought in all; null before the first purchase.</param>
public sealed record MemberPurchases(PageOf<PurchaseRow> Page, MemberStat? Stat);

/// <summary>Purchases and returns of one member with their lines, the latest first.</summary>
public sealed class ListMemberPurchases(StudioData data)
{
    public async Task<Outcome<MemberPurchases>> RunAsync(Actor actor, long memberId, PageRequest page, CancellationToken ct)
    {
        if (!actor.May(Permission.ViewPurchases))
        {
            return Refuse.Forbidden();
        }

        await using var db = data.Read();
        if (!await MemberSearch.SeesAsync(db, actor, memberId, ct))
        {
            return MemberSearch.Unknown;
        }

        var own = db.Set<Purchase>().Where(p => p.MemberId == memberId);
        var total = await own.CountAsync(ct);
        var rows = await own.OrderByDescending(p => p.BusinessDate).ThenByDescending(p => p.Id).Skip(page.Offset).Take(page.Limit)
            .Select(p => new { p, Store = db.Set<Store>().Where(s => s.Id == p.StoreId).Select(s => s.Name).FirstOrDefault() }).ToListAsync(ct);
        var ids = rows.ConvertAll(r => r.p.Id);
        var lines = (await (from line in db.Set<PurchaseLine>()
                            join product in db.Set<Product>() on line.ProductId equals (long?)product.Id into known
                            from product in known.DefaultIfEmpty()
                            where ids.Contains(line.PurchaseId)
                            orderby line.LineNo
                            select new { line, product.Sku, product.Name, product.Category }).ToListAsync(ct)).ToLookup(l => l.line.PurchaseId);
        var stat = await db.Set<MemberStat>().FirstOrDefaultAsync(s => s.MemberId == memberId, ct);
        return new MemberPurchases(new PageOf<PurchaseRow>(rows.ConvertAll(r => new PurchaseRow(r.p.Id, r.p.ExternalId, r.p.Kind, r.p.BusinessDate, r.p.OccurredAt, r.Store, r.p.Channel, r.p.TotalCents,
            r.p.PaidByChequeCents, lines[r.p.Id].Sum(l => l.line.ReturnedQuantity == 0 ? 0 : Rounding.Share(l.line.AmountCents, l.line.ReturnedQuantity, l.line.Quantity)),
            [.. lines[r.p.Id].Select(l => new PurchaseLineRow(l.line.LineNo, l.line.Kind, l.Sku ?? "", l.Name ?? "", l.Category ?? "", l.line.Quantity, l.line.ReturnedQuantity, l.line.AmountCents))])), total), stat);
    }
}
