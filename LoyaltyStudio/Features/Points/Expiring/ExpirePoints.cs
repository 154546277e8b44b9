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
/// Books the end of lots whose last day lies before a day (semantics 3). The entry carries the day after the last day. What is due is read once, the lots of a
/// member together, and goes in blocks that commit, each by statements over all of its lots; the rows are those that <see cref="PointBooking.Expire"/>
/// would write. Stopped halfway, the next run finds what is left. Points that a cheque run has counted do not end before it is issued.
/// </summary>
public sealed class ExpirePoints(StudioData data, TimeProvider clock, IEnumerable<IPointHold> holds)
{
    private const int Round = 1_000_000;
    private const int Block = 50_000;

    public async Task<Outcome<PointExpiry>> RunAsync(Actor actor, DateOnly asOf, Action<long, long, string>? report, CancellationToken ct)
    {
        if (!actor.May(Permission.RunJobs))
        {
            return Refuse.Forbidden();
        }

        var pace = new JobPace(data, clock, Block);
        var result = new PointExpiry(0, 0);
        while (await DueAsync(asOf, ct) is { Count: > 0 } due)
        {
            await pace.BlocksAsync(due, (db, part) => BlockAsync(db, actor, asOf, part, ct), (block, _) =>
            {
                result = new PointExpiry(result.Lots + block.Lots, result.Points + block.Points);
                report?.Invoke(result.Lots, 0, "lots");
                CrashPoint.Here("expiry-between-blocks");
            }, ct);
        }

        return result;
    }

    private async Task<List<DueLot>> DueAsync(DateOnly asOf, CancellationToken ct)
    {
        await using var db = data.Read();
        var lots = db.Set<PointLot>().Where(l => l.ExpiresOn < asOf && l.Remaining > 0);
        foreach (var hold in holds)
        {
            lots = await hold.HoldersAsync(db, ct) is { } held ? lots.Where(l => !held.Contains(l.MemberId)) : lots;
        }

        return await lots.OrderBy(l => l.MemberId).ThenBy(l => l.ExpiresOn).ThenBy(l => l.Id).Select(l => new DueLot(l.Id, l.MemberId)).Take(Round).ToListAsync(ct);
    }

    private async Task<PointExpiry> BlockAsync(StudioDb db, Actor actor, DateOnly asOf, List<DueLot> due, CancellationToken ct)
    {
        await db.LockMembersAsync(due.Select(l => l.MemberId));
        var lots = await StillFreeAsync(db, due, ct);
        var now = clock.GetUtcNow().UtcDateTime;
        return db.IsSqlite ? await ExpirySql.OnSqliteAsync(db, actor.Stamp, now, asOf, lots, ct) : await ExpirySql.OnPostgresAsync(db, actor.Stamp, now, asOf, lots, ct);
    }

    /// <summary>Those of which nothing is held: a run may have been calculated since they were read.</summary>
    private async Task<long[]> StillFreeAsync(StudioDb db, List<DueLot> due, CancellationToken ct)
    {
        var held = new HashSet<long>();
        foreach (var hold in holds)
        {
            await hold.SettleAsync(db, ct);
            if (await hold.HoldersAsync(db, ct) is { } holders)
            {
                var (from, to) = (due[0].MemberId, due[^1].MemberId);
                held.UnionWith(await holders.Where(m => m >= from && m <= to).ToListAsync(ct));
            }
        }

        return [.. due.Where(l => !held.Contains(l.MemberId)).Select(l => l.Id)];
    }

    private readonly record struct DueLot(long Id, long MemberId);
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
