using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Access.Model;
using LoyaltyStudio.Features.Access.Settings;
using LoyaltyStudio.Features.Members.Model;
using LoyaltyStudio.Features.Members.Searching;
using LoyaltyStudio.Features.Points.Earning;
using LoyaltyStudio.Features.Points.Model;
using LoyaltyStudio.Features.Purchases.Model;
using LoyaltyStudio.Platform;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Points.Trying;

/// <summary>A purchase that was really made, as a basket to try.</summary>
/// <param name="At">Local date and time.</param>
/// <param name="Points">What it earned when it was booked, before returns; null for a purchase by nobody known.</param>
public sealed record RealBasket(long PurchaseId, string Number, long? MemberId, string? Member, DateTime At, string Channel, string Store, string Payment, long PaidByChequeCents, IReadOnlyList<TriedLine> Lines, long? Points);

/// <summary>Finds a purchase by its receipt number, or the latest of a member, for the test bench.</summary>
public sealed class BasketOf(StudioData data, OrganisationBook organisation)
{
    /// <param name="number">Receipt number; null for the latest purchase of <paramref name="memberId"/>.</param>
    public async Task<Outcome<RealBasket>> RunAsync(Actor actor, string? number, long? memberId, CancellationToken ct)
    {
        if (!actor.May(Permission.ViewPurchases) || !actor.May(Permission.ViewProgramme))
        {
            return Refuse.Forbidden();
        }

        await using var db = data.Read();
        var own = db.Set<Purchase>().Where(p => p.Kind == PurchaseKind.Purchase && (number == null ? p.MemberId == memberId : p.ExternalId == number));
        if (actor.Stores is { } scope)
        {
            var stores = scope.Select(s => (long?)s).ToArray();
            own = own.Where(p => stores.Contains(p.StoreId));
        }

        var purchase = await own.OrderByDescending(p => p.BusinessDate).ThenByDescending(p => p.Id).FirstOrDefaultAsync(ct);
        if (purchase is null)
        {
            return number is null ? Refuse.NotFound("no_purchase", "This customer has not bought anything yet.") : Refuse.NotFound("purchase_unknown", "There is no purchase with number {0}.", number);
        }

        return await ReadAsync(db, actor, purchase, ct);
    }

    private async Task<RealBasket> ReadAsync(StudioDb db, Actor actor, Purchase purchase, CancellationToken ct)
    {
        var lines = await (from line in db.Set<PurchaseLine>()
                           join product in db.Set<Product>() on line.ProductId equals (long?)product.Id into known
                           from product in known.DefaultIfEmpty()
                           where line.PurchaseId == purchase.Id
                           orderby line.LineNo
                           select new TriedLine(product.Sku ?? "", product.Name ?? "", product.Category ?? "", product.Brand ?? "", line.Kind, line.Quantity, line.AmountCents)).ToListAsync(ct);
        var store = await db.Set<Store>().Where(s => s.Id == purchase.StoreId).Select(s => s.Code).FirstOrDefaultAsync(ct);
        var key = purchase.Id.ToString(System.Globalization.CultureInfo.InvariantCulture);
        var points = await db.Set<LedgerEntry>().Where(e => e.SourceType == "purchase" && e.SourceId == key && e.Kind == EntryKind.Earn).Select(e => (long?)e.Points).FirstOrDefaultAsync(ct);
        var sees = actor.May(Permission.ViewMembers) && purchase.MemberId is { } m && await MemberSearch.SeesAsync(db, actor, m, ct);
        var member = sees ? await db.Set<Member>().Where(m => m.Id == purchase.MemberId).Select(m => (m.FirstName + " " + m.LastName).Trim()).FirstOrDefaultAsync(ct) : null;
        var zone = (await organisation.CurrentAsync(ct)).Calendar.Zone;
        return new RealBasket(purchase.Id, purchase.ExternalId, sees ? purchase.MemberId : null, member, TimeZoneInfo.ConvertTimeFromUtc(DateTime.SpecifyKind(purchase.OccurredAt, DateTimeKind.Utc), zone),
            FactsBook.ChannelCode(purchase.Channel), store ?? "", purchase.Payment, purchase.PaidByChequeCents, lines, points);
    }
}
