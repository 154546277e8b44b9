using LoyaltyStudio.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace LoyaltyStudio.Features.Predictions.Model;

/// <summary>
/// Why the numbers of members come from the simple average instead of the model. None: they come from the model. TooFew: fewer than 2,000 members with a purchase or fewer than 500 who came
/// back. Lost: on the retailer's own last weeks a simple rule did better, on single members and on groups. NotFound: the search for the parameters ended without a maximum.
/// </summary>
public enum FallBack { None, TooFew, Lost, NotFound }

/// <summary>A fit of the models as it came out of one night; the history is never changed.</summary>
public sealed class ModelFit : IAppendOnly
{
    public long Id { get; set; }

    /// <summary>The day up to which purchases were read, itself not included.</summary>
    public DateOnly AsOf { get; set; }
    public DateTime FittedAt { get; set; }

    /// <summary>Members with at least one purchase, and those with a purchase on another day.</summary>
    public int Members { get; set; }
    public int Repeaters { get; set; }

    /// <summary>Purchase days of all of them.</summary>
    public long Days { get; set; }
    public FallBack FallBack { get; set; }

    /// <summary>MBG/NBD, weeks; the fall-back uses R and Alpha of its own.</summary>
    public double R { get; set; }
    public double Alpha { get; set; }
    public double A { get; set; }
    public double B { get; set; }
    public double LogLikelihood { get; set; }
    public bool NoDropOut { get; set; }

    /// <summary>The simple average (negative binomial), always fitted beside the model.</summary>
    public double SimpleR { get; set; }
    public double SimpleAlpha { get; set; }

    /// <summary>Gamma-Gamma, euros; 0 where too few came back.</summary>
    public double P { get; set; }
    public double Q { get; set; }
    public double V { get; set; }
    public double SpendLogLikelihood { get; set; }

    /// <summary>Mean amount of a purchase day over all members, cents.</summary>
    public long MeanCents { get; set; }

    /// <summary>How the model did on the last weeks; JSON of <see cref="Fitting.Accuracy"/>, null where the history is too short.</summary>
    public string? Accuracy { get; set; }

    /// <summary>What was learnt about buying the same product again; JSON of <see cref="Fitting.ReplenishmentFit"/>, null where nobody does.</summary>
    public string? Replenishment { get; set; }

    /// <summary>Milliseconds of reading the purchases and of fitting.</summary>
    public int ReadMs { get; set; }
    public int FitMs { get; set; }

    /// <summary>Of data and result; a run over the same purchases on the same day is the same fit and adds no line.</summary>
    public required string Fingerprint { get; set; }
}

/// <summary>
/// What is expected of one member, for lists, segments and sums. Written where it changed visibly since the last night; the screen of a member counts anew from the latest fit.
/// Shares in ten-thousandths, counts in thousandths.
/// </summary>
public sealed class MemberPrediction
{
    public long MemberId { get; set; }
    public DateOnly FirstOn { get; set; }
    public DateOnly LastOn { get; set; }

    /// <summary>Purchase days.</summary>
    public int Days { get; set; }

    /// <summary>Chance of a purchase within 90 days.</summary>
    public int Active90 { get; set; }
    public int Purchases90 { get; set; }
    public int Purchases365 { get; set; }

    /// <summary>Expected amount of a purchase day, cents.</summary>
    public int SpendCents { get; set; }

    /// <summary>Expected margin of the coming twelve months at its worth today, cents.</summary>
    public int ValueCents { get; set; }

    /// <summary>The day before which the next visit falls as likely as not, and the day before which one in ten comes; null where that chance is never reached.</summary>
    public DateOnly? NextOn { get; set; }
    public DateOnly? EarlyOn { get; set; }
}

/// <summary>A product that a member buys again and again. Only useful rows: at least two gaps, and not long overdue.</summary>
public sealed class Replenishment
{
    public long MemberId { get; set; }
    public long ProductId { get; set; }

    /// <summary>Purchases of it less one.</summary>
    public int Gaps { get; set; }
    public DateOnly LastOn { get; set; }

    /// <summary>The typical gap of this member and product, drawn towards the member's, in days.</summary>
    public int TypicalDays { get; set; }

    /// <summary>As likely before as after, given that it has not been bought yet; and from one in ten to nine in ten.</summary>
    public DateOnly DueOn { get; set; }
    public DateOnly EarlyOn { get; set; }
    public DateOnly LateOn { get; set; }

    /// <summary>Chance within the window of the settings, calibrated on the window before; ten-thousandths.</summary>
    public int DueShare { get; set; }
}

/// <summary>What the retailer decides about values; one row.</summary>
public sealed class PredictionSetting : IVersioned
{
    public long Id { get; set; }

    /// <summary>Share of what members pay that is left after the goods, tenths of a percent.</summary>
    public int MarginPermille { get; set; } = 400;

    /// <summary>How much less an amount in a year is worth than today, tenths of a percent.</summary>
    public int DiscountPermille { get; set; } = 80;

    /// <summary>Days ahead for which products are ranked.</summary>
    public int WindowDays { get; set; } = 28;
    public int Version { get; set; }
}

internal sealed class PredictionsMapping : IEntityTypeConfiguration<ModelFit>, IEntityTypeConfiguration<MemberPrediction>, IEntityTypeConfiguration<Replenishment>,
    IEntityTypeConfiguration<PredictionSetting>
{
    public void Configure(EntityTypeBuilder<ModelFit> builder) => builder.HasIndex(f => f.AsOf);

    public void Configure(EntityTypeBuilder<MemberPrediction> builder)
    {
        builder.HasKey(p => p.MemberId);
        builder.Property(p => p.MemberId).ValueGeneratedNever();
    }

    public void Configure(EntityTypeBuilder<Replenishment> builder)
    {
        builder.HasKey(r => new { r.MemberId, r.ProductId });
        builder.HasIndex(r => r.DueOn);
    }

    public void Configure(EntityTypeBuilder<PredictionSetting> builder) => builder.Property(s => s.Id).ValueGeneratedNever();
}
