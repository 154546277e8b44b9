using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Members;
using LoyaltyStudio.Features.Points;
using LoyaltyStudio.Features.Rewards.Catalogue;
using LoyaltyStudio.Features.Rewards.Checking;
using LoyaltyStudio.Features.Rewards.Pages;
using LoyaltyStudio.Features.Rewards.Reading;
using LoyaltyStudio.Features.Rewards.Spending;
using LoyaltyStudio.Platform;
using LoyaltyStudio.Ui;

namespace LoyaltyStudio.Features.Rewards;

/// <summary>Front door of rewards: the catalogue, and spending points on it.</summary>
public sealed class RewardsFeature
{
    public static void Add(IServiceCollection services)
    {
        services.AddSingleton<ListRewards>();
        services.AddSingleton<SaveReward>();
        services.AddSingleton<ListRewardTiers>();
        services.AddSingleton<SpendOnReward>();
        services.AddSingleton<UndoSpend>();
        services.AddSingleton<ListMemberOrders>();
        services.AddSingleton<ShowRewardChoices>();
        services.AddSingleton<IInvariantCheck, RewardOrderCheck>();
        services.AddSingleton<IInvariantCheck, RewardStockCheck>();
        services.AddSingleton(new NavEntry(30, "Programme", "Rewards", "featured_seasonal_and_gifts", "/rewards", Permission.ViewProgramme, typeof(RewardsFeature)));
        services.AddSingleton(new MemberPanel(15, "Rewards", "rewards", typeof(MemberRewardsPanel), Permission.ViewMembers, typeof(RewardsFeature)));
        services.AddSingleton(new PointsAction(10, typeof(RewardButton), Permission.RedeemCodes));
    }

    public static void Map(IEndpointRouteBuilder app) => RewardsEndpoints.Map(app);
}
