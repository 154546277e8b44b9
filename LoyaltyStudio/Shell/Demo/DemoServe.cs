using LoyaltyStudio.Cli;
using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Access.Settings;
using LoyaltyStudio.Features.Access.Users;
using LoyaltyStudio.Features.Campaigns.Editing;
using LoyaltyStudio.Features.Campaigns.Model;
using LoyaltyStudio.Features.Cheques.Issuing;
using LoyaltyStudio.Features.Cheques.Model;
using LoyaltyStudio.Features.Messaging;
using LoyaltyStudio.Jobs;
using LoyaltyStudio.Platform;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace LoyaltyStudio.Shell.Demo;

/// <summary>Serves the demo and lets the scheduler do a night's work in it, so that one can watch it on the jobs page.</summary>
internal static class DemoServe
{
    internal static async Task<int> RunAsync(DemoMade made, string urls, string[] settings, TextWriter output, CancellationToken ct)
    {
        if (WebHost.Build([.. settings, $"--urls={urls}", "--LoyaltyStudio:Site:Demo=true"]) is not { } app)
        {
            return CliExit.Refused;
        }

        await using var running = app;
        await app.StartAsync(ct);
        await output.WriteLineAsync($"Serving on {string.Join(", ", app.Urls)}. The night's jobs now run in the scheduler; watch them on {app.Urls.First()}/jobs.");
        await NightAsync(app.Services, made, output, ct);
        var folder = Path.GetFullPath(app.Services.GetRequiredService<IOptions<MessagingOptions>>().Value.Folder);
        await output.WriteLineAsync($"""

            Ready: {app.Urls.First()}
            Sign in as {made.Email} with {made.Password}
            Messages were written as .eml files to {folder}. Stop with Ctrl+C.
            """);
        await app.WaitForShutdownAsync(ct);
        return CliExit.Done;
    }

    private static async Task NightAsync(IServiceProvider services, DemoMade made, TextWriter output, CancellationToken ct)
    {
        var data = services.GetRequiredService<StudioData>();
        await using var db = data.Read();
        var anna = (await UserActor.FindAsync(db, made.Email, ct))!;
        var bram = (await UserActor.FindAsync(db, made.Marketer, ct))!;
        var today = (await services.GetRequiredService<OrganisationBook>().CurrentAsync(ct)).Today(services.GetRequiredService<TimeProvider>());
        var night = new Night(services, data, anna, output);
        foreach (var job in new[] { "expire-points", "expire-cheques", "evaluate-tiers" })
        {
            await night.WatchAsync(job, ct);
        }

        var campaign = await db.Set<Campaign>().Where(c => c.State == CampaignState.Draft).OrderBy(c => c.Id).FirstAsync(ct);
        (await services.GetRequiredService<MoveCampaign>().RunAsync(bram, campaign.Id, CampaignStep.Start, ct)).Must();
        await night.RunAsync("run-campaigns", "", ct);
        await night.RunAsync("deliver-outbox", "", ct);

        var period = BusinessCalendar.PeriodKey(BusinessCalendar.Floor(today, CalendarUnit.Quarter).AddDays(-1), CalendarUnit.Quarter);
        await night.RunAsync("issue-cheques", period, ct);
        await using var fresh = data.Read();
        var run = await fresh.Set<ChequeRun>().FirstAsync(r => r.Period == period && r.ActiveKey != null, ct);
        (await services.GetRequiredService<ApproveChequeRun>().RunAsync(bram, run.Id, run.Version, ct)).Must();
        await output.WriteLineAsync($"  {bram.Name} approved the cheque run of {period} that {anna.Name} had prepared.");
        await night.RunAsync("issue-cheques", period, ct);
    }

    private sealed class Night(IServiceProvider services, StudioData data, Actor actor, TextWriter output)
    {
        /// <summary>Waits for a job that the scheduler starts by itself, because last night's firing was missed; starts it when it does not.</summary>
        internal async Task WatchAsync(string name, CancellationToken ct)
        {
            for (var tries = 0; tries < 30; tries++)
            {
                if (await LastAsync(name, ct) is { State: not JobState.Running } run)
                {
                    await TellAsync(run);
                    return;
                }

                await Task.Delay(100, ct);
            }

            await RunAsync(name, "", ct);
        }

        /// <summary>Starts a job in the scheduler and waits for its end.</summary>
        internal async Task RunAsync(string name, string period, CancellationToken ct)
        {
            var before = await LastAsync(name, ct);
            Outcome<Nothing> started;
            while ((started = await services.GetRequiredService<RunJobNow>().RunAsync(actor, new RunJobNowRequest(name, null, period), ct)).Code is "schedule_not_started" or "job_running")
            {
                await Task.Delay(200, ct);
            }

            started.Must();
            JobRun? run;
            while ((run = await LastAsync(name, ct)) is null or { State: JobState.Running } || (run.Id, run.Attempt) == (before?.Id, before?.Attempt))
            {
                await Task.Delay(100, ct);
            }

            await TellAsync(run);
        }

        private Task TellAsync(JobRun run) => output.WriteLineAsync($"  {run.Name} {run.PeriodKey}: {run.State}. {run.Result}{run.Error}");

        private async Task<JobRun?> LastAsync(string name, CancellationToken ct)
        {
            await using var db = data.Read();
            return await db.Set<JobRun>().Where(r => r.Name == name).OrderByDescending(r => r.StartedAt).FirstOrDefaultAsync(ct);
        }
    }
}
