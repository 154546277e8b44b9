using LoyaltyStudio.Data;
using LoyaltyStudio.Jobs;
using LoyaltyStudio.Platform;
using LoyaltyStudio.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Xunit;

namespace LoyaltyStudio.Tests.Jobs;

public sealed class WorkRunnerTests
{
    private static readonly Actor Operator = Actor.CommandLine("test");

    [Fact]
    public async Task A_run_is_recorded_with_its_result_and_its_last_progress()
    {
        await using var studio = await TempStudio.NewAsync();
        var runner = Runner(studio, (run, _) =>
        {
            run.Report(3, 4, "members");
            run.Report(4, 4, "members");
            return Task.FromResult("4 members looked at.");
        });

        var finished = (await runner.RunAsync(Operator, new WorkRequest("work"), CancellationToken.None)).Must();

        Assert.Equal((JobState.Done, "2026-03-10", 1), (finished.State, finished.Period, finished.Attempt));
        var row = await RowAsync(studio);
        Assert.Equal((JobState.Done, "4 members looked at.", 4, 4, "members"), (row.State, row.Result, row.DoneItems, row.TotalItems, row.Step));
        Assert.Equal("cli test", row.Actor);
    }

    [Fact]
    public async Task A_second_start_is_refused_while_the_first_one_lives_also_for_another_period_and_from_another_process()
    {
        await using var studio = await TempStudio.NewAsync();
        var gate = new TaskCompletionSource<string>();
        var running = Runner(studio, (_, _) => gate.Task).RunAsync(Operator, new WorkRequest("work"), CancellationToken.None);
        await UntilAsync(async () => await CountAsync(studio) == 1);

        await using var other = studio.Open();
        var second = new WorkRunner(other, studio.Clock, new FakeZone(), [new FakeWork("work", (_, _) => Task.FromResult(""))], Options.Create(new JobsOptions()), NullLogger<WorkRunner>.Instance);
        var refused = await second.RunAsync(Operator, new WorkRequest("work", Period: "2026-Q1"), CancellationToken.None);

        Assert.Equal((OutcomeKind.Conflict, "job_running"), (refused.Kind, refused.Code));
        gate.SetResult("done");
        Assert.True((await running).IsDone);
    }

    [Fact]
    public async Task A_run_whose_process_died_is_taken_over_after_its_lease_in_the_same_row()
    {
        await using var studio = await TempStudio.NewAsync();
        await studio.AddAsync(Dead(studio, "2026-03-10"));
        var runner = Runner(studio, (_, _) => Task.FromResult("went on"));

        var early = await runner.RunAsync(Operator, new WorkRequest("work"), CancellationToken.None);
        studio.Clock.Advance(TimeSpan.FromSeconds(61));
        var late = (await runner.RunAsync(Operator, new WorkRequest("work"), CancellationToken.None)).Must();

        Assert.Equal("job_running", early.Code);
        Assert.Equal((2, JobState.Done), (late.Attempt, late.State));
        Assert.Equal(1, await CountAsync(studio));
    }

    [Fact]
    public async Task A_dead_run_of_another_period_is_closed_as_failed_when_the_next_period_starts()
    {
        await using var studio = await TempStudio.NewAsync();
        await studio.AddAsync(Dead(studio, "2026-03-09"));
        studio.Clock.Advance(TimeSpan.FromSeconds(61));

        await Runner(studio, (_, _) => Task.FromResult("")).RunAsync(Operator, new WorkRequest("work"), CancellationToken.None);

        await using var db = studio.Data.Read();
        var dead = await db.Set<JobRun>().SingleAsync(r => r.PeriodKey == "2026-03-09", TestContext.Current.CancellationToken);
        Assert.Equal((JobState.Failed, "The program stopped during the run."), (dead.State, dead.Error));
    }

    [Fact]
    public async Task The_schedule_skips_a_period_that_is_done_and_a_person_may_repeat_it()
    {
        await using var studio = await TempStudio.NewAsync();
        var times = 0;
        var runner = Runner(studio, (_, _) => Task.FromResult($"time {++times}"));
        await runner.RunAsync(Operator, new WorkRequest("work"), CancellationToken.None);

        var scheduled = await runner.RunAsync(Actor.Job("work"), new WorkRequest("work", OnSchedule: true), CancellationToken.None);
        var byHand = await runner.RunAsync(Operator, new WorkRequest("work"), CancellationToken.None);

        Assert.Equal("job_done", scheduled.Code);
        Assert.Equal(("time 2", 2), (byHand.Must().Result, byHand.Must().Attempt));
    }

