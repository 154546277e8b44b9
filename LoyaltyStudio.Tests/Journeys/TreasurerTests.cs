using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Cheques.Codes;
using LoyaltyStudio.Features.Cheques.Model;
using LoyaltyStudio.Platform;
using LoyaltyStudio.Tests.Faults;
using LoyaltyStudio.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;

namespace LoyaltyStudio.Tests.Journeys;

/// <summary>The way of a cheque past everybody who answers for it: who plans it, who prepares, who approves, the printer, the till and the books.</summary>
public sealed class TreasurerTests
{
    private const string Anna = "anna@example.nl", Bram = "bram@example.nl";
    private const int Members = 40;

    [Fact(Timeout = 480_000)]
    public async Task A_cheque_is_planned_approved_issued_printed_used_and_accounted_for()
    {
        var database = await TestDatabase.SqliteAsync();
        await using var studio = new FaultStudio(Engines.Sqlite, database);
        var anna = await PasswordAsync(studio, "setup", "--organisation", "Zoet & Zo", "--email", Anna, "--name", "Anna", "--language", "en");
        var bram = await PasswordAsync(studio, "users", "add", Bram, "--name", "Bram", "--role", "Administrator");
        await FillAsync(studio);

        await using var host = new StudioHost(database);
        await using var browser = await StudioBrowser.StartAsync(host.Serve());
        var page = await browser.OpenAsync();
        await StudioBrowser.SignInAsync(page, Anna, anna);
        await PlanAsync(browser, page);
        var run = await PrepareAsync(browser, page);

        var second = await browser.OpenAsync();
        await StudioBrowser.SignInAsync(second, Bram, bram);
        await ApproveAndIssueAsync(browser, second, run);
        await DownloadAsync(second, run);
        await PrintAsync(browser, second);
        await TillAsync(browser, page, await HighestAsync(host));
        await BookAsync(browser, page);

        Assert.Empty(browser.Complaints);
    }

    /// <summary>In a draft: nobody below 20 gets a cheque any more, and the panel says so before anything is saved.</summary>
    private static async Task PlanAsync(StudioBrowser browser, IPage page)
    {
        await StudioBrowser.GoAsync(page, "/programme/versions/new");
        var cheques = page.Locator(".preview-big dd").First;
        await Assertions.Expect(cheques).ToHaveTextAsync($"{Members}");
        var lowest = page.GetByLabel("Lowest cheque (EUR)");
        await lowest.FillAsync("20");
        await lowest.PressAsync("Tab");
        await Assertions.Expect(cheques).ToHaveTextAsync("1");
        await Assertions.Expect(page.Locator(".preview")).ToContainTextAsync("Too few points");
        await browser.ShootAsync(page, "plan");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save draft" }).ClickAsync();
        await page.WaitForURLAsync("**/programme/versions/*/edit");
    }

    private static async Task<string> PrepareAsync(StudioBrowser browser, IPage page)
    {
        await StudioBrowser.GoAsync(page, "/cheques");
        await page.GetByRole(AriaRole.Button, new() { Name = "New issue" }).First.ClickAsync();
        await page.SelectOptionAsync("#run-period", PreparedStudios.Period);
        await browser.ShootAsync(page, "new-issue");
        await page.GetByRole(AriaRole.Button, new() { Name = "Open and calculate" }).ClickAsync();
        await page.WaitForURLAsync("**/cheques/runs/*");
        await Assertions.Expect(page.GetByRole(AriaRole.Button, new() { Name = "Approve" })).ToBeDisabledAsync();
        await Assertions.Expect(page.Locator(".stats")).ToContainTextAsync($"of {Members} members with points");
        await Assertions.Expect(page.Locator(".note-warn")).ToContainTextAsync("You prepared this issue yourself.");
        await browser.ShootAsync(page, "calculated");
        return new Uri(page.Url).AbsolutePath;
    }

    private static async Task ApproveAndIssueAsync(StudioBrowser browser, IPage page, string run)
    {
        await StudioBrowser.GoAsync(page, run);
        await ConfirmedAsync(page, "Approve");
        await Assertions.Expect(page.Locator(".page-header")).ToContainTextAsync("Approved");
        await browser.ShootAsync(page, "approved");
        await ConfirmedAsync(page, "Issue");
        await Assertions.Expect(page.Locator(".page-header")).ToContainTextAsync("Issued and checked");
        await Assertions.Expect(page.Locator(".note-good")).ToContainTextAsync($"{Members} cheques of € 215.00 in all are issued; cheques, points and ledger agree to the cent.");
        await browser.ShootAsync(page, "issued");
        await StudioBrowser.GoAsync(page, $"{run}?tab=lines");
        await Assertions.Expect(page.Locator("tbody tr").First).ToContainTextAsync("Noor1 van Dijk");
        await browser.ShootAsync(page, "lines");
    }

