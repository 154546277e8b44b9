using Radzen;

namespace LoyaltyStudio.Ui;

/// <summary>Registers what the widgets need.</summary>
public static class UiSetup
{
    public static void AddStudioUi(this IServiceCollection services)
    {
        services.AddLocalization();
        services.AddRadzenComponents();
        services.AddSingleton<Sentences>();
        services.AddScoped<Toasts>();
        services.AddScoped<Confirm>();
    }
}
