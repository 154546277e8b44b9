using LoyaltyStudio.Api;
using LoyaltyStudio.Features.Dashboards.Integrity;
using LoyaltyStudio.Features.Dashboards.MemberSummary;
using LoyaltyStudio.Features.Dashboards.StorePage;
using LoyaltyStudio.Features.Dashboards.Today;
using LoyaltyStudio.Features.Programme.Model;
using LoyaltyStudio.Platform;
using LoyaltyStudio.Ui;

namespace LoyaltyStudio.Features.Dashboards;

/// <summary>Front door of the boards: they read from every feature and never save.</summary>
public sealed class DashboardsFeature
{
    public static void Add(IServiceCollection services)
    {
        services.AddSingleton<ReadMemberSummary>();
        services.AddSingleton<ReadToday>();
        services.AddSingleton<ReadStoreBoard>();
        services.AddSingleton<ReadDatabaseFacts>();
        services.AddSingleton<RunChecks>();
        services.AddSingleton(new NavEntry(0, "Today", "Today", "today", "/", Permission.ViewDashboard));
        services.AddSingleton(new NavEntry(35, "Administration", "Integrity", "verified_user", "/integrity", Permission.ViewAudit, typeof(DashboardsFeature)));
    }

    public static void Map(IEndpointRouteBuilder app) => ApiRoutes.Group(app)
        .MapGet("/members/{reference}/summary", async (HttpContext context, string reference, ReadMemberSummary summary, CancellationToken ct) =>
            ApiResults.From(await summary.RunAsync(ApiCaller.Of(context).Actor, reference, ct), ApiAnswer.Ok))
        .WithTags("Members").WithName("member_summary").WithSummary("What to show this member now")
        .WithDescription("Name, tier with the way to the next, benefits, points, the cheques and coupons that can be used today, and when this member may enter the sales that are planned. Codes are only given to keys with the scope RedeemCodes.")
        .WithResponseExample(200, new MemberSummaryAnswer("2900000000421", "Sanne de Vries", "nl",
            new TierSummary("zilver", "Zilver", new DateOnly(2026, 2, 14), new DateOnly(2027, 2, 28), "goud", "Goud", 640, 0,
                [new([new(TierMetric.Points, 860, 1500, new DateOnly(2025, 10, 21), null)])], [new([new(TierMetric.Points, 860, 400, new DateOnly(2026, 3, 1), new DateOnly(2027, 2, 28))])], null, null, false,
                new(new DateOnly(2027, 3, 1), "zilver", "goud")),
            [new(BenefitKind.EarlySaleAccess, 24, "24 uur eerder in de uitverkoop", ["web"]), new(BenefitKind.FreeDelivery, 0, "Gratis bezorging", [])],
            new PointsSummary(312, 44, 0, new DateOnly(2027, 5, 31), 80, [new(new DateOnly(2027, 5, 31), 80), new(new DateOnly(2028, 5, 31), 232)]),
            [new("7K2M-9QX4T-B81HC", "81HC", 500, new DateOnly(2027, 3, 31))], [new("1B2C-3D4E5-F6G7H", "6G7H", 10, null, new DateOnly(2026, 10, 30))],
            [new("Wintersale", new DateTime(2026, 12, 26, 8, 0, 0, DateTimeKind.Utc), new DateTime(2026, 12, 27, 8, 0, 0, DateTimeKind.Utc), new DateTime(2027, 1, 10, 17, 0, 0, DateTimeKind.Utc), ["web"])]));
}
