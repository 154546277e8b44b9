using System.Net;
using LoyaltyStudio.Features.Access.Settings;
using LoyaltyStudio.Features.Messaging.Templates;

namespace LoyaltyStudio.Features.Messaging.Unsubscribing;

/// <summary>
/// The public page behind the unsubscribe link (RFC 8058). GET only shows a button, because mail scanners follow links; POST needs no cookie, no
/// sign-in and no token of the form, and answers without a redirect.
/// </summary>
internal static class UnsubscribeEndpoints
{
    private static readonly string Page = MailLayout.Asset("mail.unsubscribe.html");

    internal static void Map(IEndpointRouteBuilder app)
    {
        var group = app.MapGroup("/u").AllowAnonymous().DisableAntiforgery().ExcludeFromDescription();
        group.MapGet("/{token}", async (string token, Unsubscribe unsubscribe, OrganisationBook organisations, HttpContext context) =>
            await AnswerAsync(token, unsubscribe, organisations, context, done: false));
        group.MapPost("/{token}", async (string token, Unsubscribe unsubscribe, OrganisationBook organisations, HttpContext context) =>
        {
            await unsubscribe.RunAsync(token, "One-click unsubscribe from a message", context.RequestAborted);
            return await AnswerAsync(token, unsubscribe, organisations, context, done: true);
        });
    }

    private static async Task<IResult> AnswerAsync(string token, Unsubscribe unsubscribe, OrganisationBook organisations, HttpContext context, bool done)
    {
        if (!await organisations.IsSetUpAsync(context.RequestAborted))
        {
            return Results.NotFound();
        }

        var organisation = await organisations.CurrentAsync(context.RequestAborted);
        var dutch = (await unsubscribe.LanguageAsync(token, context.RequestAborted) ?? organisation.Language) == "nl";
        var title = (dutch, done) switch
        {
            (true, false) => "Geen e-mails meer ontvangen?",
            (true, true) => "Je bent afgemeld",
            (false, false) => "Stop receiving our e-mails?",
            (false, true) => "You are unsubscribed",
        };
        var words = (dutch, done) switch
        {
            (true, false) => "Met één klik krijg je geen aanbiedingen meer per e-mail. Je punten en cheques houd je gewoon.",
            (true, true) => "Je krijgt geen aanbiedingen meer per e-mail. Je punten en cheques houd je gewoon. Bedacht? Vraag het in de winkel of in je account.",
            (false, false) => "One click and we send you no more offers by e-mail. You keep your points and cheques.",
            (false, true) => "We send you no more offers by e-mail. You keep your points and cheques. Changed your mind? Ask in the store or in your account.",
        };
        var form = done ? "" : $"""<form method="post"><button type="submit">{(dutch ? "Ja, meld mij af" : "Yes, unsubscribe me")}</button></form>""";
        context.Response.Headers.CacheControl = "no-store";
        context.Response.Headers["Referrer-Policy"] = "no-referrer";
        context.Response.Headers["X-Robots-Tag"] = "noindex";
        return Results.Content(Page.Replace("[[language]]", dutch ? "nl" : "en", StringComparison.Ordinal)
            .Replace("[[organisation]]", WebUtility.HtmlEncode(organisation.Name), StringComparison.Ordinal)
            .Replace("[[title]]", title, StringComparison.Ordinal).Replace("[[words]]", words, StringComparison.Ordinal)
            .Replace("[[form]]", form, StringComparison.Ordinal), "text/html; charset=utf-8");
    }
}
