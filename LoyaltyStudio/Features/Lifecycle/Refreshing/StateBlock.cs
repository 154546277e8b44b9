using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Lifecycle.Deciding;
using LoyaltyStudio.Features.Lifecycle.Gathering;
using LoyaltyStudio.Features.Lifecycle.Model;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Lifecycle.Refreshing;

/// <summary>The states of some members as they should stand, and the moves that lead there.</summary>
internal sealed class StateBlock
{
    private readonly List<MemberState> states = [];
    private readonly List<StateChange> changes = [];

    /// <summary>Reads and decides about some members.</summary>
    internal static async Task<StateBlock> ReadAsync(StudioDb db, StateWorld world, MemberRange range, CancellationToken ct) =>
        Decide(world, await PersonRow.ReadAsync(db, range, world.Today, ct), await MainCategories.OfAsync(db, range, ct), await Histories.ReadAsync(db, range, world.Today, ct), await Signals.ReadAsync(db, range, world.Today, ct));

    internal static StateBlock Decide(StateWorld world, List<PersonRow> people, Dictionary<long, string> categories, Histories histories, Signals signals)
    {
        var block = new StateBlock();
        var scratch = new ushort[Math.Max(1, histories.Longest)];
        foreach (var person in people)
        {
            var category = categories.GetValueOrDefault(person.Id, "");
            var facts = world.Facts(person, category, histories, signals, scratch, out var rhythm);
            var decision = StatePolicy.Decide(facts, world.Settings, world.Today.DayNumber);
            var since = block.Move(person, decision, facts.LastDay, world);
            block.states.Add(new MemberState
            {
                MemberId = person.Id, State = decision.State, Since = DateOnly.FromDayNumber(since), Cause = decision.Cause, RhythmDays = Math.Round(rhythm, 1), Gaps = histories.Gaps(person.Id).Length, Category = category,
                BackOn = facts.BackDay > 0 ? DateOnly.FromDayNumber(facts.BackDay) : null, LookAgainOn = decision.NextDay > 0 ? DateOnly.FromDayNumber(decision.NextDay) : null,
            });
        }

        return block;
    }

    /// <summary>Writes what differs from what stands there.</summary>
    /// <param name="stale">The members were read before this transaction, so that a member may be erased or moved meanwhile.</param>
    /// <returns>How many members moved.</returns>
    internal async Task<int> WriteAsync(StudioDb db, bool stale, CancellationToken ct)
    {
        var ids = states.ConvertAll(s => s.MemberId);
        var stand = await db.Set<MemberState>().AsNoTracking().Where(s => ids.Contains(s.MemberId)).ToDictionaryAsync(s => s.MemberId, ct);
        if (stale)
        {
            var there = (await db.Set<Members.Model.Member>().Where(m => ids.Contains(m.Id) && m.Status != Members.Model.MemberStatus.Erased).Select(m => m.Id).ToListAsync(ct)).ToHashSet();
            states.RemoveAll(s => !there.Contains(s.MemberId));
            changes.RemoveAll(c => !there.Contains(c.MemberId) || stand.GetValueOrDefault(c.MemberId)?.State != c.FromState);
        }

        await db.BulkInsertAsync(states.FindAll(s => !stand.ContainsKey(s.MemberId)));
        await db.BulkUpdateAsync(states.FindAll(s => stand.TryGetValue(s.MemberId, out var old) && Differs(old, s)), [nameof(MemberState.State), nameof(MemberState.Since), nameof(MemberState.Cause), nameof(MemberState.RhythmDays),
            nameof(MemberState.Gaps), nameof(MemberState.Category), nameof(MemberState.BackOn), nameof(MemberState.LookAgainOn)], []);
        var next = await db.NextIdsAsync<StateChange>(changes.Count);
        for (var i = 0; i < changes.Count; i++)
        {
            changes[i].Id = next[i];
        }

        await db.BulkInsertAsync(changes);
        return changes.Count;
    }

    /// <summary>Notes a move where the state is another one.</summary>
    /// <returns>Since when the member is in the state that was decided.</returns>
    private int Move(in PersonRow person, in StateDecision decision, int lastDay, StateWorld world)
    {
        var today = world.Today.DayNumber;
        if (person.Known is { } known && known.State == decision.State)
        {
            return known.SinceDay;
        }

        // The day on which it began to hold, where nights were missed; what was shown on earlier days stands.
        var begin = decision.FromDay > 0 ? decision.FromDay : person.Known is not null ? today : lastDay > 0 ? lastDay : person.EnrolledDay;
        var since = person.Known is null ? Math.Min(begin, today) : Math.Clamp(begin, Math.Min(world.LastRunDay + 1, today), today);
        changes.Add(new StateChange { MemberId = person.Id, FromState = person.Known?.State, ToState = decision.State, On = DateOnly.FromDayNumber(since), Cause = decision.Cause });
        return since;
    }

    private static bool Differs(MemberState a, MemberState b) => (a.State, a.Since, a.Cause, a.RhythmDays, a.Gaps, a.Category, a.BackOn, a.LookAgainOn) != (b.State, b.Since, b.Cause, b.RhythmDays, b.Gaps, b.Category, b.BackOn, b.LookAgainOn);
}
