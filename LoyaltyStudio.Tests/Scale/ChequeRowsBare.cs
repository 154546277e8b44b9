using System.Diagnostics;
using LoyaltyStudio.Tests.Support;
using Microsoft.Data.Sqlite;
using Npgsql;
using SQLitePCL;

namespace LoyaltyStudio.Tests.Scale;

/// <summary>Writes known rows in the quickest way that each database has: prepared statements over SQLite's own interface, COPY and one UPDATE per table and chunk.</summary>
internal static class ChequeRowsBare
{
    private const long Log = 64L << 20;

    /// <returns>Seconds.</returns>
    internal static Task<double> WriteAsync(string engine, TestDatabase database, IReadOnlyList<TableRows> tables, CancellationToken ct) => engine == Engines.Sqlite
        ? Task.FromResult(IntoSqlite(Path.Combine(database.Folder, "studio.db"), tables))
        : IntoPostgresAsync(database.Settings["LoyaltyStudio:Database:ConnectionString"]!, tables, ct);

    /// <summary>The last column of a table that is changed is its key.</summary>
    private static bool IsChange(TableRows table) => table.Table is "point_lot" or "point_balance";

    private static double IntoSqlite(string file, IReadOnlyList<TableRows> tables)
    {
        using var connection = new SqliteConnection($"Data Source={file};Pooling=False");
        connection.Open();
        Execute(connection, "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; PRAGMA wal_autocheckpoint=0; PRAGMA cache_size=-262144");
        var statements = tables.Select(t =>
        {
            raw.sqlite3_prepare_v2(connection.Handle, IsChange(t)
                ? $"UPDATE {t.Table} SET {string.Join(", ", t.Columns.SkipLast(1).Select(c => $"{c} = ?"))} WHERE {t.Columns[^1]} = ?"
                : $"INSERT INTO {t.Table} ({string.Join(", ", t.Columns)}) VALUES ({string.Join(", ", t.Columns.Select(_ => "?"))})", out var statement);
            return statement;
        }).ToList();
        var started = Stopwatch.GetTimestamp();
        for (var chunk = 0; chunk < tables[0].Ends.Count; chunk++)
        {
            Execute(connection, "BEGIN IMMEDIATE");
            for (var t = 0; t < tables.Count; t++)
            {
                for (var row = chunk == 0 ? 0 : tables[t].Ends[chunk - 1]; row < tables[t].Ends[chunk]; row++)
                {
                    Step(connection, statements[t], tables[t].Rows[row]);
                }
            }

            Execute(connection, $"UPDATE cheque_run SET issued_count = issued_count + {ChequeRows.Chunk}; COMMIT");
            if (new FileInfo($"{file}-wal").Length > Log)
            {
                Execute(connection, "PRAGMA wal_checkpoint(PASSIVE)");
            }
        }

        Execute(connection, "PRAGMA wal_checkpoint(PASSIVE)");
        var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        statements.ForEach(s => s.Dispose());
        return seconds;
    }

    private static void Step(SqliteConnection connection, sqlite3_stmt statement, object?[] row)
    {
        for (var i = 0; i < row.Length; i++)
        {
            _ = row[i] switch
            {
                null => raw.sqlite3_bind_null(statement, i + 1),
                long number => raw.sqlite3_bind_int64(statement, i + 1, number),
                byte[] bytes => raw.sqlite3_bind_blob(statement, i + 1, bytes),
                var text => raw.sqlite3_bind_text(statement, i + 1, (string)text),
            };
        }

        if (raw.sqlite3_step(statement) != raw.SQLITE_DONE)
        {
            throw new InvalidOperationException(raw.sqlite3_errmsg(connection.Handle).utf8_to_string());
        }

        raw.sqlite3_reset(statement);
    }

    private static async Task<double> IntoPostgresAsync(string connectionString, IReadOnlyList<TableRows> tables, CancellationToken ct)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync(ct);
        foreach (var table in tables.Where(IsChange))
        {
            await ExecuteAsync(connection, $"CREATE TEMP TABLE bare_{table.Table} ON COMMIT DELETE ROWS AS SELECT {string.Join(", ", table.Columns)} FROM {table.Table} WITH NO DATA", ct);
        }

        var started = Stopwatch.GetTimestamp();
        for (var chunk = 0; chunk < tables[0].Ends.Count; chunk++)
        {
            await using var transaction = await connection.BeginTransactionAsync(ct);
            foreach (var table in tables)
            {
                var from = chunk == 0 ? 0 : table.Ends[chunk - 1];
                await CopyAsync(connection, table, from, table.Ends[chunk], ct);
                if (IsChange(table))
                {
                    await ExecuteAsync(connection, $"UPDATE {table.Table} t SET {string.Join(", ", table.Columns.SkipLast(1).Select(c => $"{c} = b.{c}"))} FROM bare_{table.Table} b WHERE t.{table.Columns[^1]} = b.{table.Columns[^1]}", ct);
                }
            }

            await ExecuteAsync(connection, $"UPDATE cheque_run SET issued_count = issued_count + {ChequeRows.Chunk}", ct);
            await transaction.CommitAsync(ct);
        }

        return Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    private static async Task CopyAsync(NpgsqlConnection connection, TableRows table, int from, int to, CancellationToken ct)
    {
        var into = IsChange(table) ? $"bare_{table.Table}" : table.Table;
        await using var writer = await connection.BeginBinaryImportAsync($"COPY {into} ({string.Join(", ", table.Columns)}) FROM STDIN (FORMAT BINARY)", ct);
        for (var row = from; row < to; row++)
        {
            await writer.StartRowAsync(ct);
            for (var i = 0; i < table.Columns.Count; i++)
            {
                if (table.Rows[row][i] is { } value)
                {
                    await writer.WriteAsync(value, table.Types[i], ct);
                }
                else
                {
                    await writer.WriteNullAsync(ct);
                }
            }
        }

        await writer.CompleteAsync(ct);
    }

    private static void Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 600 };
        await command.ExecuteNonQueryAsync(ct);
    }
}
