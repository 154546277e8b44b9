using LoyaltyStudio.Features.Campaigns.Editing;
using LoyaltyStudio.Features.Campaigns.Recipes;
using LoyaltyStudio.Features.Lifecycle.Model;

namespace LoyaltyStudio.Features.Campaigns.Playbook;

/// <summary>What fits customers in one state: the thought behind it, and the ready-made campaign for them.</summary>
/// <param name="Strategy">In one or two sentences; English, key of the translation.</param>
public sealed record StatePlay(LifecycleState State, string Strategy)
{
    /// <summary>Null where nothing is to be sent: first somebody answers.</summary>
    public CampaignRecipe? Recipe => State == LifecycleState.AtRisk ? null : CampaignRecipe.Of(State);

    public CampaignDraft? Draft => Recipe is { } recipe ? recipe.Draft with { Name = recipe.Name } : null;

    /// <summary>One for every state, in the order of the semantics (8).</summary>
    public static IReadOnlyList<StatePlay> All { get; } =
    [
        new(LifecycleState.Unknown, "Keep it short and go on with what brought them here. A first purchase is the only aim."),
        new(LifecycleState.New, "Welcome them, ask what they like and give something back for it. The second purchase makes a customer."),
        new(LifecycleState.Active, "Remind them in time of what runs out and suggest what fits. No large discounts: they buy anyway."),
        new(LifecycleState.Ambassador, "Thank them and give them something that others do not get. Ask them to bring a friend."),
        new(LifecycleState.AtRisk, "No offers now. First somebody answers the complaint or the low score; then a personal gesture puts it right."),
        new(LifecycleState.Hesitating, "A personal message with a discount that is only theirs, before they get used to another shop."),
        new(LifecycleState.Lapsed, "Say that you miss them and make coming back easy. Only with consent."),
        new(LifecycleState.Lost, "A kind word first, then at most two offers. Only with consent; who does not answer is left in peace."),
        new(LifecycleState.Returned, "Thank them for coming back and make the next visit soon: who buys twice again stays."),
    ];

    public static StatePlay Of(LifecycleState state) => All.First(p => p.State == state);
}
