using System.Collections.Concurrent;
using Microsoft.Playwright;

namespace LoyaltyStudio.Tests.Support;

/// <summary>A real Chromium. Everything that the console complains of, and every exception on a page, is kept.</summary>
internal sealed class StudioBrowser : IAsyncDisposable
{
    private static readonly string[] Arguments =
        ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];

    private const int Patience = 60_000;
    private readonly IPlaywright playwright;
    private readonly IBrowser browser;
    private readonly Uri address;
    private int shots;

    private StudioBrowser(IPlaywright playwright, IBrowser browser, Uri address)
    {
        this.playwright = playwright;
        this.browser = browser;
        this.address = address;
    }

    internal ConcurrentQueue<string> Complaints { get; } = new();

    internal static async Task<StudioBrowser> StartAsync(Uri address)
    {
        var path = Needs.Variable("LOYALTYSTUDIO_TEST_CHROMIUM", "No Chromium");
        Assertions.SetDefaultExpectTimeout(Patience);
        var playwright = await Playwright.CreateAsync();
        return new StudioBrowser(playwright, await playwright.Chromium.LaunchAsync(new() { ExecutablePath = path, Args = Arguments }), address);
    }

    /// <summary>A window of its own, with its own cookies.</summary>
    internal async Task<IPage> OpenAsync(string language = "en")
    {
        var context = await browser.NewContextAsync(new() { BaseURL = address.ToString(), Locale = language == "nl" ? "nl-NL" : "en-GB", ViewportSize = new() { Width = 1440, Height = 900 } });
        await context.AddCookiesAsync([new Cookie { Name = Ui.StudioLanguages.Cookie, Value = language, Url = address.ToString() }]);
        // Patience for a machine that does much else at the same time; what never comes fails all the same.
        context.SetDefaultTimeout(Patience);
        var page = await context.NewPageAsync();
        page.Console += (_, message) =>
        {
            if (message.Type == "error")
            {
                Complaints.Enqueue($"{new Uri(page.Url).PathAndQuery}: {message.Text}");
            }
        };
        page.PageError += (_, error) => Complaints.Enqueue($"{new Uri(page.Url).PathAndQuery}: {error}");
        return page;
    }

    /// <summary>Goes to an address and waits until the circuit has shown its page.</summary>
    internal static async Task GoAsync(IPage page, string path)
    {
        await page.GotoAsync(path);
        await ReadyAsync(page);
    }

    internal static async Task ReadyAsync(IPage page)
    {
        await page.Locator("h1").First.WaitForAsync();
        await Assertions.Expect(page.Locator(".splash:visible, .skeleton:visible")).ToHaveCountAsync(0);
    }

    internal static async Task SignInAsync(IPage page, string email, string password)
    {
        await page.GotoAsync("/login");
        await page.FillAsync("#email", email);
        await page.FillAsync("#password", password);
        await page.ClickAsync("main button[type=submit]");
        await page.WaitForURLAsync(url => !url.Contains("/login", StringComparison.Ordinal));
        await ReadyAsync(page);
    }

    /// <summary>A picture in the folder that LOYALTYSTUDIO_TEST_SCREENSHOTS names; nothing without it.</summary>
    internal async Task ShootAsync(IPage page, string name)
    {
        if (Environment.GetEnvironmentVariable("LOYALTYSTUDIO_TEST_SCREENSHOTS") is { Length: > 0 } folder)
        {
            Directory.CreateDirectory(folder);
            await page.ScreenshotAsync(new() { Path = Path.Combine(folder, $"{Interlocked.Increment(ref shots):000}-{name}.png"), FullPage = true });
        }
    }

    public async ValueTask DisposeAsync()
    {
        await browser.DisposeAsync();
        playwright.Dispose();
    }
}
