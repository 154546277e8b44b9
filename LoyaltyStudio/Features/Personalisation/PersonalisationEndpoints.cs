using LoyaltyStudio.Api;
using LoyaltyStudio.Features.Personalisation.Visiting;
using Microsoft.AspNetCore.Mvc;

namespace LoyaltyStudio.Features.Personalisation;

/// <summary>Content for the web shop over the API, for its server.</summary>
internal static class PersonalisationEndpoints
{
    private const string What = "Greeting, tier and its benefits, coupons and cheques that can be used (never their codes), messages and content blocks for this visitor, the window that only lost members see, and the next sale with the moment from which this visitor may enter.";

    internal static void Map(IEndpointRouteBuilder app)
    {
        var group = ApiRoutes.Group(app);
        group.MapGet("/members/{reference}/personalisation", async (HttpContext context, string reference, string? source, string? channel, ReadPersonalisation read, CancellationToken ct) =>
                ApiResults.From(await read.RunAsync(ApiCaller.Of(context).Actor, new PersonalisationRequest(reference, source ?? "", channel ?? "web"), ct), ApiAnswer.Ok))
            .WithTags("Personalisation").WithName("member_personalisation").WithSummary("What to show this member in the web shop")
            .WithDescription($"{What} In the member's language. `source` is the name of the campaign or advertisement that brought them; `channel` is web unless another is named. Codes: member_unknown (404).")
            .WithResponseExample(200, Example);
        group.MapGet("/personalisation", async (HttpContext context, string? source, string? channel, [FromQuery(Name = "lang")] string? language, ReadPersonalisation read, CancellationToken ct) =>
                ApiResults.From(await read.RunAsync(ApiCaller.Of(context).Actor, new PersonalisationRequest(null, source ?? "", channel ?? "web", language), ct), ApiAnswer.Ok))
            .WithTags("Personalisation").WithName("visitor_personalisation").WithSummary("What to show somebody whom the shop does not know")
            .WithDescription("Content blocks for everybody, for strangers, and for the advertisement in `source`; the next sale at its public start. `lang` is nl or en.")
            .WithResponseExample(200, Example with { Known = false, Greeting = "", Tier = null, Offers = [], Cheques = null, WelcomeBack = null });
        group.MapPost("/members/{reference}/visitor-token", async (HttpContext context, string reference, IssueVisitorToken issue, CancellationToken ct) =>
                ApiResults.From(await issue.RunAsync(ApiCaller.Of(context).Actor, reference, ct), ApiAnswer.Ok))
            .WithTags("Personalisation").WithName("visitor_token").WithSummary("A short token for the browser of this member")
            .WithDescription("Call it from the shop's server when a member has signed in there, and put the token in the page for the script /site/personalisation.js. It holds some minutes and opens nothing but this member's content. Never put an API key in a page. Codes: member_unknown (404).")
            .WithResponseExample(200, new VisitorTokenAnswer("k3Jx…", new DateTime(2026, 9, 30, 14, 20, 0, DateTimeKind.Utc)));
    }

    private static VisitorContent Example { get; } = new("nl", true, "Dag Sanne", new VisitorTier("goud", "Goud", ["48 uur eerder in de uitverkoop", "Gratis bezorging", "Altijd 5 % korting"]),
        [new("10 % korting", "percent", 10, "6G7H", new DateOnly(2026, 10, 30))], new VisitorCheques(1500, "Je hebt nog € 15,00 aan waardecheques", new DateOnly(2027, 3, 31)),
        [new("b3.2", "home", "Nieuw: de herfstcollectie", "Als eerste voor onze leden.", "Bekijk", "/herfst")], null,
        new VisitorSale("Winteruitverkoop", "Winteruitverkoop: jij mag 48 uur eerder naar binnen", new DateTime(2026, 12, 25, 8, 0, 0, DateTimeKind.Utc), new DateTime(2026, 12, 27, 8, 0, 0, DateTimeKind.Utc), new DateTime(2027, 1, 10, 17, 0, 0, DateTimeKind.Utc), true, false));
}
