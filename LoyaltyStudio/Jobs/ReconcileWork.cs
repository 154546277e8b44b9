using LoyaltyStudio.Data;

namespace LoyaltyStudio.Jobs;

/// <summary>
/// The job reconcile: every night all checks of the data, the same as the verb `check`. A breach fails the run, so that it is seen on the jobs page; it
/// repairs nothing.
/// </summary>
internal sealed class ReconcileWork(StudioData data, IEnumerable<IInvariantCheck> checks) : IScheduledWork
{
    public string Name => "reconcile";

    public string DefaultCron => "0 30 5 * * ?";

    public async Task<string> RunAsync(WorkRun run, CancellationToken ct)
    {
        var all = checks.OrderBy(c => c.Code, StringComparer.Ordinal).ToList();
        List<string> broken = [];
        for (var i = 0; i < all.Count; i++)
        {
            await using var db = data.Read();
            var breaches = await all[i].FindBreachesAsync(db, ct);
            if (breaches.Count > 0)
            {
                broken.Add($"{all[i].Title}: {breaches.Count} breaches, such as {breaches[0]}");
            }

            run.Report(i + 1, all.Count, "checks");
        }

        return broken.Count == 0 ? $"All {all.Count} checks hold." : throw new InvalidOperationException(string.Join(" ", broken));
    }
}
