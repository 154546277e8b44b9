using System.Globalization;
using LoyaltyStudio.Platform;
using Quartz;

namespace LoyaltyStudio.Jobs;

/// <summary>The only Quartz job. It finds the work by name, so that renaming a class breaks no stored schedule.</summary>
public sealed class WorkJob(WorkRunner runner, IEnumerable<IScheduledWork> works, IJobZone zone, TimeProvider clock, ILogger<WorkJob> log) : IJob
{
    internal const string Name = "name", AsOf = "as-of", Period = "period", ActorKind = "actor-kind", ActorId = "actor-id", ActorName = "actor-name", Argument = "argument:";

    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default)
    {
        var values = context.MergedJobDataMap.ToDictionary(v => v.Key, v => v.Value as string ?? "");
        var name = values[Name];
        if (await zone.FindAsync(cancellationToken) is not { } here || works.FirstOrDefault(w => w.Name == name) is not { } work)
        {
            log.LogWarning("Job {Name} does not exist any more, or the installation has not been set up", name);
            return;
        }

        if (values.ContainsKey(ActorKind))
        {
            await RunAsync(PersonOf(values), RequestOf(values), cancellationToken);
            return;
        }

        var due = context.ScheduledFireTimeUtc?.UtcDateTime ?? clock.GetUtcNow().UtcDateTime;
        var local = TimeZoneInfo.ConvertTimeFromUtc(DateTime.SpecifyKind(due, DateTimeKind.Utc), here);
        if (values.TryGetValue(AsOf, out var missed) && missed.Length > 0)
        {
            local = DateTime.Parse(missed, CultureInfo.InvariantCulture);
        }

        if (await work.IsDueAsync(cancellationToken))
        {
            await RunAsync(Actor.Job(name), new WorkRequest(name, DateOnly.FromDateTime(local), work.FiringKey(local), OnSchedule: true), cancellationToken);
        }
    }

    private async Task RunAsync(Actor actor, WorkRequest request, CancellationToken ct)
    {
        var outcome = await runner.RunAsync(actor, request, ct);
        if (!outcome.IsDone)
        {
            log.LogInformation("Job {Name} was not started: {Reason}", request.Name, outcome.Text);
        }
    }

    /// <summary>The person who pressed the button, with a job's rights: the button was the check.</summary>
    private static Actor PersonOf(Dictionary<string, string> values) => Actor.Job(values[Name]) with
    {
        Kind = values[ActorKind],
        Id = long.Parse(values[ActorId], CultureInfo.InvariantCulture),
        Name = values[ActorName],
    };

    private static WorkRequest RequestOf(Dictionary<string, string> values) => new(values[Name],
        values.GetValueOrDefault(AsOf, "") is { Length: > 0 } asOf ? DateOnly.Parse(asOf, CultureInfo.InvariantCulture) : null,
        values.GetValueOrDefault(Period, ""),
        values.Where(v => v.Key.StartsWith(Argument, StringComparison.Ordinal)).ToDictionary(v => v.Key[Argument.Length..], v => v.Value));
}
