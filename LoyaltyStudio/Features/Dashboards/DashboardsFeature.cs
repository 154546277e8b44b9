using LoyaltyStudio.Api;
using LoyaltyStudio.Features.Dashboards.Explaining;
using LoyaltyStudio.Features.Dashboards.Integrity;
using LoyaltyStudio.Features.Dashboards.MemberSummary;
using LoyaltyStudio.Features.Dashboards.Pages;
using LoyaltyStudio.Features.Dashboards.StorePage;
using LoyaltyStudio.Features.Dashboards.Today;
using LoyaltyStudio.Features.Members;
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
        services.AddSingleton<ExplainMember>();
        services.AddSingleton(new MemberPanel(70, "Why", "why", typeof(ExplanationPanel), Permission.ViewMembers, typeof(DashboardsFeature)));
        services.AddSingleton<ReadToday>();
        services.AddSingleton<ReadStoreBoard>();
        services.AddSingleton<ReadDatabaseFacts>();
        services.AddSingleton<RunChecks>();
        services.AddSingleton(new NavEntry(0, "Today", "Today", "today", "/", Permission.ViewDashboard));
        services.AddSingleton(new NavEntry(35, "Administration", "Integrity", "verified_user", "/integrity", Permission.ViewAudit, typeof(DashboardsFeature)));
    }

    public static void Map(IEndpointRouteBuilder app)
    {
        var group = ApiRoutes.Group(app);
        MapSummary(group);
        group.MapGet("/members/{reference}/explanation", async (HttpContext context, string reference, string? language, ExplainMember explain, CancellationToken ct) =>
                ApiResults.From(await explain.RunAsync(ApiCaller.Of(context).Actor, new ExplainMemberRequest(null, reference, language), ct), ApiAnswer.Ok))
            .WithTags("Members").WithName("explain_member").WithSummary("Why this member has these points, tier, benefits and cheques")
            .WithDescription("The bookings, rules, versions and dates behind everything, as sentences to the member in nl or en; without a language in the member's own. Fit to be printed at the till.")
            .WithResponseExample(200, new MemberExplanation("2900000000421", "Sanne de Vries", "nl", new DateOnly(2026, 10, 21),
                [new ExplainedTopic("points", "Punten", "Je kunt vandaag 312 punten besteden.", [new ExplainedFact("Aankoop 2026-09-30-0042", new DateOnly(2026, 9, 30), 44, 2, ["+44 voor elke € 1"])])]));
    }

    private static void MapSummary(RouteGroupBuilder group) => group
        .MapGet("/members/{reference}/summary", async (HttpContext context, string reference, ReadMemberSummary summary, CancellationToken ct) =>
            ApiResults.From(await summary.RunAsync(ApiCaller.Of(context).Actor, reference, ct), ApiAnswer.Ok))
        .WithTags("Members").WithName("member_summary").WithSummary("What to show this member now")
        .WithDescription("Name, tier with the way to the next, benefits, points, the cheques and coupons that can be used today, when this member may enter the sales that are planned, where the member stands in the lifecycle, and what campaigns want to say at the till. Codes are only given to keys with the scope RedeemCodes.")
        .WithResponseExample(200, new MemberSummaryAnswer("2900000000421", "Sanne de Vries", "nl",
            new TierSummary("zilver", "Zilver", new DateOnly(2026, 2, 14), new DateOnly(2027, 2, 28), "goud", "Goud", 640, 0,
                [new([new(TierMetric.Points, 860, 1500, new DateOnly(2025, 10, 21), null)])], [new([new(TierMetric.Points, 860, 400, new DateOnly(2026, 3, 1), new DateOnly(2027, 2, 28))])], null, null, false,
                new(new DateOnly(2027, 3, 1), "zilver", "goud")),
            [new(BenefitKind.EarlySaleAccess, 24, "24 uur eerder in de uitverkoop", ["web"]), new(BenefitKind.FreeDelivery, 0, "Gratis bezorging", [])],
            new PointsSummary(312, 44, 0, new DateOnly(2027, 5, 31), 80, [new(new DateOnly(2027, 5, 31), 80), new(new DateOnly(2028, 5, 31), 232)]),
            [new("7K2M-9QX4T-B81HC", "81HC", 500, new DateOnly(2027, 3, 31))], [new("1B2C-3D4E5-F6G7H", "6G7H", 10, null, new DateOnly(2026, 10, 30), "percent", 10)],
            [new("Wintersale", new DateTime(2026, 12, 26, 8, 0, 0, DateTimeKind.Utc), new DateTime(2026, 12, 27, 8, 0, 0, DateTimeKind.Utc), new DateTime(2027, 1, 10, 17, 0, 0, DateTimeKind.Utc), ["web"])], new("active", new DateOnly(2026, 3, 2)), [new(88, "Fijn dat je er weer bent", "Vandaag 10 % korting op je aankoop.", "percent", 10, "6G7H", new DateOnly(2026, 10, 30))]));
}
