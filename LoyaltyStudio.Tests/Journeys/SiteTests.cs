using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Access.Settings;
using LoyaltyStudio.Features.Lifecycle.Model;
using LoyaltyStudio.Features.Personalisation.Blocks;
using LoyaltyStudio.Features.Personalisation.Model;
using LoyaltyStudio.Features.Personalisation.Public;
using LoyaltyStudio.Features.Programme.Model;
using LoyaltyStudio.Features.Tiers.Model;
using LoyaltyStudio.Tests.Features.Access;
using LoyaltyStudio.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;

namespace LoyaltyStudio.Tests.Journeys;

/// <summary>The script in a real browser, in the example shop, under the same content security policy as everything else.</summary>
public sealed class SiteTests
{
    [Fact(Timeout = 240_000)]
    public async Task The_shop_greets_each_visitor_with_what_is_theirs_and_nothing_breaks_its_policy()
    {
        await using var host = new StudioHost(await TestDatabase.SqliteAsync(), new Dictionary<string, string?> { ["LoyaltyStudio:Site:Demo"] = "true" });
        var address = host.Serve();
        await FillAsync(host);
        await using var browser = await StudioBrowser.StartAsync(address);
        var page = await browser.OpenAsync("nl");
        await page.AddInitScriptAsync("document.addEventListener('securitypolicyviolation', e => console.error('CSP ' + e.violatedDirective));");

        await page.GotoAsync("/site/demo?lang=nl");
        await Assertions.Expect(page.Locator(".loyalty-at-bar")).ToContainTextAsync("Word lid");
        await Assertions.Expect(page.Locator(".loyalty-greeting")).ToHaveCountAsync(0);
        await page.Locator(".loyalty-at-bar .loyalty-close").ClickAsync();
        await page.ReloadAsync();
        await Assertions.Expect(page.Locator(".loyalty-sale")).ToBeVisibleAsync();
        await Assertions.Expect(page.Locator(".loyalty-at-bar")).ToHaveCountAsync(0);

        await page.GotoAsync("/site/demo?visitor=advertisement&lang=nl");
        await Assertions.Expect(page.Locator(".loyalty-at-home")).ToContainTextAsync("<b>Lamp</b> uit de advertentie");

        await page.GotoAsync("/site/demo?visitor=gold&lang=nl");
        await Assertions.Expect(page.Locator(".loyalty-greeting")).ToHaveTextAsync("Dag Zoë");
        await Assertions.Expect(page.Locator(".loyalty-badge")).ToHaveTextAsync("Goud");
        await Assertions.Expect(page.Locator(".loyalty-sale")).ToContainTextAsync("uur eerder");
        var before = await page.Locator(".loyalty-clock").InnerTextAsync();
        await Assertions.Expect(page.Locator(".loyalty-clock")).Not.ToHaveTextAsync(before);
        await Assertions.Expect(page.Locator(".loyalty-window")).ToHaveCountAsync(0);
        await browser.ShootAsync(page, "site-gold");

        await page.GotoAsync("/site/demo?visitor=lost&lang=nl");
        await Assertions.Expect(page.Locator(".loyalty-window")).ToContainTextAsync("Fijn dat je er weer bent");
        await browser.ShootAsync(page, "site-lost");
        await page.Keyboard.PressAsync("Escape");
        await Assertions.Expect(page.Locator(".loyalty-window")).ToHaveCountAsync(0);
        await page.ReloadAsync();
        await Assertions.Expect(page.Locator(".loyalty-greeting")).ToContainTextAsync("weer te zien");
        await Assertions.Expect(page.Locator(".loyalty-window")).ToHaveCountAsync(0);

        Assert.Empty(browser.Complaints);
    }

    private static async Task FillAsync(StudioHost host)
    {
        (await host.Services.GetRequiredService<SetUpOrganisation>().RunAsync(AccessStudio.Boss, AccessStudio.Choices, CancellationToken.None)).Must();
        var now = TimeProvider.System.GetUtcNow().UtcDateTime;
        var today = DateOnly.FromDateTime(now);
        var clock = new FakeClock();
        await host.Services.GetRequiredService<StudioData>().WriteAsync(async db =>
        {
            db.Add(new ProgrammeVersion { Number = 9, State = ProgrammeState.Published, EffectiveFrom = new DateOnly(2000, 1, 1), Content = ReferenceProgramme.Content.ToJson(), Author = "test", CreatedAt = now, PublishedAt = now, PublishedBy = "test" });
            db.Add(Fixtures.Member(clock, 1));
            db.Add(Fixtures.Member(clock, 2));
            db.Add(new MemberTier { MemberId = 1, Tier = "goud", Since = today });
            db.Add(new MemberState { MemberId = 2, State = LifecycleState.Lost, Since = today, Cause = "long_ago" });
            db.Add(new Sale { Name = "Winteruitverkoop", StartsAt = now.AddDays(5), EndsAt = now.AddDays(20) });
            await db.SaveChangesAsync();
        }, CancellationToken.None);
        foreach (var block in new[]
        {
            new BlockDraft(0, "balk", BlockPlace.Bar, BlockAudience.Anonymous) { TitleNl = "Word lid", TitleEn = "Join", Published = true },
            new BlockDraft(0, "advertentie", BlockPlace.Home, BlockAudience.Source) { TitleNl = "<b>Lamp</b> uit de advertentie", TitleEn = "Lamp", Source = DemoVisitors.DemoSource, Published = true },
            new BlockDraft(0, "terug", BlockPlace.WelcomeBack, BlockAudience.States) { TitleNl = "Fijn dat je er weer bent", TitleEn = "Back", States = [LifecycleState.Lost], Published = true },
        })
        {
            (await host.Services.GetRequiredService<SaveBlock>().RunAsync(AccessStudio.Boss, block, CancellationToken.None)).Must();
        }
    }
}
