using System.Globalization;
using System.Text.RegularExpressions;
using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Access.Model;
using LoyaltyStudio.Features.Access.Settings;
using LoyaltyStudio.Features.Access.Users;
using LoyaltyStudio.Features.Feedback.Asking;
using LoyaltyStudio.Features.Feedback.Model;
using LoyaltyStudio.Features.Members.Model;
using LoyaltyStudio.Features.Purchases.Model;
using LoyaltyStudio.Tests.Features.Access;
using LoyaltyStudio.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;

namespace LoyaltyStudio.Tests.Journeys;

/// <summary>Knowing customers in a browser: one says what went wrong, the store answers, and the marketer finds who belongs together.</summary>
public sealed class KnowingTests
{
    private const string Bram = "bram@example.nl", Chantal = "chantal@example.nl", Name = "Utrecht, Ede or English";
    private const int Members = 12;

    [Fact(Timeout = 480_000)]
    public async Task A_customer_complains_the_store_answers_and_the_marketer_makes_a_campaign_of_a_segment()
    {
        await using var host = new StudioHost(await TestDatabase.SqliteAsync());
        var address = host.Serve();
        var token = await PrepareAsync(host);
        await using var browser = await StudioBrowser.StartAsync(address);

        await AnswerSurveyAsync(browser, token);
        await HandleComplaintAsync(browser);

        var page = await browser.OpenAsync();
        await StudioBrowser.SignInAsync(page, Bram, AccessStudio.Password);
        await BuildSegmentAsync(browser, page);
        await MakeCampaignAsync(browser, page);

        Assert.Empty(browser.Complaints);
    }

    /// <summary>The page behind the link of the invitation, without an account, on a telephone.</summary>
    private static async Task AnswerSurveyAsync(StudioBrowser browser, string token)
    {
        var page = await browser.OpenAsync();
        await page.SetViewportSizeAsync(390, 844);
        await page.GotoAsync($"/f/{token}");
        await browser.ShootAsync(page, "survey");
        await page.Locator("label.score:has(input[value='3'])").ClickAsync();
        await page.FillAsync("#comment", "The chair wobbles after a week.");
        await page.GetByRole(AriaRole.Button, new() { Name = "Send", Exact = true }).ClickAsync();
        await Assertions.Expect(page.Locator("h1")).ToHaveTextAsync("Thank you");
        await page.FillAsync("#words", "Call me after six.");
        await browser.ShootAsync(page, "survey-thanks");
        await page.GetByRole(AriaRole.Button, new() { Name = "Yes, get in touch" }).ClickAsync();
        await Assertions.Expect(page.Locator("main")).ToContainTextAsync("We will be in touch soon.");
        Assert.False(await page.EvaluateAsync<bool>("() => document.documentElement.scrollWidth > document.documentElement.clientWidth"), "The page is wider than a telephone.");
        await page.Context.CloseAsync();
    }

    private static async Task HandleComplaintAsync(StudioBrowser browser)
    {
        var page = await browser.OpenAsync();
        await StudioBrowser.SignInAsync(page, Chantal, AccessStudio.Password);
        await Assertions.Expect(page.Locator(".attention")).ToContainTextAsync("complaint");
        await browser.ShootAsync(page, "store-board");
        await StudioBrowser.GoAsync(page, "/complaints");
        await page.GetByRole(AriaRole.Link, new() { Name = "Asks for contact after a 3" }).ClickAsync();
        await page.WaitForURLAsync("**/complaints/*");
        await StudioBrowser.ReadyAsync(page);
        await Assertions.Expect(page.Locator("main")).ToContainTextAsync("The chair wobbles after a week.");
        await Assertions.Expect(page.Locator("main")).ToContainTextAsync("Call me after six.");
        await page.GetByRole(AriaRole.Button, new() { Name = "I take it" }).ClickAsync();
        await Assertions.Expect(page.Locator(".timeline")).ToContainTextAsync("Chantal");
        await page.FillAsync("#answer", "You get a new chair on Friday.");
        await page.PressAsync("#answer", "Tab");
        await browser.ShootAsync(page, "complaint");
        await page.GetByRole(AriaRole.Button, new() { Name = "Send answer" }).ClickAsync();
        await Assertions.Expect(page.Locator(".page-header")).ToContainTextAsync("Answered");
        // The message that says so has a Close of its own.
        await page.Locator(".page-header").GetByRole(AriaRole.Button, new() { Name = "Close", Exact = true }).ClickAsync();
        await Assertions.Expect(page.Locator(".page-header")).ToContainTextAsync("Closed");
        await Assertions.Expect(page.Locator("main")).ToContainTextAsync("You get a new chair on Friday.");
        await browser.ShootAsync(page, "complaint-closed");
        await StudioBrowser.GoAsync(page, "/segments");
        await Assertions.Expect(page.Locator("main")).ToContainTextAsync("No access");
        await page.Context.CloseAsync();
    }

