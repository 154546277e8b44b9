using LoyaltyStudio.Cli;

namespace LoyaltyStudio.Importing;

/// <summary>What every import has in common; the importers come from the features that own the rows.</summary>
public sealed class ImportingFeature
{
    public static void Add(IServiceCollection services)
    {
        services.AddSingleton<RunImport>();
        services.AddSingleton<ListRefusals>();
        services.AddSingleton<ICliVerb, ImportVerb>();
    }
}
