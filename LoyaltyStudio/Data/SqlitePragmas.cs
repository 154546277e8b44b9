using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace LoyaltyStudio.Data;

/// <summary>
/// What every SQLite connection is told on opening. Only the gate may checkpoint: this build of SQLite (3.50.4) can lose a commit when a checkpoint
/// that resets the log races with it, so that every other connection has wal_autocheckpoint=0.
/// </summary>
internal sealed class SqlitePragmas(string pragmas) : DbConnectionInterceptor
{
    internal const string ForWriting = "PRAGMA wal_autocheckpoint=0; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; PRAGMA busy_timeout=30000; PRAGMA cache_size=-262144; PRAGMA temp_store=MEMORY;";
    internal static readonly SqlitePragmas Reader = new("PRAGMA wal_autocheckpoint=0; PRAGMA query_only=ON; PRAGMA busy_timeout=30000; PRAGMA cache_size=-65536; PRAGMA temp_store=MEMORY;");
    internal static readonly SqlitePragmas Writer = new(ForWriting);

    public override void ConnectionOpened(DbConnection connection, ConnectionEndEventData eventData) => Run(connection);

    public override Task ConnectionOpenedAsync(DbConnection connection, ConnectionEndEventData eventData, CancellationToken cancellationToken = default)
    {
        Run(connection);
        return Task.CompletedTask;
    }

    private void Run(DbConnection connection)
    {
        using var command = connection.CreateCommand();
        command.CommandText = pragmas;
        command.ExecuteNonQuery();
    }
}
