using LoyaltyStudio.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace LoyaltyStudio.Features.Messaging.Model;

public enum ChequeNoticeKind { Ready, Reminder }

/// <summary>A message about a cheque that was put in the outbox. Unique by cheque, kind and step, so that nobody gets the same one twice.</summary>
public sealed class ChequeNotice : IAppendOnly
{
    public long ChequeId { get; set; }
    public ChequeNoticeKind Kind { get; set; }

    /// <summary>Of Ready: the number of the code that it carries. Of Reminder: the days before the last one.</summary>
    public int Step { get; set; }

    /// <summary>The message; <see cref="ToldBefore"/> where a cheque was issued before cheques were delivered from here.</summary>
    public long MessageId { get; set; }

    internal const long ToldBefore = 0;
}

internal sealed class ChequeNoticeMapping : IEntityTypeConfiguration<ChequeNotice>
{
    public void Configure(EntityTypeBuilder<ChequeNotice> builder)
    {
        builder.HasKey(n => new { n.ChequeId, n.Kind, n.Step });
        builder.HasIndex(n => n.MessageId);
    }
}
