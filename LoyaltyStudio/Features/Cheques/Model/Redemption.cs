namespace LoyaltyStudio.Features.Cheques.Model;

/// <summary>A cheque or coupon used on a receipt. Unique by receipt and code for ever; undone at most once.</summary>
public sealed class Redemption
{
    public long Id { get; set; }

    /// <summary>cheque, coupon, or offer for a code that everybody may use.</summary>
    public required string CodeKind { get; set; }
    public long CodeId { get; set; }

    /// <summary>0 where nobody we know used a code that everybody may use.</summary>
    public long MemberId { get; set; }
    public required string ReceiptId { get; set; }

    /// <summary>What came off the receipt; 0 for points, and where a till did not say what a coupon came to.</summary>
    public long AmountCents { get; set; }

    /// <summary>Of a coupon: the percents, cents or points that held at that moment; 0 with cheques, and with coupons of the first releases.</summary>
    public int Value { get; set; }

    /// <summary>Of a coupon: what could not be checked because the till sent no basket: minimum, products, discount; empty where everything was.</summary>
    public string NotChecked { get; set; } = "";

    /// <summary>What was left of the cheque after it, so that a repeat of the call gets the same answer for ever.</summary>
    public long LeftCents { get; set; }
    public long? StoreId { get; set; }
    public required string Actor { get; set; }
    public DateTime At { get; set; }
    public DateOnly BusinessDate { get; set; }
    public DateTime? ReversedAt { get; set; }
    public string? ReversedReason { get; set; }
    public string? ReversedBy { get; set; }
}

public enum ReservationState { Open, Used, Released, Lapsed }

/// <summary>A cheque held for one receipt while the customer checks out. At most one open per cheque; the cheque names it.</summary>
public sealed class ChequeReservation
{
    public long Id { get; set; }
    public long ChequeId { get; set; }
    public long MemberId { get; set; }
    public required string ReceiptId { get; set; }

    /// <summary>What the receipt may use of it.</summary>
    public long AmountCents { get; set; }
    public long? StoreId { get; set; }
    public ReservationState State { get; set; }
    public required string Actor { get; set; }
    public DateTime At { get; set; }
    public DateTime Until { get; set; }
    public DateTime? EndedAt { get; set; }
}

/// <summary>A code that was not known, by whom and from where; never the code. Old ones are thrown away.</summary>
public sealed class WrongCode
{
    public long Id { get; set; }

    /// <summary>The person or API key.</summary>
    public required string Caller { get; set; }

    /// <summary>The till as the call names it; empty where it does not.</summary>
    public string Terminal { get; set; } = "";
    public DateTime At { get; set; }
}
