using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Access.Settings;
using LoyaltyStudio.Features.Campaigns.Model;
using LoyaltyStudio.Features.Campaigns.Running;
using LoyaltyStudio.Features.Predictions.Model;
using LoyaltyStudio.Platform;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Campaigns.Measuring;

/// <summary>The whole result of one campaign: as the night measured it, or as of this moment where the campaign is small.</summary>
public sealed class ShowCampaignResult(StudioData data, TimeProvider clock, OrganisationBook organisation)
{
    public async Task<Outcome<CampaignReport>> RunAsync(Actor actor, long campaignId, CancellationToken ct)
    {
        if (!actor.May(Permission.ViewCampaigns))
        {
            return Refuse.Forbidden();
        }

        await using var db = data.Read();
        if (await db.Set<Campaign>().FirstOrDefaultAsync(c => c.Id == campaignId, ct) is not { } campaign)
        {
            return Refuse.NotFound("campaign_unknown", "This campaign does not exist any more.");
        }

        var today = (await organisation.CurrentAsync(ct)).Today(clock);
        var margin = await MarginShareAsync(db, ct);
        return await FindAsync(db, campaign, today, ct) is { } found ? Of(campaign, found, today, margin) : await WaitingAsync(db, campaign, today, margin, ct);
    }

    /// <summary>The share of revenue that is margin, as set with the predictions.</summary>
    internal static async Task<double> MarginShareAsync(StudioDb db, CancellationToken ct) => ((await db.Set<PredictionSetting>().FirstOrDefaultAsync(ct))?.MarginPermille ?? new PredictionSetting().MarginPermille) / 1000.0;

    private async Task<Measurement?> FindAsync(StudioDb db, Campaign campaign, DateOnly today, CancellationToken ct)
    {
        var head = await db.Set<MeasuredCampaign>().FirstOrDefaultAsync(r => r.CampaignId == campaign.Id, ct);
        var arms = await db.Set<MeasuredArm>().Where(a => a.CampaignId == campaign.Id).OrderBy(a => a.Step).ThenBy(a => a.Place).ToListAsync(ct);
        if (head is not null && CampaignResults.IsKept(head, arms))
        {
            return new Measurement(head, arms, await db.Set<MeasuredDay>().Where(d => d.CampaignId == campaign.Id).ToListAsync(ct), []);
        }

        var small = await db.Set<CampaignMember>().Where(m => m.CampaignId == campaign.Id).Take(CampaignResults.CountedLive + 1).CountAsync(ct) <= CampaignResults.CountedLive;
        return small ? await CampaignMeter.ReadAsync(db, campaign, today.AddDays(1), clock.GetUtcNow().UtcDateTime, await SpendRates.ReadAsync(db, ct), ct) : null;
    }

    private static CampaignReport Of(Campaign campaign, Measurement found, DateOnly today, double share)
    {
        var (head, arms) = (found.Head, found.Arms);
        var (treated, holdout) = (arms.FirstOrDefault(a => a is { Step: "", Place: 1 }), arms.FirstOrDefault(a => a is { Step: "", Place: 0 }));
        var result = CampaignResult.Of(CampaignResults.SideOf(arms, 1), CampaignResults.SideOf(arms, 0), campaign.HoldoutPercent, head.LastAssignedOn, campaign.MeasureDays, CampaignResults.DayOf(head, today), head.CouponsRedeemed);
        var spend = CampaignSpend.Of(head);
        var margin = result.Verdict is Verdict.More or Verdict.Fewer or Verdict.NoDifference && treated is not null && holdout is not null
            ? new CampaignMargin(PerMember(treated) * share, PerMember(holdout) * share, treated.KeptLow * share, treated.KeptHigh * share, treated.Members, spend.TotalCents) : null;
        return new CampaignReport(campaign.Id, campaign.Name, campaign.State, result, head.AsOf, head.LaterMembers, campaign.MeasureDays, campaign.HoldoutPercent, share, margin, spend, head.Messages, head.CouponsIssued,
            treated?.KeptCents ?? 0, head.CouponCents, DaysOf(found.Days, result, campaign.MeasureDays, Seen(head, campaign)), TestsOf(campaign, arms),
            SizePolicy.SmallestDifference(Math.Max(result.Holdout.Share, 0.005), result.Treated.Members, result.Holdout.Members), campaign.ExpectedValueCents, CampaignResults.DayOf(head, today) >= result.DecidedOn);
    }

