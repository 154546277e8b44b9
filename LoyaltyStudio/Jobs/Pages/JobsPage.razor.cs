using LoyaltyStudio.Platform;
using LoyaltyStudio.Ui;
using Microsoft.AspNetCore.Components;
using Radzen;

namespace LoyaltyStudio.Jobs.Pages;

public sealed partial class JobsPage(ListJobs jobs, CancelJobRun cancel, DialogService dialogs, Confirm confirm, TimeProvider clock, Sentences sentences)
{
    private static readonly DialogOptions Narrow = new() { Width = "min(32rem, 94vw)" };
    private readonly LoadState<IReadOnlyList<JobRow>> state = new();
    private readonly LoadState<IReadOnlyList<JobRow>> fresh = new();
    private long hurryUntil;

    protected override Task OnInitializedAsync() => LoadAsync();

    protected override void OnAfterRender(bool firstRender)
    {
        if (firstRender)
        {
            _ = InvokeAsync(WatchAsync);
        }
    }

    private Task LoadAsync() => LoadAsync(state, jobs.RunAsync);

    /// <summary>Looks every second while something runs or has just been started, else every fifteen; the screen does not dim for it.</summary>
    private async Task WatchAsync()
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1), clock);
        for (var tick = 1; ; tick++)
        {
            try
            {
                await timer.WaitForNextTickAsync(Closing);
            }
            catch (OperationCanceledException)
            {
                return;
            }

            if (state.IsReady && (tick % 15 == 0 || clock.GetTimestamp() < hurryUntil || state.Value!.Any(j => j.Running is not null)))
            {
                await LoadAsync(fresh, async (actor, ct) =>
                {
                    var outcome = await jobs.RunAsync(actor, ct);
                    state.Finish(outcome);
                    return outcome;
                });
            }
        }
    }

    private async Task RunNowAsync(JobRow job)
    {
        if (await dialogs.OpenAsync<RunJobDialog>(T["Run {0} now", T[job.Title]], new() { ["Job"] = job }, Narrow) is true)
        {
            hurryUntil = clock.GetTimestamp() + (6 * clock.TimestampFrequency);
            Toasts.Done(T["{0} has been started.", T[job.Title]]);
            await LoadAsync();
        }
    }

    private async Task ScheduleAsync(JobRow job)
    {
        if (await dialogs.OpenAsync<JobScheduleDialog>(T["Schedule of {0}", T[job.Title]], new() { ["Job"] = job }, Narrow) is true)
        {
            Toasts.Done(T["The schedule of {0} is saved.", T[job.Title]]);
            await LoadAsync();
        }
    }

    private async Task StopAsync(JobRow job, JobRunRow run)
    {
        if (!await confirm.AskAsync(T["Stop {0}?", T[job.Title]], T["The run for {0} finishes what it is at and stops. What it did stays; the next run goes on from there.", run.Period], T["Stop"]))
        {
            return;
        }

        var problems = new Problems();
        if (await RunAsync((actor, ct) => cancel.RunAsync(actor, new CancelJobRunRequest(run.Id), ct), problems) is { IsDone: false })
        {
            Toasts.Refused(sentences.Say(T, problems.Message, problems.Args));
        }

        await LoadAsync();
    }
}
