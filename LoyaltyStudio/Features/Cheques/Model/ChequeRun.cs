using LoyaltyStudio.Data;

namespace LoyaltyStudio.Features.Cheques.Model;

public enum ChequeRunState { Draft, Calculated, Approved, Issuing, Issued, Reconciled, Cancelled }

/// <summary>
/// One issue of cheques of one scheme for one period. Invariants: one run per (scheme, period) that is not cancelled; states only forward; cancelled only
/// before Issuing; approved by another person than the one who prepared it unless the organisation switched that off; issued and withheld together are what was
/// calculated, to the cent.
/// </summary>
public sealed class ChequeRun : IVersioned
{
    public long Id { get; set; }

    /// <summary>Code of the scheme in the programme version.</summary>
    public required string Scheme { get; set; }

    /// <summary>2026-Q3, 2026-H2, 2026 or 2026-11.</summary>
    public required string Period { get; set; }

    /// <summary>Scheme and period while the run counts; null when cancelled, so that the period is free again.</summary>
    public string? ActiveKey { get; set; }
    public ChequeRunState State { get; set; }

    /// <summary>Points active on this day count.</summary>
    public DateOnly CutOff { get; set; }

    /// <summary>What was recorded after this instant does not count, so that a recalculation gives the same.</summary>
    public DateTime RecordedUntil { get; set; }

    /// <summary>The highest booking when the run was opened, to find the later ones quickly.</summary>
    public long LastEntryId { get; set; }
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
    public long IssuedPoints { get; set; }

    /// <summary>Cheques of members who left or were blocked between the calculation and the issue.</summary>
    public int WithheldCount { get; set; }
    public long WithheldCents { get; set; }
    public long WithheldPoints { get; set; }
    public int Version { get; set; }

    internal static string KeyOf(string scheme, string period) => $"{scheme} {period}";
}

/// <summary>What one member gets in one run, or why nothing. Written by the calculation, frozen from approval.</summary>
public sealed class ChequeRunLine
{
    public long RunId { get; set; }
    public long MemberId { get; set; }
    public required string Tier { get; set; }
    public long? StoreId { get; set; }
    public long EligiblePoints { get; set; }

    /// <summary>Points that were not active yet at the cut-off; they wait for the next run.</summary>
    public long PendingPoints { get; set; }

    /// <summary>Purchases less returns in the period, cents; 0 where the scheme has no bands.</summary>
    public long TurnoverCents { get; set; }

    /// <summary>The multipliers that held, in percent.</summary>
    public int TierPercent { get; set; } = 100;
    public int BandPercent { get; set; } = 100;
    public long ValueCents { get; set; }
    public long PointsUsed { get; set; }

    /// <summary>Empty, or why there is no cheque: one of <see cref="Issuing.Refusals"/>.</summary>
    public string Refusal { get; set; } = "";
}
