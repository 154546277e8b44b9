using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Campaigns.Model;
using LoyaltyStudio.Platform;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Campaigns.Reading;

/// <summary>What happened at one step: done for so many, not done for the reasons that stand with it, and how many wait for it now.</summary>
/// <param name="Skipped">By reason, as <see cref="CampaignContact.Reason"/> names it.</param>
/// <param name="Variants">Done by arm of a split or by subject of a test.</param>
public sealed record StepCount(int Done, int Waiting, IReadOnlyDictionary<string, int> Skipped, IReadOnlyDictionary<string, int> Variants)
{
    public static StepCount None { get; } = new(0, 0, new Dictionary<string, int>(), new Dictionary<string, int>());
}

/// <summary>One edition of the words and steps.</summary>
public sealed record EditionRow(int Edition, string SavedBy, DateTime SavedAt);

/// <param name="Counts">By key of the step; steps where nothing happened are missing.</param>
/// <param name="Entered">Ways begun; <paramref name="Waiting"/> of them go on later, <paramref name="Finished"/> are at their end, <paramref name="Stopped"/> stopped before.</param>
/// <param name="StopReasons">Why ways stopped.</param>
public sealed record FlowView(IReadOnlyDictionary<string, StepCount> Counts, int Entered, int Waiting, int Finished, int Stopped, IReadOnlyDictionary<string, int> StopReasons, IReadOnlyList<EditionRow> Editions);

/// <summary>What a campaign's flow did so far, step by step.</summary>
public sealed class ShowFlow(StudioData data)
{
    public async Task<Outcome<FlowView>> RunAsync(Actor actor, long campaignId, CancellationToken ct)
    {
        if (!actor.May(Permission.ViewCampaigns))
        {
            return Refuse.Forbidden();
        }

        await using var db = data.Read();
        if (!await db.Set<Campaign>().AnyAsync(c => c.Id == campaignId, ct))
        {
            return Refuse.NotFound("campaign_unknown", "This campaign does not exist any more.");
        }

        var contacts = await db.Set<CampaignContact>().Where(c => c.CampaignId == campaignId).GroupBy(c => new { c.Step, c.Outcome, c.Reason, c.Variant }).Select(g => new { g.Key, Count = g.Count() }).ToListAsync(ct);
        var journeys = await db.Set<Journey>().Where(j => j.CampaignId == campaignId).GroupBy(j => new { j.Step, j.State, j.Reason }).Select(g => new { g.Key, Count = g.Count() }).ToListAsync(ct);
        var waiting = journeys.Where(j => j.Key.State == JourneyState.Waiting).GroupBy(j => j.Key.Step).ToDictionary(g => g.Key, g => g.Sum(j => j.Count));
        var counts = contacts.Select(c => c.Key.Step).Union(waiting.Keys).ToDictionary(step => step, step =>
        {
            var here = contacts.FindAll(c => c.Key.Step == step);
            var done = here.FindAll(c => c.Key.Outcome == ContactOutcome.Queued);
            return new StepCount(done.Sum(c => c.Count), waiting.GetValueOrDefault(step), here.Where(c => c.Key.Outcome == ContactOutcome.Skipped).GroupBy(c => c.Key.Reason).ToDictionary(g => g.Key, g => g.Sum(c => c.Count)),
                done.Where(c => c.Key.Variant.Length > 0).GroupBy(c => c.Key.Variant).ToDictionary(g => g.Key, g => g.Sum(c => c.Count)));
        });
        int Of(JourneyState state) => journeys.Where(j => j.Key.State == state).Sum(j => j.Count);
        var editions = await db.Set<CampaignEdition>().Where(e => e.CampaignId == campaignId).OrderByDescending(e => e.Edition).Select(e => new EditionRow(e.Edition, e.SavedBy, e.SavedAt)).ToListAsync(ct);
        return new FlowView(counts, journeys.Sum(j => j.Count), Of(JourneyState.Waiting), Of(JourneyState.Done), Of(JourneyState.Stopped),
            journeys.Where(j => j.Key.State == JourneyState.Stopped).GroupBy(j => j.Key.Reason).ToDictionary(g => g.Key, g => g.Sum(j => j.Count)), editions);
    }
}
