using LoyaltyStudio.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace LoyaltyStudio.Features.Purchases.Model;

/// <summary>Something that is sold.</summary>
public sealed class Product : IVersioned
{
    public long Id { get; set; }
    public required string Sku { get; set; }
    public string Name { get; set; } = "";
    public string Category { get; set; } = "";
    public string Brand { get; set; } = "";
    public int Version { get; set; }
}

public enum PurchaseKind { Purchase, Return }

public enum Channel { Store, Web, Marketplace, Phone }

/// <summary>A receipt or order, or a return. Unique by (source, external id). Never changed but for <see cref="KeptCents"/> and <see cref="DeliveredOn"/>; a return is a row of its own.</summary>
public sealed class Purchase
{
    public long Id { get; set; }

    /// <summary>The system it came from: till, webshop, the name of an import mapping.</summary>
    public required string Source { get; set; }
    public required string ExternalId { get; set; }
    public PurchaseKind Kind { get; set; }

    /// <summary>Null for a purchase by nobody we know.</summary>
    public long? MemberId { get; set; }
    public long? StoreId { get; set; }
    public Channel Channel { get; set; }
    public DateTime OccurredAt { get; set; }
    public DateOnly BusinessDate { get; set; }

    /// <summary>Net of discounts, everything included; negative for a return.</summary>
    public long TotalCents { get; set; }

    /// <summary>The part that was paid with cheques or points and so earns nothing (semantics 2).</summary>
    public long PaidByChequeCents { get; set; }

    /// <summary>How it was paid, as the till calls it: pin, cash, ideal; empty where it did not say.</summary>
    public string Payment { get; set; } = "";

    /// <summary>What may earn points: goods less discounts and the part paid by cheque, as sold. 0 for a return.</summary>
    public long EligibleCents { get; set; }

    /// <summary>What is left of <see cref="EligibleCents"/> after what came back; the spend that counts for tiers. Changed only by returns.</summary>
    public long KeptCents { get; set; }

    /// <summary>Fingerprint of what was sent, to tell a repeat from a different purchase under the same id (law L4).</summary>
    public required string ContentHash { get; set; }
    public DateTime RecordedAt { get; set; }

    /// <summary>The day on which the goods were delivered; null until somebody says so. Set once.</summary>
    public DateOnly? DeliveredOn { get; set; }

    /// <summary>The last day on which delivery was promised, as known when the purchase was recorded; null where nothing was promised.</summary>
    public DateOnly? PromisedOn { get; set; }
}

public enum LineKind { Goods, Delivery, GiftCard, Discount, Fee }

/// <summary>One line of a purchase or return. Quantities and amounts of a return are positive here; the kind of the purchase gives the sign.</summary>
public sealed class PurchaseLine
{
    public long Id { get; set; }
    public long PurchaseId { get; set; }

    /// <summary>1, 2, 3 … as on the receipt.</summary>
    public int LineNo { get; set; }
    public long? ProductId { get; set; }
    public LineKind Kind { get; set; }
    public int Quantity { get; set; }

    /// <summary>Net amount of the whole line in cents.</summary>
    public long AmountCents { get; set; }

    /// <summary>Units of this line that came back since; at most Quantity.</summary>
    public int ReturnedQuantity { get; set; }

    /// <summary>The member and business date of the purchase, copied here so that who bought a product is one look in an index; null for returns and for purchases by nobody we know.</summary>
    public long? BuyerId { get; set; }
    public DateOnly? BoughtOn { get; set; }
}

/// <summary>Which units of which purchase line a return line takes back. No purchase line: nothing was found to match (semantics 4).</summary>
public sealed class ReturnMatch : IAppendOnly
{
    public long Id { get; set; }
    public long ReturnLineId { get; set; }
    public long? PurchaseLineId { get; set; }
    public int Quantity { get; set; }
}

/// <summary>What one member bought in all; kept up to date with every purchase and rebuilt by the check.</summary>
public sealed class MemberStat
{
    public long MemberId { get; set; }
    public DateOnly? FirstPurchaseOn { get; set; }
    public DateOnly? LastPurchaseOn { get; set; }
    public int PurchaseCount { get; set; }
    public int ReturnCount { get; set; }

    /// <summary>Purchases minus returns, cents.</summary>
    public long NetCents { get; set; }
}

internal sealed class PurchasesMapping : IEntityTypeConfiguration<Product>, IEntityTypeConfiguration<Purchase>, IEntityTypeConfiguration<PurchaseLine>,
    IEntityTypeConfiguration<ReturnMatch>, IEntityTypeConfiguration<MemberStat>
{
    public void Configure(EntityTypeBuilder<Product> builder) => builder.HasIndex(p => p.Sku).IsUnique();

    public void Configure(EntityTypeBuilder<Purchase> builder)
    {
        builder.HasIndex(p => new { p.Source, p.ExternalId }).IsUnique();
        builder.HasIndex(p => new { p.MemberId, p.BusinessDate, p.KeptCents, p.Kind, p.Channel, p.StoreId });
        builder.HasIndex(p => new { p.BusinessDate, p.StoreId });
    }

    public void Configure(EntityTypeBuilder<PurchaseLine> builder)
    {
        builder.HasIndex(l => new { l.PurchaseId, l.LineNo }).IsUnique();
        builder.HasIndex(l => new { l.ProductId, l.BoughtOn, l.BuyerId, l.PurchaseId }).HasFilter("buyer_id IS NOT NULL");
        builder.HasOne<Purchase>().WithMany().HasForeignKey(l => l.PurchaseId).OnDelete(DeleteBehavior.Restrict);
    }

    public void Configure(EntityTypeBuilder<ReturnMatch> builder)
    {
        builder.HasIndex(m => m.ReturnLineId);
        builder.HasIndex(m => m.PurchaseLineId);
    }

    public void Configure(EntityTypeBuilder<MemberStat> builder)
    {
        builder.HasKey(s => s.MemberId);
        builder.Property(s => s.MemberId).ValueGeneratedNever();
        builder.HasIndex(s => s.LastPurchaseOn);
    }
}
