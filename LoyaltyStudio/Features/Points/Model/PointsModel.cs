using LoyaltyStudio.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace LoyaltyStudio.Features.Points.Model;

public enum EntryKind { Earn, EventEarn, Return, Expiry, Cheque, Adjustment, Reinstatement, Spend, SpendUndo }

/// <summary>
/// One booking of points. Invariants: never changed or deleted (L1); (source type, source id, kind, line) is unique (L3); the sum of a member's
/// entries is the balance (L8).
/// </summary>
public sealed class LedgerEntry : IAppendOnly
{
    public long Id { get; set; }
    public long MemberId { get; set; }
    public EntryKind Kind { get; set; }

    /// <summary>Signed: earning is positive.</summary>
    public long Points { get; set; }
    public DateTime OccurredAt { get; set; }
    public DateOnly BusinessDate { get; set; }
    public DateTime RecordedAt { get; set; }
    public required string Actor { get; set; }
    public required string Reason { get; set; }

    /// <summary>The programme version that made the entry.</summary>
    public long? VersionId { get; set; }

    /// <summary>purchase, return, event, lot, cheque_run, adjustment, reward_order, coupon, campaign.</summary>
    public required string SourceType { get; set; }
    public required string SourceId { get; set; }

    /// <summary>Tells entries of one source apart: the return's original, or the member of a cheque run.</summary>
    public long Line { get; set; }

    /// <summary>The entry that this one takes back from (L5).</summary>
    public long? ReversesId { get; set; }

    /// <summary>The date on which the points count for tiers: the purchase's own date, also for its returns. Null where they never count.</summary>
    public DateOnly? QualifiesOn { get; set; }

    /// <summary>How the points were counted, as JSON: amount, rate, tier, multipliers.</summary>
    public string? Basis { get; set; }

    /// <summary>Fingerprint of the content under the key (L4).</summary>
    public required string ContentHash { get; set; }

    /// <summary>Points that a return should have taken back but the policy on debt let the member keep; they count as taken back for later returns.</summary>
    public long Forgiven { get; set; }
}

/// <summary>Points earned together. Remaining is what is left of them; a lot is spendable from ActivatesOn to ExpiresOn, both days included.</summary>
public sealed class PointLot
{
    public long Id { get; set; }
    public long MemberId { get; set; }

    /// <summary>The earning entry.</summary>
    public long EntryId { get; set; }
    public long Earned { get; set; }
    public long Remaining { get; set; }
    public DateOnly ActivatesOn { get; set; }

    /// <summary>The last day on which the points can be spent; null when they never expire.</summary>
    public DateOnly? ExpiresOn { get; set; }

    /// <summary>True where the member's activity moves the end.</summary>
    public bool ByActivity { get; set; }

    /// <summary>How often points came back into it after its end; tells its expiries apart.</summary>
    public int Revivals { get; set; }
}

/// <summary>How many points of an entry were taken from (negative) or put into (positive) a lot. No lot: the member's debt.</summary>
public sealed class LotMovement : IAppendOnly
{
    public long Id { get; set; }
    public long EntryId { get; set; }
    public long? LotId { get; set; }
    public long Points { get; set; }
}

/// <summary>The member's total, changed only by increments in the transaction of the entry (L7). Total = Σ lots − Debt (L8).</summary>
public sealed class PointBalance
{
    public long MemberId { get; set; }
    public long Total { get; set; }
    public long Debt { get; set; }

    /// <summary>The last day of activity under a programme in which points expire by inactivity.</summary>
    public DateOnly? LastActivityOn { get; set; }
}

/// <summary>Something that a member did besides buying: review, check-in, sign-up or a name of the retailer's own. Unique by (source, external id).</summary>
public sealed class MemberEvent : IAppendOnly
{
    public long Id { get; set; }
    public long MemberId { get; set; }
    public required string Kind { get; set; }
    public required string Source { get; set; }
    public required string ExternalId { get; set; }
    public long? StoreId { get; set; }
    public DateTime OccurredAt { get; set; }
    public DateOnly BusinessDate { get; set; }
    public long Points { get; set; }
    public required string ContentHash { get; set; }
}

/// <summary>Points that a rule with a limit gave to a member on a day, less what returns took back.</summary>
public sealed class RuleUse
{
    public required string RuleId { get; set; }
    public long MemberId { get; set; }
    public DateOnly On { get; set; }
    public long Points { get; set; }
}

/// <summary>Points that a rule with a limit gave to everybody, less what returns took back: what its budget is measured by.</summary>
public sealed class RuleTotal
{
    public required string RuleId { get; set; }
    public long Points { get; set; }
}

internal sealed class PointsMapping : IEntityTypeConfiguration<RuleUse>, IEntityTypeConfiguration<RuleTotal>, IEntityTypeConfiguration<LedgerEntry>, IEntityTypeConfiguration<PointLot>, IEntityTypeConfiguration<LotMovement>,
    IEntityTypeConfiguration<PointBalance>, IEntityTypeConfiguration<MemberEvent>
{
    public void Configure(EntityTypeBuilder<RuleUse> builder) => builder.HasKey(u => new { u.MemberId, u.RuleId, u.On });

    public void Configure(EntityTypeBuilder<RuleTotal> builder) => builder.HasKey(t => t.RuleId);

    public void Configure(EntityTypeBuilder<LedgerEntry> builder)
    {
        builder.HasIndex(e => new { e.SourceType, e.SourceId, e.Kind, e.Line }).IsUnique();
        builder.HasIndex(e => new { e.MemberId, e.QualifiesOn, e.Points });
        builder.HasIndex(e => new { e.BusinessDate, e.Kind });
    }

    public void Configure(EntityTypeBuilder<PointLot> builder)
    {
        builder.HasIndex(l => l.EntryId).IsUnique();
        builder.HasIndex(l => new { l.MemberId, l.Remaining });
        builder.HasIndex(l => new { l.ExpiresOn, l.MemberId, l.Remaining }).HasFilter("remaining > 0");
    }

    public void Configure(EntityTypeBuilder<LotMovement> builder)
    {
        builder.HasIndex(m => m.EntryId);
        builder.HasIndex(m => m.LotId);
    }

    public void Configure(EntityTypeBuilder<PointBalance> builder)
    {
        builder.HasKey(b => b.MemberId);
        builder.Property(b => b.MemberId).ValueGeneratedNever();
    }

    public void Configure(EntityTypeBuilder<MemberEvent> builder)
    {
        builder.HasIndex(e => new { e.Source, e.ExternalId }).IsUnique();
        builder.HasIndex(e => e.MemberId);
    }
}
