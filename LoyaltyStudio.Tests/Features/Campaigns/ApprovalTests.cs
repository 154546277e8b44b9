using LoyaltyStudio.Features.Campaigns.Editing;
using LoyaltyStudio.Features.Campaigns.Model;
using LoyaltyStudio.Features.Campaigns.Reading;
using LoyaltyStudio.Features.Campaigns.Recipes;
using LoyaltyStudio.Features.Messaging.Model;
using LoyaltyStudio.Platform;
using LoyaltyStudio.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Tests.Features.Campaigns;

/// <summary>A second person lets a campaign start where the retailer asks for it; an end stops everybody who is on the way.</summary>
public sealed class ApprovalTests
{
    [Fact]
    public async Task A_campaign_starts_only_after_somebody_who_did_not_write_it_approved_it()
    {
        await using var retailer = await Retailer.NewAsync(await TestDatabase.SqliteAsync());
        await retailer.Data.WriteAsync(async db => { db.Add(new ContactSetting { ApproveCampaigns = true }); await db.SaveChangesAsync(); }, CancellationToken.None);
        var campaign = (await retailer.Get<SaveCampaign>().RunAsync(retailer.Anna, CampaignDraft.WinBack, CancellationToken.None)).Must();
        var move = retailer.Get<MoveCampaign>();
        Task<Outcome<CampaignState>> Step(Actor actor, CampaignStep step) => move.RunAsync(actor, campaign, step, CancellationToken.None);

        Assert.Equal(CampaignState.Proposed, (await Step(retailer.Anna, CampaignStep.Start)).Must());
        Assert.Equal("own_campaign", (await Step(retailer.Anna, CampaignStep.Approve)).Code);
        Assert.Equal(OutcomeKind.Forbidden, (await Step(retailer.Bram with { Permissions = new HashSet<Permission> { Permission.EditCampaigns } }, CampaignStep.Approve)).Kind);
        Assert.Equal(CampaignState.Draft, (await Step(retailer.Bram, CampaignStep.SendBack)).Must());
        Assert.Equal("campaign_state", (await Step(retailer.Bram, CampaignStep.Approve)).Code);

        // Whoever changes a proposed campaign takes it back, and counts as one who wrote it.
        (await Step(retailer.Anna, CampaignStep.Start)).Must();
        var now = (await retailer.Get<ShowCampaign>().RunAsync(retailer.Bram, campaign, CancellationToken.None)).Must();
        Assert.Equal((true, false), (now.NeedsApproval, now.IsOwn));
        (await retailer.Get<SaveCampaign>().RunAsync(retailer.Bram, now.Draft with { Name = "Anders", Flow = FlowEdit.Insert(now.Draft.Flow, FlowPlace.Top(2), new WaitStep { Key = "s3", Days = 4 }) }, CancellationToken.None)).Must();
        Assert.Equal(CampaignState.Draft, (await retailer.Get<ShowCampaign>().RunAsync(retailer.Bram, campaign, CancellationToken.None)).Must().State);
        (await Step(retailer.Anna, CampaignStep.Start)).Must();
        Assert.Equal("own_campaign", (await Step(retailer.Bram, CampaignStep.Approve)).Code);

        var carla = Retailer.Person(3, "Carla");
        Assert.Equal(CampaignState.Active, (await Step(carla, CampaignStep.Approve)).Must());
        var row = await retailer.ReadAsync(db => db.Set<Campaign>().SingleAsync());
        Assert.Equal((carla.Stamp, retailer.Clock.Now), (row.ApprovedBy, row.StartedAt));

        // Other words, or another budget, of one that runs stand still until somebody else has read them.
        now = (await retailer.Get<ShowCampaign>().RunAsync(carla, campaign, CancellationToken.None)).Must();
        (await retailer.Get<SaveCampaign>().RunAsync(carla, now.Draft with { Name = "Nog anders" }, CancellationToken.None)).Must();
        Assert.Equal(CampaignState.Active, await retailer.ReadAsync(db => db.Set<Campaign>().Select(c => c.State).SingleAsync()));
        now = (await retailer.Get<ShowCampaign>().RunAsync(carla, campaign, CancellationToken.None)).Must();
        (await retailer.Get<SaveCampaign>().RunAsync(carla, now.Draft with { BudgetCents = 1_000_000 }, CancellationToken.None)).Must();
        Assert.Equal(CampaignState.Proposed, await retailer.ReadAsync(db => db.Set<Campaign>().Select(c => c.State).SingleAsync()));
        Assert.Equal("own_campaign", (await Step(carla, CampaignStep.Approve)).Code);
        Assert.Equal(CampaignState.Active, (await Step(Retailer.Person(4, "Dirk"), CampaignStep.Approve)).Must());
    }

    [Theory]
    [InlineData(Engines.Sqlite)]
    [InlineData(Engines.PostgreSql)]
    public async Task The_end_stops_who_is_on_the_way_and_a_copy_begins_anew(string engine)
    {
        await using var world = await RecipeWorld.OpenAsync(engine, new DateTime(2026, 5, 11, 9, 0, 0, DateTimeKind.Utc));
        var retailer = world.Retailer;
        var campaign = (await retailer.Get<MakeCampaign>().RunAsync(retailer.Anna, "lost", CancellationToken.None)).Must();
        await retailer.Data.WriteAsync(db => db.Set<Campaign>().ExecuteUpdateAsync(c => c.SetProperty(x => x.HoldoutPercent, 0)), CancellationToken.None);
        await world.FitAsync("lost");
        (await retailer.Get<MoveCampaign>().RunAsync(retailer.Anna, campaign, CampaignStep.Start, CancellationToken.None)).Must();
        await world.LiveAsync(2);
        var before = (await retailer.Get<ShowFlow>().RunAsync(retailer.Anna, campaign, CancellationToken.None)).Must();
        Assert.Equal((1, 1, 1), (before.Entered, before.Waiting, before.Counts["s1"].Done));

        (await retailer.Get<MoveCampaign>().RunAsync(retailer.Anna, campaign, CampaignStep.End, CancellationToken.None)).Must();
        var way = await retailer.ReadAsync(db => db.Set<Journey>().SingleAsync());
        Assert.Equal((JourneyState.Stopped, "campaign_ended"), (way.State, way.Reason));

        var copy = (await retailer.Get<CopyCampaign>().RunAsync(retailer.Anna, campaign, CancellationToken.None)).Must();
        var (old, made) = await retailer.ReadAsync(async db => (await db.Set<Campaign>().SingleAsync(c => c.Id == campaign), await db.Set<Campaign>().SingleAsync(c => c.Id == copy)));
        Assert.Equal((CampaignState.Draft, old.Flow, old.SegmentId, old.Recipe), (made.State, made.Flow, made.SegmentId, made.Recipe));
        Assert.NotEqual(old.Salt, made.Salt);
        Assert.Null(made.StartedAt);
    }
}
