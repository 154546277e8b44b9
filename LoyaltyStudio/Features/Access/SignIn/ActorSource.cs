using System.Security.Claims;
using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Access.Model;
using LoyaltyStudio.Features.Access.Users;
using LoyaltyStudio.Platform;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace LoyaltyStudio.Features.Access.SignIn;

/// <summary>
/// Finds the user behind a request or circuit and reads role, stores and stamp afresh: a right that was withdrawn a second ago is gone.
/// </summary>
public sealed class ActorSource(IHttpContextAccessor http, AuthenticationStateProvider circuit, StudioData data, IOptions<IdentityOptions> options) : IActorSource
{
    private static readonly Actor Nobody = new("user", 0, "", new HashSet<Permission>(), []);

    public async Task<Actor> CurrentAsync(CancellationToken ct = default)
    {
        var principal = await PrincipalAsync();
        var claims = options.Value.ClaimsIdentity;
        if (!long.TryParse(principal.FindFirstValue(claims.UserIdClaimType), out var id))
        {
            return Nobody;
        }

        await using var db = data.Read();
        var user = await db.Set<StudioUser>().Where(u => u.Id == id && u.Active).Select(u => new { u.DisplayName, u.Role, u.SecurityStamp }).FirstOrDefaultAsync(ct);
        if (user is null || user.SecurityStamp != principal.FindFirstValue(claims.SecurityStampClaimType))
        {
            return Nobody;
        }

        var stores = user.Role == StudioRole.StoreManager
            ? await db.Set<UserStoreScope>().Where(s => s.UserId == id).Select(s => s.StoreId).ToListAsync(ct)
            : null;
        return new Actor("user", id, user.DisplayName, RolePermissions.Of(user.Role), stores);
    }

    /// <summary>A circuit outlives the request that opened it, so there the circuit's own state counts; an endpoint has only its request.</summary>
    private async Task<ClaimsPrincipal> PrincipalAsync() =>
        http.HttpContext is { } context && !context.Request.Path.StartsWithSegments("/_blazor", StringComparison.Ordinal)
            ? context.User
            : (await circuit.GetAuthenticationStateAsync()).User;
}
