using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Personalisation.Blocks;
using LoyaltyStudio.Features.Personalisation.Public;
using LoyaltyStudio.Features.Personalisation.Visiting;
using LoyaltyStudio.Platform;
using LoyaltyStudio.Ui;

namespace LoyaltyStudio.Features.Personalisation;

/// <summary>Front door of what the web shop shows each visitor: content blocks, the answer per visitor, the script.</summary>
public sealed class PersonalisationFeature
{
    public static void Add(IServiceCollection services)
    {
        services.AddCheckedOptions<SiteOptions>(SiteOptions.Section);
        services.AddSingleton<SiteBook>();
        services.AddSingleton<VisitorTokens>();
        services.AddSingleton<ReadPersonalisation>();
        services.AddSingleton<IssueVisitorToken>();
        services.AddSingleton<ListBlocks>();
        services.AddSingleton<ShowBlock>();
        services.AddSingleton<SaveBlock>();
        services.AddSingleton<PublishBlock>();
        services.AddSingleton<RemoveBlock>();
        services.AddSingleton<DemoVisitors>();
        SiteEndpoints.Add(services);
        services.AddSingleton(new NavEntry(18, "Campaigns", "On the site", "web", "/personalisation", Permission.ViewCampaigns, typeof(PersonalisationFeature)));
    }

    public static void Map(IEndpointRouteBuilder app)
    {
        PersonalisationEndpoints.Map(app);
        SiteEndpoints.Map(app);
    }
}
