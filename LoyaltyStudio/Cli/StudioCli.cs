using System.CommandLine;

namespace LoyaltyStudio.Cli;

/// <summary>The command line: without a verb the program serves the web app, with one it does that and stops.</summary>
public static class StudioCli
{
    /// <summary>What a running batch gets after Ctrl+C or SIGTERM, to finish and write down how far it is.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(90);

    /// <param name="addServices">Adds the services of every feature; the web app adds its own on top.</param>
    /// <param name="serve">Serves the web app with settings in the form that <see cref="StudioSettings.Read"/> takes.</param>
    public static async Task<int> RunAsync(string[] args, Action<IServiceCollection, IConfiguration> addServices, Func<string[], Task<int>> serve,
        TextWriter? output = null, TextWriter? error = null, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(addServices);
        var context = new CliContext(addServices);
        var urls = new Option<string?>("--urls") { Description = "Addresses to serve on, such as http://localhost:5000", HelpName = "URLS" };
        var root = new RootCommand("LoyaltyStudio. Without a verb: serves the web app.") { context.Database, context.Json, urls };
        root.TreatUnmatchedTokensAsErrors = false;
        root.SetAction((parse, _) => serve([.. parse.UnmatchedTokens, .. context.Settings(parse), .. parse.GetValue(urls) is { } addresses ? new[] { $"--urls={addresses}" } : []]));
        foreach (var verb in Verbs(addServices))
        {
            root.Add(verb.Build(context));
        }

        var parse = root.Parse(args);
        var configuration = new InvocationConfiguration
        {
            Output = output ?? Console.Out,
            Error = error ?? Console.Error,
            ProcessTerminationTimeout = parse.CommandResult.Command == root ? null : Grace,
            EnableDefaultExceptionHandler = false,
        };
        List<string> problems = [.. parse.Errors.Select(e => e.Message), .. parse.UnmatchedTokens.Where(t => !IsSetting(t)).Select(t => $"{t} is neither a verb nor a setting.")];
        if (problems.Count > 0)
        {
            foreach (var problem in problems)
            {
                await configuration.Error.WriteLineAsync(problem);
            }

            await configuration.Error.WriteLineAsync("Use --help to see what can be asked.");
            return CliExit.Usage;
        }

        return await parse.InvokeAsync(configuration, ct);
    }

    /// <summary>Any setting may stand on the command line when the app is served: --LoyaltyStudio:Messaging:Folder=mail.</summary>
    private static bool IsSetting(string token) => token.StartsWith("--", StringComparison.Ordinal) && token.IndexOf('=', StringComparison.Ordinal) > 2;

    /// <summary>The verbs that the features registered. They are made without services, so that --help needs no database.</summary>
    private static IEnumerable<ICliVerb> Verbs(Action<IServiceCollection, IConfiguration> addServices)
    {
        var services = new ServiceCollection();
        addServices(services, new ConfigurationBuilder().Build());
        return services.Where(s => s.ServiceType == typeof(ICliVerb)).Select(s => s.ImplementationInstance as ICliVerb
            ?? (ICliVerb)Activator.CreateInstance(s.ImplementationType ?? throw new InvalidOperationException("A verb is registered by its type."))!);
    }
}
