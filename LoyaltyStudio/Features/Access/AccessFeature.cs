using LoyaltyStudio.Api;
using LoyaltyStudio.Cli;
using LoyaltyStudio.Features.Access.Importing;
using LoyaltyStudio.Features.Access.Keys;
using LoyaltyStudio.Features.Access.Model;
using LoyaltyStudio.Features.Access.Settings;
using LoyaltyStudio.Features.Access.SignIn;
using LoyaltyStudio.Features.Access.Stores;
using LoyaltyStudio.Features.Access.Trail;
using LoyaltyStudio.Features.Access.Users;
using LoyaltyStudio.Importing;
using LoyaltyStudio.Jobs;
using LoyaltyStudio.Platform;
using LoyaltyStudio.Ui;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace LoyaltyStudio.Features.Access;

/// <summary>Who may come in and what they may do: organisation, stores, users, API keys, sign-in, audit trail.</summary>
public sealed class AccessFeature
{
    /// <summary>The use cases and queries, for the web app and the command line alike.</summary>
    public static void Add(IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<ICliVerb, SetUpVerb>().AddSingleton<ICliVerb, UsersVerb>();
        services.AddSingleton<IImporter, StoresImporter>();
        services.AddSingleton<OrganisationBook>().AddSingleton<UserBook>().AddSingleton<SetUpCode>().AddSingleton<RecogniseApiKey>();
        services.AddSingleton<IApiKeySource>(provider => provider.GetRequiredService<RecogniseApiKey>());
        services.AddSingleton<IJobZone, OrganisationZone>();
        services.AddSingleton<IUiFormatSource, OrganisationFormat>();
        services.AddIdentityParts();
        services.AddSingleton<BrandLogo>().AddTransient<FindBrand>().AddTransient<SaveBrand>();
        services.AddTransient<SetUpOrganisation>().AddTransient<SaveOrganisation>().AddTransient<FindOrganisation>();
        services.AddTransient<AddUser>().AddTransient<ChangeUser>().AddTransient<ResetPassword>().AddTransient<ListUsers>();
        services.AddTransient<ChangeOwnPassword>().AddTransient<SaveOwnProfile>().AddTransient<FindOwnProfile>();
        services.AddTransient<CreateApiKey>().AddTransient<RevokeApiKey>().AddTransient<ListApiKeys>();
        services.AddTransient<SaveStore>().AddTransient<ListStores>();
        services.AddTransient<ListAudit>().AddTransient<CheckAudit>();
        Type texts = typeof(AccessFeature);
        services.AddSingleton(new NavEntry(10, "Stores", "Stores", "storefront", "/stores", Permission.ViewStores, texts));
        services.AddSingleton(new NavEntry(10, "Administration", "Users", "group", "/users", Permission.ManageUsers, texts));
        services.AddSingleton(new NavEntry(20, "Administration", "API keys", "key", "/api-keys", Permission.ManageApiKeys, texts));
        services.AddSingleton(new NavEntry(30, "Administration", "Audit trail", "history", "/audit", Permission.ViewAudit, texts));
        services.AddSingleton(new NavEntry(40, "Administration", "Settings", "settings", "/settings", Permission.ViewSettings, texts));
    }
}
