using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Access.Settings;
using LoyaltyStudio.Features.Lifecycle.Deciding;
using LoyaltyStudio.Features.Lifecycle.Gathering;
using LoyaltyStudio.Features.Lifecycle.Model;
using LoyaltyStudio.Features.Members.Model;
using LoyaltyStudio.Platform;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Lifecycle.Settings;

/// <summary>Members who stand in one state and would stand in another.</summary>
public sealed record StateMove(LifecycleState From, LifecycleState To, int Count);

/// <param name="Name">Of a member who would move.</param>
/// <param name="LastPurchaseOn">Null: never bought.</param>
public sealed record MovingMember(long Id, string Name, LifecycleState From, LifecycleState To, DateOnly? LastPurchaseOn, double RhythmDays);

/// <param name="Moves">Every pair of states with members in it, also those who stay.</param>
/// <param name="Sample">Some of those who would move.</param>
public sealed record LimitsTried(int Members, int Moving, IReadOnlyList<StateMove> Moves, IReadOnlyList<MovingMember> Sample);

/// <summary>
/// Says who would move if the limits were others. What is known of all members is read once and kept for some minutes, so that every change in a form is answered at once. Nothing is written.
/// </summary>
public sealed class TryLimits(StudioData data, TimeProvider clock, OrganisationBook organisation) : IDisposable
{
    private const int Shown = 12;
    private static readonly TimeSpan Age = TimeSpan.FromMinutes(5);
    private readonly SemaphoreSlim reading = new(1);

    /// <summary>Given up when memory is needed for something better.</summary>
    private WeakReference<Snapshot>? kept;

    public async Task<Outcome<LimitsTried>> RunAsync(Actor actor, LifecycleLimits limits, CancellationToken ct)
    {
        if (!actor.May(Permission.EditInsight) || actor.Stores is not null)
        {
            return Refuse.Forbidden();
        }

        if (limits.Errors() is { Count: > 0 } errors)
        {
            return Refuse.Invalid(errors);
        }

        var settings = new LifecycleSettings();
        limits.ApplyTo(settings);
        var today = (await organisation.CurrentAsync(ct)).Today(clock);
        var snapshot = await SnapshotAsync(today, ct);
        await using var db = data.Read();
        var world = await StateWorld.ReadAsync(db, settings, today, null, GroupMeasure.TopSpend(snapshot.Histories.SpendOf, settings.TopPercent), ct);
        var (counts, sample) = Decide(snapshot, world);
        var ids = sample.ConvertAll(s => s.Id);
        var names = await db.Set<Member>().Where(m => ids.Contains(m.Id)).ToDictionaryAsync(m => m.Id, m => m.FullName, ct);
        return new LimitsTried(snapshot.People.Count, counts.Where(c => c.Key.From != c.Key.To).Sum(c => c.Value), [.. counts.Select(c => new StateMove(c.Key.From, c.Key.To, c.Value))],
            [.. sample.Where(s => names.ContainsKey(s.Id)).Select(s => s with { Name = names[s.Id] })]);
    }

    private static (Dictionary<(LifecycleState From, LifecycleState To), int> Counts, List<MovingMember> Sample) Decide(Snapshot snapshot, StateWorld world)
    {
        var counts = new Dictionary<(LifecycleState, LifecycleState), int>();
        var sample = new List<MovingMember>();
        var scratch = new ushort[Math.Max(1, snapshot.Histories.Longest)];
        foreach (var person in snapshot.People)
        {
            if (person.Known is not { } known)
            {
                continue;
            }

            var facts = world.Facts(person, snapshot.Categories.GetValueOrDefault(person.Id, ""), snapshot.Histories, snapshot.Signals, scratch, out var rhythm);
            var to = StatePolicy.Decide(facts, world.Settings, world.Today.DayNumber).State;
            counts[(known.State, to)] = counts.GetValueOrDefault((known.State, to)) + 1;
            if (to != known.State && sample.Count < Shown)
            {
                sample.Add(new MovingMember(person.Id, "", known.State, to, facts.LastDay > 0 ? DateOnly.FromDayNumber(facts.LastDay) : null, rhythm));
            }
        }

        return (counts, sample);
    }

    private async Task<Snapshot> SnapshotAsync(DateOnly today, CancellationToken ct)
    {
        await reading.WaitAsync(ct);
        try
        {
            if (kept is not null && kept.TryGetTarget(out var known) && known.On == today && clock.GetElapsedTime(known.ReadAt) < Age)
            {
                return known;
            }

            await using var db = data.Read();
            var fresh = new Snapshot(today, clock.GetTimestamp(), await PersonRow.ReadAsync(db, MemberRange.All, today, ct), await Histories.ReadAsync(db, MemberRange.All, today, ct), await Signals.ReadAsync(db, MemberRange.All, today, ct),
                await db.Set<MemberState>().Where(s => s.Category != "").ToDictionaryAsync(s => s.MemberId, s => s.Category, ct));
            kept = new WeakReference<Snapshot>(fresh);
            return fresh;
        }
        finally
        {
            reading.Release();
        }
    }

    public void Dispose() => reading.Dispose();

    private sealed record Snapshot(DateOnly On, long ReadAt, List<PersonRow> People, Histories Histories, Signals Signals, Dictionary<long, string> Categories);
}
