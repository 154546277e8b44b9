using LoyaltyStudio.Features.Channels.Scanning;
using LoyaltyStudio.Platform;
using LoyaltyStudio.Ui;

namespace LoyaltyStudio.Features.Channels;

/// <summary>Front door of the channel scan: checklists, scores with evidence, actions, and the trend beside the NPS.</summary>
public sealed class ChannelsFeature
{
    public static void Add(IServiceCollection services)
    {
        services.AddSingleton<StartScan>();
        services.AddSingleton<SaveScanItem>();
        services.AddSingleton<SaveScanPicture>();
        services.AddSingleton<FinishScan>();
        services.AddSingleton<SaveScanAction>();
        services.AddSingleton<SaveQuestions>();
        services.AddSingleton<ReadScans>();
        services.AddSingleton<ReadChannel>();
        services.AddSingleton<ShowScan>();
        services.AddSingleton<ShowScanPicture>();
        services.AddSingleton(new NavEntry(40, "Service", "Channel scan", "fact_check", "/channels", Permission.ViewFeedback, typeof(ChannelsFeature)));
    }

    /// <summary>The pictures: only for those who may see scans, never to be taken for a page.</summary>
    public static void Map(IEndpointRouteBuilder app) => app.MapGet("/channels/pictures/{id:long}", async (long id, IActorSource actors, ShowScanPicture show, HttpContext context, CancellationToken ct) =>
    {
        var outcome = await show.RunAsync(await actors.CurrentAsync(ct), id, ct);
        if (outcome is not { IsDone: true, Value: { } picture })
        {
            return outcome.Kind == OutcomeKind.Forbidden ? Results.StatusCode(StatusCodes.Status403Forbidden) : Results.NotFound();
        }

        context.Response.Headers.CacheControl = "private, max-age=3600";
        context.Response.Headers.ContentDisposition = "inline; filename=\"evidence\"";
        return Results.Bytes(picture.Content, picture.Type);
    }).RequireAuthorization().ExcludeFromDescription();
}
