using LoyaltyStudio.Data;
using LoyaltyStudio.Jobs;
using LoyaltyStudio.Platform;
using LoyaltyStudio.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Xunit;

namespace LoyaltyStudio.Tests.Jobs;

public sealed class JobScheduleTests
{
    [Fact]
    public async Task Nothing_fires_before_the_installation_is_set_up_and_then_run_now_goes_through_the_scheduler_in_the_name_of_the_person()
    {
        var zone = new FakeZone { Zone = null };
        WorkRun? seen = null;
        await using var studio = await TempStudio.NewAsync();
        using var host = await HostAsync(studio, zone, new FakeWork("work", (run, _) =>
        {
            seen = run;
            return Task.FromResult("done");
        }));
        var person = new Actor("user", 7, "Sanne", new HashSet<Permission> { Permission.RunJobs, Permission.ViewJobs }, null);
        var request = new RunJobNowRequest("work", new DateOnly(2026, 2, 28), "2026-02", new Dictionary<string, string> { ["size"] = "10" });

        var early = await host.Services.GetRequiredService<RunJobNow>().RunAsync(person, request, CancellationToken.None);
        zone.Zone = TimeZoneInfo.FindSystemTimeZoneById("Europe/Amsterdam");
        await UntilAsync(() => host.Services.GetRequiredService<JobSchedule>().Started);
        var now = await host.Services.GetRequiredService<RunJobNow>().RunAsync(person, request, CancellationToken.None);
        await UntilAsync(() => seen is not null);

        Assert.Equal("schedule_not_started", early.Code);
        Assert.True(now.IsDone);
        Assert.Equal(("user 7 Sanne", "2026-02", new DateOnly(2026, 2, 28), "10"), (seen!.Actor.Stamp, seen.Period, seen.AsOf, seen.Arguments["size"]));
        await host.StopAsync(CancellationToken.None);
    }

    [Fact]
    public async Task A_firing_that_was_missed_while_the_program_was_off_is_made_good_at_start_once()
    {
        await using var studio = await TempStudio.NewAsync(new FakeClock(new DateTime(2026, 3, 9, 12, 0, 0)));
        await studio.Data.WriteAsync(db =>
        {
            db.Audit(Actor.CommandLine("test"), "organisation.set_up", "organisation 1");
            return Task.CompletedTask;
        }, CancellationToken.None);
        studio.Clock.Advance(TimeSpan.FromDays(1));
        var runs = 0;
        WorkRun? seen = null;
        var missed = new FakeWork("missed", (run, _) =>
        {
            runs++;
            seen = run;
            return Task.FromResult("made good");
        });
        using (var host = await HostAsync(studio, new FakeZone(), missed))
        {
            await UntilAsync(() => seen is not null);
            await host.StopAsync(CancellationToken.None);
        }

        using (var again = await HostAsync(studio, new FakeZone(), missed))
        {
            await UntilAsync(() => again.Services.GetRequiredService<JobSchedule>().Started);
            await Task.Delay(500, TestContext.Current.CancellationToken);
            await again.StopAsync(CancellationToken.None);
        }

        Assert.Equal((1, new DateOnly(2026, 3, 10)), (runs, seen!.AsOf));
    }

    [Fact]
    public async Task A_changed_schedule_is_kept_and_shown_with_its_next_firing()
    {
        await using var studio = await TempStudio.NewAsync();
        var works = new IScheduledWork[] { new FakeWork("work", (_, _) => Task.FromResult("")) };
        var save = new SaveJobSetting(studio.Data, studio.Clock, new FakeZone(), works, new ServiceCollection().BuildServiceProvider());
        var actor = Actor.CommandLine("test");

        var refused = await save.RunAsync(actor, new SaveJobSettingRequest("work", "0 15 2 * * ?", true), CancellationToken.None);
        var saved = await save.RunAsync(actor, new SaveJobSettingRequest("work", "0 15 6 * * ?", true), CancellationToken.None);
        var row = (await new ListJobs(studio.Data, studio.Clock, new FakeZone(), works).RunAsync(actor, CancellationToken.None)).Must().Single();

        Assert.Equal(OutcomeKind.Invalid, refused.Kind);
        Assert.True(saved.IsDone);
        Assert.Equal(("0 15 6 * * ?", new DateTime(2026, 3, 11, 5, 15, 0)), (row.Cron, row.NextAt!.Value));
    }

    private static async Task<IHost> HostAsync(TempStudio studio, FakeZone zone, IScheduledWork work)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Services.AddLogging();
        builder.Services.AddSingleton<TimeProvider>(studio.Clock);
        builder.Services.AddSingleton(Options.Create(studio.Data.Options));
        builder.Services.AddSingleton<StudioData>(_ => studio.Open());
        builder.Services.AddSingleton<IJobZone>(zone);
        builder.Services.AddSingleton(work);
        JobsFeature.Add(builder.Services);
        JobsFeature.AddSchedule(builder.Services, studio.Data.Options);
        var host = builder.Build();
        await host.StartAsync();
        return host;
    }

    private static async Task UntilAsync(Func<bool> condition)
    {
        for (var i = 0; i < 400 && !condition(); i++)
        {
            await Task.Delay(25);
        }

        Assert.True(condition());
    }
}
