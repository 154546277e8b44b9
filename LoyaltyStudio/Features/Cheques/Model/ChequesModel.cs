using LoyaltyStudio.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace LoyaltyStudio.Features.Cheques.Model;

public enum ChequeRunState { Draft, Calculated, Approved, Issuing, Issued, Reconciled, Cancelled }

/// <summary>
/// One issue of cheques for one period. Invariants: one run per (scheme, period) that is not cancelled; states only forward; cancelled only before
/// Issuing; approved by another person than the one who prepared it unless the organisation switched that off.
/// </summary>
public sealed class ChequeRun : IVersioned
{
    public long Id { get; set; }
    public required string Scheme { get; set; }

    /// <summary>2026-Q3, 2026-H2, 2026 or 2026-11.</summary>
    public required string Period { get; set; }

    /// <summary>Scheme and period while the run counts; null when cancelled, so that the period is free again.</summary>
    public string? ActiveKey { get; set; }
    public ChequeRunState State { get; set; }

    /// <summary>Points active on this day count.</summary>
    public DateOnly CutOff { get; set; }

    /// <summary>Entries recorded after this instant do not count, so that a recalculation gives the same.</summary>
    public DateTime RecordedUntil { get; set; }
    public long VersionId { get; set; }
    public DateOnly ChequesValidUntil { get; set; }
    public required string PreparedBy { get; set; }
    public DateTime PreparedAt { get; set; }
    public DateTime? CalculatedAt { get; set; }
    public string? ApprovedBy { get; set; }
    public DateTime? ApprovedAt { get; set; }
    public DateTime? IssuedAt { get; set; }

    /// <summary>Members looked at; those that get a cheque; what it comes to.</summary>
    public int MemberCount { get; set; }
    public int ChequeCount { get; set; }
    public long ValueCents { get; set; }
    public long PointsUsed { get; set; }
    public long PointsCarried { get; set; }

    /// <summary>The last member whose cheque is issued; issuing goes on behind it.</summary>
    public long IssuedThroughMember { get; set; }
    public int IssuedCount { get; set; }
    public long IssuedCents { get; set; }
    public int Version { get; set; }
}

/// <summary>What one member gets in one run, or why nothing. Written by the calculation, frozen from approval.</summary>
public sealed class ChequeRunLine
{
    public long RunId { get; set; }
    public long MemberId { get; set; }
    public required string Tier { get; set; }
    public long? StoreId { get; set; }
    public long EligiblePoints { get; set; }
    public long ValueCents { get; set; }
    public long PointsUsed { get; set; }

    /// <summary>Empty, or why there is no cheque: below_minimum, debt, not_active.</summary>
    public string Refusal { get; set; } = "";
}

public enum ChequeState { Issued, Reserved, PartlyRedeemed, Redeemed, Expired, Revoked }

/// <summary>
/// A reward cheque. Invariants: exists if and only if its ledger entry exists, same points, same transaction; one per (run, member);
/// 0 ≤ redeemed ≤ face value.
/// </summary>
public sealed class Cheque
{
    public long Id { get; set; }
    public long RunId { get; set; }
    public long MemberId { get; set; }
    public long EntryId { get; set; }

    /// <summary>HMAC-SHA256 of the code under the installation's secret: the look-up key.</summary>
    public required byte[] CodeHash { get; set; }

    /// <summary>The code itself, encrypted, for printing it again.</summary>
    public required string CodeSealed { get; set; }
    public required string LastFour { get; set; }
    public long FaceCents { get; set; }
    public long RedeemedCents { get; set; }
    public long PointsUsed { get; set; }
    public ChequeState State { get; set; }
    public DateOnly IssuedOn { get; set; }
    public DateOnly ValidUntil { get; set; }
}

/// <summary>A cheque or coupon used on a receipt. Unique by receipt and code for ever.</summary>
public sealed class Redemption
{
    public long Id { get; set; }

    /// <summary>cheque or coupon.</summary>
    public required string CodeKind { get; set; }
    public long CodeId { get; set; }
    public long MemberId { get; set; }
    public required string ReceiptId { get; set; }
    public long AmountCents { get; set; }

    /// <summary>What was left of the cheque after it, so that a repeat of the call gets the same answer for ever.</summary>
    public long LeftCents { get; set; }
    public long? StoreId { get; set; }
    public required string Actor { get; set; }
    public DateTime At { get; set; }
    public DateOnly BusinessDate { get; set; }
    public DateTime? ReversedAt { get; set; }
    public string? ReversedReason { get; set; }
}

internal sealed class ChequesMapping : IEntityTypeConfiguration<ChequeRun>, IEntityTypeConfiguration<ChequeRunLine>, IEntityTypeConfiguration<Cheque>,
    IEntityTypeConfiguration<Redemption>
{
    public void Configure(EntityTypeBuilder<ChequeRun> builder) => builder.HasIndex(r => r.ActiveKey).IsUnique();

    public void Configure(EntityTypeBuilder<ChequeRunLine> builder)
    {
        builder.HasKey(l => new { l.RunId, l.MemberId });
        builder.HasOne<ChequeRun>().WithMany().HasForeignKey(l => l.RunId);
    }

    public void Configure(EntityTypeBuilder<Cheque> builder)
    {
        builder.HasIndex(c => new { c.RunId, c.MemberId }).IsUnique();
        builder.HasIndex(c => c.CodeHash).IsUnique();
        builder.HasIndex(c => c.MemberId);
        builder.HasIndex(c => new { c.State, c.ValidUntil });
        builder.HasOne<ChequeRun>().WithMany().HasForeignKey(c => c.RunId).OnDelete(DeleteBehavior.Restrict);
    }

    public void Configure(EntityTypeBuilder<Redemption> builder)
    {
        builder.HasIndex(r => new { r.CodeKind, r.CodeId, r.ReceiptId }).IsUnique();
        builder.HasIndex(r => r.BusinessDate);
    }
}
