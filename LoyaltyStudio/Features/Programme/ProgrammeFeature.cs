using LoyaltyStudio.Features.Access.Settings;
using LoyaltyStudio.Features.Programme.Publishing;
using LoyaltyStudio.Features.Programme.Reading;
using LoyaltyStudio.Features.Programme.Sales;
using LoyaltyStudio.Platform;
using LoyaltyStudio.Ui;

namespace LoyaltyStudio.Features.Programme;

/// <summary>Front door of the programme: tiers, earning and cheque scheme as versions.</summary>
public sealed class ProgrammeFeature
{
    public static void Add(IServiceCollection services)
    {
        services.AddSingleton<IRuleChoices, StoreChoices>();
        services.AddSingleton<RuleChoices>();
        services.AddSingleton<RuleContext>();
        services.AddSingleton<ISetUpStep, PublishReferenceProgramme>();
        services.AddSingleton<SaveProgrammeDraft>();
        services.AddSingleton<PublishProgramme>();
        services.AddSingleton<WithdrawProgramme>();
        services.AddSingleton<RetireProgramme>();
        services.AddSingleton<RollForward>();
        services.AddSingleton<DropProgrammeDraft>();
        services.AddSingleton<ProgrammeVersions>();
        services.AddSingleton<ReadProgramme>();
        services.AddSingleton<ListSales>();
        services.AddSingleton<SaveSale>();
        services.AddSingleton<RemoveSale>();
        services.AddSingleton(new NavEntry(10, "Programme", "Programme", "loyalty", "/programme", Permission.ViewProgramme, typeof(ProgrammeFeature)));
        services.AddSingleton(new NavEntry(15, "Programme", "Sales", "sell", "/sales", Permission.ViewProgramme, typeof(ProgrammeFeature)));
    }

    public static void Map(IEndpointRouteBuilder app) => ProgrammeEndpoints.Map(app);
}