    /// <summary>How many days of the window the last member who counts has behind them, so that the ends of the lines are not half-seen days.</summary>
    private static int Seen(MeasuredCampaign head, Campaign campaign) => head.LastAssignedOn is { } last ? Math.Clamp(head.AsOf.DayNumber - 1 - last.DayNumber, 0, campaign.MeasureDays) : 0;

    private static double PerMember(MeasuredArm arm) => arm.Members == 0 ? 0 : (double)arm.KeptCents / arm.Members;

    private static List<ReportDay> DaysOf(IReadOnlyList<MeasuredDay> rows, CampaignResult result, int days, int seen)
    {
        if (result.Treated.Members == 0)
        {
            return [];
        }

        var byDay = rows.ToDictionary(r => (r.Group, r.Day), r => r.Buyers);
        var (treated, holdout) = (0.0, 0.0);
        List<ReportDay> list = [];
        for (var day = 0; day <= Math.Min(days, seen); day++)
        {
            treated += byDay.GetValueOrDefault((CampaignGroup.Treatment, day));
            holdout += byDay.GetValueOrDefault((CampaignGroup.Holdout, day));
            list.Add(new ReportDay(day, 1000 * treated / result.Treated.Members, result.Holdout.Members == 0 ? 0 : 1000 * holdout / result.Holdout.Members));
        }

        return list;
    }

    private static List<TestFinding> TestsOf(Campaign campaign, IReadOnlyList<MeasuredArm> rows)
    {
        List<TestFinding> findings = [];
        foreach (var test in TestSteps.Of(FlowDefinition.Parse(campaign.Flow)))
        {
            var arms = rows.Where(a => a.Step == test.Step).OrderBy(a => a.Place).ToList();
            if (arms.Sum(a => a.Members) == 0)
            {
                continue;
            }

            var compared = ArmTests.Compare([.. arms.Select(a => new Side(a.Members, a.Buyers))]);
            findings.Add(new TestFinding(test.Step, test.Subject, SampleRatio.IsRight([.. arms.Select(a => (long)a.Members)], [.. arms.Select(a => (double)a.Percent)]),
                [.. arms.Select((a, i) => new TestArm(a.Arm, test.Arms.FirstOrDefault(x => x.Name == a.Arm).Words ?? "", new Side(a.Members, a.Buyers), PerMember(a), a.KeptLow, a.KeptHigh, compared[i]))]));
        }

        return findings;
    }

    /// <summary>A large campaign before its first night.</summary>
    private static async Task<CampaignReport> WaitingAsync(StudioDb db, Campaign campaign, DateOnly today, double share, CancellationToken ct)
    {
        var sizes = await db.Set<CampaignMember>().Where(m => m.CampaignId == campaign.Id).GroupBy(m => m.Group).Select(g => new { g.Key, Count = g.Count(), Last = g.Max(m => m.AssignedOn) }).ToListAsync(ct);
        Side Of(CampaignGroup group) => new(sizes.Find(s => s.Key == group)?.Count ?? 0, 0);
        var result = CampaignResult.Of(Of(CampaignGroup.Treatment), Of(CampaignGroup.Holdout), campaign.HoldoutPercent, sizes.Max(s => s.Last), campaign.MeasureDays, today, 0);
        result = result with { Lift = null, Verdict = result.Verdict is Verdict.More or Verdict.Fewer or Verdict.NoDifference ? Verdict.TooEarly : result.Verdict };
        return new CampaignReport(campaign.Id, campaign.Name, campaign.State, result, null, 0, campaign.MeasureDays, campaign.HoldoutPercent, share, null, new CampaignSpend(0, 0, 0, 0), 0, 0, 0, 0, [], [], null, campaign.ExpectedValueCents, false);
    }
}
