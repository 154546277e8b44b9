using System.CommandLine;
using LoyaltyStudio.Data;
using LoyaltyStudio.Platform;

namespace LoyaltyStudio.Cli;

/// <summary>A verb that runs: the services of the app on a database that is up to date, and where to say things.</summary>
public sealed record CliSession(IServiceProvider Services, CliOutput Output, Actor Actor);

/// <summary>The options that every verb has, and the way in which each verb runs.</summary>
public sealed class CliContext(Action<IServiceCollection, IConfiguration> addServices)
{
    public Option<string?> Database { get; } = new("--database") { Description = "SQLite file to use instead of the one in the settings", HelpName = "FILE", Recursive = true };

    public Option<bool> Json { get; } = new("--json") { Description = "Answer with one line that machines can read", Recursive = true };

    /// <summary>The settings that the command line itself gives, as key and value.</summary>
    internal string[] Settings(ParseResult parse) => parse.GetValue(Database) is { } file
        ? ["--LoyaltyStudio:Database:Provider=Sqlite", $"--LoyaltyStudio:Database:ConnectionString=Data Source={Path.GetFullPath(file)}"]
        : [];

    /// <summary>Checks the settings, migrates the database, runs the verb, and turns what it cannot do into a sentence and exit code 1.</summary>
    public async Task<int> RunAsync(ParseResult parse, Func<CliSession, CancellationToken, Task<int>> verb, CancellationToken ct)
    {
        var output = new CliOutput(parse.GetValue(Json), parse.InvocationConfiguration.Output, parse.InvocationConfiguration.Error,
            terminal: !Console.IsErrorRedirected && parse.InvocationConfiguration.Error == Console.Error);
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { ApplicationName = "LoyaltyStudio" });
        StudioSettings.Read(builder.Configuration, Settings(parse));
        builder.Logging.AddSimpleConsole(console => console.SingleLine = true).SetMinimumLevel(LogLevel.Error);
        builder.Services.Configure<Microsoft.Extensions.Logging.Console.ConsoleLoggerOptions>(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
        addServices(builder.Services, builder.Configuration);
        using var host = builder.Build();
        try
        {
            if (SettingsCheck.Problems(host.Services) is { Count: > 0 } problems)
            {
                output.Refuse("settings", string.Join(Environment.NewLine, problems));
                return CliExit.Refused;
            }

            await host.Services.GetRequiredService<StudioData>().MigrateAsync(ct);
            return await verb(new CliSession(host.Services, output, Actor.CommandLine(Environment.UserName)), ct);
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            output.Refuse("stopped", "Stopped. What was done so far stays; run it again to go on.");
            return CliExit.Refused;
        }
        catch (Exception e)
        {
            output.Refuse("failed", $"{e.GetType().Name}: {e.Message}");
            return CliExit.Refused;
        }
        finally
        {
            await ((IAsyncDisposable)host).DisposeAsync();
        }
    }
}
