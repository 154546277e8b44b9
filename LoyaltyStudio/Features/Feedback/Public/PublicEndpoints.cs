using System.Threading.RateLimiting;
using LoyaltyStudio.Features.Feedback.Answering;
using LoyaltyStudio.Features.Feedback.Asking;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.RateLimiting;

namespace LoyaltyStudio.Features.Feedback.Public;

/// <summary>
/// The pages for customers: the survey behind the link of an invitation, and the tablet in a store. GET never stores anything, because mail scanners follow links;
/// POST carries the token of its form. An unknown address and one that has ended get the same page.
/// </summary>
internal static class PublicEndpoints
{
    private const int PerMinute = 60, FormBytes = 32_768, ThanksSeconds = 6, StartSeconds = 300;

    internal static void Add(IServiceCollection services) => services.Configure<RateLimiterOptions>(options => options.AddPolicy(PublicFrames.Limit, context =>
        RateLimitPartition.GetFixedWindowLimiter(context.Connection.RemoteIpAddress?.ToString() ?? "", _ => new FixedWindowRateLimiterOptions { PermitLimit = PerMinute, Window = TimeSpan.FromMinutes(1) })));

    internal static void Map(IEndpointRouteBuilder app)
    {
        var group = app.MapGroup("").AllowAnonymous().ExcludeFromDescription().RequireRateLimiting(PublicFrames.Limit).WithMetadata(new RequestSizeLimitAttribute(FormBytes));
        MapSurvey(group);
        MapTablet(group);
    }

    private static void MapSurvey(RouteGroupBuilder group)
    {
        group.MapGet("/f/{token}", async (string token, [FromQuery(Name = "s")] string? s, PublicSurvey survey, HttpContext context) =>
            await ShowAsync(context, token, await survey.FindAsync(token, context.RequestAborted), ScoreOf(s), "", missing: false));
        group.MapPost("/f/{token}", async (string token, [FromForm] string? score, [FromForm] string? comment, PublicSurvey survey, HttpContext context) =>
        {
            var (ct, words) = (context.RequestAborted, Cut(comment));
            return ScoreOf(score) is { } number
                ? await ShowAsync(context, token, await survey.AnswerAsync(token, number, words, ct), null, "", missing: false)
                : await ShowAsync(context, token, await survey.FindAsync(token, ct), null, words, missing: true);
        });
        group.MapPost("/f/{token}/contact", async (string token, [FromForm] string? words, PublicSurvey survey, HttpContext context) =>
            await ShowAsync(context, token, await survey.AskContactAsync(token, Cut(words), context.RequestAborted), null, "", missing: false, contact: true));
        group.MapPost("/f/{token}/review", async (string token, [FromForm] string? stars, [FromForm] string? text, PublicSurvey survey, HttpContext context) =>
        {
            var ct = context.RequestAborted;
            var found = stars is ['1' or '2' or '3' or '4' or '5'] ? await survey.ReviewAsync(token, stars[0] - '0', Cut(text), ct) : await survey.FindAsync(token, ct);
            return await ShowAsync(context, token, found, null, "", missing: false);
        });
    }

    private static void MapTablet(RouteGroupBuilder group)
    {
        group.MapGet("/tablet/{code}", async (string code, TabletSurvey tablet, HttpContext context) => await TabletAsync(context, code, await tablet.FindAsync(code, context.RequestAborted), null));
        group.MapPost("/tablet/{code}", async (string code, [FromForm] string? key, [FromForm] string? score, [FromForm] string? comment, TabletSurvey tablet, HttpContext context) =>
        {
            var ct = context.RequestAborted;
            TabletResult? result = ScoreOf(score) is { } number ? await tablet.AnswerAsync(code, key ?? "", number, Cut(comment), ct) : null;
            return await TabletAsync(context, code, await tablet.FindAsync(code, ct), result == TabletResult.Unknown ? null : result);
        });
    }

    private static async Task<IResult> ShowAsync(HttpContext context, string token, OpenSurvey? survey, int? chosen, string comment, bool missing, bool contact = false)
    {
        if (await PublicFrames.OfAsync(context, survey?.Language, survey is null ? "" : $"/f/{token}") is not { } frame)
        {
            return Results.NotFound();
        }

        var note = contact && survey is { Score: not null, MayAskContact: false } ? frame.Dutch ? "We nemen snel contact met je op." : "We will be in touch soon." : "";
        var stage = survey is null ? PublicStage.Unknown : survey.Score is null ? PublicStage.Ask : PublicStage.Thanks;
        var model = new SurveyPageModel(frame, stage, survey?.Question ?? "", chosen, comment, missing, survey?.MayAskContact ?? false, survey?.MayReview ?? false, survey?.OfProduct ?? false, note);
        return new RazorComponentResult<SurveyPage>(new { Model = model }) { StatusCode = survey is null ? StatusCodes.Status404NotFound : StatusCodes.Status200OK };
    }

    private static async Task<IResult> TabletAsync(HttpContext context, string code, TabletView? tablet, TabletResult? result)
    {
        if (await PublicFrames.OfAsync(context, null, tablet is null ? "" : $"/tablet/{code}") is not { } frame)
        {
            return Results.NotFound();
        }

        var stage = tablet is null ? PublicStage.Unknown : result is null ? PublicStage.Ask : PublicStage.Thanks;
        frame = frame with { ReturnAfter = tablet is null ? 0 : result is null ? StartSeconds : ThanksSeconds };
        var model = new TabletPageModel(frame, stage, tablet?.Store ?? frame.Organisation, (frame.Dutch ? tablet?.QuestionNl : tablet?.QuestionEn) ?? "", SurveyToken.New(), result == TabletResult.Wait);
        return new RazorComponentResult<TabletPage>(new { Model = model }) { StatusCode = tablet is null ? StatusCodes.Status404NotFound : StatusCodes.Status200OK };
    }

    private static int? ScoreOf(string? text) => text is { Length: 1 or 2 } && int.TryParse(text, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var score) && score is >= 0 and <= 10 ? score : null;

    /// <summary>Browsers count line breaks as one character and send two, so what is a little too long is cut rather than lost.</summary>
    private static string Cut(string? text) => text is null ? "" : AnswerBook.Cut(text.ReplaceLineEndings("\n").Replace("\0", "", StringComparison.Ordinal), AnswerBook.CommentLimit);
}
