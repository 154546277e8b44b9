using LoyaltyStudio.Data;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Configuration.Json;
using Microsoft.Extensions.Options;

namespace LoyaltyStudio.Shell;

/// <summary>
/// Where settings come from, later ones winning: appsettings.json beside the program, appsettings.json in the working folder, the environment
/// (LoyaltyStudio__Database__Provider), the command line (--urls, --database FILE, --LoyaltyStudio:Database:Provider=…). Checks them before the start.
/// </summary>
public static class StudioSettings
{
    /// <summary>A builder with all settings read. Published files are found wherever the program is started from.</summary>
    public static WebApplicationBuilder CreateBuilder(string[] args)
    {
        var beside = AppContext.BaseDirectory;
        var options = Directory.Exists(Path.Combine(beside, "wwwroot"))
            ? new WebApplicationOptions { Args = args, WebRootPath = Path.Combine(beside, "wwwroot") }
            : new WebApplicationOptions { Args = args };
        var builder = WebApplication.CreateBuilder(options);
        builder.WebHost.UseStaticWebAssets();
        Apply(builder.Configuration, args);
        return builder;
    }

    /// <summary>Adds the file beside the program and --database FILE; for the command line's own host too.</summary>
    public static void Apply(IConfigurationBuilder configuration, string[] args)
    {
        var file = new JsonConfigurationSource { Path = Path.Combine(AppContext.BaseDirectory, "appsettings.json"), Optional = true };
        file.ResolveFileProvider();
        configuration.Sources.Insert(0, file);
        if (DatabaseFile(args) is { } database)
        {
            configuration.AddInMemoryCollection(new Dictionary<string, string?>
            {
                [$"{DatabaseOptions.Section}:Provider"] = nameof(DatabaseProvider.Sqlite),
                [$"{DatabaseOptions.Section}:ConnectionString"] = new SqliteConnectionStringBuilder { DataSource = database }.ConnectionString,
            });
        }
    }

    /// <summary>What keeps the app from starting: one sentence each, naming the key.</summary>
    public static IReadOnlyList<string> Problems(WebApplication app)
    {
        var problems = SettingsCheck.Problems(app.Services).ToList();
        try
        {
            app.Services.GetService<IStartupValidator>()?.Validate();
        }
        catch (OptionsValidationException e)
        {
            problems.AddRange(e.Failures);
        }

        foreach (var url in (app.Configuration["urls"] ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries))
        {
            try
            {
                BindingAddress.Parse(url);
            }
            catch (FormatException)
            {
                problems.Add($"urls has the value {url}, which is not an address such as http://localhost:5080.");
            }
        }

        return problems;
    }

    private static string? DatabaseFile(string[] args)
    {
        for (var i = 0; i < args.Length; i++)
        {
            if (args[i] == "--database" && i + 1 < args.Length)
            {
                return args[i + 1];
            }

            if (args[i].StartsWith("--database=", StringComparison.Ordinal))
            {
                return args[i]["--database=".Length..];
            }
        }

        return null;
    }
}
