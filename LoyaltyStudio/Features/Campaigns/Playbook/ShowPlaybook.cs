using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Campaigns.Model;
using LoyaltyStudio.Features.Lifecycle;
using LoyaltyStudio.Features.Lifecycle.Model;
using LoyaltyStudio.Features.Members.Model;
using LoyaltyStudio.Features.Segments.Model;
using LoyaltyStudio.Platform;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Campaigns.Playbook;

/// <summary>A campaign for the customers in one state.</summary>
public sealed record PlayedCampaign(long Id, string Name, CampaignState State);

/// <param name="Members">Customers in the state now who take part, as a campaign would find them.</param>
/// <param name="Campaigns">What was made for them, the newest first.</param>
public sealed record PlaybookRow(StatePlay Play, int Members, IReadOnlyList<PlayedCampaign> Campaigns);

/// <summary>What fits customers in each state, how many they are, and the campaigns that there are for them.</summary>
public sealed class ShowPlaybook(StudioData data)
{
    public async Task<Outcome<IReadOnlyList<PlaybookRow>>> RunAsync(Actor actor, CancellationToken ct)
    {
        if (!actor.May(Permission.ViewCampaigns))
        {
            return Refuse.Forbidden();
        }

        await using var db = data.Read();
        var counts = (await db.Set<MemberState>().Where(s => db.Set<Member>().Any(m => m.Id == s.MemberId && m.Status == MemberStatus.Active)).GroupBy(s => s.State).Select(g => new { g.Key, Count = g.Count() }).ToListAsync(ct)).ToDictionary(g => g.Key, g => g.Count);
        var definitions = StateWords.Order.Select(s => DefinitionOf(s).ToJson()).ToArray();
        var campaigns = await (from c in db.Set<Campaign>()
                               join s in db.Set<Segment>() on c.SegmentId equals s.Id
                               where definitions.Contains(s.Definition)
                               orderby c.Id descending
                               select new { s.Definition, Campaign = new PlayedCampaign(c.Id, c.Name, c.State) }).ToListAsync(ct);
        return StatePlay.All.OrderByDescending(p => StateWords.Order.IndexOf(p.State)).Select(p => new PlaybookRow(p, counts.GetValueOrDefault(p.State),
            [.. campaigns.Where(c => c.Definition == DefinitionOf(p.State).ToJson()).Select(c => c.Campaign)])).ToList();
    }

    /// <summary>The segment of a state: nothing but the state.</summary>
    internal static SegmentDefinition DefinitionOf(LifecycleState state) => new(SegmentNode.All(SegmentNode.Of("state", SegmentTest.Is, state.ToString())));
}
