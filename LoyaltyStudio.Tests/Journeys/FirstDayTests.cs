using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using LoyaltyStudio.Features.Access.Keys;
using LoyaltyStudio.Features.Access.Model;
using LoyaltyStudio.Features.Access.Settings;
using LoyaltyStudio.Features.Access.Stores;
using LoyaltyStudio.Features.Access.Users;
using LoyaltyStudio.Platform;
using LoyaltyStudio.Tests.Faults;
using LoyaltyStudio.Tests.Features.Access;
using LoyaltyStudio.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;

namespace LoyaltyStudio.Tests.Journeys;

/// <summary>The main job in a browser, from an empty database to a cheque that is used at a till.</summary>
public sealed class FirstDayTests
{
    private const string Anna = "anna@example.nl", Bram = "bram@example.nl", Chantal = "chantal@example.nl", Password = AccessStudio.Password;

    [Fact(Timeout = 480_000)]
    public async Task A_retailer_sets_up_imports_wins_back_issues_and_redeems()
    {
        var database = await TestDatabase.SqliteAsync();
        await using var host = new StudioHost(database);
        var address = host.Serve();
        await using var browser = await StudioBrowser.StartAsync(address);
        var page = await browser.OpenAsync();

        await SetUpAsync(browser, page, host.Services.GetRequiredService<SetUpCode>().Printed);
        await PublishAsync(browser, page);
        await ColleaguesAsync(host);
        await ImportAsync(browser, page, "members", "members.csv", Members());
        await ImportAsync(browser, page, "purchases", "purchases.csv", Purchases());
        await MemberAsync(browser, page);
        await CampaignAsync(browser, page);
        await ChequesAsync(browser, page);
        await RedeemAsync(host, address);
        await StoreManagerAsync(browser);

        Assert.Empty(browser.Complaints);
    }

    private static async Task SetUpAsync(StudioBrowser browser, IPage page, string code)
    {
        await page.GotoAsync("/");
        await page.WaitForURLAsync("**/setup");
        await page.FillAsync("#code", code);
        await page.FillAsync("#name", "Anna");
        await page.FillAsync("#email", Anna);
        await page.FillAsync("#password", Password);
        await page.FillAsync("#organisation", "Zoet & Zo");
        await page.SelectOptionAsync("#language", "en");
        await browser.ShootAsync(page, "set-up");
        await page.ClickAsync("main button[type=submit]");
        await page.WaitForURLAsync(url => !url.Contains("/setup", StringComparison.Ordinal));
        if (page.Url.Contains("/login", StringComparison.Ordinal))
        {
            await StudioBrowser.SignInAsync(page, Anna, Password);
        }

        await StudioBrowser.ReadyAsync(page);
        await browser.ShootAsync(page, "home");
    }

