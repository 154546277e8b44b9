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
public sealed record CodeAnswer(string Kind, string State, long ValueCents, int? Percent, long LeftCents, DateOnly ValidUntil, string Member);

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
public sealed record RedemptionBody(string ReceiptId, string? Code = null, long? ReservationId = null, long? AmountCents = null, string? Store = null, string? Terminal = null);

/// <param name="Percent">Percentage off, for a coupon of that kind.</param>
public sealed record RedemptionAnswer(long RedemptionId, string Kind, string Member, long AmountCents, int? Percent, long LeftCents, DateOnly ValidUntil);

/// <param name="ReceiptId">The receipt on which it was used, to be sure that it is the right one; may be left out.</param>
public sealed record ReversalBody(string Reason, string? ReceiptId = null);

/// <param name="LeftCents">What could be used again right after it.</param>
/// <param name="NewCode">True where the last day was over, so that the cheque has a new last day and a new code, which the member gets by e-mail or in print.</param>
/// <param name="NewCodeEndsIn">The last four characters of it.</param>
public sealed record ReversalAnswer(long RedemptionId, string Kind, string Member, long AmountCents, int? Percent, long LeftCents, DateOnly ValidUntil, bool NewCode, string? NewCodeEndsIn);

/// <param name="EndsIn">The last four characters of its present code.</param>
public sealed record UsedCode(long RedemptionId, string Kind, string EndsIn, string Member, long AmountCents, int? Percent, DateOnly Date, DateTime At, DateTime? ReversedAt);

public sealed record ReceiptAnswer(string ReceiptId, IReadOnlyList<UsedCode> Redemptions);
