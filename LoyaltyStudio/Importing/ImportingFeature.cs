using LoyaltyStudio.Cli;
using LoyaltyStudio.Platform;
using LoyaltyStudio.Ui;

namespace LoyaltyStudio.Importing;

/// <summary>What every import has in common; the importers come from the features that own the rows.</summary>
public sealed class ImportingFeature
{
    public static void Add(IServiceCollection services)
    {
        services.AddSingleton<RunImport>();
        services.AddSingleton<RunningImports>();
        services.AddSingleton<PreviewImport>();
        services.AddSingleton<ListImports>();
        services.AddSingleton<ShowImport>();
        services.AddSingleton<ListRefusals>();
        services.AddSingleton<ICliVerb, ImportVerb>();
        services.AddSingleton(new NavEntry(240, "Customers", "Imports", "upload_file", "/imports", Permission.ImportData, typeof(ImportingTexts)));
    }

    public static void Map(IEndpointRouteBuilder app) => ImportingEndpoints.Map(app);
}
