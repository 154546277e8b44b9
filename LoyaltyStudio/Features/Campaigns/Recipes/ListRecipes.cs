using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Campaigns.Model;
using LoyaltyStudio.Features.Campaigns.Reading;
using LoyaltyStudio.Features.Messaging.Notices;
using LoyaltyStudio.Platform;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace LoyaltyStudio.Features.Campaigns.Recipes;

/// <param name="Campaigns">How many were made of it.</param>
/// <param name="Waits">Whether one of them is a draft that has not been started.</param>
/// <param name="NoticeOn">Whether the product's own notice about the same thing goes out; null: there is none.</param>
public sealed record RecipeRow(CampaignRecipe Recipe, int Campaigns, bool Waits, bool? NoticeOn);

public sealed record RecipeGallery(IReadOnlyList<RecipeRow> Rows, FlowChoices Choices);

/// <summary>The ready-made campaigns, with what was made of them.</summary>
public sealed class ListRecipes(StudioData data, ShowFlowChoices choices, IOptions<NoticeOptions> notices)
{
    public async Task<Outcome<RecipeGallery>> RunAsync(Actor actor, CancellationToken ct)
    {
        if (!actor.May(Permission.ViewCampaigns))
        {
            return Refuse.Forbidden();
        }

        await using var db = data.Read();
        var made = (await db.Set<Campaign>().Where(c => c.Recipe != "").GroupBy(c => new { c.Recipe, Draft = c.State == CampaignState.Draft }).Select(g => new { g.Key.Recipe, g.Key.Draft, Count = g.Count() }).ToListAsync(ct)).ToLookup(g => g.Recipe);
        var flow = new FlowDefinition(FlowTrigger.Daily, [.. CampaignRecipe.All.SelectMany(r => r.Draft.Flow.Everything())]);
        var names = (await choices.RunAsync(actor, flow, ct, whole: false)).Must();
        return new RecipeGallery([.. CampaignRecipe.All.Select(r => new RecipeRow(r, made[r.Key].Sum(m => m.Count), made[r.Key].Any(m => m.Draft), On(r.Notice)))], names);
    }

    private bool? On(StandingNotice notice) => notice switch
    {
        StandingNotice.TierEnds => notices.Value.TierEnds,
        StandingNotice.PointsExpire => notices.Value.PointsExpire,
        StandingNotice.ChequeEnds => true,
        _ => null,
    };
}
