using System.Security.Claims;
using LoyaltyStudio.Features.Access.Model;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace LoyaltyStudio.Features.Access.SignIn;

/// <summary>Signs people in. A switched-off user may not sign in, and the sessions he has end at their next check.</summary>
public sealed class StudioSignIn(UserManager<StudioUser> users, IHttpContextAccessor context, IUserClaimsPrincipalFactory<StudioUser> claims,
    IOptions<IdentityOptions> options, ILogger<SignInManager<StudioUser>> logger, IAuthenticationSchemeProvider schemes, IUserConfirmation<StudioUser> confirmation)
    : SignInManager<StudioUser>(users, context, claims, options, logger, schemes, confirmation)
{
    public override async Task<bool> CanSignInAsync(StudioUser user) => user.Active && await base.CanSignInAsync(user);

    public override async Task<StudioUser?> ValidateSecurityStampAsync(ClaimsPrincipal? principal) =>
        await base.ValidateSecurityStampAsync(principal) is { Active: true } user ? user : null;
}

/// <summary>Puts name, role and language of the user in the cookie.</summary>
public sealed class StudioClaims(UserManager<StudioUser> users, IOptions<IdentityOptions> options) : UserClaimsPrincipalFactory<StudioUser>(users, options)
{
    public const string Language = "language";

    protected override async Task<ClaimsIdentity> GenerateClaimsAsync(StudioUser user)
    {
        var identity = await base.GenerateClaimsAsync(user);
        identity.AddClaim(new Claim(ClaimTypes.Role, user.Role.ToString()));
        identity.AddClaim(new Claim(ClaimTypes.GivenName, user.DisplayName));
        identity.AddClaim(new Claim(Language, user.Language));
        return identity;
    }
}
