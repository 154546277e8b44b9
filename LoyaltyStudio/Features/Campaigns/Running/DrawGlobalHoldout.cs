using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Campaigns.Model;
using LoyaltyStudio.Features.Members.Model;
using LoyaltyStudio.Platform;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Campaigns.Running;

/// <summary>Gives every member who takes part a side in the running global holdout, once and for ever; who joined since gets one too.</summary>
public sealed class DrawGlobalHoldout(StudioData data, TimeProvider clock)
{
    private const int Block = 20_000;

    /// <returns>How many were drawn.</returns>
    public async Task<Outcome<int>> RunAsync(Actor actor, DateOnly asOf, CancellationToken ct)
    {
        if (!actor.May(Permission.RunJobs))
        {
            return Refuse.Forbidden();
        }

        GlobalHoldout? running;
        await using (var db = data.Read())
        {
            running = await db.Set<GlobalHoldout>().Where(h => h.EndedOn == null && h.StartOn <= asOf).OrderByDescending(h => h.Id).FirstOrDefaultAsync(ct);
        }

        if (running is null)
        {
            return 0;
        }

        var open = (await CampaignSets.AskAsync(data, "SELECT id FROM member WHERE status = 'Active'", ct)).Without(await CampaignSets.AskAsync(data, "SELECT member_id FROM global_holdout_member WHERE holdout_id = @p0", ct, running.Id));
        await new JobPace(data, clock, Block).BlocksAsync([.. open], async (db, block) =>
        {
            var people = await db.Set<Member>().AsNoTracking().Where(m => block.Contains(m.Id)).Select(m => new { m.Id, m.EmailKey }).ToListAsync(ct);
            await db.BulkInsertAsync(people.ConvertAll(m => new GlobalHoldoutMember
            {
                HoldoutId = running.Id, MemberId = m.Id, AssignedOn = asOf, Group = AssignmentPolicy.GroupOf(running.Salt, AssignmentPolicy.PersonOf(m.EmailKey, m.Id), running.Percent),
            }));
            return block.Count;
        }, (_, _) => { }, ct);
        return open.Count;
    }
}
