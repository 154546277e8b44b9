using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Access.Model;
using LoyaltyStudio.Features.Access.Settings;
using LoyaltyStudio.Features.Lifecycle.Model;
using LoyaltyStudio.Features.Lifecycle.Settings;
using LoyaltyStudio.Features.Members.Model;
using LoyaltyStudio.Platform;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Lifecycle.Reading;

/// <param name="Month">The month whose moves are shown; null: the current one.</param>
/// <param name="StoreId">Members of one home store; null: all that the actor sees.</param>
public sealed record ReadLifecycleRequest(DateOnly? Month = null, long? StoreId = null);

/// <param name="Now">Members in the state now; <paramref name="MonthAgo"/> a month before; <paramref name="Ends"/> at the end of each of the months, the last one now.</param>
public sealed record StateCount(LifecycleState State, int Now, int MonthAgo, IReadOnlyList<int> Ends);

/// <param name="Months">First days of the last twelve months and the current one.</param>
/// <param name="Moves">From the beginning to the end of the chosen month; also those who stayed.</param>
/// <param name="Entered">Members who were seen for the first time in the month.</param>
/// <param name="RefreshedOn">The day to which states are up to date; null: never looked.</param>
public sealed record LifecycleBoard(DateOnly Today, DateOnly Month, IReadOnlyList<DateOnly> Months, IReadOnlyList<StateCount> States, IReadOnlyList<StateMove> Moves, int Entered, DateOnly? RefreshedOn,
    IReadOnlyList<(long Id, string Name)> Stores)
{
    public int Members => States.Sum(s => s.Now);
}

/// <summary>How many members stand in each state, how that developed, and who moved in a month. Counts of the past are those of now with the moves since taken back.</summary>
public sealed class ReadLifecycle(StudioData data, TimeProvider clock, OrganisationBook organisation)
{
    private const int MonthsBack = 12;

    public async Task<Outcome<LifecycleBoard>> RunAsync(Actor actor, ReadLifecycleRequest request, CancellationToken ct)
    {
        if (!actor.May(Permission.ViewInsight) || (request.StoreId is { } wanted && !actor.Sees(wanted)))
        {
            return Refuse.Forbidden();
        }

        var today = (await organisation.CurrentAsync(ct)).Today(clock);
        var current = BusinessCalendar.Floor(today, CalendarUnit.Month);
        List<DateOnly> months = [.. Enumerable.Range(0, MonthsBack + 1).Select(i => current.AddMonths(i - MonthsBack))];
        var month = request.Month is { } asked && months.Contains(BusinessCalendar.Floor(asked, CalendarUnit.Month)) ? BusinessCalendar.Floor(asked, CalendarUnit.Month) : current;
        await using var db = data.Read();
        var now = (await Members(db, actor, request.StoreId).GroupBy(s => s.State).Select(g => new { g.Key, Count = g.Count() }).ToListAsync(ct)).ToDictionary(g => g.Key, g => g.Count);
        var moved = await ChangesOf(db, actor, request.StoreId).Where(c => c.On >= months[0]).GroupBy(c => new { c.On, c.FromState, c.ToState })
            .Select(g => new Moved(g.Key.On, g.Key.FromState, g.Key.ToState, g.Count())).ToListAsync(ct);
        var ago = today.AddMonths(-1);
        var states = Enum.GetValues<LifecycleState>().Select(s => new StateCount(s, now.GetValueOrDefault(s), Before(moved, s, now.GetValueOrDefault(s), ago),
            [.. months.Select(m => Before(moved, s, now.GetValueOrDefault(s), m.AddMonths(1).AddDays(-1)))])).ToList();
        var (moves, entered) = await MovesAsync(db, actor, request.StoreId, month, states.ToDictionary(s => s.State, s => s.Ends[months.IndexOf(month)]), ct);
        var stores = await db.Set<Store>().Where(s => s.Active).OrderBy(s => s.Name).Select(s => new { s.Id, s.Name }).ToListAsync(ct);
        return new LifecycleBoard(today, month, months, states, moves, entered, await db.Set<StateRun>().OrderByDescending(r => r.Id).Select(r => (DateOnly?)r.On).FirstOrDefaultAsync(ct),
            [.. stores.Where(s => actor.Sees(s.Id)).Select(s => (s.Id, s.Name))]);
    }

    private static IQueryable<MemberState> Members(StudioDb db, Actor actor, long? store) =>
        from s in db.Set<MemberState>() where Scope(db, actor, store).Any(m => m.Id == s.MemberId) select s;

    private static IQueryable<StateChange> ChangesOf(StudioDb db, Actor actor, long? store) =>
        from c in db.Set<StateChange>() where Scope(db, actor, store).Any(m => m.Id == c.MemberId) select c;

    private static IQueryable<Member> Scope(StudioDb db, Actor actor, long? store)
    {
        var members = db.Set<Member>().Where(m => m.Status != MemberStatus.Erased);
        return store is { } one ? members.Where(m => m.HomeStoreId == one) : actor.Stores is { } own ? members.Where(m => m.HomeStoreId != null && own.Contains(m.HomeStoreId.Value)) : members;
    }

    private static int Before(List<Moved> moved, LifecycleState state, int now, DateOnly end) =>
        now - moved.Where(m => m.On > end && m.To == state).Sum(m => m.Count) + moved.Where(m => m.On > end && m.From == state).Sum(m => m.Count);

    /// <summary>From where each member stood when the month began to where it stood when it ended.</summary>
    private static async Task<(IReadOnlyList<StateMove> Moves, int Entered)> MovesAsync(StudioDb db, Actor actor, long? store, DateOnly month, Dictionary<LifecycleState, int> ends, CancellationToken ct)
    {
        var end = month.AddMonths(1).AddDays(-1);
        var all = db.Set<StateChange>();
        var spans = ChangesOf(db, actor, store).Where(c => c.On >= month && c.On <= end).GroupBy(c => c.MemberId).Select(g => new { First = g.Min(c => c.Id), Last = g.Max(c => c.Id) });
        var pairs = await (from s in spans
                           join a in all on s.First equals a.Id
                           join b in all on s.Last equals b.Id
                           group s by new { a.FromState, b.ToState } into g
                           select new { g.Key.FromState, g.Key.ToState, Count = g.Count() }).ToListAsync(ct);
        var moves = pairs.Where(p => p.FromState is not null).ToDictionary(p => (From: p.FromState!.Value, To: p.ToState), p => p.Count);
        foreach (var (state, count) in ends)
        {
            moves[(state, state)] = moves.GetValueOrDefault((state, state)) + Math.Max(0, count - pairs.Where(p => p.ToState == state).Sum(p => p.Count));
        }

        return ([.. moves.Where(m => m.Value > 0).Select(m => new StateMove(m.Key.From, m.Key.To, m.Value))], pairs.Where(p => p.FromState is null).Sum(p => p.Count));
    }

    private sealed record Moved(DateOnly On, LifecycleState? From, LifecycleState To, int Count);
}
