namespace LoyaltyStudio.Features.Cheques;

/// <param name="Code">As printed; dashes and case do not matter.</param>
/// <param name="Store">Code of the store; a key that speaks for one store may leave it out.</param>
/// <param name="Terminal">The till, where one key serves several: wrong codes are counted apart for each.</param>
public sealed record LookUpBody(string Code, string? Store = null, string? Terminal = null);

/// <param name="State">issued, partly_redeemed, reserved, redeemed, expired or revoked, as it is at this moment.</param>
/// <param name="ValueCents">What it was issued for.</param>
/// <param name="Percent">Percentage off, for a coupon of that kind.</param>
/// <param name="LeftCents">What can be used.</param>
/// <param name="Member">Card number.</param>
/// <param name="Benefit">Of a coupon: percent, amount, product, delivery or points; empty for a cheque.</param>
/// <param name="Value">Of a coupon: its percents, cents or points; of a product cents off one piece, 0 for free.</param>
public sealed record CodeAnswer(string Kind, string State, long ValueCents, int? Percent, long LeftCents, DateOnly ValidUntil, string Member, string Benefit = "", int Value = 0);

/// <summary>A line of the receipt that is being made.</summary>
/// <param name="Sku">Code of the product.</param>
/// <param name="Category">May be left out where we know the product.</param>
/// <param name="AmountCents">Of all pieces together, after discounts of the line itself.</param>
public sealed record BasketLineBody(long AmountCents, int Quantity = 1, string? Sku = null, string? Category = null)
{
    /// <summary>A line that is null has no pieces, so that the basket is not sound.</summary>
    internal static Redeeming.Basket? Of(IReadOnlyList<BasketLineBody?>? lines, long deliveryCents) =>
        lines is null ? null : new([.. lines.Select(l => new Redeeming.BasketLine(l?.Sku ?? "", l?.Category ?? "", l?.Quantity ?? 0, l?.AmountCents ?? 0))], deliveryCents);
}

/// <param name="AmountCents">What the receipt may use of it; leave it out for all that is left.</param>
/// <param name="Minutes">After so many minutes the cheque is free again by itself, 1 to 1,440.</param>
public sealed record ReservationBody(string Code, string ReceiptId, long? AmountCents = null, int Minutes = 15, string? Store = null, string? Terminal = null);

public sealed record ReservationAnswer(long ReservationId, string Kind, string Member, long AmountCents, DateTime Until, DateOnly ValidUntil);

/// <param name="State">released, or lapsed where its time was over before.</param>
public sealed record ReleaseAnswer(long ReservationId, string State, long AmountCents);

/// <param name="Code">As printed; dashes and case do not matter. Or the reservation that holds it.</param>
/// <param name="AmountCents">For a cheque: the part to use; leave it out to use all that was reserved, or all that is left.</param>
/// <param name="Store">Code of the store; a key that speaks for one store may leave it out.</param>
/// <param name="Terminal">The till, where one key serves several: wrong codes are counted apart for each.</param>
/// <param name="Member">Who is at the till: card number, customer number or e-mail address. Codes that everybody may use can ask for it.</param>
/// <param name="Lines">What the receipt holds. A coupon is then judged and reckoned here; without it the answer names in not_checked what the till has to look after.</param>
/// <param name="DeliveryCents">What delivery costs, with lines.</param>
public sealed record RedemptionBody(string ReceiptId, string? Code = null, long? ReservationId = null, long? AmountCents = null, string? Store = null, string? Terminal = null, string? Member = null,
    IReadOnlyList<BasketLineBody>? Lines = null, long DeliveryCents = 0);

/// <param name="Percent">Percentage off, for a coupon of that kind.</param>
/// <param name="AmountCents">What comes off the receipt; 0 for points, and for a coupon of which the till neither sent the lines nor the amount.</param>
/// <param name="Benefit">Of a coupon: percent, amount, product, delivery or points; empty for a cheque.</param>
/// <param name="Points">Points that were booked for it.</param>
/// <param name="NotChecked">What could not be checked because no lines were sent: minimum, products, discount.</param>
public sealed record RedemptionAnswer(long RedemptionId, string Kind, string Member, long AmountCents, int? Percent, long LeftCents, DateOnly ValidUntil, string Benefit = "", int Points = 0,
    IReadOnlyList<string>? NotChecked = null);

/// <param name="ReceiptId">The receipt on which it was used, to be sure that it is the right one; may be left out.</param>
public sealed record ReversalBody(string Reason, string? ReceiptId = null);

/// <param name="LeftCents">What could be used again right after it.</param>
/// <param name="NewCode">True where the last day was over, so that the cheque has a new last day and a new code, which the member gets by e-mail or in print.</param>
/// <param name="NewCodeEndsIn">The last four characters of it.</param>
public sealed record ReversalAnswer(long RedemptionId, string Kind, string Member, long AmountCents, int? Percent, long LeftCents, DateOnly ValidUntil, bool NewCode, string? NewCodeEndsIn);

/// <param name="EndsIn">The last four characters of its present code.</param>
/// <param name="Benefit">Of a coupon: percent, amount, product, delivery or points; empty for a cheque.</param>
public sealed record UsedCode(long RedemptionId, string Kind, string EndsIn, string Member, long AmountCents, int? Percent, DateOnly Date, DateTime At, DateTime? ReversedAt, string Benefit = "");

public sealed record ReceiptAnswer(string ReceiptId, IReadOnlyList<UsedCode> Redemptions);
