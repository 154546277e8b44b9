using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Lifecycle.Deciding;
using LoyaltyStudio.Features.Lifecycle.Gathering;
using LoyaltyStudio.Features.Lifecycle.Model;
using LoyaltyStudio.Features.Lifecycle.Settings;
using LoyaltyStudio.Features.Purchases.Model;
using LoyaltyStudio.Jobs;
using LoyaltyStudio.Platform;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Lifecycle.Refreshing;

/// <param name="Looked">Members whose state was decided again.</param>
/// <param name="Full">Everybody, with the groups measured again.</param>
public sealed record StatesRefreshed(int Looked, int Moved, bool Full);

/// <summary>
/// Brings the state of every member to a day. On an ordinary night it looks at members of whom something changed and at those whom time may move; the first time, in every new month, under new settings and on request it
/// measures the groups again and looks at everybody. It writes only what differs, in blocks of one transaction each; broken off, it begins again and finds less to write.
/// </summary>
public sealed class RefreshStates(StudioData data, TimeProvider clock)
{
    private const int Block = 20_000;

    public async Task<Outcome<StatesRefreshed>> RunAsync(Actor actor, DateOnly asOf, Action<long, long, string>? report, CancellationToken ct, bool full = false)
    {
        if (!actor.May(Permission.RunJobs))
        {
            return Refuse.Forbidden();
        }

        LifecycleSettings settings;
        StateRun? last;
        var run = new StateRun { On = asOf, StartedAt = clock.GetUtcNow().UtcDateTime };
        await using (var db = data.Read())
        {
            settings = await LifecycleRules.ReadAsync(db, ct);
            last = await db.Set<StateRun>().OrderByDescending(r => r.Id).FirstOrDefaultAsync(ct);
            var measured = await db.Set<StateRun>().Where(r => r.Full).OrderByDescending(r => r.Id).FirstOrDefaultAsync(ct);
            run.PurchaseId = await db.Set<Purchase>().MaxAsync(p => (long?)p.Id, ct) ?? 0;
            run.SettingsVersion = settings.Version;
            run.Full = full || last is null || measured is null || measured.SettingsVersion != settings.Version || (measured.On.Year, measured.On.Month) != (asOf.Year, asOf.Month);
            if (last is not null && asOf < last.On)
            {
                // The past stands; a late run must not take states back.
                return new StatesRefreshed(0, 0, false);
            }
        }

        if (run.Full)
        {
            await EverybodyAsync(run, settings, report, ct);
        }
        else
        {
            await TouchedAsync(run, last!, settings, report, ct);
        }

        await data.WriteAsync(async db =>
        {
            db.Add(run);
            await db.SaveChangesAsync(ct);
        }, ct, Lane.Job);
        return new StatesRefreshed(run.Looked, run.Moved, run.Full);
    }

    private async Task EverybodyAsync(StateRun run, LifecycleSettings settings, Action<long, long, string>? report, CancellationToken ct)
    {
        Histories histories;
        Signals signals;
        Dictionary<long, string> categories;
        List<PersonRow> people;
        StateWorld world;
        Dictionary<(string Category, string StoreKind), StateGroup> groups;
        await using (var db = data.Read())
        {
            report?.Invoke(0, 0, "purchases");
            histories = await Histories.ReadAsync(db, MemberRange.All, run.On, ct);
            categories = await MainCategories.AllAsync(db, ct);
            signals = await Signals.ReadAsync(db, MemberRange.All, run.On, ct);
            people = await PersonRow.ReadAsync(db, MemberRange.All, run.On, ct);
            var kinds = await StateWorld.KindsAsync(db, ct);
            groups = GroupMeasure.Groups(people.Select(p => (categories.GetValueOrDefault(p.Id, ""), p.StoreId is { } s ? kinds.GetValueOrDefault(s, "") : "", p.Id)), histories);
            run.TopSpendCents = GroupMeasure.TopSpend(histories.SpendOf, settings.TopPercent);
            world = await StateWorld.ReadAsync(db, settings, run.On, groups, run.TopSpendCents, ct);
        }

        await data.WriteAsync(async db =>
        {
            await db.Set<StateGroup>().ExecuteDeleteAsync(ct);
            await db.BulkInsertAsync(groups.Values);
        }, ct, Lane.Job);
        await BlocksAsync(run, people, (db, block) => StateBlock.Decide(world, block, categories, histories, signals).WriteAsync(db, stale: true, ct), report, ct);
    }

    private async Task TouchedAsync(StateRun run, StateRun last, LifecycleSettings settings, Action<long, long, string>? report, CancellationToken ct)
    {
        long[] ids;
        StateWorld world;
        run.TopSpendCents = last.TopSpendCents;
        await using (var db = data.Read())
        {
            ids = await TouchedMembers.FindAsync(db, last, settings, run.On, ct);
            world = await StateWorld.ReadAsync(db, settings, run.On, null, null, ct);
        }

        await BlocksAsync(run, ids, async (db, block) => await (await StateBlock.ReadAsync(db, world, MemberRange.Of([.. block]), ct)).WriteAsync(db, stale: false, ct), report, ct);
    }

    private Task BlocksAsync<T>(StateRun run, IReadOnlyList<T> members, Func<StudioDb, List<T>, Task<int>> write, Action<long, long, string>? report, CancellationToken ct) =>
        new JobPace(data, clock, Block).BlocksAsync(members, write, (moved, at) =>
        {
            run.Moved += moved;
            run.Looked = at;
            CrashPoint.Here("states-between-blocks");
            report?.Invoke(at, members.Count, "members");
        }, ct);
}

/// <summary>The job refresh-states; with the argument full it measures the groups again and looks at everybody.</summary>
internal sealed class RefreshStatesWork(RefreshStates refresh) : IScheduledWork
{
    public string Name => "refresh-states";

    public string DefaultCron => "0 40 4 * * ?";

    public async Task<string> RunAsync(WorkRun run, CancellationToken ct)
    {
        var done = (await refresh.RunAsync(run.Actor, run.AsOf, run.Report, ct, run.Arguments.ContainsKey("full"))).Must();
        return FormattableString.Invariant($"{done.Looked:N0} members looked at, {done.Moved:N0} moved to another state.");
    }
}
