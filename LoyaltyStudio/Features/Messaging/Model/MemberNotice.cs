using LoyaltyStudio.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace LoyaltyStudio.Features.Messaging.Model;

public enum NoticeKind { TierEnds, PointsExpire }

/// <summary>A warning ahead that was put in the outbox. Unique by member, kind, deadline and step, so that nobody is warned twice of the same.</summary>
public sealed class MemberNotice : IAppendOnly
{
    public long MemberId { get; set; }
    public NoticeKind Kind { get; set; }

    /// <summary>The last day of the tier or of the points.</summary>
    public DateOnly Deadline { get; set; }

    /// <summary>The days ahead of the warning: 60, 30, 7.</summary>
    public int Step { get; set; }

    /// <summary>The message; 0 where the member had done enough already, so that none was needed.</summary>
    public long MessageId { get; set; }
}

internal sealed class NoticeMapping : IEntityTypeConfiguration<MemberNotice>
{
    public void Configure(EntityTypeBuilder<MemberNotice> builder) => builder.HasKey(n => new { n.MemberId, n.Kind, n.Deadline, n.Step });
}
