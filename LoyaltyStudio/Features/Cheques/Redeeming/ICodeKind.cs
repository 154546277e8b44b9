using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Cheques.Model;
using LoyaltyStudio.Platform;

namespace LoyaltyStudio.Features.Cheques.Redeeming;

/// <summary>Who acts at a till, on which business date, at which moment (UTC).</summary>
public sealed record TillMoment(Actor Actor, DateOnly Today, DateTime Now);

/// <param name="Terminal">The till as the call names it; wrong codes are counted apart for each. Empty where it is not named.</param>
public sealed record LookUpRequest(string Code, long? StoreId, string Terminal = "");

/// <summary>A till holds a cheque for one receipt while the customer checks out.</summary>
/// <param name="AmountCents">What the receipt may use of it, null for all that is open.</param>
/// <param name="Minutes">After so many minutes the cheque is free again by itself: 1 to 1,440.</param>
public sealed record ReserveRequest(string Code, string ReceiptId, long? AmountCents, long? StoreId, int Minutes = ReserveRequest.UsualMinutes, string Terminal = "")
{
    public const int UsualMinutes = 15;
    public const int MostMinutes = 24 * 60;
}

/// <summary>A till uses a code on a receipt.</summary>
/// <param name="Code">Null where the reservation says which cheque it is.</param>
/// <param name="ReceiptId">The receipt; the same code on the same receipt is the same redemption.</param>
/// <param name="AmountCents">For a cheque: the part to use; null for all that was reserved, or all that is open. For a coupon: what the till takes off, at most what it comes to; null for that.</param>
public sealed record RedeemRequest(string? Code, string ReceiptId, long? AmountCents, long? StoreId, long? ReservationId = null, string Terminal = "")
{
    /// <summary>What lies on the counter. Without it a coupon is used as the till says, and what could not be checked is said in the answer.</summary>
    public Basket? Basket { get; init; }

    /// <summary>Who is at the till, by card number, customer number or e-mail address; empty for nobody we know. Codes that everybody may use can ask for it.</summary>
    public string Member { get; init; } = "";
}

/// <summary>What somebody who holds a code may know of it.</summary>
/// <param name="Kind">cheque or coupon.</param>
/// <param name="State">issued, partly_redeemed, reserved, redeemed, expired or revoked, as it is at this moment.</param>
/// <param name="ValueCents">What it was issued for; 0 for a coupon in percents.</param>
/// <param name="LeftCents">What can be used now.</param>
/// <param name="Card">The member's card number: all that a till gets to know of whose code it is.</param>
public sealed record FoundCode(string Kind, long MemberId, string State, long ValueCents, int? Percent, long LeftCents, DateOnly ValidUntil, string Card = "")
{
    /// <summary>Of a coupon: percent, amount, product, delivery or points; empty for a cheque.</summary>
    public string Benefit { get; init; } = "";

    /// <summary>Of a coupon: its percents, cents or points; of a product cents off one piece, 0 for free.</summary>
    public int Value { get; init; }

    /// <summary>The code itself, where everybody may know it.</summary>
    public string Word { get; init; } = "";

    public bool Usable => State is "issued" or "partly_redeemed";
}

public sealed record ReservedCode(long ReservationId, string Kind, long MemberId, long AmountCents, DateTime Until, DateOnly ValidUntil);

/// <param name="Kind">cheque or coupon.</param>
/// <param name="AmountCents">What comes off the receipt; 0 for a coupon in percents.</param>
/// <param name="Percent">For a coupon in percents.</param>
/// <param name="LeftCents">What can still be spent of a cheque.</param>
public sealed record RedeemedCode(long RedemptionId, string Kind, long MemberId, long AmountCents, int? Percent, long LeftCents, DateOnly ValidUntil)
{
    /// <summary>Of a coupon: percent, amount, product, delivery or points; empty for a cheque.</summary>
    public string Benefit { get; init; } = "";

    /// <summary>Points that were booked for it.</summary>
    public int Points { get; init; }

    /// <summary>What could not be checked because the till sent no basket: minimum, products, discount, with blanks between; empty where everything was.</summary>
    public string NotChecked { get; init; } = "";
}

/// <param name="AmountCents">What came back; 0 for a coupon in percents.</param>
/// <param name="LeftCents">What can be used again, right after it.</param>
/// <param name="NewCodeEndsIn">The last four characters of the new code, which the member gets by e-mail or in print; null where the old code still holds.</param>
public sealed record ReversedRedemption(long RedemptionId, string Kind, long MemberId, long AmountCents, int? Percent, long LeftCents, DateOnly ValidUntil, string? NewCodeEndsIn);

/// <summary>What a list says of a code that was used.</summary>
public sealed record CodeFace(string LastFour, int? Percent)
{
    /// <summary>Of a coupon: percent, amount, product, delivery or points.</summary>
    public string Benefit { get; init; } = "";
    public int Value { get; init; }

    /// <summary>True where the text is the whole code, which everybody may know.</summary>
    public bool Whole { get; init; }
}

/// <summary>
/// A kind of code that can be used at a till: cheques here, coupons in a feature above. Each finds its own code and decides in one guarded statement. Null
/// answers mean: not a code of this kind.
/// </summary>
public interface ICodeKind
{
    /// <summary>cheque, coupon or offer, as redemptions store it.</summary>
    string Name { get; }

    Task<Outcome<FoundCode>?> LookUpAsync(StudioDb db, TypedCode code, TillMoment at, CancellationToken ct);

    Task<Outcome<ReservedCode>?> ReserveAsync(StudioDb db, TypedCode code, ReserveRequest request, TillMoment at, CancellationToken ct);

    Task<Outcome<RedeemedCode>?> RedeemAsync(StudioDb db, TypedCode code, RedeemRequest request, TillMoment at, CancellationToken ct);

    /// <summary>Undoes a redemption of this kind, at most once; the same again gets the same answer.</summary>
    Task<Outcome<ReversedRedemption>> ReverseAsync(StudioDb db, Redemption redemption, string reason, TillMoment at, CancellationToken ct);

    /// <summary>Why a cheque may not be used on a receipt after what this kind did on it; null where it may. Asked in the transaction of the cheque, after it was won.</summary>
    Task<Refusal?> ObjectsAsync(StudioDb db, RedeemRequest request, CancellationToken ct) => Task.FromResult<Refusal?>(null);

    /// <summary>By the id of the code.</summary>
    Task<IReadOnlyDictionary<long, CodeFace>> FacesAsync(StudioDb db, IReadOnlyCollection<long> ids, CancellationToken ct);
}
