using LoyaltyStudio.Platform;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Npgsql;

namespace LoyaltyStudio.Data;

/// <summary>Who is waiting for a write: a person or a till, a job that has all night, or a job's sign of life, which waits for no other job and slows none down.</summary>
public enum Lane { Till, Job, Sign }

/// <summary>
/// The door to the database. <see cref="Read"/> gives a context for queries; <see cref="WriteAsync{T}"/> runs work in one transaction,
/// on SQLite through the one <see cref="WriteGate"/>, on PostgreSQL with a retry where the server asks for one.
/// </summary>
public sealed class StudioData : IAsyncDisposable
{
    private readonly DatabaseOptions options;
    private readonly TimeProvider clock;
    private readonly DbContextOptions<SqliteStudioDb>? sqliteRead;
    private readonly DbContextOptions<SqliteStudioDb>? sqliteDirect;
    private readonly DbContextOptions<PostgresStudioDb>? postgres;
    private readonly NpgsqlDataSource? source;
    private readonly WriteGate? gate;
    private long lastTill = long.MinValue;

    public StudioData(IOptions<DatabaseOptions> options, TimeProvider clock)
    {
        this.options = options.Value;
        this.clock = clock;
        if (this.options.Provider == DatabaseProvider.Sqlite)
        {
            var file = this.options.SqliteFile;
            gate = new WriteGate(file, clock);
            sqliteRead = new DbContextOptionsBuilder<SqliteStudioDb>().UseSqlite($"Data Source={file};Mode=ReadOnly;Default Timeout=30", DataSetup.OneParameterPerList)
                .UseQueryTrackingBehavior(QueryTrackingBehavior.NoTracking).AddInterceptors(SqlitePragmas.Reader).Options;
            sqliteDirect = new DbContextOptionsBuilder<SqliteStudioDb>().UseSqlite($"Data Source={file};Default Timeout=30", DataSetup.OneParameterPerList)
                .AddInterceptors(SqlitePragmas.Writer).Options;
        }
        else
        {
            // Statements that come often are prepared once per connection: the server plans them no more.
            var text = new NpgsqlConnectionStringBuilder(this.options.ConnectionString);
            text.MaxAutoPrepare = text.MaxAutoPrepare > 0 ? text.MaxAutoPrepare : 100;
            source = NpgsqlDataSource.Create(text.ConnectionString);
            postgres = new DbContextOptionsBuilder<PostgresStudioDb>().UseNpgsql(source, DataSetup.OneParameterPerList).Options;
        }
    }

    public DatabaseOptions Options => options;

    public bool IsSqlite => gate is not null;

    /// <summary>Whether somebody other than a job asked for a write so shortly ago.</summary>
    internal bool TillsWithin(TimeSpan span) => Volatile.Read(ref lastTill) is > long.MinValue and var at && clock.GetElapsedTime(at) < span;

    /// <summary>A context that only queries: no tracking, and on SQLite a connection that cannot write. The caller disposes it.</summary>
    public StudioDb Read()
    {
        if (sqliteRead is not null)
        {
            return new SqliteStudioDb(sqliteRead) { ReadOnly = true };
        }

        var db = new PostgresStudioDb(postgres!) { ReadOnly = true };
        db.ChangeTracker.QueryTrackingBehavior = QueryTrackingBehavior.NoTracking;
        return db;
    }

    /// <summary>A tracking context for libraries that save by themselves (ASP.NET Core Identity). Each save enters the gate.</summary>
    public StudioDb Direct() => sqliteDirect is not null
        ? new SqliteStudioDb(sqliteDirect) { GateOnSave = gate }
        : new PostgresStudioDb(postgres!);

    /// <summary>
    /// Runs <paramref name="work"/> in one transaction and commits it durably. Rolled back when it throws or answers an outcome that is not done.
    /// The work may run more than once on PostgreSQL, so it must not touch anything outside the database.
    /// A save that fails ends it: there is no savepoint to go on from.
    /// </summary>
    public Task<T> WriteAsync<T>(Func<StudioDb, Task<T>> work, CancellationToken ct, Lane lane = Lane.Till)
    {
        if (lane == Lane.Till)
        {
            Volatile.Write(ref lastTill, clock.GetTimestamp());
        }

        return gate is not null ? gate.RunAsync(db => FinishAsync(db, work), lane, ct) : WritePostgresAsync(work, ct);
    }

    public Task WriteAsync(Func<StudioDb, Task> work, CancellationToken ct, Lane lane = Lane.Till) =>
        WriteAsync(async db =>
        {
            await work(db);
            return default(Nothing);
        }, ct, lane);

    /// <summary>Runs something that must have the SQLite file to itself, such as a migration or a backup. On PostgreSQL it just runs.</summary>
    public async Task AloneAsync(Func<StudioDb, Task> work, CancellationToken ct)
    {
        using var turn = gate is null ? null : await gate.EnterAsync(ct);
        await using StudioDb db = sqliteDirect is not null ? new SqliteStudioDb(sqliteDirect) : new PostgresStudioDb(postgres!);
        await work(db);
    }

    /// <summary>Writes what changed, then chains the audit lines that the work added.</summary>
    private async Task<T> FinishAsync<T>(StudioDb db, Func<StudioDb, Task<T>> work)
    {
        var result = await work(db);
        if (result is not IOutcome { IsDone: false } && db.PendingAudit.Count > 0)
        {
            await AuditChain.AppendAsync(db, clock.GetUtcNow().UtcDateTime);
        }

        return result;
    }

    private async Task<T> WritePostgresAsync<T>(Func<StudioDb, Task<T>> work, CancellationToken ct)
    {
        for (var attempt = 1; ; attempt++)
        {
            await using var db = new PostgresStudioDb(postgres!);
            db.Database.AutoSavepointsEnabled = false;
            try
            {
                await using var transaction = await db.Database.BeginTransactionAsync(ct);
                var result = await FinishAsync(db, work);
                if (result is not IOutcome { IsDone: false })
                {
                    await transaction.CommitAsync(ct);
                }

                return result;
            }
            catch (Exception e) when (attempt < 6 && MayRetry(e))
            {
                await Task.Delay(TimeSpan.FromMilliseconds(Random.Shared.Next(5, 25 << attempt)), ct);
            }
        }
    }

    /// <summary>Serialisation failure, deadlock, or somebody else inserted the same key just before: run again and see what is there now.</summary>
    private static bool MayRetry(Exception e) =>
        e is PostgresException { SqlState: "40001" or "40P01" or "23505" } || (e.InnerException is { } inner && MayRetry(inner));

    public async ValueTask DisposeAsync()
    {
        if (gate is not null)
        {
            await gate.DisposeAsync();
            SqliteConnection.ClearAllPools();
        }

        if (source is not null)
        {
            await source.DisposeAsync();
        }
    }
}
