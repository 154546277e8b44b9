using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Campaigns.Model;
using LoyaltyStudio.Features.Cheques.Model;
using LoyaltyStudio.Features.Cheques.Redeeming;
using LoyaltyStudio.Features.Members.Profiles;
using LoyaltyStudio.Features.Points.Booking;
using LoyaltyStudio.Features.Points.Model;
using LoyaltyStudio.Features.Members;
using LoyaltyStudio.Features.Programme;
using LoyaltyStudio.Features.Purchases.Model;
using LoyaltyStudio.Features.Purchases.Recording;
using LoyaltyStudio.Platform;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Campaigns.Offers;

/// <summary>What a coupon takes off a receipt.</summary>
internal sealed record CouponTake(long Cents, string NotChecked);

/// <summary>What coupons of one member and codes for everybody have in common at the till: the receipt they are used on, and the points they give.</summary>
internal static class CouponReceipt
{
    internal const string CouponKindName = "coupon";
    internal const string OfferKindName = "offer";
    private const string PointsSource = "coupon";

    /// <summary>Judges a coupon against the receipt, after it was won. The refusal undoes that.</summary>
    internal static async Task<Outcome<CouponTake>> TakeAsync(StudioDb db, CouponRule rule, RedeemRequest request, CancellationToken ct)
    {
        await ReceiptLock.HoldAsync(db, request.ReceiptId, ct);
        var others = await OthersAsync(db, request, ct);
        if ((others.Any(o => o.CodeKind == "cheque") && !CouponPolicy.WithCheques(rule.Combines)) || others.Any(o => o.CodeKind != "cheque" && !CouponPolicy.Together(rule.Combines, o.Combines)))
        {
            return Refuse.Conflict("not_combinable", "This coupon does not go together with what was used on receipt {0} already.", request.ReceiptId);
        }

        return request.Basket is { } basket ? Judge(rule, await NamedAsync(db, basket, rule.Category.Length > 0, ct), others.Sum(o => o.AmountCents), request.AmountCents) : WithoutBasket(rule, request.AmountCents);
    }

    /// <summary>The basket with the categories that the till left out, as we know them of the products.</summary>
    internal static async Task<Basket> NamedAsync(StudioDb db, Basket basket, bool needed, CancellationToken ct)
    {
        var unknown = needed ? basket.Lines.Where(l => l.Category.Length == 0 && l.Product.Length > 0).Select(l => l.Product).Distinct().ToArray() : [];
        if (unknown.Length == 0)
        {
            return basket;
        }

        var known = await db.Set<Product>().AsNoTracking().Where(p => unknown.Contains(p.Sku)).Select(p => new { p.Sku, p.Category }).ToDictionaryAsync(p => p.Sku, p => p.Category, ct);
        return basket with { Lines = [.. basket.Lines.Select(l => l.Category.Length == 0 ? l with { Category = known.GetValueOrDefault(l.Product, "") } : l)] };
    }

    /// <summary>Books the points of a coupon. They wait for the return window as those of a purchase do.</summary>
    internal static async Task<Refusal?> GivePointsAsync(StudioDb db, Redemption redemption, TillMoment at, CancellationToken ct)
    {
        if ((await ProgrammeBook.TimelineAsync(db, ct)).On(at.Today) is not { } live)
        {
            return Refuse.Conflict("no_programme", "There is no programme yet in which points can be given.");
        }

        await db.LockMembersAsync([redemption.MemberId]);
        var booking = await PointBooking.StartAsync(new StudioDbScope(db, at.Actor, at.Now), [redemption.MemberId], [], ct);
        booking.Earn(redemption.MemberId, EntryKind.EventEarn, redemption.Value, PointsSource, redemption.Id, at.Now, at.Today, live, "Event coupon", null, activity: false, qualifies: false);
        await booking.SaveAsync(ct);
        return null;
    }

