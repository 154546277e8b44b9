using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Access.Settings;
using LoyaltyStudio.Features.Campaigns.Model;
using LoyaltyStudio.Features.Cheques.Codes;
using LoyaltyStudio.Features.Members.Model;
using LoyaltyStudio.Features.Messaging;
using LoyaltyStudio.Features.Segments.Asking;
using LoyaltyStudio.Jobs;
using LoyaltyStudio.Platform;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Campaigns.Running;

/// <summary>What a run came to, over all active campaigns.</summary>
public sealed record CampaignsRun(int Campaigns, int Messaged, int Holdout, int Excluded);

/// <summary>
/// Goes through all members for every active campaign: tests, draws a side, makes the coupon and queues the message, in blocks of one transaction
/// each. A member who is in a campaign is never drawn again, so a run that was killed just goes on.
/// </summary>
public sealed class RunCampaigns(StudioData data, TimeProvider clock, OrganisationBook organisation, CodeVault vault, SegmentQuery segments)
{
    private const int Block = 2_000;

    public async Task<Outcome<CampaignsRun>> RunAsync(Actor actor, DateOnly asOf, Action<long, long, string>? report, CancellationToken ct)
    {
        if (!actor.May(Permission.RunJobs))
        {
            return Refuse.Forbidden();
        }

        List<Campaign> active;
        int members;
        await using (var read = data.Read())
        {
            active = await read.Set<Campaign>().Where(c => c.State == CampaignState.Active && (c.StartOn == null || c.StartOn <= asOf) && (c.EndOn == null || c.EndOn >= asOf)).OrderBy(c => c.Id).ToListAsync(ct);
            members = await read.Set<Member>().CountAsync(ct);
        }

        var total = new CampaignsRun(active.Count, 0, 0, 0);
        var info = await organisation.CurrentAsync(ct);
        foreach (var campaign in active)
        {
            var run = await RunOneAsync(new Running(campaign, info, asOf, new CampaignMail(campaign, info), campaign.SegmentId is { } segment ? await segments.MembersOfAsync(segment, asOf, ct) : null), (done, step) => report?.Invoke(done, members, step), ct);
            total = total with { Messaged = total.Messaged + run.Messaged, Holdout = total.Holdout + run.Holdout, Excluded = total.Excluded + run.Members - run.Messaged - run.Holdout - run.AlreadyIn };
        }

        return total;
    }

    private sealed record Running(Campaign Campaign, OrganisationInfo Info, DateOnly AsOf, CampaignMail Mail, MemberSet? Segment)
    {
        internal int? Days => Campaign.SegmentId is null ? Campaign.DaysWithoutPurchase : null;
    }

    private async Task<CampaignRun> RunOneAsync(Running running, Action<long, string> report, CancellationToken ct)
    {
        // The counts of this day's funnel start anew; who was drawn before today's restart is counted as drawn again.
        var runId = await data.WriteAsync(db => CampaignFunnel.StartAsync(db, running.Campaign.Id, running.AsOf, ct), ct, Lane.Job);
        long last = 0, done = 0;
        while (true)
        {
            ct.ThrowIfCancellationRequested();
            var after = last;
            var block = await data.WriteAsync(db => BlockAsync(db, running, runId, after, ct), ct, Lane.Job);
            if (block.Count == 0)
            {
                await using var read = data.Read();
                return await read.Set<CampaignRun>().FirstAsync(r => r.Id == runId, ct);
            }

            CrashPoint.Here("campaign-after-block");
            last = block.Last;
            done += block.Count;
            report(done, running.Campaign.Name);
        }
    }

    private async Task<(long Last, int Count)> BlockAsync(StudioDb db, Running running, long runId, long after, CancellationToken ct)
    {
        var candidates = await CampaignAudience.ReadAsync(db, running.Campaign, running.AsOf, after, Block, ct, running.Segment);
        if (candidates.Count == 0)
        {
            return (0, 0);
        }

        var tested = candidates.ConvertAll(c => (Member: c, Why: AssignmentPolicy.Test(c, running.Days, running.AsOf)));
        var now = clock.GetUtcNow().UtcDateTime;
        var drawn = tested.Where(t => t.Why == Exclusion.None).Select(t => new CampaignMember
        {
            CampaignId = running.Campaign.Id, MemberId = t.Member.MemberId, AssignedOn = running.AsOf, AssignedAt = now,
            Group = AssignmentPolicy.GroupOf(running.Campaign.Salt, t.Member.MemberId, running.Campaign.HoldoutPercent),
        }).ToList();
        await db.BulkInsertAsync(drawn);
        await TreatAsync(db, running, drawn, now, ct);
        await CampaignFunnel.AddAsync(db, runId, running.Campaign.Id, running.AsOf, tested, drawn, ct);
        return (candidates[^1].MemberId, candidates.Count);
    }

    /// <summary>A coupon and a message for everybody who is not left out.</summary>
    private async Task TreatAsync(StudioDb db, Running running, List<CampaignMember> drawn, DateTime now, CancellationToken ct)
    {
        var treated = drawn.Where(d => d.Group == CampaignGroup.Treatment).Select(d => d.MemberId).ToArray();
        var recipients = await CampaignAudience.RecipientsAsync(db, treated, ct);
        var validUntil = running.AsOf.AddDays(running.Campaign.CouponValidDays);
        var codes = recipients.ConvertAll(_ => vault.New());
        var ids = await db.NextIdsAsync<Coupon>(recipients.Count);
        await db.BulkInsertAsync(recipients.Select((r, i) => new Coupon
        {
            Id = ids[i], CampaignId = running.Campaign.Id, MemberId = r.MemberId, CodeHash = codes[i].Stored.Hash, CodeSealed = codes[i].Stored.Sealed,
            LastFour = codes[i].Stored.LastFour, Kind = running.Campaign.CouponKind, Value = running.Campaign.CouponValue, IssuedOn = running.AsOf, ValidUntil = validUntil,
        }).ToList());
        await Outbox.AddAsync(db, recipients.Select((r, i) => running.Mail.Write(r, codes[i].Code, validUntil)).ToList(), running.AsOf, now);
    }
}

/// <summary>The job run-campaigns.</summary>
internal sealed class RunCampaignsWork(RunCampaigns campaigns) : IScheduledWork
{
    public string Name => "run-campaigns";

    public string DefaultCron => "0 0 6 * * ?";

    public async Task<string> RunAsync(WorkRun run, CancellationToken ct)
    {
        var done = (await campaigns.RunAsync(run.Actor, run.AsOf, run.Report, ct)).Must();
        return FormattableString.Invariant($"{done.Campaigns} active campaigns: {done.Messaged:N0} messages queued, {done.Holdout:N0} members left out to compare, {done.Excluded:N0} not in the audience or excluded.");
    }
}
