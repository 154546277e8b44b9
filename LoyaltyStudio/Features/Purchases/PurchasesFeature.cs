using LoyaltyStudio.Features.Members;
using LoyaltyStudio.Features.Programme.Reading;
using LoyaltyStudio.Features.Purchases.Catalogue;
using LoyaltyStudio.Features.Purchases.Importing;
using LoyaltyStudio.Features.Purchases.Pages;
using LoyaltyStudio.Features.Purchases.Reading;
using LoyaltyStudio.Features.Purchases.Recording;
using LoyaltyStudio.Importing;
using LoyaltyStudio.Platform;
using LoyaltyStudio.Ui;

namespace LoyaltyStudio.Features.Purchases;

/// <summary>Front door of purchases: recording, returns, products and import.</summary>
public sealed class PurchasesFeature
{
    public static void Add(IServiceCollection services)
    {
        services.AddSingleton<PurchaseBook>();
        services.AddSingleton<IRuleChoices, PurchaseChoices>();
        services.AddSingleton<RecordPurchase>();
        services.AddSingleton<RecordReturn>();
        services.AddSingleton<RecordDelivery>();
        services.AddSingleton<IImporter, ProductsImporter>();
        services.AddSingleton<IImporter, PurchasesImporter>();
        services.AddSingleton<ListProducts>();
        services.AddSingleton<SaveProduct>();
        services.AddSingleton(new NavEntry(35, "Programme", "Products", "inventory_2", "/products", Permission.ViewProgramme, typeof(PurchasesFeature)));
        services.AddSingleton<ListMemberPurchases>();
        services.AddSingleton<ListPurchases>();
        services.AddSingleton(new NavEntry(20, "Stores", "Purchases", "receipt_long", "/purchases", Permission.ViewPurchases, typeof(PurchasesFeature)));
        services.AddSingleton<IMemberFilter, BoughtFilter>();
        services.AddSingleton(new MemberTile(30, typeof(PurchasesTile), Permission.ViewPurchases));
        services.AddSingleton(new MemberPanel(30, "Purchases", "purchases", typeof(MemberPurchasesPanel), Permission.ViewPurchases, typeof(PurchasesFeature)));
    }
}
