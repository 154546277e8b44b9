using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Access.Model;
using LoyaltyStudio.Platform;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Identity.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Access.SignIn;

/// <summary>Registers ASP.NET Core Identity over our users, and the cookie.</summary>
public static class SignInSetup
{
    public const string LoginPath = "/login";

    /// <summary>What the use cases of users need, also on the command line.</summary>
    internal static void AddIdentityParts(this IServiceCollection services)
    {
        services.AddSingleton<ILookupNormalizer, UpperInvariantLookupNormalizer>();
        services.AddSingleton<IPasswordHasher<StudioUser>, PasswordHasher<StudioUser>>();
    }

    /// <summary>Sign-in, sessions and the source of actors, for the web app.</summary>
    public static void AddSignIn(this IServiceCollection services)
    {
        services.AddHttpContextAccessor();
        services.AddScoped<AuthenticationStateProvider, StudioAuthenticationState>();
        services.AddScoped<IActorSource, ActorSource>();
        services.AddScoped<SignInWithPassword>();
        services.AddIdentityCore<StudioUser>(options =>
            {
                options.User.AllowedUserNameCharacters = "";
                options.Lockout.MaxFailedAccessAttempts = 10;
                options.Lockout.DefaultLockoutTimeSpan = TimeSpan.FromMinutes(5);
            })
            .AddUserStore<UserOnlyStore<StudioUser, StudioDb, long>>()
            .AddClaimsPrincipalFactory<StudioClaims>()
            .AddSignInManager<StudioSignIn>()
            .AddDefaultTokenProviders();
        services.AddScoped(provider => (StudioSignIn)provider.GetRequiredService<SignInManager<StudioUser>>());
        services.Configure<SecurityStampValidatorOptions>(options => options.ValidationInterval = TimeSpan.FromMinutes(1));
        services.AddAuthentication(IdentityConstants.ApplicationScheme).AddIdentityCookies(cookies => cookies.ApplicationCookie!.Configure(options =>
        {
            options.LoginPath = LoginPath;
            options.AccessDeniedPath = "/not-found";
            options.Cookie.Name = "studio-session";
            options.Cookie.HttpOnly = true;
            options.Cookie.SameSite = SameSiteMode.Lax;
            options.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
            options.CookieManager = new HostPrefixCookies();
            options.ExpireTimeSpan = TimeSpan.FromHours(12);
            options.SlidingExpiration = true;
            options.Events.OnRedirectToLogin = context =>
            {
                // A machine has no use for a sign-in page.
                if (context.Request.Path.StartsWithSegments("/api", StringComparison.OrdinalIgnoreCase))
                {
                    context.Response.StatusCode = StatusCodes.Status401Unauthorized;
                }
                else
                {
                    context.Response.Redirect(context.RedirectUri);
                }

                return Task.CompletedTask;
            };
        }));
    }
}
