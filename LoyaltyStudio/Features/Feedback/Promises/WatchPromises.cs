using System.Globalization;
using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Access.Settings;
using LoyaltyStudio.Features.Feedback.Model;
using LoyaltyStudio.Jobs;
using LoyaltyStudio.Platform;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Feedback.Promises;

/// <summary>
/// Marks promises as broken whose last day has passed without word of them, and opens a recovery for each, in blocks that commit. Orders that were cancelled or came back whole on their last day
/// at the latest are nothing to wait for any more: their promise goes.
/// </summary>
public sealed class WatchPromises(StudioData data)
{
    private const int Block = 2_000;

    private const string Withdraw = """
        DELETE FROM member_promise WHERE kind = 'delivery' AND due_on < @today AND done_on IS NULL AND broken_on IS NULL
        AND EXISTS (SELECT 1 FROM purchase_line l WHERE l.purchase_id = member_promise.purchase_id AND l.kind = 'Goods')
        AND NOT EXISTS (SELECT 1 FROM purchase_line l WHERE l.purchase_id = member_promise.purchase_id AND l.kind = 'Goods' AND (l.returned_quantity < l.quantity OR l.quantity > (
            SELECT coalesce(sum(x.quantity), 0) FROM return_match x JOIN purchase_line r ON r.id = x.return_line_id JOIN purchase b ON b.id = r.purchase_id
            WHERE x.purchase_line_id = l.id AND b.business_date <= member_promise.due_on)))
        """;

    /// <returns>How many promises are broken that were open before.</returns>
    public async Task<Outcome<int>> RunAsync(Actor actor, DateOnly asOf, Action<long, long, string>? report, CancellationToken ct)
    {
        if (!actor.May(Permission.RunJobs))
        {
            return Refuse.Forbidden();
        }

        await data.WriteAsync(db => db.Command(Withdraw).With("today", asOf).ExecuteNonQueryAsync(ct), ct, Lane.Job);
        long total;
        await using (var db = data.Read())
        {
            total = await Late(db, asOf).LongCountAsync(ct);
        }

        var done = 0;
        while (await data.WriteAsync(db => BlockAsync(db, asOf, ct), ct, Lane.Job) is > 0 and var marked)
        {
            ct.ThrowIfCancellationRequested();
            CrashPoint.Here("watch-promises-between-blocks");
            done += marked;
            report?.Invoke(done, Math.Max(total, done), "promises");
        }

        return done;
    }

    private static IQueryable<MemberPromise> Late(StudioDb db, DateOnly asOf) => db.Set<MemberPromise>().AsNoTracking().Where(p => p.DueOn < asOf && p.DoneOn == null && p.BrokenOn == null);

    private static async Task<int> BlockAsync(StudioDb db, DateOnly asOf, CancellationToken ct)
    {
        var late = await Late(db, asOf).OrderBy(p => p.Id).Take(Block).ToListAsync(ct);
        var ids = late.ConvertAll(p => p.Id).ToArray();
        late.ForEach(p => p.BrokenOn = p.DueOn.AddDays(1));

        // Somebody may report one as done at this moment; then it stays as that report says.
        await db.Set<MemberPromise>().Where(p => ids.Contains(p.Id) && p.DoneOn == null && p.BrokenOn == null).ExecuteUpdateAsync(s => s.SetProperty(p => p.BrokenOn, p => (DateOnly?)p.DueOn.AddDays(1)), ct);
        var broken = (await db.Set<MemberPromise>().Where(p => ids.Contains(p.Id) && p.BrokenOn != null).Select(p => p.Id).ToListAsync(ct)).ToHashSet();
        await PromiseBook.OpenRecoveriesAsync(db, late.FindAll(p => broken.Contains(p.Id)), asOf, ct);
        CrashPoint.Here("watch-promises-before-commit");
        return late.Count;
    }
}

/// <summary>The job watch-promises: every morning.</summary>
internal sealed class WatchPromisesWork(WatchPromises watch, OrganisationBook organisation) : IScheduledWork
{
    public string Name => "watch-promises";

    public string DefaultCron => "0 15 5 * * ?";

    public Task<bool> IsDueAsync(CancellationToken ct) => organisation.IsSetUpAsync(ct);

    public async Task<string> RunAsync(WorkRun run, CancellationToken ct)
    {
        var broken = (await watch.RunAsync(run.Actor, run.AsOf, run.Report, ct)).Must();
        return string.Create(CultureInfo.InvariantCulture, $"{broken:N0} promises were not kept.");
    }
}
