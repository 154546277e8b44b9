using LoyaltyStudio.Features.Lifecycle.Model;
using LoyaltyStudio.Features.Personalisation.Blocks;
using LoyaltyStudio.Features.Personalisation.Model;

namespace LoyaltyStudio.Features.Personalisation.Pages;

/// <summary>What the form of a block holds while somebody fills it.</summary>
public sealed class BlockForm
{
    private int version;

    public string? Name { get; set; } = "";
    public BlockPlace Place { get; set; } = BlockPlace.Home;
    public BlockAudience Audience { get; set; }
    public string? TitleNl { get; set; } = "";
    public string? TitleEn { get; set; } = "";
    public string? TextNl { get; set; } = "";
    public string? TextEn { get; set; } = "";
    public string? ButtonNl { get; set; } = "";
    public string? ButtonEn { get; set; } = "";
    public string? Url { get; set; } = "";
    public string? Source { get; set; } = "";
    public HashSet<string> Tiers { get; } = [];
    public HashSet<LifecycleState> States { get; } = [];
    public long? SegmentId { get; set; }
    public DateOnly? FromOn { get; set; }
    public DateOnly? UntilOn { get; set; }
    public int? Priority { get; set; } = 50;
    public bool Published { get; set; }

    internal void Fill(BlockDraft d)
    {
        (Name, Place, Audience, TitleNl, TitleEn, TextNl, TextEn, ButtonNl, ButtonEn) = (d.Name, d.Place, d.Audience, d.TitleNl, d.TitleEn, d.TextNl, d.TextEn, d.ButtonNl, d.ButtonEn);
        (Url, Source, SegmentId, FromOn, UntilOn, Priority, Published, version) = (d.Url, d.Source, d.SegmentId, d.FromOn, d.UntilOn, d.Priority, d.Published, d.Version);
        Tiers.Clear();
        Tiers.UnionWith(d.Tiers);
        States.Clear();
        States.UnionWith(d.States);
    }

    internal BlockDraft Draft(long id) => new(id, Name ?? "", Place, Audience, version)
    {
        TitleNl = TitleNl ?? "", TitleEn = TitleEn ?? "", TextNl = TextNl ?? "", TextEn = TextEn ?? "", ButtonNl = ButtonNl ?? "", ButtonEn = ButtonEn ?? "", Url = Url ?? "", Source = Source ?? "", SegmentId = Audience == BlockAudience.Segment ? SegmentId : null,
        Tiers = Audience == BlockAudience.Tiers ? [.. Tiers.Order(StringComparer.Ordinal)] : [], States = Audience == BlockAudience.States ? [.. States.Order()] : [], FromOn = FromOn, UntilOn = UntilOn, Priority = Priority ?? 50, Published = Published,
    };
}
