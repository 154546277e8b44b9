namespace LoyaltyStudio.Data;

/// <summary>
/// How many rows a job writes in one transaction: many while nobody else writes, and while tills are at work as many as hold the gate
/// (on PostgreSQL: locked members) for a sixth of a second, so that nobody waits longer than the quarter of a second that is allowed.
/// </summary>
internal sealed class JobPace(StudioData data, TimeProvider clock, int most)
{
    private const int Least = 100;
    private static readonly TimeSpan Held = TimeSpan.FromMilliseconds(160);
    private static readonly TimeSpan Memory = TimeSpan.FromSeconds(10);
    private double perSecond = Least / Held.TotalSeconds;

    /// <summary>Rows for the next transaction.</summary>
    internal int Next => data.TillsWithin(Memory) ? (int)Math.Clamp(perSecond * Held.TotalSeconds, Least, most) : most;

    /// <summary>Goes through items in blocks of this pace, one transaction each, and tells after each what came of it and how many items are done.</summary>
    internal async Task BlocksAsync<T, TResult>(IReadOnlyList<T> items, Func<StudioDb, List<T>, Task<TResult>> write, Action<TResult, int> done, CancellationToken ct)
    {
        for (var at = 0; at < items.Count;)
        {
            ct.ThrowIfCancellationRequested();
            List<T> block = [.. items.Skip(at).Take(Next)];
            var result = await WriteAsync(block.Count, db => write(db, block), ct);
            at += block.Count;
            done(result, at);
        }
    }

    /// <summary>Does one transaction over so many rows and remembers how long it held what others wait for.</summary>
    internal Task<T> WriteAsync<T>(int rows, Func<StudioDb, Task<T>> work, CancellationToken ct) => data.WriteAsync(async db =>
    {
        var started = clock.GetTimestamp();
        var result = await work(db);
        perSecond = rows / Math.Max(0.001, clock.GetElapsedTime(started).TotalSeconds);
        return result;
    }, ct, Lane.Job);
}
