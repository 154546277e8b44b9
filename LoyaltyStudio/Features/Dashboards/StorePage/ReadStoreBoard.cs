using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Access.Model;
using LoyaltyStudio.Features.Access.Settings;
using LoyaltyStudio.Features.Cheques.Model;
using LoyaltyStudio.Features.Dashboards.Today;
using LoyaltyStudio.Features.Lifecycle.Model;
using LoyaltyStudio.Features.Members.Model;
using LoyaltyStudio.Features.Points.Model;
using LoyaltyStudio.Features.Programme;
using LoyaltyStudio.Features.Purchases.Model;
using LoyaltyStudio.Platform;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Dashboards.StorePage;

/// <param name="Months">3, 6, 12 or 24: calendar months, of which the last is the current one.</param>
public sealed record ReadStoreBoardRequest(long StoreId, int Months);

/// <summary>The board of one store. A manager sees the own stores; of the chain only totals.</summary>
public sealed class ReadStoreBoard(StudioData data, TimeProvider clock, OrganisationBook organisation)
{
    private const int Shown = 8;

    public async Task<Outcome<StoreBoard>> RunAsync(Actor actor, ReadStoreBoardRequest request, CancellationToken ct)
    {
        if (!actor.May(Permission.ViewDashboard))
        {
            return Refuse.Forbidden();
        }

        await using var db = data.Read();
        if (!actor.Sees(request.StoreId) || await db.Set<Store>().FirstOrDefaultAsync(s => s.Id == request.StoreId, ct) is not { } store)
        {
            return Refuse.NotFound("store_unknown", "This store does not exist.");
        }

        var today = (await organisation.CurrentAsync(ct)).Today(clock);
        var months = Periods.Months(today, request.Months is 3 or 6 or 24 ? request.Months : 12);
        var from = months[0];
        var content = (await ProgrammeBook.TimelineAsync(db, ct)).On(today)?.Content;
        var (own, chain) = await TradeAsync(db, store.Id, from, today, ct);
        var (categories, products) = await SellersAsync(db, store.Id, from, today, ct);
        return new StoreBoard(store.Id, store.Name, store.City, store.Active, from, today, await MembersAsync(db, store.Id, from, today, ct), own, chain, await MonthsAsync(db, store.Id, months, today, ct),
            await ReadToday.TiersAsync(db, content, store.Id, ct), await ReadToday.TiersAsync(db, content, null, ct), await ChequesAsync(db, store.Id, from, today, ct), categories, products,
            await TopMembersAsync(db, store.Id, ct))
        {
            Attention = await AttentionList.FeedbackAsync(db, actor with { Stores = [store.Id] }, today, ct),
        };
    }

    private static async Task<StoreMembers> MembersAsync(StudioDb db, long store, DateOnly from, DateOnly today, CancellationToken ct)
    {
        var year = today.AddMonths(-12);
        var all = db.Set<Member>().Where(m => m.Status == MemberStatus.Active);
        var own = all.Where(m => m.HomeStoreId == store);
        var stats = db.Set<MemberStat>();
        var moved = (await db.Set<StateChange>().Where(c => c.On >= from && c.On <= today && c.FromState != null && (c.ToState == LifecycleState.Lost || c.ToState == LifecycleState.Returned) && own.Any(m => m.Id == c.MemberId))
            .Select(c => new { c.MemberId, c.ToState }).Distinct().GroupBy(c => c.ToState).Select(g => new { g.Key, Count = g.Count() }).ToListAsync(ct)).ToDictionary(g => g.Key, g => g.Count);
        return new StoreMembers(await own.CountAsync(ct), await own.CountAsync(m => m.EnrolledOn >= from && m.EnrolledOn <= today, ct), await all.CountAsync(ct),
            await own.CountAsync(m => stats.Any(s => s.MemberId == m.Id && s.LastPurchaseOn > year), ct), await all.CountAsync(m => stats.Any(s => s.MemberId == m.Id && s.LastPurchaseOn > year), ct),
            moved.GetValueOrDefault(LifecycleState.Lost), moved.GetValueOrDefault(LifecycleState.Returned));
    }

    private static async Task<(TradeFigures Own, TradeFigures Chain)> TradeAsync(StudioDb db, long store, DateOnly from, DateOnly today, CancellationToken ct)
    {
        var sums = await db.Set<Purchase>().Where(p => p.BusinessDate >= from && p.BusinessDate <= today)
            .GroupBy(p => new { Own = p.StoreId == store, Known = p.MemberId != null, p.Kind }).Select(g => new { g.Key, Count = g.Count(), Cents = g.Sum(p => p.TotalCents) }).ToListAsync(ct);
        TradeFigures Of(bool ownOnly)
        {
            var rows = sums.Where(s => s.Key.Own || !ownOnly).ToList();
            var bought = rows.Where(s => s.Key.Kind == PurchaseKind.Purchase).ToList();
            return new TradeFigures(bought.Sum(s => s.Count), bought.Sum(s => s.Cents), rows.Sum(s => s.Cents), rows.Where(s => s.Key.Known).Sum(s => s.Cents));
        }

        return (Of(ownOnly: true), Of(ownOnly: false));
    }

