using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Access.Settings;
using LoyaltyStudio.Features.Feedback.Model;
using LoyaltyStudio.Features.Feedback.Settings;
using LoyaltyStudio.Platform;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Feedback.Promises;

/// <summary>
/// Writes promises and what became of them. A promise is kept when it was done on its last day at the latest; else it is broken, from the day after, and a
/// recovery opens in the same transaction, once. Runs inside a transaction of the caller.
/// </summary>
public sealed class PromiseBook(TimeProvider clock, OrganisationBook organisation)
{
    /// <summary>A promise that broke longer ago is history: its recovery is written down as skipped.</summary>
    internal const int StaleDays = 30;

    public async Task AddAsync(StudioDb db, IReadOnlyList<MemberPromise> promises, CancellationToken ct)
    {
        var ids = await db.NextIdsAsync<MemberPromise>(promises.Count);
        for (var i = 0; i < ids.Length; i++)
        {
            promises[i].Id = ids[i];
            promises[i].BrokenOn = BrokenOf(promises[i]);
        }

        await db.BulkInsertAsync(promises);
        await OpenRecoveriesAsync(db, [.. promises.Where(p => p.BrokenOn is not null)], (await organisation.CurrentAsync(ct)).Today(clock), ct);
    }

    /// <summary>Notes when promises were done, once each. A promise that was thought broken and was kept after all takes its open recovery with it.</summary>
    public async Task DoneAsync(StudioDb db, IReadOnlyList<(MemberPromise Promise, DateOnly On)> done, CancellationToken ct)
    {
        done = await LockAsync(db, done, ct);
        List<MemberPromise> changed = [], broken = [], kept = [];
        foreach (var (promise, on) in done.Where(d => d.Promise.DoneOn is null))
        {
            var was = promise.BrokenOn;
            promise.DoneOn = on < promise.MadeOn ? promise.MadeOn : on;
            promise.BrokenOn = BrokenOf(promise);
            changed.Add(promise);
            if (was is null && promise.BrokenOn is not null)
            {
                broken.Add(promise);
            }
            else if (was is not null && promise.BrokenOn is null)
            {
                kept.Add(promise);
            }
        }

        await db.BulkUpdateAsync(changed, [nameof(MemberPromise.DoneOn), nameof(MemberPromise.BrokenOn)], []);
        var today = (await organisation.CurrentAsync(ct)).Today(clock);
        await OpenRecoveriesAsync(db, broken, today, ct);
        if (kept.Count > 0)
        {
            var ids = kept.ConvertAll(p => p.Id).ToArray();
            await db.Set<Recovery>().Where(r => ids.Contains(r.PromiseId) && r.State == RecoveryState.Open && r.Gesture == "")
                .ExecuteUpdateAsync(s => s.SetProperty(r => r.State, RecoveryState.Skipped).SetProperty(r => r.HandledOn, (DateOnly?)today).SetProperty(r => r.HandledBy, "job promises")
                    .SetProperty(r => r.Note, "kept_after_all").SetProperty(r => r.Version, r => r.Version + 1), ct);
        }
    }

    /// <summary>
    /// Takes the promises for this transaction and reads what became of them by now: on PostgreSQL the morning's look may mark them as broken at this moment, and its recovery must not stay open for a promise that was kept.
    /// </summary>
    private static async Task<IReadOnlyList<(MemberPromise Promise, DateOnly On)>> LockAsync(StudioDb db, IReadOnlyList<(MemberPromise Promise, DateOnly On)> done, CancellationToken ct)
    {
        if (db.IsSqlite || done.Count == 0)
        {
            return done;
        }

        var ids = done.Select(d => d.Promise.Id).ToArray();
        await using (var take = db.Command("SELECT id FROM member_promise WHERE id = ANY(@ids) ORDER BY id FOR UPDATE").With("ids", ids))
        {
            await take.ExecuteNonQueryAsync(ct);
        }

        var now = await db.Set<MemberPromise>().AsNoTracking().Where(p => ids.Contains(p.Id)).ToDictionaryAsync(p => p.Id, ct);
        var there = done.Where(d => now.ContainsKey(d.Promise.Id)).ToList();
        there.ForEach(d => (d.Promise.DoneOn, d.Promise.BrokenOn) = (now[d.Promise.Id].DoneOn, now[d.Promise.Id].BrokenOn));
        return there;
    }

    /// <summary>Opens a recovery for each of these promises that has none. Some may have one from an earlier mark.</summary>
    internal static async Task OpenRecoveriesAsync(StudioDb db, IReadOnlyList<MemberPromise> broken, DateOnly today, CancellationToken ct)
    {
        if (broken.Count == 0)
        {
            return;
        }

        var ids = broken.Select(p => p.Id).ToArray();
        var known = (await db.Set<Recovery>().Where(r => ids.Contains(r.PromiseId)).Select(r => r.PromiseId).ToListAsync(ct)).ToHashSet();
        var due = BusinessCalendar.AddWorkingDays(today, (await FeedbackBook.ReadAsync(db, ct)).RecoveryDays);
        var fresh = broken.Where(p => !known.Contains(p.Id)).Select(p => new Recovery
        {
            PromiseId = p.Id, MemberId = p.MemberId, StoreId = p.StoreId, OpenedOn = today, DueOn = due, State = p.BrokenOn < today.AddDays(-StaleDays) ? RecoveryState.Skipped : RecoveryState.Open,
            Note = p.BrokenOn < today.AddDays(-StaleDays) ? "long_ago" : "", HandledBy = p.BrokenOn < today.AddDays(-StaleDays) ? "job promises" : "", HandledOn = p.BrokenOn < today.AddDays(-StaleDays) ? today : null,
        }).ToList();
        var next = await db.NextIdsAsync<Recovery>(fresh.Count);
        for (var i = 0; i < next.Length; i++)
        {
            fresh[i].Id = next[i];
        }

        await db.BulkInsertAsync(fresh);
    }

    /// <summary>Done late: broken on the day after the last one. Not done: the job looks every night.</summary>
    private static DateOnly? BrokenOf(MemberPromise promise) => promise.DoneOn > promise.DueOn ? promise.DueOn.AddDays(1) : null;
}
