using System.Reflection;
using System.Text.Json;
using Deque.AxeCore.Commons;
using LoyaltyStudio.Data;
using LoyaltyStudio.Tests.Faults;
using LoyaltyStudio.Tests.Support;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;

namespace LoyaltyStudio.Tests.Journeys;

/// <summary>Every page, in both languages, light and dark, on a desktop and a tablet: no serious violation of accessibility, nothing wrong in the console.</summary>
public sealed class EveryPageTests
{
    private const string Run = """
        async () => (await axe.run(document, { iframes: false, resultTypes: ['violations'], runOnly: { type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa'] } })).violations
            .filter(v => v.impact === 'serious' || v.impact === 'critical')
            .map(v => `${v.id}, ${v.help}: ${v.nodes.slice(0, 2).map(n => `${n.html.slice(0, 160)} ${(n.any[0] || {}).message || ''}`).join(' ')}`)
        """;

    private static readonly string Axe = new BundledAxeScriptProvider().GetScript();

    /// <summary>Pages that show nothing of their own when asked for directly.</summary>
    private static readonly string[] Skipped = ["/setup", "/login", "/imports/running/{Number:guid}"];

    /// <summary>What stands for the places in an address.</summary>
    private static readonly Dictionary<string, string> Samples = new()
    {
        ["/jobs/{Name}"] = "SELECT 'evaluate-tiers'",
        ["/imports/{Id:long}"] = "SELECT max(id) FROM import_run",
        ["/complaints/{Id:long}"] = "SELECT min(id) FROM complaint",
        ["/channels/{Name}"] = "SELECT 'Stores'",
        ["/channels/scans/{Id:long}"] = "SELECT max(id) FROM scan",
        ["/status/{Code:int}"] = "SELECT 404",
        ["/messages/{Id:long}"] = "SELECT max(id) FROM outbox_message",
        ["/cheques/runs/{Id:long}"] = "SELECT max(id) FROM cheque_run",
        ["/segments/{Id:long}"] = "SELECT min(id) FROM segment",
        ["/segments/{Id:long}/edit"] = "SELECT max(id) FROM segment WHERE type = 'Dynamic'",
        ["/campaigns/{Id:long}"] = "SELECT min(id) FROM campaign",
        ["/campaigns/{Id:long}/edit"] = "SELECT min(id) FROM campaign",
        ["/offers/{Id:long}"] = "SELECT min(id) FROM offer WHERE shared_code IS NOT NULL",
        ["/offers/{Id:long}/edit"] = "SELECT min(id) FROM offer WHERE shared_code IS NOT NULL",
        ["/personalisation/{Id:long}"] = "SELECT min(id) FROM site_block",
        ["/members/{Id:long}"] = "SELECT member_id FROM member_stat ORDER BY net_cents DESC LIMIT 1",
        ["/members/{Id:long}/statement"] = "SELECT member_id FROM member_stat ORDER BY net_cents DESC LIMIT 1",
        ["/stores/{Id:long}"] = "SELECT min(id) FROM store",
        ["/try-out/{Id:long}"] = "SELECT max(id) FROM back_test",
        ["/programme/versions/{Id:long}/edit"] = "SELECT max(id) FROM programme_version",
    };

    [Fact(Timeout = 480_000)]
    public async Task No_page_has_a_serious_violation_or_an_error_in_the_console()
    {
        var database = await TestDatabase.SqliteAsync();
        await using var studio = new FaultStudio(Engines.Sqlite, database);
        var demo = JsonSerializer.Deserialize<JsonElement>((await studio.RunAsync("demo", "--members", "200")).Must().Output.Trim().Split('\n')[^1]);
        await File.WriteAllTextAsync(Path.Combine(studio.Folder, "members.csv"), GeneratedFiles.Members(20, 3));
        (await studio.RunAsync("import", "members", "members.csv")).Must();
        await studio.RunAsync("campaigns", "start", "1");
        (await studio.RunAsync("jobs", "run", "run-campaigns")).Must();

        await using var host = new StudioHost(database);
        var address = host.Serve();
        var paths = await PathsAsync(host.Services.GetRequiredService<StudioData>());
        var wrong = new List<(string Where, string What)>();
        await using var browser = await StudioBrowser.StartAsync(address);
        foreach (var language in new[] { "nl", "en" })
        {
            var page = await browser.OpenAsync(language);
            await page.GotoAsync("/login");
            await LookAsync(browser, page, "login", language, wrong);
            await StudioBrowser.SignInAsync(page, demo.GetProperty("email").GetString()!, demo.GetProperty("password").GetString()!);
            foreach (var path in paths)
            {
                await StudioBrowser.GoAsync(page, path);
                await LookAsync(browser, page, path.Trim('/').Replace('/', '-').Replace('?', '-') is { Length: > 0 } name ? name : "home", language, wrong);
            }
        }

        wrong.AddRange(browser.Complaints.Where(c => !c.Contains("404", StringComparison.Ordinal)).Select(c => ("console", c)));
        Assert.True(wrong.Count == 0, string.Join("\n", wrong.GroupBy(w => w.What).Select(g => $"{g.Key}\n    {g.Count()} times: {string.Join(", ", g.Select(w => w.Where).Take(6))}")));
    }

    private static async Task LookAsync(StudioBrowser browser, IPage page, string name, string language, List<(string Where, string What)> wrong)
    {
        await page.EvaluateAsync(Axe);
        foreach (var width in new[] { 1440, 820 })
        {
            await page.SetViewportSizeAsync(width, width == 1440 ? 900 : 1180);
            foreach (var theme in new[] { "light", "dark" })
            {
                await page.EvaluateAsync("theme => { document.documentElement.dataset.theme = theme; return Promise.all(document.getAnimations().map(a => a.finished.catch(() => 0))); }", theme);
                await browser.ShootAsync(page, $"{name}-{language}-{theme}-{width}");
                wrong.AddRange((await page.EvaluateAsync<string[]>(Run)).Select(v => ($"{name} {language} {theme} {width}", v)));
                if (await page.EvaluateAsync<bool>("() => document.documentElement.scrollWidth > document.documentElement.clientWidth + 1"))
                {
                    wrong.Add(($"{name} {language} {theme} {width}", "the page is wider than the screen"));
                }
            }
        }
    }

    private static async Task<IReadOnlyList<string>> PathsAsync(StudioData data)
    {
        var paths = new List<string>();
        await using var db = data.Read();
        foreach (var route in typeof(StudioServices).Assembly.GetTypes().SelectMany(t => t.GetCustomAttributes<RouteAttribute>()).Select(r => r.Template).Except(Skipped).Order(StringComparer.Ordinal))
        {
            if (!route.Contains('{', StringComparison.Ordinal))
            {
                paths.Add(route);
                continue;
            }

            Assert.True(Samples.TryGetValue(route, out var sample), $"The page {route} is new: say in Samples what to put in the place of the braces.");
            await using var command = db.Command(sample);
            var value = await command.ExecuteScalarAsync();
            Assert.False(value is null or DBNull, $"There is nothing to show on {route}.");
            paths.Add(route[..route.IndexOf('{', StringComparison.Ordinal)] + value + route[(route.IndexOf('}', StringComparison.Ordinal) + 1)..]);
        }

        return paths;
    }
}