    private static async Task<IReadOnlyList<TradeMonth>> MonthsAsync(StudioDb db, long store, IReadOnlyList<DateOnly> months, DateOnly today, CancellationToken ct)
    {
        var from = months[0];
        var days = (await db.Set<Purchase>().Where(p => p.BusinessDate >= from && p.BusinessDate <= today && p.StoreId == store)
            .GroupBy(p => new { p.BusinessDate, Known = p.MemberId != null, p.Kind }).Select(g => new { g.Key.BusinessDate, g.Key.Known, g.Key.Kind, Count = g.Count(), Cents = g.Sum(p => p.TotalCents) }).ToListAsync(ct))
            .ToLookup(d => BusinessCalendar.Floor(d.BusinessDate, CalendarUnit.Month));
        var own = db.Set<Member>().Where(m => m.HomeStoreId == store && m.Status == MemberStatus.Active);
        var total = await own.CountAsync(m => m.EnrolledOn < from, ct);
        var enrolled = (await own.Where(m => m.EnrolledOn >= from && m.EnrolledOn <= today).GroupBy(m => m.EnrolledOn).Select(g => new { On = g.Key, Count = g.Count() }).ToListAsync(ct))
            .ToLookup(d => BusinessCalendar.Floor(d.On, CalendarUnit.Month));
        return [.. months.Select(m => new TradeMonth(m, days[m].Where(d => d.Kind == PurchaseKind.Purchase).Sum(d => d.Count), days[m].Where(d => d.Known).Sum(d => d.Cents),
            days[m].Where(d => !d.Known).Sum(d => d.Cents), enrolled[m].Sum(d => d.Count), total += enrolled[m].Sum(d => d.Count)))];
    }

    private static async Task<StoreCheques> ChequesAsync(StudioDb db, long store, DateOnly from, DateOnly today, CancellationToken ct)
    {
        var own = db.Set<Member>().Where(m => m.HomeStoreId == store);
        var issued = await db.Set<Cheque>().Where(c => c.IssuedOn >= from && c.IssuedOn <= today && own.Any(m => m.Id == c.MemberId)).GroupBy(_ => 1).Select(g => new { Count = g.Count(), Cents = g.Sum(c => c.FaceCents) }).FirstOrDefaultAsync(ct);
        var used = db.Set<Redemption>().Where(r => r.BusinessDate >= from && r.BusinessDate <= today && r.CodeKind == "cheque" && r.ReversedAt == null);
        var redeemed = await used.Where(r => own.Any(m => m.Id == r.MemberId)).GroupBy(_ => 1).Select(g => new { Count = g.Count(), Cents = g.Sum(r => r.AmountCents) }).FirstOrDefaultAsync(ct);
        return new StoreCheques(issued?.Count ?? 0, issued?.Cents ?? 0, redeemed?.Count ?? 0, redeemed?.Cents ?? 0, await used.Where(r => r.StoreId == store).SumAsync(r => r.AmountCents, ct));
    }

    /// <summary>What was sold most, before returns.</summary>
    private static async Task<(IReadOnlyList<Seller> Categories, IReadOnlyList<Seller> Products)> SellersAsync(StudioDb db, long store, DateOnly from, DateOnly today, CancellationToken ct)
    {
        var sold = await (from p in db.Set<Purchase>()
                          join l in db.Set<PurchaseLine>() on p.Id equals l.PurchaseId
                          where p.BusinessDate >= @from && p.BusinessDate <= today && p.StoreId == store && p.Kind == PurchaseKind.Purchase && l.Kind == LineKind.Goods && l.ProductId != null
                          group l by l.ProductId into g
                          select new { Id = g.Key!.Value, Cents = g.Sum(l => l.AmountCents), Units = g.Sum(l => l.Quantity) }).ToListAsync(ct);
        var ids = sold.ConvertAll(s => s.Id);
        var products = await db.Set<Product>().Where(p => ids.Contains(p.Id)).ToDictionaryAsync(p => p.Id, ct);
        return ([.. sold.GroupBy(s => products[s.Id].Category).Select(g => new Seller(g.Key, "", g.Sum(s => s.Cents), g.Sum(s => s.Units))).OrderByDescending(s => s.Cents).Take(Shown)],
            [.. sold.OrderByDescending(s => s.Cents).Take(Shown).Select(s => new Seller(products[s.Id].Name is { Length: > 0 } name ? name : products[s.Id].Sku, products[s.Id].Category, s.Cents, s.Units))]);
    }

    private static async Task<IReadOnlyList<TopMember>> TopMembersAsync(StudioDb db, long store, CancellationToken ct) =>
        await (from m in db.Set<Member>()
               join b in db.Set<PointBalance>() on m.Id equals b.MemberId
               where m.HomeStoreId == store && m.Status == MemberStatus.Active && b.Total > 0
               orderby b.Total descending, m.Id
               select new TopMember(m.Id, (m.FirstName + " " + m.LastName).Trim(), m.CardNumber, b.Total, db.Set<MemberStat>().Where(s => s.MemberId == m.Id).Select(s => s.LastPurchaseOn).FirstOrDefault()))
            .Take(Shown).ToListAsync(ct);
}