    /// <summary>Six live near Utrecht; of them two read English and two others live in Ede.</summary>
    private static async Task BuildSegmentAsync(StudioBrowser browser, IPage page)
    {
        await StudioBrowser.GoAsync(page, "/segments/new");
        var count = page.Locator(".audience-big strong");
        await Assertions.Expect(count).ToHaveTextAsync($"{Members}");
        await page.FillAsync("#segment-name", Name);
        await page.PressAsync("#segment-name", "Tab");
        await page.Locator(".seg-picker").GetByRole(AriaRole.Button, new() { Name = "Home store", Exact = true }).ClickAsync();
        await page.Locator("select[aria-label='Home store']").SelectOptionAsync(new SelectOptionValue { Label = "Utrecht" });
        await Assertions.Expect(count).ToHaveTextAsync("6");
        await Assertions.Expect(page.Locator(".seg-sentence")).ToContainTextAsync("Home store is Utrecht");

        await page.GetByRole(AriaRole.Button, new() { Name = "Add a group" }).ClickAsync();
        var group = page.Locator(".seg-group .seg-group");
        await AddAsync(group, "Language");
        await group.Locator("select[aria-label='Language']").SelectOptionAsync(new SelectOptionValue { Label = "English" });
        await Assertions.Expect(count).ToHaveTextAsync("2");
        await AddAsync(group, "City");
        var city = group.Locator("input[aria-label='City']");
        await city.FillAsync("Ede");
        await city.PressAsync("Tab");
        await Assertions.Expect(count).ToHaveTextAsync("4");
        await Assertions.Expect(page.Locator(".seg-sample li")).ToHaveCountAsync(4);
        await browser.ShootAsync(page, "segment-editor");

        await page.Locator(".page-header").GetByRole(AriaRole.Button, new() { Name = "Save", Exact = true }).ClickAsync();
        await page.WaitForURLAsync(Saved("segments"));
        await StudioBrowser.ReadyAsync(page);
        await Assertions.Expect(page.Locator("h1")).ToHaveTextAsync(Name);
        await Assertions.Expect(page.Locator(".stats")).ToContainTextAsync("4");
        await browser.ShootAsync(page, "segment");
    }

    private static async Task MakeCampaignAsync(StudioBrowser browser, IPage page)
    {
        var segment = new Uri(page.Url).AbsolutePath;
        await page.GetByRole(AriaRole.Link, new() { Name = "Make a campaign" }).ClickAsync();
        await page.WaitForURLAsync("**/campaigns/new?segment=*");
        await StudioBrowser.ReadyAsync(page);
        await page.ClickAsync("#part-settings");
        await Assertions.Expect(page.Locator("#campaign-segment option:checked")).ToContainTextAsync(Name);
        await Assertions.Expect(page.Locator(".funnel")).ToContainTextAsync($"−{Members - 4}");
        await page.FillAsync("#campaign-cool", "30");
        await page.PressAsync("#campaign-cool", "Tab");
        await browser.ShootAsync(page, "campaign-editor");
        await page.Locator(".page-header").GetByRole(AriaRole.Button, new() { Name = "Save", Exact = true }).ClickAsync();
        await page.WaitForURLAsync(Saved("campaigns"));
        await StudioBrowser.ReadyAsync(page);
        await Assertions.Expect(page.Locator("h1")).ToHaveTextAsync(Name);
        await browser.ShootAsync(page, "campaign");
        await StudioBrowser.GoAsync(page, segment);
        await Assertions.Expect(page.Locator(".seg-uses a")).ToHaveCountAsync(1);
    }

    private static async Task AddAsync(ILocator group, string label)
    {
        await group.GetByRole(AriaRole.Button, new() { Name = "Add a condition" }).ClickAsync();
        await group.Locator(".seg-picker").GetByRole(AriaRole.Button, new() { Name = label, Exact = true }).ClickAsync();
    }

    private static Regex Saved(string table) => new($"/{table}/[0-9]+$", RegexOptions.None, TimeSpan.FromSeconds(1));

    /// <summary>Two stores with people; twelve members, of whom the first was asked what they think. Gives the address of that question.</summary>
    private static async Task<string> PrepareAsync(StudioHost host)
    {
        var (services, boss, ct) = (host.Services, AccessStudio.Boss, CancellationToken.None);
        (await services.GetRequiredService<SetUpOrganisation>().RunAsync(boss, AccessStudio.Choices with { Language = "en" }, ct)).Must();
        var today = (await services.GetRequiredService<OrganisationBook>().CurrentAsync(ct)).Today(TimeProvider.System);
        var survey = (await services.GetRequiredService<SaveSurvey>().RunAsync(boss, SurveyDraft.Of(SurveyKind.AfterPurchase) with { Name = "After a purchase", Active = true }, ct)).Must();
        var token = await services.GetRequiredService<StudioData>().WriteAsync(async db =>
        {
            db.Add(new Store { Id = 1, Code = "utrecht", Name = "Utrecht" });
            db.Add(new Store { Id = 2, Code = "zeist", Name = "Zeist" });
            for (var i = 1; i <= Members; i++)
            {
                db.Add(new Member
                {
                    Id = i, CardNumber = i.ToString(CultureInfo.InvariantCulture), FirstName = $"Noor{i}", LastName = "van Dijk", Email = $"noor{i}@example.nl", Language = i > 8 ? "en" : "nl", EnrolledOn = today,
                    City = i <= 3 ? "Ede" : "Bunnik", HomeStoreId = i % 2 == 1 ? 1 : 2,
                });
            }

            db.Add(new SurveyInvitation { Id = 1, SurveyId = survey, MemberId = 1, Moment = "x", StoreId = 1, Channel = Channel.Store, Language = "en", InvitedOn = today, ExpiresOn = today.AddDays(9) });
            await db.SaveChangesAsync(ct);
            return (await SurveyToken.IssueAsync(db, 1, 1, today, ct)).Token!;
        }, ct);

        await using var scope = services.CreateAsyncScope();
        var add = scope.ServiceProvider.GetRequiredService<AddUser>();
        (await add.RunAsync(boss, new AddUserRequest("Bram", Bram, StudioRole.Marketer, [], "en", AccessStudio.Password), ct)).Must();
        (await add.RunAsync(boss, new AddUserRequest("Chantal", Chantal, StudioRole.StoreManager, [1], "en", AccessStudio.Password), ct)).Must();
        return token;
    }
}
