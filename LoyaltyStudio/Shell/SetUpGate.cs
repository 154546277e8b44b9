using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Access.Model;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Shell;

/// <summary>Knows whether the installation has been set up. Once it has, that is remembered and never asked again.</summary>
public sealed class SetUpGate(StudioData data)
{
    private volatile bool open;

    public async Task<bool> IsOpenAsync(CancellationToken ct)
    {
        if (!open)
        {
            await using var db = data.Read();
            open = await db.Set<StudioUser>().AnyAsync(ct) && await db.Set<Organisation>().AnyAsync(ct);
        }

        return open;
    }
}

/// <summary>While nobody can sign in yet, every page leads to the set-up; afterwards the set-up is gone.</summary>
internal sealed class SetUpGateway(RequestDelegate next, SetUpGate gate)
{
    public async Task InvokeAsync(HttpContext context)
    {
        var path = context.Request.Path;
        var isSetUp = path.StartsWithSegments(Account.SetUpPage.Path, StringComparison.OrdinalIgnoreCase);
        var isPage = context.GetEndpoint() is not { } endpoint || endpoint.Metadata.GetMetadata<Microsoft.AspNetCore.Components.Endpoints.ComponentTypeMetadata>() is not null;
        if (isSetUp && await gate.IsOpenAsync(context.RequestAborted))
        {
            context.Response.Redirect("/");
        }
        else if (isPage && !isSetUp && !path.StartsWithSegments("/api", StringComparison.OrdinalIgnoreCase) && !await gate.IsOpenAsync(context.RequestAborted))
        {
            context.Response.Redirect(Account.SetUpPage.Path);
        }
        else
        {
            await next(context);
        }
    }
}
