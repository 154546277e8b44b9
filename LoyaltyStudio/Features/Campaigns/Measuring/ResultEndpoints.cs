using LoyaltyStudio.Api;
using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Campaigns.Budget;
using LoyaltyStudio.Platform;
using Microsoft.Extensions.Localization;

namespace LoyaltyStudio.Features.Campaigns.Measuring;

/// <summary>A figure between its bounds, 95 %.</summary>
public sealed record BoundedAnswer(double Value, double? Low, double? High);

/// <summary>One arm of a test, over HTTP; the difference is against the first arm.</summary>
public sealed record TestArmAnswer(string Arm, int Members, int Buyers, BoundedAnswer? Difference, double CorrectedP);

public sealed record TestAnswer(string Step, bool DrawIsRight, IReadOnlyList<TestArmAnswer> Arms);

/// <summary>The result of a campaign over HTTP. Amounts in cents, shares from 0 to 1.</summary>
/// <param name="Verdict">nobody, no_holdout, wrong_draw, too_early, no_difference, more or fewer.</param>
/// <param name="Money">unknown, inconclusive, pays or loses.</param>
public sealed record CampaignResultAnswer(long CampaignId, string Name, string Verdict, string Money, string Advice, DateOnly? DecidedOn, DateOnly? CountedTo, int TreatedMembers, int TreatedBuyers, int HoldoutMembers, int HoldoutBuyers,
    BoundedAnswer? Difference, BoundedAnswer? ExtraBuyers, BoundedAnswer? ExtraMarginCents, BoundedAnswer? NetMarginCents, long CostCents, int CouponsRedeemed, long AttributedCents, IReadOnlyList<TestAnswer> Tests)
{
    internal static CampaignResultAnswer Of(CampaignReport r)
    {
        var (lift, extra) = r.IsDecided ? (r.Result.Lift, r.Result.Extra) : (null, null);
        return new CampaignResultAnswer(r.CampaignId, r.Name, StudioDb.SnakeCase(r.Result.Verdict.ToString()), StudioDb.SnakeCase(r.Money.ToString()), StudioDb.SnakeCase(r.Advice.ToString()), r.Result.DecidedOn, r.CountedTo,
            r.Result.Treated.Members, r.Result.Treated.Buyers, r.Result.Holdout.Members, r.Result.Holdout.Buyers, Of(lift), extra is { } e ? new(e.Extra, e.Low, e.High) : null,
            r.Margin is { } m ? new(m.ExtraCents, m.ExtraLow, m.ExtraHigh) : null, r.Margin is { } n ? new(n.NetCents, n.NetLow, n.NetHigh) : null, r.Spend.TotalCents, r.Result.CouponsRedeemed, r.AttributedCents,
            r.WindowIsOver ? [.. r.Tests.Select(t => new TestAnswer(t.Step, t.DrawIsRight, [.. t.Arms.Select(a => new TestArmAnswer(a.Name, a.Side.Members, a.Side.Buyers, Of(a.Finding.Lift), Math.Round(a.Finding.P, 4)))]))] : []);
    }

    private static BoundedAnswer? Of(Lift? lift) => lift is { } l ? new(Math.Round(l.Difference, 5), Math.Round(l.Low, 5), Math.Round(l.High, 5)) : null;
}

/// <summary>Results over HTTP and as files.</summary>
internal static class ResultEndpoints
{
    internal static void Map(IEndpointRouteBuilder app)
    {
        ApiRoutes.Group(app).MapGet("/campaigns/{id:long}/result", async (HttpContext context, long id, ShowCampaignResult show, CancellationToken ct) =>
        {
            var outcome = await show.RunAsync(ApiCaller.Of(context).Actor, id, ct);
            return ApiResults.From(outcome is { IsDone: true, Value: { } value } ? CampaignResultAnswer.Of(value) : outcome.As<CampaignResultAnswer>(), ApiAnswer.Ok);
        })
            .WithTags("Campaigns").WithName("campaign_result").WithSummary("What a campaign brought")
            .WithDescription("Everybody assigned, over the measuring window: buyers and margin against the control group, with 95 % intervals. Differences are null until the window is over, and where nothing may be said of them. attributed_cents is revenue of everybody in the campaign, which is no proof of anything.")
            .WithResponseExample(200, new CampaignResultAnswer(12, "We miss you", "more", "pays", "go_on", new DateOnly(2026, 9, 1), new DateOnly(2026, 9, 14), 36_000, 2_160, 4_000, 200, new(0.01, 0.00236, 0.01683), new(360, 85, 606),
                new(1_080_000, 240_000, 1_890_000), new(720_000, -120_000, 1_530_000), 360_000, 812, 9_310_000, []));
        app.MapGet("/campaigns/{id:long}/result.csv", async (long id, IActorSource actors, ShowCampaignResult show, IStringLocalizer<CampaignsFeature> texts, CancellationToken ct) =>
            await show.RunAsync(await actors.CurrentAsync(ct), id, ct) is { IsDone: true, Value: { } report }
                ? Results.File(ResultCsv.Of(texts, report), "text/csv; charset=utf-8", $"campaign-{id}-result.csv") : Results.StatusCode(StatusCodes.Status403Forbidden)).RequireAuthorization().ExcludeFromDescription();
        app.MapGet("/campaigns/budget.csv", async (IActorSource actors, ShowBudget show, IStringLocalizer<CampaignsFeature> texts, CancellationToken ct) =>
            await show.RunAsync(await actors.CurrentAsync(ct), ct) is { IsDone: true, Value: { } view }
                ? Results.File(BudgetCsv.Of(texts, view), "text/csv; charset=utf-8", $"budget-{view.Today:yyyy-MM-dd}.csv") : Results.StatusCode(StatusCodes.Status403Forbidden)).RequireAuthorization().ExcludeFromDescription();
    }
}