    /// <summary>Takes them back, as a return does.</summary>
    internal static async Task TakePointsAsync(StudioDb db, Redemption redemption, TillMoment at, CancellationToken ct)
    {
        await db.LockMembersAsync([redemption.MemberId]);
        var source = redemption.Id.ToString(System.Globalization.CultureInfo.InvariantCulture);
        var given = await db.Set<LedgerEntry>().AsNoTracking().FirstAsync(e => e.SourceType == PointsSource && e.SourceId == source && e.Kind == EntryKind.EventEarn, ct);
        var live = (await ProgrammeBook.TimelineAsync(db, ct)).On(at.Today) ?? throw new InvalidOperationException("Points were given without a programme.");
        var booking = await PointBooking.StartAsync(new StudioDbScope(db, at.Actor, at.Now), [redemption.MemberId], [redemption.MemberId], ct);
        booking.TakeBackGiven(given, PointsSource, redemption.Id, at.Today, "Return coupon", live);
        await booking.SaveAsync(ct);
    }

    /// <summary>The member whom the till names; null where it names nobody.</summary>
    internal static async Task<Outcome<long>> MemberAsync(StudioDb db, RedeemRequest request, CancellationToken ct) => request.Member.Length == 0 ? 0L
        : await MemberRef.FindAsync(db, request.Member, ct) is { } member ? member.Id : Refuse.NotFound("member_unknown", "There is no member with this card number, customer number or e-mail address.");

    private sealed record Used(string CodeKind, long AmountCents, CouponCombines Combines);

    private static async Task<List<Used>> OthersAsync(StudioDb db, RedeemRequest request, CancellationToken ct) => await (
        from r in db.Set<Redemption>()
        where r.ReceiptId == request.ReceiptId && r.StoreId == request.StoreId && r.ReversedAt == null
        join c in db.Set<Coupon>() on new { Kind = r.CodeKind, Id = r.CodeId } equals new { Kind = CouponKindName, c.Id } into coupons
        from c in coupons.DefaultIfEmpty()
        join o in db.Set<Offer>() on r.CodeKind == OfferKindName ? (long?)r.CodeId : c.OfferId equals (long?)o.Id into offers
        from o in offers.DefaultIfEmpty()
        select new Used(r.CodeKind, r.AmountCents, o == null ? CouponCombines.Cheques : o.Combines)).ToListAsync(ct);

    private static Outcome<CouponTake> Judge(CouponRule rule, Basket basket, long taken, long? asked)
    {
        var gain = CouponPolicy.Apply([rule], basket, taken)[rule.Key];
        return Why(gain.Reason, rule) is { } refusal ? refusal
            : asked is < 0 || asked > gain.Cents ? Refuse.Conflict("too_much", "This coupon comes to {0} cents on this receipt.", gain.Cents)
            : new CouponTake(asked ?? gain.Cents, "");
    }

    private static Outcome<CouponTake> WithoutBasket(CouponRule rule, long? asked)
    {
        var most = rule.Kind switch { CouponKind.Amount => rule.Value, CouponKind.Product when rule.Value > 0 => rule.Value, CouponKind.Points => 0, _ => 100_000_000L };
        if (asked is { } cents && (cents < 0 || cents > most))
        {
            return Refuse.Conflict("too_much", "This coupon comes to {0} cents on this receipt.", most);
        }

        var unknown = asked is null && rule.Kind is CouponKind.Percent or CouponKind.Product or CouponKind.Delivery;
        string[] open = [.. rule.MinimumCents > 0 ? ["minimum"] : Array.Empty<string>(), .. rule.AsksProducts ? ["products"] : Array.Empty<string>(), .. unknown ? ["discount"] : Array.Empty<string>()];
        return new CouponTake(asked ?? (rule.Kind == CouponKind.Amount ? rule.Value : 0), string.Join(' ', open));
    }

    internal static Refusal? Why(string reason, CouponRule rule) => reason switch
    {
        CouponPolicy.MinimumNotReached => Refuse.Conflict(reason, "This coupon holds from {0} cents of goods.", rule.MinimumCents),
        CouponPolicy.NoMatchingProduct => Refuse.Conflict(reason, "Nothing on this receipt is what the coupon is for."),
        CouponPolicy.NothingToDiscount => Refuse.Conflict(reason, "There is nothing left on this receipt that this coupon can take off."),
        _ => null,
    };
}