    private static async Task DownloadAsync(IPage page, string run)
    {
        await StudioBrowser.GoAsync(page, run);
        Assert.StartsWith("%PDF", Encoding.Latin1.GetString(await FetchAsync(page, page.GetByRole(AriaRole.Link, new() { Name = "Report (PDF)" }), "application/pdf")), StringComparison.Ordinal);
        var totals = Encoding.UTF8.GetString(await FetchAsync(page, page.GetByRole(AriaRole.Link, new() { Name = "Totals (CSV)" }), "text/csv"));
        Assert.Contains("Whole issue", totals, StringComparison.Ordinal);
        Assert.Contains("215.00", totals, StringComparison.Ordinal);
        var lines = Encoding.UTF8.GetString(await FetchAsync(page, page.GetByRole(AriaRole.Link, new() { Name = "All lines (CSV)" }), "text/csv"));
        Assert.Equal(Members + 1, lines.Trim().Split('\n').Length);
    }

    private static async Task PrintAsync(StudioBrowser browser, IPage page)
    {
        await StudioBrowser.GoAsync(page, "/cheques/print");
        await ConfirmedAsync(page, "Make a print batch");
        var batch = page.Locator("tr", new() { HasText = "Batch 1" });
        await Assertions.Expect(batch).ToContainTextAsync("€ 215.00");
        await browser.ShootAsync(page, "printed");
        var pages = await FetchAsync(page, batch.GetByRole(AriaRole.Link, new() { Name = "Pages" }), "application/pdf");
        Assert.StartsWith("%PDF", Encoding.Latin1.GetString(pages), StringComparison.Ordinal);
        Assert.Contains("Markt 1", Encoding.UTF8.GetString(await FetchAsync(page, batch.GetByRole(AriaRole.Link, new() { Name = "Addresses" }), "text/csv")), StringComparison.Ordinal);
    }

    /// <summary>The cheque of 20: five of it, then what is left, then no more; and what was left comes back.</summary>
    private static async Task TillAsync(StudioBrowser browser, IPage page, string code)
    {
        await StudioBrowser.GoAsync(page, "/redeem");
        await LookUpAsync(page, code, "€ 20.00");
        await browser.ShootAsync(page, "till-found");
        await UseAsync(page, "B-1", "5", "€ 5.00 off");
        await Assertions.Expect(page.Locator(".till-yes")).ToContainTextAsync("€ 15.00 is left");
        await LookUpAsync(page, code, "€ 15.00");
        await UseAsync(page, "B-2", null, "€ 15.00 off");
        await Assertions.Expect(page.Locator(".till-yes")).ToContainTextAsync("Nothing is left on this cheque.");
        await browser.ShootAsync(page, "till-used");
        await LookUpAsync(page, code, "Not accepted");
        await Assertions.Expect(page.Locator(".till-no")).ToContainTextAsync("This cheque has been used already.");
        await browser.ShootAsync(page, "till-refused");

        var used = page.Locator("tbody tr", new() { HasText = "B-2" });
        await used.GetByRole(AriaRole.Button, new() { Name = "Undo" }).ClickAsync();
        await page.FillAsync("#undo-why", "Brought back");
        await page.Locator("[role=dialog]").Last.GetByRole(AriaRole.Button, new() { Name = "Undo", Exact = true }).ClickAsync();
        await Assertions.Expect(used).ToContainTextAsync("Undone");
        await browser.ShootAsync(page, "till-undone");
    }

    private static async Task BookAsync(StudioBrowser browser, IPage page)
    {
        await StudioBrowser.GoAsync(page, "/cheques/book");
        await Assertions.Expect(page.Locator("main")).ToContainTextAsync("Everything agrees to the cent.");
        await Assertions.Expect(page.Locator(".check-bad")).ToHaveCountAsync(0);
        await Assertions.Expect(page.Locator(".stats")).ToContainTextAsync("€ 210.00");
        await Assertions.Expect(page.Locator(".stats")).ToContainTextAsync("€ 15.00 given back after returns");
        await browser.ShootAsync(page, "book");
        await page.GetByRole(AriaRole.Link, new() { Name = "Cheque issue", Exact = true }).ClickAsync();
        await page.Locator("tbody td.cell-main a").First.ClickAsync();
        await page.WaitForURLAsync("**/cheques/runs/*");
        await Assertions.Expect(page.Locator(".note-good")).ToContainTextAsync("agree to the cent");
    }

