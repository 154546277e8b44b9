using LoyaltyStudio.Features.Access.Settings;
using LoyaltyStudio.Features.Access.SignIn;
using LoyaltyStudio.Ui;
using Microsoft.AspNetCore.Localization;

namespace LoyaltyStudio.Shell;

/// <summary>Chooses the language of a request: what this browser chose, else the user, else the organisation, else what the browser prefers, else Dutch.</summary>
internal static class RequestLanguage
{
    public static void AddStudioLanguages(this IServiceCollection services) => services.Configure<RequestLocalizationOptions>(options =>
    {
        var cultures = StudioLanguages.All.Select(StudioLanguages.CultureOf).ToList();
        options.SupportedCultures = cultures;
        options.SupportedUICultures = cultures;
        options.DefaultRequestCulture = new RequestCulture(cultures[0]);
        options.RequestCultureProviders = [new CustomRequestCultureProvider(async context =>
            new ProviderCultureResult(StudioLanguages.CultureOf(await OfAsync(context)).Name))];
    });

    /// <summary>Remembers the language in the browser for a year.</summary>
    public static void Remember(HttpContext context, string language) => context.Response.Cookies.Append(StudioLanguages.Cookie, language,
        new CookieOptions { MaxAge = TimeSpan.FromDays(365), SameSite = SameSiteMode.Lax, HttpOnly = true, Secure = context.Request.IsHttps, IsEssential = true });

    private static async Task<string> OfAsync(HttpContext context)
    {
        var chosen = context.Request.Cookies[StudioLanguages.Cookie] ?? context.User.FindFirst(StudioClaims.Language)?.Value ?? "";
        if (StudioLanguages.All.Contains(chosen))
        {
            return chosen;
        }

        var book = context.RequestServices.GetRequiredService<OrganisationBook>();
        if (await book.IsSetUpAsync(context.RequestAborted))
        {
            return (await book.CurrentAsync(context.RequestAborted)).Language;
        }

        return context.Request.GetTypedHeaders().AcceptLanguage.OrderByDescending(l => l.Quality ?? 1)
            .Select(l => l.Value.Value?.Split('-')[0] ?? "").FirstOrDefault(StudioLanguages.All.Contains) ?? "nl";
    }
}
