using LoyaltyStudio.Data;

namespace LoyaltyStudio.Features.Cheques.Model;

/// <summary>Reserved holds until <see cref="Cheque.ReservedUntil"/>; after that moment the cheque counts as free again, also before anything wrote it down.</summary>
public enum ChequeState { Issued, Reserved, PartlyRedeemed, Redeemed, Expired, Revoked }

/// <summary>
/// A reward cheque. Invariants: exists if and only if its ledger entry exists, same points, same transaction; one per (run, member); what is open
/// = face − redeemed − ended ≥ 0 = Σ of its entries in the cheque book; a new code never changes what it is worth.
/// </summary>
public sealed class Cheque
{
    public long Id { get; set; }
    public long RunId { get; set; }
    public long MemberId { get; set; }

    /// <summary>The member's home store at the issue: whose cheque it is in the books.</summary>
    public long? StoreId { get; set; }
    public long EntryId { get; set; }

    /// <summary>HMAC-SHA256 of the code under the installation's secret: the look-up key.</summary>
    public required byte[] CodeHash { get; set; }

    /// <summary>The code itself, encrypted, for printing it again.</summary>
    public required string CodeSealed { get; set; }
    public required string LastFour { get; set; }

    /// <summary>1 for the code of the issue, one more with every new code.</summary>
    public int CodeNumber { get; set; } = 1;
    public long FaceCents { get; set; }
    public long RedeemedCents { get; set; }

    /// <summary>What ended unused: expired or revoked.</summary>
    public long EndedCents { get; set; }
    public long PointsUsed { get; set; }
    public ChequeState State { get; set; }
    public DateOnly IssuedOn { get; set; }
    public DateOnly ValidUntil { get; set; }

    /// <summary>The open reservation and the moment (UTC) at which it ends by itself; both null when there is none.</summary>
    public long? ReservationId { get; set; }
    public DateTime? ReservedUntil { get; set; }

    /// <summary>How often a redemption of this cheque was undone; at most <see cref="MostReversals"/>.</summary>
    public int Reversals { get; set; }

    /// <summary>The print batch that holds it with its present code; null while nobody printed it.</summary>
    public long? PrintBatchId { get; set; }

    public const int MostReversals = 3;

    public long OpenCents => FaceCents - RedeemedCents - EndedCents;
}

/// <summary>A code that was replaced by a new one. Kept for ever, so that it is recognised and never given again.</summary>
public sealed class OldChequeCode : IAppendOnly
{
    public required byte[] CodeHash { get; set; }
    public long ChequeId { get; set; }
    public required string LastFour { get; set; }
    public required string Reason { get; set; }
    public required string Actor { get; set; }
    public DateTime ReplacedAt { get; set; }
}

public enum ChequeEntryKind { Issued, Redeemed, Reversed, Expired, Revoked }

/// <summary>
/// One line of the cheque book: what changed in the open value of a cheque, when and where. Σ of a cheque's entries = what is open of it. Issued and Reversed
/// are above nothing, the others below.
/// </summary>
public sealed class ChequeEntry : IAppendOnly
{
    public long Id { get; set; }
    public long ChequeId { get; set; }
    public long RunId { get; set; }

    /// <summary>The store of the cheque in the books, see <see cref="Cheque.StoreId"/>.</summary>
    public long? StoreId { get; set; }

    /// <summary>The store at whose till it happened; null for what happens at no till.</summary>
    public long? AtStoreId { get; set; }
    public ChequeEntryKind Kind { get; set; }
    public long Cents { get; set; }
    public DateOnly BusinessDate { get; set; }
    public DateTime RecordedAt { get; set; }
    public required string Actor { get; set; }

    /// <summary>Of a redemption or its reversal.</summary>
    public long? RedemptionId { get; set; }
}

/// <summary>Cheques that were printed for members who get none by e-mail. Its cheques name it; the batch can be printed again as long as their codes are the same.</summary>
public sealed class PrintBatch
{
    public long Id { get; set; }
    public int ChequeCount { get; set; }
    public long ValueCents { get; set; }
    public required string MadeBy { get; set; }
    public DateTime MadeAt { get; set; }
}
