using LoyaltyStudio.Api;
using LoyaltyStudio.Cli;
using LoyaltyStudio.Features.Access.SignIn;
using LoyaltyStudio.Features.BackTest;
using LoyaltyStudio.Features.Cheques;
using LoyaltyStudio.Features.Dashboards;
using LoyaltyStudio.Features.Members;
using LoyaltyStudio.Features.Messaging;
using LoyaltyStudio.Features.Points;
using LoyaltyStudio.Features.Programme;
using LoyaltyStudio.Importing;
using LoyaltyStudio.Jobs;
using LoyaltyStudio.Ui;
using Microsoft.AspNetCore.Authorization;

namespace LoyaltyStudio.Shell;

/// <summary>Composes the web app: what is registered, and what a request passes through.</summary>
public static class WebHost
{
    /// <summary>Serves until it is stopped.</summary>
    public static async Task<int> ServeAsync(string[] args)
    {
        if (Build(args) is not { } app)
        {
            return CliExit.Refused;
        }

        await app.RunAsync();
        return CliExit.Done;
    }

    /// <summary>The app, ready to start; null when settings are wrong, which are then said before anything is made of them.</summary>
    public static WebApplication? Build(string[] args)
    {
        var builder = WebSettings.CreateBuilder(args);
        ConfigureServices(builder.Services, builder.Configuration);
        var app = builder.Build();
        if (WebSettings.Problems(app) is { Count: > 0 } problems)
        {
            problems.ToList().ForEach(Console.Error.WriteLine);
            return null;
        }

        Configure(app);
        return app;
    }

    public static void ConfigureServices(IServiceCollection services, IConfiguration configuration)
    {
        StudioServices.Add(services, configuration);
        JobsFeature.AddSchedule(services, configuration);
        ApiRoutes.Add(services);
        services.AddStudioUi();
        services.AddSignIn();
        services.AddStudioLanguages();
        services.AddStudioSecurity();
        services.AddSingleton<SetUpGate>();
        services.AddHostedService<StartUp>();
        services.AddHealthChecks().AddCheck<DatabaseHealth>("database");
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

    public static void Configure(WebApplication app)
    {
        app.UseStudioSecurity();
        app.UseErrorPage();
        app.UseStatusPages();
        // Inside the error page, so that what goes wrong in the API becomes a problem and not a page.
        ApiRoutes.Use(app);
        app.UseMiddleware<SetUpGateway>();
        app.UseAuthentication();
        app.UseRequestLocalization();
        app.UseAuthorization();
        app.UseRateLimiter();
        app.UseAntiforgery();

        app.MapStaticAssets().AllowAnonymous();
        app.MapShell();
        DatabaseHealth.Map(app);
        ApiRoutes.Map(app);
        ImportingFeature.Map(app);
        MembersFeature.Map(app);
        ProgrammeFeature.Map(app);
        PointsFeature.Map(app);
        BackTestFeature.Map(app);
        LoyaltyStudio.Features.Rewards.RewardsFeature.Map(app);
        Features.Segments.SegmentsFeature.Map(app);
        LoyaltyStudio.Features.Feedback.FeedbackFeature.Map(app);
        LoyaltyStudio.Features.Channels.ChannelsFeature.Map(app);
        ChequesFeature.Map(app);
        MessagingFeature.Map(app);
        Features.Campaigns.CampaignsFeature.Map(app);
        Features.Predictions.PredictionsFeature.Map(app);
        Features.Cohorts.CohortsFeature.Map(app);
        DashboardsFeature.Map(app);
        app.MapRazorComponents<App>().AddInteractiveServerRenderMode(options => options.ContentSecurityFrameAncestorsPolicy = null);
    }
}
