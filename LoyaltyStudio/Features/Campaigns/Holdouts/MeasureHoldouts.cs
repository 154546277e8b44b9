using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Campaigns.Measuring;
using LoyaltyStudio.Features.Campaigns.Model;
using LoyaltyStudio.Features.Campaigns.Running;
using LoyaltyStudio.Platform;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Campaigns.Holdouts;

/// <summary>What all promotions together bring: everybody drawn by a global holdout, from the day of the draw to its end.</summary>
public sealed class MeasureHoldouts(StudioData data, TimeProvider clock)
{
    /// <param name="asOf">The first day that is not counted.</param>
    /// <returns>How many were measured.</returns>
    public async Task<Outcome<int>> RunAsync(Actor actor, DateOnly asOf, CancellationToken ct)
    {
        if (!actor.May(Permission.RunJobs))
        {
            return Refuse.Forbidden();
        }

        List<GlobalHoldout> open;
        await using (var db = data.Read())
        {
            open = await db.Set<GlobalHoldout>().Where(h => !db.Set<MeasuredHoldout>().Any(r => r.HoldoutId == h.Id && r.Final)).OrderBy(h => h.Id).ToListAsync(ct);
        }

        foreach (var holdout in open)
        {
            await using var read = data.Read();
            var row = await ReadAsync(read, holdout, asOf, ct);
            await data.WriteAsync(async db =>
            {
                await db.Set<MeasuredHoldout>().Where(r => r.HoldoutId == holdout.Id).ExecuteDeleteAsync(ct);
                await db.BulkInsertAsync([row]);
            }, ct, Lane.Job);
            CrashPoint.Here("measure-between-holdouts");
        }

        return open.Count;
    }

    private async Task<MeasuredHoldout> ReadAsync(StudioDb db, GlobalHoldout holdout, DateOnly asOf, CancellationToken ct)
    {
        var until = holdout.EndedOn is { } ended && ended.AddDays(1) < asOf ? ended.AddDays(1) : asOf;
        var sizes = await db.Set<GlobalHoldoutMember>().Where(m => m.HoldoutId == holdout.Id).GroupBy(m => m.Group).Select(g => new { g.Key, Count = g.Count() }).ToDictionaryAsync(g => g.Key, g => g.Count, ct);
        var tallies = await BuyerStream.ReadAsync(db, FormattableString.Invariant($"""
            SELECT '' AS step, CASE WHEN m."group" = 'Holdout' THEN 'holdout' ELSE 'treatment' END AS arm, m.member_id, m.assigned_on, p.business_date, p.kept_cents
            FROM global_holdout_member m JOIN purchase p ON p.member_id = m.member_id
            WHERE m.holdout_id = {holdout.Id} AND p.kind = 'Purchase' AND p.business_date >= m.assigned_on AND p.business_date >= {BuyerStream.Literal(holdout.StartOn)} AND p.business_date < {BuyerStream.Literal(until)}
            ORDER BY m.member_id
            """), ct);
        GroupTally Of(CampaignGroup group, string arm)
        {
            var tally = tallies.GetValueOrDefault(("", arm)) ?? new GroupTally();
            tally.Amounts.Members = sizes.GetValueOrDefault(group);
            return tally;
        }

        var (treated, held) = (Of(CampaignGroup.Treatment, "treatment"), Of(CampaignGroup.Holdout, "holdout"));
        var lift = MarginBootstrap.Compare(treated.Amounts, held.Amounts, holdout.Salt);
        return new MeasuredHoldout
        {
            HoldoutId = holdout.Id, AsOf = until, MeasuredAt = clock.GetUtcNow().UtcDateTime, Final = holdout.EndedOn is { } end && end.AddDays(CampaignMeter.Aftermath) < asOf,
            Treated = sizes.GetValueOrDefault(CampaignGroup.Treatment), TreatedBuyers = treated.Buyers, TreatedKeptCents = treated.Amounts.Sum,
            Holdout = sizes.GetValueOrDefault(CampaignGroup.Holdout), HoldoutBuyers = held.Buyers, HoldoutKeptCents = held.Amounts.Sum, KeptLow = lift?.Low, KeptHigh = lift?.High,
            CostCents = await CostAsync(db, holdout, until, ct),
        };
    }

    /// <summary>Costs of promotions in the months from the first day on; months are whole, so that this is near, not exact.</summary>
    private static async Task<long> CostAsync(StudioDb db, GlobalHoldout holdout, DateOnly until, CancellationToken ct)
    {
        var (from, to) = (new DateOnly(holdout.StartOn.Year, holdout.StartOn.Month, 1), until.AddDays(-1));
        var millicents = await (from c in db.Set<CampaignCost>()
                                join x in db.Set<Campaign>() on c.CampaignId equals x.Id
                                where x.Purpose == CampaignPurpose.Promotion && c.Month >= @from && c.Month <= to
                                select c.SendMillicents + c.GiftMillicents + c.OfferMillicents + c.FixedMillicents).SumAsync(ct);
        return CampaignSpend.Cents(millicents);
    }
}
