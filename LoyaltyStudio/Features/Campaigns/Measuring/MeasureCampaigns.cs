using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Campaigns.Budget;
using LoyaltyStudio.Features.Campaigns.Holdouts;
using LoyaltyStudio.Features.Campaigns.Model;
using LoyaltyStudio.Features.Campaigns.Running;
using LoyaltyStudio.Jobs;
using LoyaltyStudio.Platform;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Campaigns.Measuring;

/// <summary>What a night of measuring came to.</summary>
public sealed record MeasuredNight(int Campaigns, int Holdouts, int Months);

/// <summary>
/// Measures every campaign that is not final yet, the global holdouts and the discounts of months, one transaction each. What was measured longest ago comes first, so that a run that was killed goes on with what it
/// had not reached; doing it again gives the same rows.
/// </summary>
public sealed class MeasureCampaigns(StudioData data, TimeProvider clock, MeasureHoldouts holdouts, CountDiscounts discounts)
{
    /// <param name="asOf">The first day that is not counted.</param>
    public async Task<Outcome<MeasuredNight>> RunAsync(Actor actor, DateOnly asOf, Action<long, long, string>? report, CancellationToken ct)
    {
        if (!actor.May(Permission.RunJobs))
        {
            return Refuse.Forbidden();
        }

        List<Campaign> campaigns;
        SpendRates rates;
        await using (var db = data.Read())
        {
            rates = await SpendRates.ReadAsync(db, ct);
            campaigns = await (from c in db.Set<Campaign>()
                               join r in db.Set<MeasuredCampaign>() on c.Id equals r.CampaignId into rows
                               from r in rows.DefaultIfEmpty()
                               where c.StartedAt != null && (r == null || !r.Final)
                               orderby r == null ? 0 : 1, r.MeasuredAt, c.Id
                               select c).ToListAsync(ct);
        }

        for (var i = 0; i < campaigns.Count; i++)
        {
            ct.ThrowIfCancellationRequested();
            report?.Invoke(i, campaigns.Count, campaigns[i].Name);
            await MeasureAsync(campaigns[i], asOf, rates, ct);
            CrashPoint.Here("measure-between-campaigns");
        }

        var held = (await holdouts.RunAsync(actor, asOf, ct)).Must();
        return new MeasuredNight(campaigns.Count, held, (await discounts.RunAsync(actor, asOf, ct)).Must());
    }

    private async Task MeasureAsync(Campaign campaign, DateOnly asOf, SpendRates rates, CancellationToken ct)
    {
        Measurement found;
        await using (var db = data.Read())
        {
            found = await CampaignMeter.ReadAsync(db, campaign, asOf, clock.GetUtcNow().UtcDateTime, rates, ct);
        }

        await data.WriteAsync(async db =>
        {
            await db.Set<MeasuredCampaign>().Where(r => r.CampaignId == campaign.Id).ExecuteDeleteAsync(ct);
            await db.Set<MeasuredArm>().Where(r => r.CampaignId == campaign.Id).ExecuteDeleteAsync(ct);
            await db.Set<MeasuredDay>().Where(r => r.CampaignId == campaign.Id).ExecuteDeleteAsync(ct);
            await db.Set<CampaignCost>().Where(r => r.CampaignId == campaign.Id).ExecuteDeleteAsync(ct);
            await db.BulkInsertAsync([found.Head]);
            await db.BulkInsertAsync(found.Arms);
            await db.BulkInsertAsync(found.Days);
            await db.BulkInsertAsync(found.Costs);
        }, ct, Lane.Job);
    }
}

/// <summary>The job measure-campaigns.</summary>
internal sealed class MeasureCampaignsWork(MeasureCampaigns measure) : IScheduledWork
{
    public string Name => "measure-campaigns";

    public string DefaultCron => "0 30 6 * * ?";

    public async Task<string> RunAsync(WorkRun run, CancellationToken ct)
    {
        var done = (await measure.RunAsync(run.Actor, run.AsOf, run.Report, ct)).Must();
        return FormattableString.Invariant($"{done.Campaigns:N0} campaigns and {done.Holdouts:N0} global control groups measured.");
    }
}
