using System.Xml.Linq;
using LoyaltyStudio.Features.Campaigns.Editing;
using LoyaltyStudio.Features.Campaigns.Model;
using LoyaltyStudio.Features.Campaigns.Playbook;
using LoyaltyStudio.Features.Campaigns.Recipes;
using LoyaltyStudio.Features.Segments.Asking;
using LoyaltyStudio.Platform;
using LoyaltyStudio.Tests.Architecture;
using LoyaltyStudio.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Tests.Features.Campaigns;

/// <summary>Every ready-made campaign can be kept and started as it is, in both languages, and does for a fitting member what it says.</summary>
public sealed class RecipeTests
{
    [Fact]
    public async Task Every_recipe_is_right_as_it_stands_and_has_words_in_both_languages()
    {
        await using var retailer = await Retailer.NewAsync(await TestDatabase.SqliteAsync());
        var catalogue = retailer.Get<SegmentCatalogue>();

        Assert.True(CampaignRecipe.All.Count >= 18);
        Assert.Equal(CampaignRecipe.All.Count, CampaignRecipe.All.DistinctBy(r => r.Key).Count());
        Assert.All(CampaignRecipe.All, r => Assert.Empty((r.Draft with { Name = "x" }).Validate().Concat(FlowKnowledge.Check(r.Draft.Flow, catalogue)).Select(e => $"{r.Key} {e.Field}: {e.Text}")));
        Assert.All(CampaignRecipe.All.SelectMany(r => r.Draft.Flow.Everything().OfType<MessageStep>()), m => Assert.All(new[] { m.Nl.Subject, m.Nl.Body, m.En.Subject, m.En.Body }, Assert.NotEmpty));
    }

    [Fact]
    public void Every_word_of_the_gallery_has_a_Dutch_one()
    {
        var dutch = XDocument.Parse(SourceFiles.All("CampaignsFeature.nl.resx").Single().Text).Root!.Elements("data").Select(d => d.Attribute("name")!.Value).ToHashSet();
        var words = CampaignRecipe.All.SelectMany(r => new[] { r.Name, r.About, r.ForWhom, r.Caution, r.Segment?.Name ?? "", r.Segment?.About ?? "" }).Concat(StatePlay.All.Select(p => p.Strategy)).Where(w => w.Length > 0);
        Assert.All(words, w => Assert.Contains(w, dutch));
    }

    [Theory]
    [InlineData("welcome", Engines.Sqlite, "Email, Email")]
    [InlineData("welcome", Engines.PostgreSql, "Email, Email")]
    [InlineData("first-purchase", Engines.Sqlite, "offer, Email, Email")]
    [InlineData("second-purchase", Engines.Sqlite, "offer, Email, Email")]
    [InlineData("second-purchase", Engines.PostgreSql, "offer, Email, Email")]
    [InlineData("replenishment", Engines.Sqlite, "Email, offer, Email")]
    [InlineData("birthday", Engines.Sqlite, "offer, Email, Till")]
    [InlineData("birthday", Engines.PostgreSql, "offer, Email, Till")]
    [InlineData("care", Engines.Sqlite, "Email, Email")]
    [InlineData("newsletter", Engines.Sqlite, "Email")]
    [InlineData("moved", Engines.Sqlite, "offer, Email, Email")]
    [InlineData("early-access", Engines.Sqlite, "Email, Till")]
    [InlineData("early-access", Engines.PostgreSql, "Email, Till")]
    [InlineData("points-expiry", Engines.Sqlite, "Email")]
    [InlineData("cheque-expiry", Engines.Sqlite, "Email, Till")]
    [InlineData("tier-warning", Engines.Sqlite, "offer, Email")]
    [InlineData("hesitating", Engines.Sqlite, "offer, Email")]
    [InlineData("hesitating", Engines.PostgreSql, "offer, Email")]
    [InlineData("lapsed", Engines.Sqlite, "offer, Email, Email")]
    [InlineData("lost", Engines.Sqlite, "Email, offer, Email, offer, Email")]
    [InlineData("lost", Engines.PostgreSql, "Email, offer, Email, offer, Email")]
    [InlineData("returned", Engines.Sqlite, "offer, Email, Till")]
    [InlineData("recovery", Engines.Sqlite, "task, gift 200, Email")]
    [InlineData("friends", Engines.Sqlite, "Email, Till")]
    [InlineData("ambassador", Engines.Sqlite, "offer, Email, Till")]
    [InlineData("surprise", Engines.Sqlite, "gift 250, Email")]
    [InlineData("surprise", Engines.PostgreSql, "gift 250, Email")]
    public async Task A_fitting_member_gets_what_the_recipe_says(string recipe, string engine, string story)
    {
        // The days on which newsletter and surprise run by the calendar.
        await using var world = await RecipeWorld.OpenAsync(engine, new DateTime(2026, 5, recipe == "newsletter" ? 1 : recipe == "surprise" ? 15 : 11, 9, 0, 0, DateTimeKind.Utc));
        var retailer = world.Retailer;
        var campaign = (await retailer.Get<MakeCampaign>().RunAsync(retailer.Anna, recipe, CancellationToken.None)).Must();
        await WithoutChanceAsync(retailer, campaign);
        (await retailer.Get<MoveCampaign>().RunAsync(retailer.Anna, campaign, CampaignStep.Start, CancellationToken.None)).Must();

        var after = await world.FitAsync(recipe);
        retailer.Clock.Advance(TimeSpan.FromDays(after));
        await world.LiveAsync();

        Assert.Equal(story, await world.StoryAsync());
        Assert.Equal(JourneyState.Done, await retailer.ReadAsync(db => db.Set<Journey>().Select(j => j.State).SingleAsync()));
        Assert.Equal(recipe, await retailer.ReadAsync(db => db.Set<Campaign>().Where(c => c.Id == campaign).Select(c => c.Recipe).SingleAsync()));
    }

