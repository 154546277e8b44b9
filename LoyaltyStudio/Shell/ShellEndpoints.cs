using LoyaltyStudio.Features.Access.SignIn;
using LoyaltyStudio.Features.Access.Users;
using LoyaltyStudio.Platform;
using LoyaltyStudio.Ui;
using Microsoft.AspNetCore.Mvc;

namespace LoyaltyStudio.Shell;

/// <summary>The two forms of the top bar. Both carry an antiforgery token.</summary>
internal static class ShellEndpoints
{
    public static void MapShell(this IEndpointRouteBuilder app)
    {
        app.MapPost("/language", async (HttpContext context, [FromForm] string language, IActorSource actors, SaveOwnProfile save, CancellationToken ct) =>
        {
            if (StudioLanguages.All.Contains(language))
            {
                RequestLanguage.Remember(context, language);
                var actor = await actors.CurrentAsync(ct);
                if (actor.Id != 0)
                {
                    await save.RunAsync(actor, new SaveOwnProfileRequest(null, language), ct);
                }
            }

            return Results.LocalRedirect(Back(context));
        }).AllowAnonymous();

        app.MapPost("/sign-out", async ([FromForm] string? from, StudioSignIn signIn) =>
        {
            await signIn.SignOutAsync();
            return Results.LocalRedirect(SignInSetup.LoginPath);
        }).AllowAnonymous();
    }

    /// <summary>The page that the form stood on, when it is one of ours.</summary>
    private static string Back(HttpContext context) =>
        Uri.TryCreate(context.Request.Headers.Referer, UriKind.Absolute, out var referer) && referer.Authority == context.Request.Host.Value ? referer.PathAndQuery : "/";
}
