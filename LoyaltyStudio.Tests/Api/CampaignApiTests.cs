using LoyaltyStudio.Features.Campaigns.Editing;
using LoyaltyStudio.Features.Campaigns.Model;
using LoyaltyStudio.Features.Members.Model;
using LoyaltyStudio.Platform;
using LoyaltyStudio.Tests.Features.Campaigns;
using LoyaltyStudio.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Tests.Api;

/// <summary>Results of campaigns over real HTTP.</summary>
public sealed class CampaignApiTests(HttpApi api) : IClassFixture<HttpApi>
{
    [Fact]
    public async Task A_result_names_both_groups_and_says_nothing_before_its_time()
    {
        var campaign = (await api.Get<SaveCampaign>().RunAsync(Retailer.Person(1, "Anna"), CampaignDraft.WinBack with { HoldoutPercent = 50, MeasureDays = 30 }, default)).Must();
        var today = DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime);
        for (var i = 0; i < 4; i++)
        {
            await api.MemberAsync($"RESULT{i}");
        }

        await AssignAsync(campaign, today.AddDays(-40));
        var over = (await api.CallAsync(api.Shop, HttpMethod.Get, $"/api/v1/campaigns/{campaign}/result")).Ok().Json;
        Assert.Equal(("no_difference", 2, 1, 2, 0), (over.GetProperty("verdict").GetString(), over.GetProperty("treated_members").GetInt32(), over.GetProperty("treated_buyers").GetInt32(), over.GetProperty("holdout_members").GetInt32(), over.GetProperty("holdout_buyers").GetInt32()));
        Assert.Equal(0.5, over.GetProperty("difference").GetProperty("value").GetDouble());
        Assert.Equal("larger_group", over.GetProperty("advice").GetString());

        await api.Data.WriteAsync(db => db.Set<Campaign>().Where(c => c.Id == campaign).ExecuteUpdateAsync(s => s.SetProperty(c => c.MeasureDays, 60)), default);
        var early = (await api.CallAsync(api.Shop, HttpMethod.Get, $"/api/v1/campaigns/{campaign}/result")).Ok().Json;
        Assert.Equal("too_early", early.GetProperty("verdict").GetString());
        Assert.Equal(System.Text.Json.JsonValueKind.Null, early.GetProperty("difference").ValueKind);

        (await api.CallAsync(api.Reader, HttpMethod.Get, $"/api/v1/campaigns/{campaign}/result")).Refused(403, "forbidden");
        (await api.CallAsync(api.Shop, HttpMethod.Get, "/api/v1/campaigns/999/result")).Refused(404, "campaign_unknown");
    }

    /// <summary>Two treated, of whom one bought, and two left out.</summary>
    private Task AssignAsync(long campaign, DateOnly on) => api.Data.WriteAsync(async db =>
    {
        var members = await db.Set<Member>().Where(m => m.ExternalId!.StartsWith("RESULT")).OrderBy(m => m.Id).Select(m => m.Id).ToListAsync();
        db.AddRange(members.Select((m, i) => new CampaignMember { CampaignId = campaign, MemberId = m, Group = i < 2 ? CampaignGroup.Treatment : CampaignGroup.Holdout, AssignedOn = on, AssignedAt = on.ToDateTime(default, DateTimeKind.Utc) }));
        db.Add(CampaignResultsTests.Bought(members[0], on.AddDays(3)));
        await db.SaveChangesAsync();
    }, default);
}
