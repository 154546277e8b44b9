using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Access.Settings;
using LoyaltyStudio.Features.Cheques.Model;
using LoyaltyStudio.Platform;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Cheques.Redeeming;

/// <summary>
/// Slows guessers down by their failures, counted in the database so that restarts and several instances count together: five wrong codes per till within ten minutes,
/// fifty per key or person on a calendar day. Right codes cost one look at an index.
/// </summary>
public sealed class WrongCodes(StudioData data, TimeProvider clock, OrganisationBook organisation)
{
    internal const int PerTerminal = 5;
    internal const int PerDay = 50;
    internal const int TerminalLimit = 50;
    internal static readonly TimeSpan Window = TimeSpan.FromMinutes(10);

    /// <summary>Why this till has to wait; null when it may go on.</summary>
    public async Task<Refusal?> TooManyAsync(Actor actor, string terminal, CancellationToken ct)
    {
        var since = await SinceAsync(ct);
        await using var db = data.Read();
        return Judge(await RecentAsync(db, actor, since, ct), terminal, since);
    }

    /// <summary>Notes a wrong code, in a transaction of its own: a refusal rolls back everything else. Guesses that come at once wait here for each other.</summary>
    /// <returns>Null when it was noted; why the till has to wait when the measure is full already, so that no guess beyond it learns anything.</returns>
    public async Task<Refusal?> NoteAsync(Actor actor, string terminal, CancellationToken ct)
    {
        var since = await SinceAsync(ct);
        return await data.WriteAsync(async db =>
        {
            if (!db.IsSqlite)
            {
                await db.Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock(7302, hashtext({CallerOf(actor)}))", ct);
            }

            if (Judge(await RecentAsync(db, actor, since, ct), terminal, since) is { } refusal)
            {
                return refusal;
            }

            db.Add(new WrongCode { Caller = CallerOf(actor), Terminal = terminal, At = since.Now });
            await db.SaveChangesAsync(ct);
            return null;
        }, ct);
    }

    private sealed record Limits(DateTime Now, DateTime DayStart, DateTime DayEnd);

    private sealed record Wrong(DateTime At, string Terminal);

    private async Task<Limits> SinceAsync(CancellationToken ct)
    {
        var calendar = (await organisation.CurrentAsync(ct)).Calendar;
        var today = calendar.Today(clock);
        return new Limits(clock.GetUtcNow().UtcDateTime, calendar.EndOf(today.AddDays(-1)).AddTicks(1), calendar.EndOf(today).AddTicks(1));
    }

    private static Task<List<Wrong>> RecentAsync(StudioDb db, Actor actor, Limits since, CancellationToken ct)
    {
        var caller = CallerOf(actor);
        var from = since.DayStart < since.Now - Window ? since.DayStart : since.Now - Window;
        return db.Set<WrongCode>().AsNoTracking().Where(w => w.Caller == caller && w.At >= from).OrderByDescending(w => w.At).Select(w => new Wrong(w.At, w.Terminal)).ToListAsync(ct);
    }

    private static Refusal? Judge(List<Wrong> recent, string terminal, Limits since)
    {
        if (recent.Count(w => w.At >= since.DayStart) >= PerDay)
        {
            return Refuse.Throttled("too_many_wrong_codes", Seconds(since.DayEnd - since.Now), "Too many wrong codes today. You can go on tomorrow.");
        }

        var here = recent.Where(w => w.Terminal == terminal && w.At > since.Now - Window).Take(PerTerminal).ToList();
        if (here.Count < PerTerminal)
        {
            return null;
        }

        var wait = here[^1].At + Window - since.Now;
        return Refuse.Throttled("too_many_wrong_codes", Seconds(wait), "Too many wrong codes. Wait {0} minutes.", (int)Math.Ceiling(wait.TotalMinutes));
    }

    private static int Seconds(TimeSpan wait) => Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds));

    /// <summary>By id, not by name: somebody could change that.</summary>
    private static string CallerOf(Actor actor) => actor.Id == 0 ? actor.Stamp : System.FormattableString.Invariant($"{actor.Kind} {actor.Id}");
}
