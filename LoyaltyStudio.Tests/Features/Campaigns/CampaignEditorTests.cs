using Bunit;
using LoyaltyStudio.Features.Campaigns;
using LoyaltyStudio.Features.Campaigns.Editing;
using LoyaltyStudio.Features.Campaigns.Model;
using LoyaltyStudio.Features.Campaigns.Pages;
using LoyaltyStudio.Features.Campaigns.Reading;
using LoyaltyStudio.Features.Segments.Asking;
using LoyaltyStudio.Features.Segments.Reading;
using LoyaltyStudio.Platform;
using LoyaltyStudio.Tests.Support;
using LoyaltyStudio.Ui;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace LoyaltyStudio.Tests.Features.Campaigns;

/// <summary>The editor as a person uses it: cards are added, moved, removed; errors stand on the card; nothing that was typed is lost.</summary>
public sealed class CampaignEditorTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    [Fact]
    public async Task Steps_are_added_in_a_place_moved_and_removed()
    {
        await using var retailer = await Retailer.NewAsync(await TestDatabase.SqliteAsync());
        await using var screen = Screen(retailer);
        var page = screen.Render<CampaignEditorPage>();
        page.WaitForAssertion(() => Assert.Equal(["s1", "s2"], Cards(page)), Patience);

        await AddAsync(page, 1, StepKind.Wait);
        Assert.Equal(["s1", "s3", "s2"], Cards(page));
        await AddAsync(page, 3, StepKind.WaitUntil);
        Assert.Equal(["s1", "s3", "s2", "s4"], Cards(page));

        // Inside the first branch of the last step.
        await AddAsync(page, 4, StepKind.Gift);
        Assert.Equal(["s1", "s3", "s2", "s4", "s5"], Cards(page));
        Assert.Contains("flow-branch", page.Find("[data-step-key=s5]").ParentElement!.ParentElement!.ParentElement!.ClassName, StringComparison.Ordinal);

        await page.Find("[data-step-key=s3] .flow-main").ClickAsync(new());
        await page.Find("[data-step-key=s3] .flow-acts button").ClickAsync(new());
        Assert.Equal(["s3", "s1", "s2", "s4", "s5"], Cards(page));
        await page.FindAll("[data-step-key=s3] .flow-acts button")[2].ClickAsync(new());
        Assert.Equal(["s1", "s2", "s4", "s5"], Cards(page));
    }

    [Fact]
    public async Task What_is_wrong_stands_on_the_card_and_nothing_typed_is_lost()
    {
        await using var retailer = await Retailer.NewAsync(await TestDatabase.SqliteAsync());
        await using var screen = Screen(retailer);
        var page = screen.Render<CampaignEditorPage>();
        page.WaitForAssertion(() => Assert.Equal(2, Cards(page).Count), Patience);
        await AddAsync(page, 0, StepKind.Message);
        await page.Find("[id$='-subject-nl'], [id$='-subject-en']").InputAsync(new() { Value = "Alleen een onderwerp" });
        await page.Find("#part-settings").ClickAsync(new());
        await page.Find("#campaign-name").ChangeAsync(new() { Value = "Mijn eigen naam" });
        await page.Find(".page-actions .rz-button").ClickAsync(new());

        page.WaitForAssertion(() => Assert.Contains("flow-wrong", page.Find("[data-step-key=s3]").ClassName, StringComparison.Ordinal), Patience);
        Assert.NotEmpty(page.FindAll("[data-step-key=s3] .flow-error"));
        Assert.Equal("Alleen een onderwerp", page.Find("[id$='-subject-nl'], [id$='-subject-en']").GetAttribute("value"));
        await page.Find("#part-settings").ClickAsync(new());
        Assert.Equal("Mijn eigen naam", page.Find("#campaign-name").GetAttribute("value"));
        Assert.Empty(await retailer.ReadAsync(db => db.Set<Campaign>().ToListAsync()));
    }

    [Fact]
    public async Task After_the_start_steps_stay_and_words_may_change()
    {
        await using var retailer = await Retailer.NewAsync(await TestDatabase.SqliteAsync());
        var id = (await retailer.Get<SaveCampaign>().RunAsync(retailer.Anna, CampaignDraft.WinBack, CancellationToken.None)).Must();
        (await retailer.Get<MoveCampaign>().RunAsync(retailer.Anna, id, CampaignStep.Start, CancellationToken.None)).Must();
        await using var screen = Screen(retailer);
        var page = screen.Render<CampaignEditorPage>(p => p.Add(x => x.Id, id));
        page.WaitForAssertion(() => Assert.Equal(2, Cards(page).Count), Patience);

        Assert.Empty(page.FindAll(".flow-plus"));
        await page.Find("[data-step-key=s1] .flow-main").ClickAsync(new());
        Assert.NotNull(page.Find(".flow-panel fieldset").GetAttribute("disabled"));
        await page.Find("[data-step-key=s2] .flow-main").ClickAsync(new());
        await page.Find("[id$='-subject-nl'], [id$='-subject-en']").InputAsync(new() { Value = "Andere woorden" });
        await page.Find(".page-actions .rz-button").ClickAsync(new());
        page.WaitForAssertion(() => Assert.EndsWith($"/campaigns/{id}", screen.Services.GetRequiredService<Microsoft.AspNetCore.Components.NavigationManager>().Uri, StringComparison.Ordinal), Patience);
        Assert.Equal(2, await retailer.ReadAsync(db => db.Set<Campaign>().Select(c => c.Edition).SingleAsync()));
    }

    private static List<string> Cards(IRenderedComponent<CampaignEditorPage> page) => [.. page.FindAll("[data-step-key]").Select(c => c.GetAttribute("data-step-key")!)];

    /// <summary>Presses the plus with a number, in the order of the page, and chooses a kind.</summary>
    private static async Task AddAsync(IRenderedComponent<CampaignEditorPage> page, int plus, StepKind kind)
    {
        await page.FindAll(".flow-plus-button")[plus].ClickAsync(new());
        await page.Find($"[data-step={kind}]").ClickAsync(new());
    }

    private static BunitContext Screen(Retailer retailer)
    {
        var screen = new BunitContext();
        screen.JSInterop.Mode = JSRuntimeMode.Loose;
        screen.Services.AddLogging();
        screen.Services.AddStudioUi();
        screen.Services.AddSingleton<IActorSource>(new Always(retailer.Anna));
        screen.Services.AddSingleton(retailer.Get<ShowCampaign>());
        screen.Services.AddSingleton(retailer.Get<SaveCampaign>());
        screen.Services.AddSingleton(retailer.Get<ShowFlowChoices>());
        screen.Services.AddSingleton(retailer.Get<SegmentCatalogue>());
        screen.Services.AddSingleton(retailer.Get<PreviewCampaignMail>());
        screen.Services.AddSingleton(retailer.Get<CountAudience>());
        screen.Services.AddSingleton(retailer.Get<FindPreviewMembers>());
        screen.Services.AddSingleton(retailer.Get<ListTestReaders>());
        screen.Services.AddSingleton(retailer.Get<SendTestMail>());
        screen.Services.AddSingleton(retailer.Get<LoyaltyStudio.Features.Campaigns.Measuring.AdviseSize>());
        screen.Services.AddSingleton(retailer.Get<ShowSegmentOffer>());
        screen.Services.AddSingleton(retailer.Get<ListSegmentChoices>());
        return screen;
    }

    private sealed class Always(Actor actor) : IActorSource
    {
        public Task<Actor> CurrentAsync(CancellationToken ct = default) => Task.FromResult(actor);
    }
}
