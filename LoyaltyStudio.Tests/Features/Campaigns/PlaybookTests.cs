using LoyaltyStudio.Features.Campaigns.Editing;
using LoyaltyStudio.Features.Campaigns.Model;
using LoyaltyStudio.Features.Campaigns.Playbook;
using LoyaltyStudio.Features.Campaigns.Running;
using LoyaltyStudio.Features.Lifecycle.Model;
using LoyaltyStudio.Features.Lifecycle.Refreshing;
using LoyaltyStudio.Features.Segments.Model;
using LoyaltyStudio.Platform;
using LoyaltyStudio.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Tests.Features.Campaigns;

/// <summary>A play for every state, and the campaign that it makes.</summary>
public sealed class PlaybookTests
{
    [Fact]
    public void Every_state_has_one_play_whose_campaign_could_be_saved_as_it_is()
    {
        Assert.Equal(Enum.GetValues<LifecycleState>().Order(), StatePlay.All.Select(p => p.State).Order());
        Assert.All(StatePlay.All.Where(p => p.Draft is not null), p => Assert.Empty(p.Draft!.Validate()));
        Assert.Null(StatePlay.Of(LifecycleState.AtRisk).Draft);
    }

    [Theory]
    [InlineData(Engines.Sqlite)]
    [InlineData(Engines.PostgreSql)]
    public async Task A_play_reaches_the_customers_in_its_state_and_nobody_else(string engine)
    {
        await using var shop = await Shop.OpenAsync(engine);
        await shop.Data.WriteAsync(async db => await db.Set<LoyaltyStudio.Features.Members.Model.Member>().ExecuteUpdateAsync(m => m.SetProperty(x => x.EmailConsent, true).SetProperty(x => x.EmailKey, x => x.Email)), CancellationToken.None);
        var today = DateOnly.FromDateTime(shop.Clock.Now);
        (await shop.Get<RefreshStates>().RunAsync(Actor.Job("night"), today, null, CancellationToken.None)).Must();
        var lost = await shop.ReadAsync(db => db.Set<MemberState>().Where(s => s.State == LifecycleState.Lost).Select(s => s.MemberId).Order().ToListAsync());
        Assert.NotEmpty(lost);
        var start = shop.Get<StartPlay>();
        var id = (await start.RunAsync(shop.Anna, LifecycleState.Lost, CancellationToken.None)).Must();

        // Pressed twice, it is the same draft.
        Assert.Equal(id, (await start.RunAsync(shop.Anna, LifecycleState.Lost, CancellationToken.None)).Must());
        Assert.Equal("nothing_to_send", (await start.RunAsync(shop.Anna, LifecycleState.AtRisk, CancellationToken.None)).Code);
        Assert.Equal("forbidden", (await start.RunAsync(shop.Anna with { Permissions = new HashSet<Permission> { Permission.EditCampaigns } }, LifecycleState.Lost, CancellationToken.None)).Code);
        (await shop.Get<MoveCampaign>().RunAsync(shop.Anna, id, CampaignStep.Start, CancellationToken.None)).Must();
        (await shop.Get<RunCampaigns>().RunAsync(Actor.Job("night"), today, null, CancellationToken.None)).Must();
        Assert.Equal(lost, await shop.ReadAsync(db => db.Set<CampaignMember>().Where(m => m.CampaignId == id).Select(m => m.MemberId).Order().ToListAsync()));
        var row = (await shop.Get<ShowPlaybook>().RunAsync(shop.Anna, CancellationToken.None)).Must().Single(r => r.Play.State == LifecycleState.Lost);
        Assert.Equal((lost.Count, CampaignState.Active), (row.Members, row.Campaigns.Single().State));
        Assert.Single(await shop.ReadAsync(db => db.Set<Segment>().Where(s => s.Definition != "").ToListAsync()));
    }
}