    [Fact]
    public async Task The_answer_to_the_question_of_the_welcome_is_thanked_with_points()
    {
        await using var world = await RecipeWorld.OpenAsync(Engines.Sqlite, new DateTime(2026, 5, 11, 9, 0, 0, DateTimeKind.Utc));
        var retailer = world.Retailer;
        var campaign = (await retailer.Get<MakeCampaign>().RunAsync(retailer.Anna, "welcome", CancellationToken.None)).Must();
        (await retailer.Get<MoveCampaign>().RunAsync(retailer.Anna, campaign, CampaignStep.Start, CancellationToken.None)).Must();
        await world.FitAsync("welcome");
        await world.LiveAsync(4);
        await retailer.Data.WriteAsync(db => db.Set<LoyaltyStudio.Features.Members.Model.Member>().ExecuteUpdateAsync(m => m.SetProperty(x => x.BirthDate, new DateOnly(1990, 8, 2))), CancellationToken.None);

        await world.LiveAsync();

        Assert.Equal("Email, Email, gift 50", await world.StoryAsync());
        Assert.Equal(50, await retailer.ReadAsync(db => db.Set<LoyaltyStudio.Features.Points.Model.PointBalance>().Select(b => b.Total).SingleAsync()));
    }

    [Fact]
    public async Task Pressed_twice_it_is_the_same_draft_and_a_started_one_makes_way_for_another()
    {
        await using var retailer = await Retailer.NewAsync(await TestDatabase.SqliteAsync());
        var make = retailer.Get<MakeCampaign>();
        var first = (await make.RunAsync(retailer.Anna, "birthday", CancellationToken.None)).Must();
        Assert.Equal(first, (await make.RunAsync(retailer.Anna, "birthday", CancellationToken.None)).Must());
        (await retailer.Get<MoveCampaign>().RunAsync(retailer.Anna, first, CampaignStep.Start, CancellationToken.None)).Must();
        Assert.NotEqual(first, (await make.RunAsync(retailer.Anna, "birthday", CancellationToken.None)).Must());
        Assert.Equal("recipe_unknown", (await make.RunAsync(retailer.Anna, "nothing", CancellationToken.None)).Code);
    }

    /// <summary>No control group, and a gift for everybody: what remains is what the flow says.</summary>
    private static Task WithoutChanceAsync(Retailer retailer, long campaign) => retailer.Data.WriteAsync(async db =>
    {
        var row = await db.Set<Campaign>().AsTracking().FirstAsync(c => c.Id == campaign);
        (row.HoldoutPercent, row.Flow) = (0, row.Flow.Replace("\"chancePercent\":10,", "\"chancePercent\":100,", StringComparison.Ordinal).Replace("\"chancePercent\":10}", "\"chancePercent\":100}", StringComparison.Ordinal));
        await db.SaveChangesAsync();
    }, CancellationToken.None);
}
