using LoyaltyStudio.Features.Access.Model;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Server;
using Microsoft.AspNetCore.Identity;

namespace LoyaltyStudio.Features.Access.SignIn;

/// <summary>Looks every minute whether the user of an open circuit may still be there; use cases look at every act besides.</summary>
public sealed class StudioAuthenticationState(ILoggerFactory loggers, IServiceScopeFactory scopes) : RevalidatingServerAuthenticationStateProvider(loggers)
{
    protected override TimeSpan RevalidationInterval => TimeSpan.FromMinutes(1);

    protected override async Task<bool> ValidateAuthenticationStateAsync(AuthenticationState authenticationState, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<SignInManager<StudioUser>>().ValidateSecurityStampAsync(authenticationState.User) is not null;
    }
}
