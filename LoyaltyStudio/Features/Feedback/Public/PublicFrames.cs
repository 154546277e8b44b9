using LoyaltyStudio.Features.Access.Settings;
using LoyaltyStudio.Ui;
using Microsoft.AspNetCore.Antiforgery;

namespace LoyaltyStudio.Features.Feedback.Public;

/// <summary>What all pages for customers have in common.</summary>
internal static class PublicFrames
{
    /// <summary>Limit per address on these pages: enough for a shop behind one address, too little for guessing.</summary>
    internal const string Limit = "public-feedback";

    /// <summary>Null while nothing is set up.</summary>
    internal static async Task<PublicFrame?> OfAsync(HttpContext context, string? language, string path)
    {
        var organisations = context.RequestServices.GetRequiredService<OrganisationBook>();
        if (!await organisations.IsSetUpAsync(context.RequestAborted))
        {
            return null;
        }

        var organisation = await organisations.CurrentAsync(context.RequestAborted);
        var form = context.RequestServices.GetRequiredService<IAntiforgery>().GetAndStoreTokens(context);
        context.Response.Headers.CacheControl = "no-store";
        context.Response.Headers["X-Robots-Tag"] = "noindex";
        var colour = organisation.Brand.Colour;
        return new PublicFrame(language ?? (context.Request.Cookies[StudioLanguages.Cookie] is "en" ? "en" : organisation.Language), organisation.Name, colour.ToString(), colour.TextOn.ToString(), form.FormFieldName, form.RequestToken!, path);
    }
}
