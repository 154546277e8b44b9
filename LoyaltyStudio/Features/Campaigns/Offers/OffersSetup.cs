using LoyaltyStudio.Cli;
using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Campaigns.Reading;
using LoyaltyStudio.Features.Cheques.Redeeming;
using LoyaltyStudio.Platform;
using LoyaltyStudio.Ui;

namespace LoyaltyStudio.Features.Campaigns.Offers;

/// <summary>What offers need of the container, and their place in the menu.</summary>
internal static class OffersSetup
{
    internal static void Add(IServiceCollection services)
    {
        services.AddSingleton<ICodeKind, SharedCodes>();
        services.AddSingleton<IInvariantCheck, OfferCheck>();
        services.AddSingleton<ValidateCoupons>();
        services.AddSingleton<SaveOffer>();
        services.AddSingleton<RetireOffer>();
        services.AddSingleton<ListOffers>();
        services.AddSingleton<ShowOffer>();
        services.AddSingleton<ShowOfferChoices>();
        services.AddSingleton<PlacedMessages>();
        services.AddSingleton<TellShown>();
        services.AddSingleton<ICliVerb, OffersVerb>();
        services.AddSingleton(new NavEntry(14, "Campaigns", "Offers", "sell", "/offers", Permission.ViewCampaigns, typeof(CampaignsFeature)));
    }
}
