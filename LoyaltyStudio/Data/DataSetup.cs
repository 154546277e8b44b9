using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;

namespace LoyaltyStudio.Data;

/// <summary>Registers the database and brings it up to date before anything else starts.</summary>
public static class DataSetup
{
    public static void AddStudioData(this IServiceCollection services)
    {
        services.AddCheckedOptions<DatabaseOptions>(DatabaseOptions.Section);
        services.AddSingleton<IInvariantCheck, AuditChainCheck>();
        services.AddSingleton<StudioData>();
        services.AddScoped(provider => provider.GetRequiredService<StudioData>().Direct());
    }

    /// <summary>Runs the migrations that the database lacks. Safe when several instances start at once.</summary>
    public static Task MigrateAsync(this StudioData data, CancellationToken ct) => data.AloneAsync(async db =>
    {
        if (db.IsSqlite)
        {
            await db.Database.ExecuteSqlRawAsync("PRAGMA journal_mode=WAL", ct);
        }

        await db.Database.MigrateAsync(ct);
    }, ct);
}

/// <summary>For `dotnet ef` only: a context that is never opened.</summary>
internal sealed class SqliteDesign : IDesignTimeDbContextFactory<SqliteStudioDb>
{
    public SqliteStudioDb CreateDbContext(string[] args) => new(new DbContextOptionsBuilder<SqliteStudioDb>().UseSqlite("Data Source=design.db").Options);
}

/// <summary>For `dotnet ef` only: a context that is never opened.</summary>
internal sealed class PostgresDesign : IDesignTimeDbContextFactory<PostgresStudioDb>
{
    public PostgresStudioDb CreateDbContext(string[] args) => new(new DbContextOptionsBuilder<PostgresStudioDb>().UseNpgsql("Host=design").Options);
}
