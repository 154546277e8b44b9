using LoyaltyStudio.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace LoyaltyStudio.Features.Channels.Model;

/// <summary>The ways in which customers meet us, in the order of the screens.</summary>
public enum ScanChannel { SiteApp, Email, CustomerService, Stores, Social, AfterSale }

/// <summary>A question of the checklist of a channel: something that anybody can go and look at.</summary>
public sealed class ScanQuestion : IVersioned
{
    public long Id { get; set; }
    public ScanChannel Channel { get; set; }

    /// <summary>Place in the list.</summary>
    public int Place { get; set; }
    public required string TextNl { get; set; }
    public required string TextEn { get; set; }

    /// <summary>False for a question that new scans ask no more.</summary>
    public bool Active { get; set; } = true;
    public int Version { get; set; }
}

/// <summary>Somebody went through the checklist of a channel on a day. The score is the mean of its scored items, 4 being 100 %.</summary>
public sealed class Scan : IVersioned
{
    public long Id { get; set; }
    public ScanChannel Channel { get; set; }
    public DateOnly On { get; set; }

    /// <summary>The colleague who answers for it; null where that person is gone.</summary>
    public long? OwnerId { get; set; }

    /// <summary>It is to be done again after so many months; 0: not.</summary>
    public int RepeatMonths { get; set; }
    public DateOnly? RepeatOn { get; set; }

    /// <summary>False while it is being filled in.</summary>
    public bool Finished { get; set; }
    public string Note { get; set; } = "";
    public required string By { get; set; }
    public DateTime CreatedAt { get; set; }
    public int Version { get; set; }
}

/// <summary>The answer to one question in one scan.</summary>
public sealed class ScanItem : IVersioned
{
    public long Id { get; set; }
    public long ScanId { get; set; }
    public long QuestionId { get; set; }

    /// <summary>0–4; null while nobody scored it, or where it does not apply.</summary>
    public int? Score { get; set; }
    public bool NotApplicable { get; set; }
    public string Note { get; set; } = "";

    /// <summary>An https address that shows it; empty for none.</summary>
    public string Link { get; set; } = "";
    public int Version { get; set; }
}

/// <summary>A picture that shows what an item found, checked by its bytes.</summary>
public sealed class ScanPicture
{
    public long ItemId { get; set; }
    public required byte[] Content { get; set; }

    /// <summary>image/png or image/jpeg.</summary>
    public required string Type { get; set; }
    public DateTime AddedAt { get; set; }
}

/// <summary>Something to do about what a scan found.</summary>
public sealed class ScanAction : IVersioned
{
    public long Id { get; set; }
    public long ScanId { get; set; }
    public required string Text { get; set; }
    public long? OwnerId { get; set; }
    public DateOnly? DueOn { get; set; }
    public DateOnly? DoneOn { get; set; }
    public int Version { get; set; }
}

internal sealed class ScanMapping : IEntityTypeConfiguration<ScanQuestion>, IEntityTypeConfiguration<Scan>, IEntityTypeConfiguration<ScanItem>, IEntityTypeConfiguration<ScanPicture>, IEntityTypeConfiguration<ScanAction>
{
    public void Configure(EntityTypeBuilder<ScanQuestion> builder) => builder.HasIndex(q => new { q.Channel, q.Place });

    public void Configure(EntityTypeBuilder<Scan> builder)
    {
        builder.HasIndex(s => new { s.Channel, s.On });
        builder.HasIndex(s => s.RepeatOn);
    }

    public void Configure(EntityTypeBuilder<ScanItem> builder) => builder.HasIndex(i => new { i.ScanId, i.QuestionId }).IsUnique();

    public void Configure(EntityTypeBuilder<ScanPicture> builder)
    {
        builder.HasKey(p => p.ItemId);
        builder.Property(p => p.ItemId).ValueGeneratedNever();
    }

    public void Configure(EntityTypeBuilder<ScanAction> builder)
    {
        builder.HasIndex(a => a.ScanId);
        builder.HasIndex(a => new { a.DoneOn, a.DueOn });
    }
}
