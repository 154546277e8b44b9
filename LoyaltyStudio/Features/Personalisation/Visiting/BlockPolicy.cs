using LoyaltyStudio.Features.Lifecycle.Model;
using LoyaltyStudio.Features.Personalisation.Model;

namespace LoyaltyStudio.Features.Personalisation.Visiting;

/// <summary>What decides which blocks a visitor sees.</summary>
/// <param name="Known">False for somebody whom the shop does not know.</param>
/// <param name="Tier">Code; empty for somebody unknown.</param>
/// <param name="Segments">Of those that blocks ask for.</param>
/// <param name="Source">The advertisement that brought them, lower case; empty where none is named.</param>
public sealed record VisitorTraits(bool Known, string Tier, LifecycleState? State, IReadOnlySet<long> Segments, string Source)
{
    public static VisitorTraits Anonymous(string source) => new(false, "", null, new HashSet<long>(), source);
}

/// <summary>Which blocks a visitor sees, and in which order.</summary>
public static class BlockPolicy
{
    /// <summary>Blocks at one place, whatever there is to show: more is noise.</summary>
    private const int MostPerPlace = 3;

    /// <summary>Highest priority first, then the newest. The window of welcome is for lost members whatever the block says, and there is one at most.</summary>
    public static IReadOnlyList<SiteBlock> Choose(IEnumerable<SiteBlock> blocks, VisitorTraits visitor, DateOnly today) =>
        [.. blocks.Where(b => b.ShowsOn(today) && Fits(b, visitor)).OrderByDescending(b => b.Priority).ThenByDescending(b => b.Id).GroupBy(b => b.Place).SelectMany(g => g.Take(g.Key == BlockPlace.WelcomeBack ? 1 : MostPerPlace))];

    public static bool Fits(SiteBlock block, VisitorTraits visitor) => (block.Place != BlockPlace.WelcomeBack || visitor is { Known: true, State: LifecycleState.Lost }) && block.Audience switch
    {
        BlockAudience.Everyone => true,
        BlockAudience.Anonymous => !visitor.Known,
        BlockAudience.Members => visitor.Known,
        BlockAudience.Tiers => visitor.Known && block.TierCodes.Contains(visitor.Tier),
        BlockAudience.Segment => visitor.Known && block.SegmentId is { } segment && visitor.Segments.Contains(segment),
        BlockAudience.States => visitor.State is { } state && block.StateList.Contains(state),
        BlockAudience.Source => block.Source.Length > 0 && block.Source == visitor.Source,
        _ => false,
    };

    /// <summary>In addresses and answers.</summary>
    public static string Slug(BlockPlace place) => place == BlockPlace.WelcomeBack ? "welcome-back" : place.ToString().ToLowerInvariant();
}
