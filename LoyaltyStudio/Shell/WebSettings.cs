using LoyaltyStudio.Data;
using Microsoft.Extensions.Configuration.Json;
using Microsoft.Extensions.Configuration.Memory;
using Microsoft.Extensions.Options;

namespace LoyaltyStudio.Shell;

/// <summary>
/// The settings of the web app, from the same places as those of the command line (<see cref="Cli.StudioSettings"/>), and their check before the start.
/// </summary>
public static class WebSettings
{
    /// <summary>Levels of the log that any setting overrides: what people need to read, not every request.</summary>
    private static readonly Dictionary<string, string?> Quiet = new()
    {
        ["Logging:LogLevel:Microsoft.AspNetCore"] = "Warning",
        ["Logging:LogLevel:Microsoft.AspNetCore.DataProtection"] = "Error",
        ["Logging:LogLevel:Quartz"] = "Warning",
    };

    /// <summary>A builder with all settings read. The files of the site are found wherever the program is started from.</summary>
    public static WebApplicationBuilder CreateBuilder(string[] args)
    {
        var site = Path.Combine(AppContext.BaseDirectory, "wwwroot");
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, WebRootPath = Directory.Exists(site) ? site : null });
        builder.WebHost.UseStaticWebAssets();
        var file = new JsonConfigurationSource { Path = Path.Combine(AppContext.BaseDirectory, "appsettings.json"), Optional = true };
        file.ResolveFileProvider();
        builder.Configuration.Sources.Insert(0, file);
        builder.Configuration.Sources.Insert(0, new MemoryConfigurationSource { InitialData = Quiet });
        return builder;
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
}
