using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Campaigns.Editing;
using LoyaltyStudio.Features.Campaigns.Model;
using LoyaltyStudio.Features.Lifecycle;
using LoyaltyStudio.Features.Lifecycle.Model;
using LoyaltyStudio.Features.Segments.Editing;
using LoyaltyStudio.Features.Segments.Model;
using LoyaltyStudio.Platform;
using LoyaltyStudio.Ui;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;

namespace LoyaltyStudio.Features.Campaigns.Playbook;

/// <summary>Makes the campaign that fits customers in a state, with the segment that it is for. It is a draft: somebody reads it and starts it. A draft that was made so and waits is taken again.</summary>
public sealed class StartPlay(StudioData data, SaveSegment segments, SaveCampaign campaigns, IStringLocalizer<LifecycleFeature> states)
{
    /// <returns>The campaign.</returns>
    public async Task<Outcome<long>> RunAsync(Actor actor, LifecycleState state, CancellationToken ct)
    {
        if (!actor.May(Permission.EditCampaigns) || !actor.May(Permission.EditSegments))
        {
            return Refuse.Forbidden();
        }

        var play = StatePlay.Of(state);
        if (play.Draft is not { } draft)
        {
            return Refuse.Conflict("nothing_to_send", "These customers get no offer now. First somebody answers them.");
        }

        var definition = ShowPlaybook.DefinitionOf(state);
        var json = definition.ToJson();
        long? segment;
        await using (var db = data.Read())
        {
            segment = await db.Set<Segment>().Where(s => s.Definition == json && s.Type == SegmentType.Dynamic && !s.Archived).OrderBy(s => s.Id).Select(s => (long?)s.Id).FirstOrDefaultAsync(ct);
            if (segment is { } known && await db.Set<Campaign>().Where(c => c.SegmentId == known && c.State == CampaignState.Draft).OrderByDescending(c => c.Id).Select(c => (long?)c.Id).FirstOrDefaultAsync(ct) is { } waiting)
            {
                return waiting;
            }
        }

        if (segment is null)
        {
            var made = await segments.RunAsync(actor, SegmentDraft.New with { Name = states["All customers: {0}", states[StateWords.Name(state)]], Description = states[StateWords.Meaning(state)], Definition = definition }, ct);
            if (!made.IsDone)
            {
                return made;
            }

            segment = made.Value;
        }

        return await campaigns.RunAsync(actor, draft with { Name = StudioLanguages.Current == "nl" ? draft.Name : play.NameEn, SegmentId = segment }, ct);
    }
}
