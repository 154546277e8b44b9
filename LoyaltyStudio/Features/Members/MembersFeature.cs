using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Members.Consents;
using LoyaltyStudio.Features.Members.Importing;
using LoyaltyStudio.Features.Members.Profiles;
using LoyaltyStudio.Features.Members.Searching;
using LoyaltyStudio.Features.Programme.Reading;
using LoyaltyStudio.Importing;
using LoyaltyStudio.Platform;
using LoyaltyStudio.Ui;

namespace LoyaltyStudio.Features.Members;

/// <summary>Front door of members: profile, consent, search and import.</summary>
public sealed class MembersFeature
{
    public static void Add(IServiceCollection services)
    {
        services.AddSingleton<SaveMember>();
        services.AddSingleton<IRuleChoices, MemberChoices>();
        services.AddSingleton<ShowMember>();
        services.AddSingleton<ListMembers>();
        services.AddSingleton<RecordConsent>();
        services.AddSingleton<IInvariantCheck, ConsentCheck>();
        services.AddSingleton<IGlobalSearch, FindMembers>();
        services.AddSingleton<IImporter, MembersImporter>();
        services.AddSingleton(new NavEntry(200, "Customers", "Customers", "group", "/members", Permission.ViewMembers, typeof(MembersFeature)));
    }

    public static void Map(IEndpointRouteBuilder app) => MembersEndpoints.Map(app);
}
