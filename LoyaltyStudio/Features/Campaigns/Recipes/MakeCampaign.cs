using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Campaigns.Editing;
using LoyaltyStudio.Features.Campaigns.Model;
using LoyaltyStudio.Features.Campaigns.Playbook;
using LoyaltyStudio.Features.Lifecycle;
using LoyaltyStudio.Features.Lifecycle.Model;
using LoyaltyStudio.Features.Segments.Editing;
using LoyaltyStudio.Features.Segments.Model;
using LoyaltyStudio.Platform;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;

namespace LoyaltyStudio.Features.Campaigns.Recipes;

/// <summary>Makes a draft of a ready-made campaign, with the segment that it is for. Somebody reads it and starts it. A draft that was made so and has not been started is taken again.</summary>
public sealed class MakeCampaign(StudioData data, SaveSegment segments, SaveCampaign campaigns, IStringLocalizer<CampaignsFeature> texts, IStringLocalizer<LifecycleFeature> states)
{
    /// <param name="again">Makes another one even where a draft of it waits.</param>
    /// <param name="salt">The campaign's own draw; random unless the demo wants the same one every time.</param>
    /// <returns>The campaign.</returns>
    public async Task<Outcome<long>> RunAsync(Actor actor, string recipe, CancellationToken ct, bool again = false, string? salt = null)
    {
        if (!actor.May(Permission.EditCampaigns))
        {
            return Refuse.Forbidden();
        }

        if (CampaignRecipe.Find(recipe) is not { } made)
        {
            return Refuse.NotFound("recipe_unknown", "There is no ready-made campaign with this name.");
        }

        if (!again && await WaitingAsync(made, ct) is { } waiting)
        {
            return waiting;
        }

        var segment = await SegmentAsync(actor, made, ct);
        return segment.IsDone ? await campaigns.RunAsync(actor, made.Draft with { Name = texts[made.Name], Recipe = made.Key, SegmentId = segment.Value, Salt = salt }, ct) : segment.As<long>();
    }

    private async Task<long?> WaitingAsync(CampaignRecipe recipe, CancellationToken ct)
    {
        await using var db = data.Read();
        return await db.Set<Campaign>().Where(c => c.Recipe == recipe.Key && c.State == CampaignState.Draft).OrderByDescending(c => c.Id).Select(c => (long?)c.Id).FirstOrDefaultAsync(ct);
    }

    /// <summary>The segment that the recipe asks for: one with the same conditions where there is one, otherwise a new one.</summary>
    private async Task<Outcome<long?>> SegmentAsync(Actor actor, CampaignRecipe recipe, CancellationToken ct)
    {
        var wanted = recipe.State is { } state ? new RecipeSegment(states["All customers: {0}", states[StateWords.Name(state)]], states[StateWords.Meaning(state)], ShowPlaybook.DefinitionOf(state))
            : recipe.Segment is { } own ? own with { Name = texts[own.Name], About = texts[own.About] } : null;
        if (wanted is null)
        {
            return (long?)null;
        }

        var json = wanted.Definition.ToJson();
        await using (var db = data.Read())
        {
            if (await db.Set<Segment>().Where(s => s.Definition == json && s.Type == SegmentType.Dynamic && !s.Archived).OrderBy(s => s.Id).Select(s => (long?)s.Id).FirstOrDefaultAsync(ct) is { } known)
            {
                return known;
            }
        }

        var made = await segments.RunAsync(actor, SegmentDraft.New with { Name = wanted.Name, Description = wanted.About, Definition = wanted.Definition }, ct);
        return made.IsDone ? made.Value : made.As<long?>();
    }
}
