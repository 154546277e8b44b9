using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;
using Microsoft.EntityFrameworkCore.Infrastructure;

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

    /// <summary>A list in a query becomes one parameter (a JSON array or a PostgreSQL array). With a parameter per value every length would be compiled anew.</summary>
    internal static void OneParameterPerList<TBuilder, TExtension>(RelationalDbContextOptionsBuilder<TBuilder, TExtension> options)
        where TBuilder : RelationalDbContextOptionsBuilder<TBuilder, TExtension>
        where TExtension : RelationalOptionsExtension, new() => options.UseParameterizedCollectionMode(ParameterTranslationMode.Parameter);

    /// <summary>Runs the migrations that the database lacks. Safe when several instances start at once.</summary>
    public static Task MigrateAsync(this StudioData data, CancellationToken ct) => data.AloneAsync(async db =>
    {
        // A session lock of our own: the migrations' own lock lets two instances that start on an empty database run the same migration.
        await db.Database.OpenConnectionAsync(ct);
        await db.Database.ExecuteSqlRawAsync(db.IsSqlite ? "PRAGMA journal_mode=WAL" : "SELECT pg_advisory_lock(7300)", ct);
        try
        {
            if (db.IsSqlite)
            {
                // We hold the gate, across processes. So a lock row of the migrations was left by a process that died, and nobody else would ever take it away.
                await db.Database.ExecuteSqlRawAsync("DROP TABLE IF EXISTS \"__EFMigrationsLock\"", ct);
            }

            if ((await db.Database.GetPendingMigrationsAsync(ct)).Any())
            {
                await db.Database.MigrateAsync(ct);
            }
        }
        finally
        {
            if (!db.IsSqlite)
            {
                await db.Database.ExecuteSqlRawAsync("SELECT pg_advisory_unlock(7300)", CancellationToken.None);
            }
        }
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
