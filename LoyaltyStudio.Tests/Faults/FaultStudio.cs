using System.Globalization;
using LoyaltyStudio.Data;
using LoyaltyStudio.Tests.Support;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace LoyaltyStudio.Tests.Faults;

/// <summary>An installation in a folder of its own, whose work is done by child processes that a test kills.</summary>
internal sealed class FaultStudio(string engine, TestDatabase database) : IAsyncDisposable
{
    internal string Folder => database.Folder;

    internal TestDatabase Database => database;

    /// <summary>Starts the web app; it dies where it passes a named point for the n-th time, when one is named.</summary>
    internal System.Diagnostics.Process Serve(Uri address, string? crash = null, int after = 1) => StudioProcess.Start(Folder, database.Settings, ["--urls", address.ToString()], crash is null ? Environment : With(crash, after));

    private Dictionary<string, string> With(string crash, int after) =>
        new(Environment) { ["LOYALTYSTUDIO_CRASH"] = crash, ["LOYALTYSTUDIO_CRASH_AFTER"] = after.ToString(CultureInfo.InvariantCulture) };

    /// <summary>Further settings for the child processes, as environment variables.</summary>
    internal Dictionary<string, string> Environment { get; } = [];

    internal Task<ProcessEnd> RunAsync(params string[] args) => StudioProcess.RunAsync(Folder, database.Settings, [.. args, "--json"], environment: Environment);

    /// <summary>Runs a verb that ends itself, as a power cut would, at the n-th time that it passes a named point.</summary>
    internal async Task CrashAsync(string point, int after, params string[] args)
    {
        var end = await StudioProcess.RunAsync(Folder, database.Settings, [.. args, "--json"],
            environment: With(point, after));
        Assert.True(end.Exit == 137, $"{point} was not passed {after} times, or the process did not die there: exit code {end.Exit}. {end.Output}{end.Error}");
        await LeaseOverAsync();
    }

    /// <summary>Runs a verb and kills it after a while, wherever it is then; it may have ended before.</summary>
    internal async Task KillAsync(TimeSpan after, params string[] args)
    {
        await StudioProcess.RunAsync(Folder, database.Settings, [.. args, "--json"], killAfter: after, environment: Environment);
        await LeaseOverAsync();
    }

    /// <summary>Whatever must hold of the data does.</summary>
    internal async Task CheckAsync()
    {
        var end = await RunAsync("check");
        Assert.True(end.Exit == 0, end.Output + end.Error);
    }

    /// <summary>The rows of these statements as text, in the order of the statement.</summary>
    internal async Task<IReadOnlyList<string>> StateAsync(params string[] statements)
    {
        await using var provider = Data();
        await using var db = provider.GetRequiredService<StudioData>().Read();
        var rows = new List<string>();
        foreach (var statement in statements)
        {
            rows.Add(statement);
            await using var command = db.Command(statement);
            await using var reader = await command.ExecuteReaderAsync();
            while (await reader.ReadAsync())
            {
                rows.Add(string.Join(" | ", Enumerable.Range(0, reader.FieldCount).Select(i => Convert.ToString(reader.GetValue(i), CultureInfo.InvariantCulture))));
            }
        }

        return rows;
    }

    internal async Task ChangeAsync(string statement)
    {
        await using var provider = Data();
        await provider.GetRequiredService<StudioData>().WriteAsync(async db =>
        {
            await using var command = db.Command(statement);
            await command.ExecuteNonQueryAsync();
        }, CancellationToken.None);
    }

    private ServiceProvider Data()
    {
        var services = new ServiceCollection().AddLogging().AddSingleton(TimeProvider.System);
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection(database.Settings).Build());
        services.AddStudioData();
        return services.BuildServiceProvider();
    }

    internal static void AssertSame(IReadOnlyList<string> expected, IReadOnlyList<string> actual, string told)
    {
        var missing = expected.Except(actual).Take(5).ToList();
        var extra = actual.Except(expected).Take(5).ToList();
        Assert.True(expected.SequenceEqual(actual), $"{told}\nnot there any more: {string.Join("\n", missing)}\nnot there before: {string.Join("\n", extra)}");
    }

    internal async Task<FaultStudio> CopyAsync()
    {
        var copy = await database.CopyAsync();
        return new FaultStudio(engine, copy);
    }

    public ValueTask DisposeAsync() => database.DisposeAsync();

    /// <summary>The lease of a killed run lasts a second here.</summary>
    private async Task LeaseOverAsync()
    {
        while ((await StateAsync("SELECT id, lease_until FROM job_run WHERE state = 'Running'")) is { Count: > 1 } rows
            && rows.Skip(1).Any(r => DateTime.Parse(r.Split(" | ")[1], CultureInfo.InvariantCulture) > TimeProvider.System.GetUtcNow().UtcDateTime))
        {
            await Task.Delay(50);
        }
    }
}
