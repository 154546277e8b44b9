using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Lifecycle.Model;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace LoyaltyStudio.Features.Personalisation.Model;

/// <summary>Where on the site a block stands. WelcomeBack is a window over the page, which only lost members see.</summary>
public enum BlockPlace { Bar, Home, Product, Basket, WelcomeBack }

/// <summary>For whom a block is. Anonymous: visitors whom the shop does not know. Source: whoever came through a campaign or advertisement, known or not.</summary>
public enum BlockAudience { Everyone, Anonymous, Members, Tiers, Segment, States, Source }

/// <summary>A piece of content for the web shop: words in two languages, a button, where it stands and for whom.</summary>
public sealed class SiteBlock : IVersioned
{
    public long Id { get; set; }

    /// <summary>For colleagues; visitors never see it.</summary>
    public required string Name { get; set; }
    public BlockPlace Place { get; set; }
    public string TitleNl { get; set; } = "";
    public string TitleEn { get; set; } = "";
    public string TextNl { get; set; } = "";
    public string TextEn { get; set; } = "";

    /// <summary>Words on the button; empty for none.</summary>
    public string ButtonNl { get; set; } = "";
    public string ButtonEn { get; set; } = "";

    /// <summary>Where the button leads: https:// or a path of the shop that begins with one slash.</summary>
    public string Url { get; set; } = "";
    public BlockAudience Audience { get; set; }

    /// <summary>Codes of tiers, a blank between them.</summary>
    public string Tiers { get; set; } = "";
    public long? SegmentId { get; set; }

    /// <summary>States of the lifecycle, a blank between them.</summary>
    public string States { get; set; } = "";

    /// <summary>The name of the advertisement in the address, lower case.</summary>
    public string Source { get; set; } = "";
    public DateOnly? FromOn { get; set; }

    /// <summary>The last day; null: until it is taken off.</summary>
    public DateOnly? UntilOn { get; set; }

    /// <summary>0–100: at one place the highest goes first.</summary>
    public int Priority { get; set; } = 50;
    public bool Published { get; set; }
    public required string Author { get; set; }
    public DateTime CreatedAt { get; set; }
    public int Version { get; set; }

    public IReadOnlyList<string> TierCodes => Tiers.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    public IReadOnlyList<LifecycleState> StateList => [.. States.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(Enum.Parse<LifecycleState>)];

    public bool ShowsOn(DateOnly day) => Published && (FromOn is null || FromOn <= day) && (UntilOn is null || UntilOn >= day);
}

internal sealed class SiteBlockMapping : IEntityTypeConfiguration<SiteBlock>
{
    public void Configure(EntityTypeBuilder<SiteBlock> builder)
    {
        builder.Ignore(b => b.TierCodes);
        builder.Ignore(b => b.StateList);
        builder.HasIndex(b => b.Published);
    }
}
