using LoyaltyStudio.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace LoyaltyStudio.Features.Campaigns.Model;

/// <summary>Percent off, an amount off, a product (for a price off, or free), free delivery, or points on top.</summary>
public enum CouponKind { Percent, Amount, Product, Delivery, Points }

/// <summary>With what else a coupon may be used on one receipt. Anything: also with other coupons that allow it. Cheques: with cheques, not with other coupons. Nothing: with neither.</summary>
public enum CouponCombines { Cheques, Anything, Nothing }

/// <summary>What an offer is worth and when it holds.</summary>
/// <param name="Value">Whole percents; cents; of Product cents off one piece, 0 for free; of Delivery 0; of Points a number of points.</param>
public sealed record OfferTerms(CouponKind Kind, int Value, int ValidDays)
{
    /// <summary>Another value for a tier, by its code.</summary>
    public IReadOnlyDictionary<string, int> ValueByTier { get; init; } = new Dictionary<string, int>();

    /// <summary>Least amount of the receipt before the coupon, cents.</summary>
    public int MinimumCents { get; init; }

    /// <summary>Of Product: its code. Of the others: only over lines of this product; empty for all.</summary>
    public string Product { get; init; } = "";

    /// <summary>Only over lines of this category; empty for all.</summary>
    public string Category { get; init; } = "";
    public CouponCombines Combines { get; init; }

    public int ValueFor(string tier) => ValueByTier.TryGetValue(tier, out var own) ? own : Value;
}

/// <summary>An offer: of a step of a campaign, or one that stands by itself with a code that everybody may use.</summary>
public sealed class Offer : IVersioned
{
    public long Id { get; set; }
    public required string Name { get; set; }

    /// <summary>The campaign and step that hand it out; null and empty for an offer of its own.</summary>
    public long? CampaignId { get; set; }
    public string Step { get; set; } = "";
    public CouponKind Kind { get; set; }
    public int Value { get; set; }

    /// <summary>JSON object of values by tier code.</summary>
    public string ValueByTier { get; set; } = "{}";
    public int MinimumCents { get; set; }
    public string Product { get; set; } = "";
    public string Category { get; set; } = "";
    public CouponCombines Combines { get; set; }
    public int ValidDays { get; set; }

    /// <summary>Of a shared code: from and until when it may be used; null: no limit.</summary>
    public DateOnly? StartOn { get; set; }
    public DateOnly? EndOn { get; set; }

    /// <summary>The code that everybody may use, upper case; null for codes of one member each.</summary>
    public string? SharedCode { get; set; }

    /// <summary>How often the shared code may be used in all and by one member; null: no limit.</summary>
    public int? MostUses { get; set; }
    public int? MostPerMember { get; set; }
    public int Uses { get; set; }
    public bool Archived { get; set; }
    public required string Author { get; set; }
    public DateTime CreatedAt { get; set; }
    public int Version { get; set; }
}

public enum CouponState { Open, Redeemed }

/// <summary>A discount code of one member, used once.</summary>
public sealed class Coupon
{
    public long Id { get; set; }

    /// <summary>The campaign that it comes from; null for one that a person gave to make something good.</summary>
    public long? CampaignId { get; set; }

    /// <summary>What it is worth besides Kind and Value; null: whole receipt, no minimum, with cheques.</summary>
    public long? OfferId { get; set; }
    public long MemberId { get; set; }
    public required byte[] CodeHash { get; set; }
    public required string CodeSealed { get; set; }
    public required string LastFour { get; set; }
    public CouponKind Kind { get; set; }
    public int Value { get; set; }
    public CouponState State { get; set; }
    public DateOnly IssuedOn { get; set; }
    public DateOnly ValidUntil { get; set; }
}

internal sealed class OffersMapping : IEntityTypeConfiguration<Offer>, IEntityTypeConfiguration<Coupon>
{
    public void Configure(EntityTypeBuilder<Offer> builder)
    {
        builder.HasIndex(o => new { o.CampaignId, o.Step });
        builder.HasIndex(o => o.SharedCode).IsUnique();
    }

    public void Configure(EntityTypeBuilder<Coupon> builder)
    {
        builder.HasIndex(c => c.CodeHash).IsUnique();
        builder.HasIndex(c => new { c.CampaignId, c.MemberId });
        builder.HasIndex(c => c.MemberId);
    }
}
