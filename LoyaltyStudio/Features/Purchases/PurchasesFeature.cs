using LoyaltyStudio.Features.Programme.Reading;
using LoyaltyStudio.Features.Purchases.Catalogue;
using LoyaltyStudio.Features.Purchases.Importing;
using LoyaltyStudio.Features.Purchases.Recording;
using LoyaltyStudio.Importing;

namespace LoyaltyStudio.Features.Purchases;

/// <summary>Front door of purchases: recording, returns, products and import.</summary>
public sealed class PurchasesFeature
{
    public static void Add(IServiceCollection services)
    {
        services.AddSingleton<PurchaseBook>();
        services.AddSingleton<IProductCategories, ProductCategories>();
        services.AddSingleton<RecordPurchase>();
        services.AddSingleton<RecordReturn>();
        services.AddSingleton<IImporter, ProductsImporter>();
        services.AddSingleton<IImporter, PurchasesImporter>();
    }
}