    private static async Task LookUpAsync(IPage page, string code, string answer)
    {
        await page.FillAsync("#till-code", code);
        await page.PressAsync("#till-code", "Enter");
        await Assertions.Expect(page.Locator("#till-big")).ToHaveTextAsync(answer);
    }

    /// <summary>The till takes no answer for a moment after a scan, since scanners send Enter twice; whoever presses again is heard.</summary>
    private static async Task UseAsync(IPage page, string receipt, string? amount, string answer)
    {
        await page.FillAsync("#till-receipt", receipt);
        if (amount is not null)
        {
            await page.FillAsync("#till-amount", amount);
        }

        var done = page.Locator(".till-yes");
        for (var i = 0; i < 40 && await done.CountAsync() == 0; i++)
        {
            await page.PressAsync("#till-receipt", "Enter", new() { Timeout = 2_000 }).ContinueWith(_ => { }, TaskScheduler.Default);
            await Task.Delay(100);
        }

        await Assertions.Expect(page.Locator("#till-big")).ToHaveTextAsync(answer);
    }

    /// <summary>What a link leads to, asked with the cookies of the page.</summary>
    private static async Task<byte[]> FetchAsync(IPage page, ILocator link, string type)
    {
        var response = await page.Context.APIRequest.GetAsync(new Uri(new Uri(page.Url), await link.GetAttributeAsync("href")).ToString());
        Assert.Equal(200, response.Status);
        Assert.StartsWith(type, response.Headers["content-type"], StringComparison.Ordinal);
        return await response.BodyAsync();
    }

    /// <summary>Presses a button and the button of the same name in the dialog that asks.</summary>
    private static async Task ConfirmedAsync(IPage page, string name)
    {
        await page.GetByRole(AriaRole.Button, new() { Name = name, Exact = true }).First.ClickAsync();
        await page.Locator("[role=dialog]").Last.GetByRole(AriaRole.Button, new() { Name = name, Exact = true }).ClickAsync();
        await Assertions.Expect(page.Locator(".confirm-text")).ToHaveCountAsync(0);
    }

    private static async Task<string> HighestAsync(StudioHost host)
    {
        await using var db = host.Services.GetRequiredService<StudioData>().Read();
        return CodeText.Print(host.Services.GetRequiredService<CodeVault>().Reveal(await db.Set<Cheque>().OrderByDescending(c => c.FaceCents).Select(c => c.CodeSealed).FirstAsync()));
    }

    private static async Task<string> PasswordAsync(FaultStudio studio, params string[] args) =>
        JsonSerializer.Deserialize<JsonElement>((await studio.RunAsync(args)).Must().Output.Trim().Split('\n')[^1]).GetProperty("password").GetString()!;

    /// <summary>Members who want no mail, with an address; the first bought for 800, the others for 250 each.</summary>
    private static async Task FillAsync(FaultStudio studio)
    {
        var (members, purchases) = (new StringBuilder("klantnummer;voornaam;achternaam;e-mail;taal;straat;postcode;plaats;inschrijfdatum;toestemming\n"), new StringBuilder("bonnummer;datum;klantnummer;artikelnummer;omschrijving;categorie;aantal;prijs\n"));
        for (var i = 1; i <= Members; i++)
        {
            members.Append(CultureInfo.InvariantCulture, $"K{i};Noor{i};van Dijk;k{i}@example.nl;nl;Markt {i};{1000 + i} AB;Ede;01-02-2020;nee\n");
            purchases.Append(CultureInfo.InvariantCulture, $"B{i};{PreparedStudios.QuarterStart.AddDays(i):dd-MM-yyyy} 12:00:00;K{i};A{i};Artikel {i};Wonen;1;{(i == 1 ? 800 : 250)},00\n");
        }

        await File.WriteAllTextAsync(Path.Combine(studio.Folder, "members.csv"), members.ToString());
        await File.WriteAllTextAsync(Path.Combine(studio.Folder, "purchases.csv"), purchases.ToString());
        (await studio.RunAsync("import", "members", "members.csv")).Must();
        (await studio.RunAsync("import", "purchases", "purchases.csv")).Must();
    }
}
