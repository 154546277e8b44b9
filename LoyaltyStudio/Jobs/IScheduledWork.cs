using LoyaltyStudio.Platform;

namespace LoyaltyStudio.Jobs;

/// <summary>
/// Work that runs on a schedule, on demand in the browser and from the command line, always the same code. Idempotent per period, committed in
/// batches, and it goes on where a killed run stopped.
/// </summary>
public interface IScheduledWork
{
    /// <summary>Stable name, such as evaluate-tiers.</summary>
    string Name { get; }

    /// <summary>Quartz cron expression in the organisation's time zone; nothing between 01:00 and 03:00.</summary>
    string DefaultCron { get; }

    /// <summary>The key under which a run for this date is recorded: by default the date itself, so that the job runs once a day.</summary>
    string PeriodKey(DateOnly asOf) => asOf.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>The key of a firing at a local time: the key of its date. Work that runs many times a day answers with the minute.</summary>
    string FiringKey(DateTime local) => PeriodKey(DateOnly.FromDateTime(local));

    /// <summary>False when a firing of the schedule would find nothing to do; such a firing leaves no row. Not asked for a run by hand.</summary>
    Task<bool> IsDueAsync(CancellationToken ct) => Task.FromResult(true);

    /// <summary>Does the work and answers what came out of it, one English sentence with figures.</summary>
    Task<string> RunAsync(WorkRun run, CancellationToken ct);
}

/// <summary>One run as the work sees it.</summary>
/// <param name="AsOf">The business date for which the work is done; never later than the real date unless a person asked for that.</param>
/// <param name="Period">The period key, or what --period named.</param>
/// <param name="Arguments">More arguments by name, from the command line or the screen.</param>
/// <param name="Report">Tells how far the work is: items done, items in all (0 when unknown), and the step in English. Cheap to call often.</param>
public sealed record WorkRun(DateOnly AsOf, string Period, Actor Actor, IReadOnlyDictionary<string, string> Arguments, Action<long, long, string> Report);
