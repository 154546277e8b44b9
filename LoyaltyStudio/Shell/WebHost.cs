using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Access;
using LoyaltyStudio.Features.Access.SignIn;
using LoyaltyStudio.Ui;
using Microsoft.AspNetCore.Authorization;

namespace LoyaltyStudio.Shell;

/// <summary>Composes the web app: what is registered, and what a request passes through.</summary>
public static class WebHost
{
    public static WebApplication Build(WebApplicationBuilder builder)
    {
        ConfigureServices(builder.Services);
        var app = builder.Build();
        Configure(app);
        return app;
    }

    public static void ConfigureServices(IServiceCollection services)
    {
        AddFeatures(services);
        services.AddStudioUi();
        services.AddSignIn();
        services.AddStudioLanguages();
        services.AddStudioSecurity();
        services.AddSingleton<SetUpGate>();
        services.AddHostedService<StartUp>();
        services.AddCascadingAuthenticationState();
        services.AddAuthorizationBuilder().SetFallbackPolicy(new AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build());
        services.AddRazorComponents().AddInteractiveServerComponents(options =>
        {
            options.DisconnectedCircuitMaxRetained = 30;
            options.DisconnectedCircuitRetentionPeriod = TimeSpan.FromMinutes(3);
            options.MaxBufferedUnacknowledgedRenderBatches = 10;
            options.JSInteropDefaultCallTimeout = TimeSpan.FromMinutes(1);
        });
    }

    /// <summary>What has no screen: the command line needs the same.</summary>
    public static void AddFeatures(IServiceCollection services)
    {
        services.AddStudioData();
        AccessFeature.Add(services);
    }

    public static void Configure(WebApplication app)
    {
        app.UseStudioSecurity();
        app.UseExceptionHandler("/error", createScopeForErrors: true);
        app.UseStatusPages();
        app.UseMiddleware<SetUpGateway>();
        app.UseAuthentication();
        app.UseRequestLocalization();
        app.UseAuthorization();
        app.UseRateLimiter();
        app.UseAntiforgery();

        app.MapStaticAssets().AllowAnonymous();
        app.MapShell();
        app.MapRazorComponents<App>().AddInteractiveServerRenderMode(options => options.ContentSecurityFrameAncestorsPolicy = null);
    }
}