    [Fact]
    public async Task A_failure_keeps_type_and_message_and_no_stack()
    {
        await using var studio = await TempStudio.NewAsync();
        var runner = Runner(studio, (_, _) => throw new InvalidOperationException("The books do not add up."));

        var finished = (await runner.RunAsync(Operator, new WorkRequest("work"), CancellationToken.None)).Must();

        Assert.Equal(JobState.Failed, finished.State);
        Assert.Equal("InvalidOperationException: The books do not add up.", (await RowAsync(studio)).Error);
    }

    [Fact]
    public async Task A_request_to_cancel_reaches_the_run_and_says_who_asked()
    {
        await using var studio = await TempStudio.NewAsync();
        var running = Runner(studio, WaitAsync).RunAsync(Operator, new WorkRequest("work"), CancellationToken.None);
        await UntilAsync(async () => await CountAsync(studio) == 1);

        var asked = await new CancelJobRun(studio.Data, studio.Clock).RunAsync(Operator, new CancelJobRunRequest((await RowAsync(studio)).Id), CancellationToken.None);

        Assert.True(asked.IsDone);
        Assert.Equal(JobState.Cancelled, (await running.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken)).Must().State);
        Assert.Equal("cli test", (await RowAsync(studio)).CancelledBy);
    }

    [Fact]
    public async Task A_run_that_lost_its_lease_is_stopped_and_does_not_write_its_end()
    {
        await using var studio = await TempStudio.NewAsync();
        var running = Runner(studio, WaitAsync).RunAsync(Operator, new WorkRequest("work"), CancellationToken.None);
        await UntilAsync(async () => await CountAsync(studio) == 1);

        await studio.Data.WriteAsync(db => db.Set<JobRun>().ExecuteUpdateAsync(set => set.SetProperty(r => r.LeaseOwner, "somebody else")), CancellationToken.None);

        var ended = await running.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
        Assert.Equal("lease_lost", ended.Code);
        Assert.Equal(JobState.Running, (await RowAsync(studio)).State);
    }

    [Fact]
    public async Task Stopping_the_program_ends_the_run_as_cancelled()
    {
        await using var studio = await TempStudio.NewAsync();
        using var stopping = new CancellationTokenSource();
        var running = Runner(studio, WaitAsync).RunAsync(Operator, new WorkRequest("work"), stopping.Token);
        await UntilAsync(async () => await CountAsync(studio) == 1);

        await stopping.CancelAsync();

        Assert.Equal(JobState.Cancelled, (await running).Must().State);
        Assert.Equal(JobState.Cancelled, (await RowAsync(studio)).State);
    }

    [Fact]
    public async Task Nobody_runs_a_job_without_the_right_to()
    {
        await using var studio = await TempStudio.NewAsync();
        var outcome = await Runner(studio, (_, _) => Task.FromResult("")).RunAsync(
            new Actor("user", 1, "Auditor", new HashSet<Permission> { Permission.ViewJobs }, null), new WorkRequest("work"), CancellationToken.None);

        Assert.Equal(OutcomeKind.Forbidden, outcome.Kind);
    }

    private static async Task<string> WaitAsync(WorkRun run, CancellationToken ct)
    {
        await Task.Delay(Timeout.Infinite, ct);
        return "";
    }

    private static WorkRunner Runner(TempStudio studio, Func<WorkRun, CancellationToken, Task<string>> body) =>
        new(studio.Data, studio.Clock, new FakeZone(), [new FakeWork("work", body)], Options.Create(new JobsOptions()), NullLogger<WorkRunner>.Instance);

    private static JobRun Dead(TempStudio studio, string period) => new()
    {
        Name = "work", PeriodKey = period, Actor = "job work", State = JobState.Running, Attempt = 1, StartedAt = studio.Clock.Now,
        LeaseOwner = "a process that is gone", LeaseUntil = studio.Clock.Now.AddSeconds(60),
    };

    private static async Task<JobRun> RowAsync(TempStudio studio)
    {
        await using var db = studio.Data.Read();
        return await db.Set<JobRun>().SingleAsync();
    }

    private static async Task<int> CountAsync(TempStudio studio)
    {
        await using var db = studio.Data.Read();
        return await db.Set<JobRun>().CountAsync();
    }

    private static async Task UntilAsync(Func<Task<bool>> condition)
    {
        for (var i = 0; i < 400 && !await condition(); i++)
        {
            await Task.Delay(25);
        }
    }
}
