using LoyaltyStudio.Api;
using LoyaltyStudio.Features.Programme.Model;
using LoyaltyStudio.Features.Programme.Reading;
using LoyaltyStudio.Platform;

namespace LoyaltyStudio.Features.Programme;

/// <summary>The programme over HTTP, to show it in a web shop or at the till.</summary>
internal static class ProgrammeEndpoints
{
    internal static void Map(IEndpointRouteBuilder app) => ApiRoutes.Group(app)
        .MapGet("/programme", async (HttpContext context, ReadProgramme read, string? language, CancellationToken ct) =>
            ApiResults.From(await read.RunAsync(ApiCaller.Of(context).Actor, language, ct), ApiAnswer.Ok))
        .WithTags("Programme").WithName("get_programme").WithSummary("The programme that is live")
        .WithDescription("Tiers with what they ask and give, rules and cheques, each as a sentence in nl or en; without a language in that of the organisation.")
        .WithResponseExample(200, new PublicProgramme(2, new DateOnly(2026, 1, 1), "nl",
            [new PublicTier("zilver", "Zilver", "500 punten in 1 jaar", "Blijft met 400 punten in 1 jaar", 125, [new(BenefitKind.EarlySaleAccess, 24, "24 uur eerder in de uitverkoop")])],
            ["1 punt voor elke € 1."], [new PublicRule("tuin", "Dubbel op tuin", "purchase", "2 keer punten als de categorie Tuin is.")], ["Elke 200 punten worden € 5."],
            [new PublicScheme("main", "Waardecheque", CalendarUnit.Quarter, 200, 500, 500, 10_000, 6, ["Elke 200 punten worden € 5."])]));
}
