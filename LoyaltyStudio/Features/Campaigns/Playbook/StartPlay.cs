using LoyaltyStudio.Features.Campaigns.Recipes;
using LoyaltyStudio.Features.Lifecycle.Model;
using LoyaltyStudio.Platform;

namespace LoyaltyStudio.Features.Campaigns.Playbook;

/// <summary>Makes the ready-made campaign that fits customers in a state, with the segment that it is for. It is a draft: somebody reads it and starts it. A draft that was made so and waits is taken again.</summary>
public sealed class StartPlay(MakeCampaign make)
{
    /// <returns>The campaign.</returns>
    public async Task<Outcome<long>> RunAsync(Actor actor, LifecycleState state, CancellationToken ct)
    {
        if (!actor.May(Permission.EditCampaigns) || !actor.May(Permission.EditSegments))
        {
            return Refuse.Forbidden();
        }

        return StatePlay.Of(state).Recipe is { } recipe ? await make.RunAsync(actor, recipe.Key, ct) : Refuse.Conflict("nothing_to_send", "These customers get no offer now. First somebody answers them.");
    }
}
