using LoyaltyStudio.Features.Campaigns.Editing;
using LoyaltyStudio.Features.Lifecycle.Model;
using LoyaltyStudio.Features.Segments.Model;

namespace LoyaltyStudio.Features.Campaigns.Recipes;

/// <summary>Where a ready-made campaign stands in the gallery.</summary>
public enum RecipeGroup { Beginning, Staying, Leaving, Together }

/// <summary>The segment that a ready-made campaign is for; texts are English and keys of the translation.</summary>
public sealed record RecipeSegment(string Name, string About, SegmentDefinition Definition);

/// <summary>A ready-made campaign: words in both languages and a flow that works as it is. What is made of it is a draft that somebody reads and starts.</summary>
/// <param name="Key">Stable name; kept in <see cref="Model.Campaign.Recipe"/>.</param>
/// <param name="Name">Name of the campaign, English and key of the translation.</param>
/// <param name="About">What it does, in one or two sentences; a key.</param>
/// <param name="ForWhom">Who gets it and when; a key.</param>
/// <param name="Icon">Material Symbol.</param>
public sealed record CampaignRecipe(string Key, RecipeGroup Group, string Name, string About, string ForWhom, string Icon, CampaignDraft Draft)
{
    /// <summary>The state of the lifecycle whose customers it is for; null: of none.</summary>
    public LifecycleState? State { get; init; }

    /// <summary>Another segment that it is for.</summary>
    public RecipeSegment? Segment { get; init; }

    /// <summary>What somebody has to know before it starts, a key; empty: nothing.</summary>
    public string Caution { get; init; } = "";

    /// <summary>The standing notice of the product about the same thing, which goes out besides; None: there is none.</summary>
    public StandingNotice Notice { get; init; }

    /// <summary>All of them, in the order of a customer's life.</summary>
    public static IReadOnlyList<CampaignRecipe> All { get; } = [.. BeginningRecipes.All, .. StayingRecipes.All, .. StandingRecipes.All, .. LeavingRecipes.All, .. TogetherRecipes.All];

    public static CampaignRecipe? Find(string key) => All.FirstOrDefault(r => r.Key == key);

    /// <summary>The recipe for the customers in a state; null: there is none.</summary>
    public static CampaignRecipe? Of(LifecycleState state) => All.FirstOrDefault(r => r.State == state);
}

/// <summary>What the product writes by itself: members are warned of tiers and points that end (job member-notices), and of cheques (job deliver-cheques).</summary>
public enum StandingNotice { None, TierEnds, PointsExpire, ChequeEnds }
