using System.Text.Json;
using LoyaltyStudio.Cli;
using LoyaltyStudio.Data;
using LoyaltyStudio.Jobs;
using LoyaltyStudio.Platform;
using LoyaltyStudio.Tests.Support;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace LoyaltyStudio.Tests.Cli;

public sealed class StudioCliTests
{
    [Fact]
    public async Task A_job_runs_with_its_date_its_period_and_its_arguments_and_answers_one_line_of_json()
    {
        await using var studio = await TempStudio.NewAsync();
        WorkRun? seen = null;
        var work = new FakeWork("work", (run, _) =>
        {
            seen = run;
            return Task.FromResult("7 members.");
        });

        var (exit, output, error) = await RunAsync(studio, work, "jobs", "run", "work", "--as-of", "2011-08-31", "--period", "2011-Q2", "--set", "size=10", "--set", "note=a=b", "--json");

        Assert.Equal((CliExit.Done, ""), (exit, error));
        var line = JsonSerializer.Deserialize<JsonElement>(Assert.Single(output.Split('\n', StringSplitOptions.RemoveEmptyEntries)));
        Assert.Equal(("done", "7 members."), (line.GetProperty("state").GetString(), line.GetProperty("result").GetString()));
        Assert.Equal((new DateOnly(2011, 8, 31), "2011-Q2", "10", "a=b"), (seen!.AsOf, seen.Period, seen.Arguments["size"], seen.Arguments["note"]));
        Assert.StartsWith("cli ", seen.Actor.Stamp, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("jobs", "run", "work", "--as-of", "31-08-2011")]
    [InlineData("jobs", "run", "work", "--period", "soon")]
    [InlineData("jobs", "run", "work", "--set", "nothing")]
    [InlineData("jobs", "run")]
    [InlineData("jobs")]
    [InlineData("nonsense")]
    public async Task What_cannot_be_understood_is_exit_code_2_with_a_sentence(params string[] args)
    {
        await using var studio = await TempStudio.NewAsync();
        var (exit, _, error) = await RunAsync(studio, null, args);
        Assert.Equal(CliExit.Usage, exit);
        Assert.NotEmpty(error);
    }

    [Fact]
    public async Task A_job_that_fails_or_does_not_exist_is_exit_code_1()
    {
        await using var studio = await TempStudio.NewAsync();
        var failing = new FakeWork("work", (_, _) => throw new InvalidOperationException("The books do not add up."));

        var failed = await RunAsync(studio, failing, "jobs", "run", "work");
        var unknown = await RunAsync(studio, failing, "jobs", "run", "other");

        Assert.Equal(CliExit.Refused, failed.Exit);
        Assert.Contains("The books do not add up.", failed.Output, StringComparison.Ordinal);
        Assert.Equal((CliExit.Refused, "There is no job named other."), (unknown.Exit, unknown.Error.Trim()));
    }

    [Fact]
    public async Task Stopping_the_program_ends_the_job_as_cancelled()
    {
        await using var studio = await TempStudio.NewAsync();
        using var stopping = new CancellationTokenSource();
        var waiting = new FakeWork("work", async (_, ct) =>
        {
            await stopping.CancelAsync();
            await Task.Delay(Timeout.Infinite, ct);
            return "";
        });

        var (exit, output, _) = await RunAsync(studio, waiting, stopping.Token, "jobs", "run", "work", "--json");

        Assert.Equal(CliExit.Refused, exit);
        Assert.Contains("\"state\":\"cancelled\"", output, StringComparison.Ordinal);
        await using var db = studio.Data.Read();
        Assert.Equal(JobState.Cancelled, await db.Set<JobRun>().Select(r => r.State).SingleAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_backup_holds_what_was_there_and_never_writes_over_a_file()
    {
        await using var studio = await TempStudio.NewAsync();
        await studio.AddAsync(new JobSetting { Name = "kept", Cron = "x" });
        var file = Path.Combine(studio.Folder, "copy.db");

        var first = await RunAsync(studio, null, "backup", file);
        var second = await RunAsync(studio, null, "backup", file);

        Assert.Equal((CliExit.Done, CliExit.Refused), (first.Exit, second.Exit));
        Assert.Contains("exists already", second.Error, StringComparison.Ordinal);
        await using var copy = new SqliteConnection($"Data Source={file};Mode=ReadOnly;Pooling=False");
        await copy.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = copy.CreateCommand();
        command.CommandText = "SELECT name FROM job_setting";
        Assert.Equal("kept", await command.ExecuteScalarAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Check_is_done_when_everything_holds_and_refused_on_a_breach()
    {
        await using var studio = await TempStudio.NewAsync();
        await studio.Data.WriteAsync(db =>
        {
            db.Audit(Actor.CommandLine("test"), "thing.done", "thing 1");
            return Task.CompletedTask;
        }, TestContext.Current.CancellationToken);
        var whole = await RunAsync(studio, null, "check");
        await studio.Data.AloneAsync(db => db.Database.ExecuteSqlRawAsync("DROP TRIGGER audit_entry_no_update; UPDATE audit_entry SET details = 'other'"), TestContext.Current.CancellationToken);

        var broken = await RunAsync(studio, null, "check");

        Assert.Equal((CliExit.Done, CliExit.Refused), (whole.Exit, broken.Exit));
        Assert.Contains("BREACH  audit-chain", broken.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("LoyaltyStudio:Database:Provider", "Oracle", "LoyaltyStudio:Database:Provider")]
    [InlineData("LoyaltyStudio:Messaging:Transport", "Smtp", "LoyaltyStudio:Messaging:Smtp:Host is empty")]
    [InlineData("LoyaltyStudio:Messaging:Fodler", "x", "Fodler")]
    public async Task A_wrong_setting_stops_the_start_with_a_sentence_that_names_the_key(string key, string value, string named)
    {
        await using var studio = await TempStudio.NewAsync();
        var output = new StringWriter();
        var exit = await StudioCli.RunAsync(["check"], (services, configuration) =>
        {
            if (configuration is IConfigurationManager manager)
            {
                manager.AddInMemoryCollection(new Dictionary<string, string?> { [key] = value });
            }

            StudioServices.Add(services, configuration);
        }, _ => Task.FromResult(0), output, output, TestContext.Current.CancellationToken);

        Assert.Equal(CliExit.Refused, exit);
        Assert.Contains(named, output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_verb_the_app_is_served_with_the_given_addresses_and_file()
    {
        string[] given = [];
        var exit = await StudioCli.RunAsync(["--urls", "http://localhost:5005", "--database", "/tmp/x.db"], StudioServices.Add, settings =>
        {
            given = settings;
            return Task.FromResult(0);
        }, ct: TestContext.Current.CancellationToken);

        Assert.Equal(0, exit);
        Assert.Equal(["--LoyaltyStudio:Database:Provider=Sqlite", "--LoyaltyStudio:Database:ConnectionString=Data Source=/tmp/x.db", "--urls=http://localhost:5005"], given);
    }

    private static Task<(int Exit, string Output, string Error)> RunAsync(TempStudio studio, IScheduledWork? work, params string[] args) =>
        RunAsync(studio, work, CancellationToken.None, args);

    private static async Task<(int Exit, string Output, string Error)> RunAsync(TempStudio studio, IScheduledWork? work, CancellationToken ct, params string[] args)
    {
        var (output, error) = (new StringWriter(), new StringWriter());
        var exit = await StudioCli.RunAsync([.. args, "--database", Path.Combine(studio.Folder, "studio.db")], (services, configuration) =>
        {
            StudioServices.Add(services, configuration);
            if (work is not null)
            {
                services.AddSingleton(work);
            }
        }, _ => Task.FromResult(0), output, error, ct);
        return (exit, output.ToString(), error.ToString());
    }
}
