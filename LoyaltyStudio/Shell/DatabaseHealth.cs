using LoyaltyStudio.Data;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace LoyaltyStudio.Shell;

/// <summary>Whether the database answers, and which version it is: the SQLite that can be had needs the gate's way of checkpointing (ADR 0001).</summary>
internal sealed class DatabaseHealth(StudioData data) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            await using var db = data.Read();
            await using var command = db.Command(db.IsSqlite ? "SELECT 'SQLite ' || sqlite_version()" : "SELECT 'PostgreSQL ' || current_setting('server_version')");
            return HealthCheckResult.Healthy((string?)await command.ExecuteScalarAsync(cancellationToken));
        }
        catch (System.Data.Common.DbException e)
        {
            return HealthCheckResult.Unhealthy("The database does not answer.", e);
        }
    }

    /// <summary>GET /health for load balancers and watchdogs: 200 or 503, and what was found.</summary>
    internal static void Map(IEndpointRouteBuilder app) => app.MapHealthChecks("/health", new HealthCheckOptions
    {
        ResponseWriter = (context, report) => context.Response.WriteAsJsonAsync(new
        {
            status = report.Status.ToString().ToLowerInvariant(), checks = report.Entries.ToDictionary(e => e.Key, e => e.Value.Description),
        }),
    }).AllowAnonymous();
}