    /// <summary>The reference programme is live by the set-up; a draft of it with a change is published for tomorrow.</summary>
    private static async Task PublishAsync(StudioBrowser browser, IPage page)
    {
        await StudioBrowser.GoAsync(page, "/programme");
        await page.GetByRole(AriaRole.Link, new() { Name = "New draft from this" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Publish…" }).ClickAsync();
        await browser.ShootAsync(page, "publish");
        await page.GetByRole(AriaRole.Button, new() { NameRegex = new Regex("^Publish version 2 from", RegexOptions.None, TimeSpan.FromSeconds(1)) }).ClickAsync();
        await page.WaitForURLAsync("**/programme?version=*");
        await browser.ShootAsync(page, "programme");
    }

    private static async Task ColleaguesAsync(StudioHost host)
    {
        var stores = new List<long>();
        foreach (var code in new[] { "utrecht", "zwolle", "breda" })
        {
            stores.Add((await host.Services.GetRequiredService<SaveStore>().RunAsync(AccessStudio.Boss, new SaveStoreRequest(0, code, code, StoreKind.Shop, "", "", "", true, 0), CancellationToken.None)).Must());
        }

        await using var scope = host.Services.CreateAsyncScope();
        var add = scope.ServiceProvider.GetRequiredService<AddUser>();
        (await add.RunAsync(AccessStudio.Boss, new AddUserRequest("Bram", Bram, StudioRole.Administrator, [], "en", Password), CancellationToken.None)).Must();
        (await add.RunAsync(AccessStudio.Boss, new AddUserRequest("Chantal", Chantal, StudioRole.StoreManager, [stores[0]], "en", Password), CancellationToken.None)).Must();
    }

    private static async Task ImportAsync(StudioBrowser browser, IPage page, string kind, string name, string content)
    {
        await StudioBrowser.GoAsync(page, "/imports/new");
        await page.Locator($"input[name=kind][value={kind}]").CheckAsync(new() { Force = true });
        await page.Locator("label.drop input[type=file]").SetInputFilesAsync(new FilePayload { Name = name, MimeType = "text/csv", Buffer = Encoding.UTF8.GetBytes(content) });
        await page.GetByRole(AriaRole.Button, new() { Name = $"Import {name}" }).ClickAsync();
        try
        {
            await page.WaitForURLAsync(new Regex("/imports/[0-9]+$", RegexOptions.None, TimeSpan.FromSeconds(1)));
        }
        catch (TimeoutException)
        {
            Assert.Fail($"The import of {name} did not come to its result. {page.Url} shows: {await page.Locator("main").InnerTextAsync()}");
        }

        await StudioBrowser.ReadyAsync(page);
        await browser.ShootAsync(page, $"import-{kind}");
    }

    /// <summary>Noor1 spent 900 euro in the quarter: points and silver.</summary>
    private static async Task MemberAsync(StudioBrowser browser, IPage page)
    {
        await StudioBrowser.GoAsync(page, "/members?q=Noor1");
        await page.GetByRole(AriaRole.Link, new() { Name = "Noor1 van Dijk", Exact = true }).ClickAsync();
        await page.WaitForURLAsync(new Regex("/members/[0-9]+", RegexOptions.None, TimeSpan.FromSeconds(1)));
        await StudioBrowser.ReadyAsync(page);
        await Assertions.Expect(page.Locator(".stats")).ToContainTextAsync("900");
        await Assertions.Expect(page.Locator(".stats")).ToContainTextAsync("Silver");
        await browser.ShootAsync(page, "member");
    }

    private static async Task CampaignAsync(StudioBrowser browser, IPage page)
    {
        await StudioBrowser.GoAsync(page, "/campaigns");
        await page.Locator("td.cell-main a").First.ClickAsync();
        await ConfirmedAsync(page, "Start");
        await ConfirmedAsync(page, "Run now");
        var campaign = new Uri(page.Url).AbsolutePath;
        await page.GetByRole(AriaRole.Button, new() { Name = "Run now" }).WaitForAsync();
        await UntilAsync(page, $"{campaign}?tab=messages", page.Locator("a[href^='/messages/']"));
        await browser.ShootAsync(page, "campaign");
        await page.Locator("a[href^='/messages/']").First.ClickAsync();
        await StudioBrowser.ReadyAsync(page);
        await Assertions.Expect(page.Locator("main")).ToContainTextAsync("we");
        await Assertions.Expect(page.Locator("iframe[sandbox]")).ToHaveCountAsync(1);
        await Assertions.Expect(page.FrameLocator("iframe[sandbox]").Locator("body")).ToContainTextAsync("Noor");
        await browser.ShootAsync(page, "message");
    }

    private static async Task ChequesAsync(StudioBrowser browser, IPage page)
    {
        await StudioBrowser.GoAsync(page, "/cheques");
        await page.GetByRole(AriaRole.Button, new() { Name = "New issue" }).First.ClickAsync();
        await page.SelectOptionAsync("#run-period", PreparedStudios.Period);
        await page.GetByRole(AriaRole.Button, new() { Name = "Open and calculate" }).ClickAsync();
        await page.WaitForURLAsync("**/cheques/runs/*");
        var approve = page.GetByRole(AriaRole.Button, new() { Name = "Approve" });
        await Assertions.Expect(approve).ToBeDisabledAsync();
        await browser.ShootAsync(page, "calculated");

        var second = await browser.OpenAsync();
        await StudioBrowser.SignInAsync(second, Bram, Password);
        await StudioBrowser.GoAsync(second, new Uri(page.Url).PathAndQuery);
        await ConfirmedAsync(second, "Approve");
        await ConfirmedAsync(second, "Issue");
        await Assertions.Expect(second.Locator(".note-good")).ToContainTextAsync("agree to the cent");
        await browser.ShootAsync(second, "issued");
        await second.Context.CloseAsync();
    }

    private static async Task RedeemAsync(StudioHost host, Uri address)
    {
        var key = (await host.Services.GetRequiredService<CreateApiKey>().RunAsync(AccessStudio.Boss, new CreateApiKeyRequest("Till", [Permission.RedeemCodes, Permission.ViewMembers], null, null), CancellationToken.None)).Must();
        using var till = new HttpClient { BaseAddress = address };
        till.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key.Secret);
        var summary = await till.GetFromJsonAsync<JsonElement>("/api/v1/members/id:K1/summary");
        var cheque = summary.GetProperty("cheques")[0];
        using var answer = await till.PostAsJsonAsync("/api/v1/redemptions", new { code = cheque.GetProperty("code").GetString(), receipt_id = "2026-1" });
        var redeemed = await answer.Content.ReadFromJsonAsync<JsonElement>();
        Assert.True(answer.IsSuccessStatusCode, redeemed.ToString());
        Assert.Equal(cheque.GetProperty("left_cents").GetInt64(), redeemed.GetProperty("amount_cents").GetInt64());
        Assert.Equal(0, (await till.GetFromJsonAsync<JsonElement>("/api/v1/members/id:K1/summary")).GetProperty("cheques").GetArrayLength());
    }

    /// <summary>Members 3, 6, 9 … have utrecht as their store; the others do not exist for its manager.</summary>
    private static async Task StoreManagerAsync(StudioBrowser browser)
    {
        var page = await browser.OpenAsync();
        await StudioBrowser.SignInAsync(page, Chantal, Password);
        await browser.ShootAsync(page, "store-manager");
        await StudioBrowser.GoAsync(page, "/members");
        await Assertions.Expect(page.GetByRole(AriaRole.Link, new() { Name = "Noor3 van Dijk", Exact = true })).ToBeVisibleAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Link, new() { Name = "Noor1 van Dijk", Exact = true })).ToHaveCountAsync(0);
        await Assertions.Expect(page.GetByText("zwolle")).ToHaveCountAsync(0);
        await browser.ShootAsync(page, "own-members");
        await page.GotoAsync("/users");
        await StudioBrowser.ReadyAsync(page);
        await Assertions.Expect(page.GetByText(Bram)).ToHaveCountAsync(0);
    }

    /// <summary>Presses a button and the button of the same name in the dialog that asks.</summary>
    private static async Task ConfirmedAsync(IPage page, string name)
    {
        await page.GetByRole(AriaRole.Button, new() { Name = name, Exact = true }).First.ClickAsync();
        await page.Locator(".rz-dialog, [role=dialog]").Last.GetByRole(AriaRole.Button, new() { Name = name, Exact = true }).ClickAsync();
        await Assertions.Expect(page.Locator(".confirm-text")).ToHaveCountAsync(0);
    }

    /// <summary>The work is done by the scheduler; asks again until its result is there.</summary>
    private static async Task UntilAsync(IPage page, string path, ILocator there)
    {
        for (var i = 0; i < 30; i++)
        {
            await StudioBrowser.GoAsync(page, path);
            if (await there.CountAsync() > 0)
            {
                return;
            }

            await Task.Delay(300);
        }

        Assert.Fail($"{path} never showed what was waited for.");
    }

    private static string Members() => GeneratedFiles.Members(40, 5);

    /// <summary>Members 1 to 12 bought in the quarter; members 20 to 39 last bought more than a year ago.</summary>
    private static string Purchases()
    {
        var text = new StringBuilder("bonnummer;datum;klantnummer;artikelnummer;omschrijving;categorie;aantal;prijs;winkel\n");
        for (var i = 1; i < 40; i++)
        {
            var at = i <= 12 ? PreparedStudios.QuarterStart.AddDays(i) : PreparedStudios.QuarterStart.AddDays(-400 - i);
            if (i is <= 12 or >= 20)
            {
                text.Append(CultureInfo.InvariantCulture, $"B{i};{at:dd-MM-yyyy} 12:00:00;K{i};A{i};Artikel {i};Wonen;1;{(i == 1 ? 900 : 250)},00;utrecht\n");
            }
        }

        return text.ToString();
    }
}
