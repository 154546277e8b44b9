using LoyaltyStudio.Features.Rewards.Catalogue;
using LoyaltyStudio.Features.Rewards.Model;
using LoyaltyStudio.Platform;

namespace LoyaltyStudio.Tests.Api;

/// <summary>Rewards and deliveries over real HTTP.</summary>
public sealed class RewardApiTests(HttpApi api) : IClassFixture<HttpApi>
{
    [Fact]
    public async Task A_reward_is_taken_once_per_number_and_given_back_once()
    {
        var card = await api.MemberAsync("REWARD");
        var tea = new SaveRewardRequest(0, "thee", RewardKind.Gift, "Thee", "Tea", "", "", 20, 2, null, null, null, [], true, 0);
        (await api.Get<SaveReward>().RunAsync(Actor.CommandLine("test"), tea, default)).Must();
        var listed = (await api.CallAsync(api.Shop, HttpMethod.Get, "/api/v1/rewards")).Ok().Json;
        Assert.Equal(("thee", "gift", 20, 2), (listed[0].GetProperty("code").GetString(), listed[0].GetProperty("kind").GetString(), listed[0].GetProperty("points").GetInt32(), listed[0].GetProperty("stock").GetInt32()));

        // The welcome points pay for one.
        var order = new { source = "shop", id = "o-1", reward = "THEE" };
        var first = (await api.PostAsync($"members/{card}/rewards", order, api.Till)).Ok();
        Assert.Equal(first.Text, (await api.PostAsync($"members/{card}/rewards", order, api.Till, "key-1")).Ok().Text);
        (await api.PostAsync($"members/{card}/rewards", new { source = "shop", id = "o-2", reward = "thee" }, api.Till)).Refused(409, "too_few_points");
        (await api.PostAsync($"members/{card}/rewards", new { source = "shop", id = "o-3", reward = "koffie" }, api.Till)).Refused(404, "reward_unknown");
        (await api.PostAsync($"members/{card}/rewards", order, api.Reader)).Refused(403, "forbidden");

        var back = new { source = "shop", id = "o-1", reason = "damaged" };
        Assert.True((await api.PostAsync($"members/{card}/rewards/undo", back, api.Till)).Ok().Json.GetProperty("undone").GetBoolean());
        (await api.PostAsync($"members/{card}/rewards/undo", back, api.Till)).Refused(409, "already_undone");
        (await api.PostAsync($"members/{card}/rewards/undo", new { source = "shop", id = "o-9", reason = "x" }, api.Till)).Refused(404, "order_unknown");
        var summary = (await api.CallAsync(api.Shop, HttpMethod.Get, "/api/v1/members/id:REWARD/summary")).Ok().Json.GetProperty("points");
        Assert.Equal(25, summary.GetProperty("active").GetInt64());
        Assert.Equal(25, summary.GetProperty("expiries")[0].GetProperty("points").GetInt64());
    }
}
