using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Members;
using LoyaltyStudio.Features.Points.Booking;
using LoyaltyStudio.Features.Points.Model;
using LoyaltyStudio.Jobs;
using LoyaltyStudio.Platform;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Points.Expiring;

public sealed record PointExpiry(int Lots, long Points);

/// <summary>
/// Books the end of lots whose last day lies before a day (semantics 3). The entry carries the day after the last day. In blocks that commit, each by
/// statements over all of its lots; the rows are those that <see cref="PointBooking.Expire"/> would write.
/// </summary>
public sealed class ExpirePoints(StudioData data, TimeProvider clock)
{
    private const int Block = 20_000;

    public async Task<Outcome<PointExpiry>> RunAsync(Actor actor, DateOnly asOf, Action<long, long, string>? report, CancellationToken ct)
    {
        if (!actor.May(Permission.RunJobs))
        {
            return Refuse.Forbidden();
        }

        var result = new PointExpiry(0, 0);
        while (true)
        {
            ct.ThrowIfCancellationRequested();
            var block = await data.WriteAsync(db => BlockAsync(db, actor, asOf, ct), ct, Lane.Job);
            result = new PointExpiry(result.Lots + block.Lots, result.Points + block.Points);
            report?.Invoke(result.Lots, 0, "lots");
            if (block.Lots == 0)
            {
                return result;
            }
        }
    }

    private async Task<PointExpiry> BlockAsync(StudioDb db, Actor actor, DateOnly asOf, CancellationToken ct)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        if (db.IsSqlite)
        {
            return await ExpirySql.OnSqliteAsync(db, actor.Stamp, now, asOf, Block, ct);
        }

        var members = await db.Set<PointLot>().AsNoTracking().Where(l => l.ExpiresOn < asOf && l.Remaining > 0).OrderBy(l => l.ExpiresOn).Take(Block).Select(l => l.MemberId).Distinct().ToArrayAsync(ct);
        await db.LockMembersAsync(members);
        return members.Length == 0 ? new PointExpiry(0, 0) : await ExpirySql.OnPostgresAsync(db, actor.Stamp, now, asOf, members, ct);
    }
}

/// <summary>The job expire-points.</summary>
internal sealed class ExpirePointsWork(ExpirePoints expire) : IScheduledWork
{
    public string Name => "expire-points";

    public string DefaultCron => "0 15 4 * * ?";

    public async Task<string> RunAsync(WorkRun run, CancellationToken ct)
    {
        var done = (await expire.RunAsync(run.Actor, run.AsOf, run.Report, ct)).Must();
        return FormattableString.Invariant($"{done.Points:N0} points from {done.Lots:N0} purchases expired.");
    }
}
