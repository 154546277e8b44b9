using Microsoft.Data.Sqlite;
using Npgsql;
using NpgsqlTypes;
using SQLitePCL;

namespace LoyaltyStudio.Tests.Scale;

internal sealed record BareRow(string Receipt, int Line, string Member, string At, string Rest);

/// <summary>The quickest way that each database has for writing rows: prepared statements over SQLite's own interface, COPY.</summary>
internal static class BareInsert
{
    private const string Table = "CREATE TABLE bare_line (id BIGINT PRIMARY KEY, receipt TEXT NOT NULL, line INTEGER NOT NULL, member TEXT NOT NULL, at TEXT NOT NULL, rest TEXT NOT NULL)";
    private const string Indexes = "CREATE UNIQUE INDEX bare_receipt ON bare_line (receipt, line); CREATE INDEX bare_member ON bare_line (member, at)";

    internal static void IntoSqlite(string file, IReadOnlyList<IReadOnlyList<BareRow>> chunks)
    {
        using var connection = new SqliteConnection($"Data Source={file};Pooling=False");
        connection.Open();
        Execute(connection, "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA wal_autocheckpoint=0; PRAGMA cache_size=-262144;" + Table.Replace("BIGINT", "INTEGER", StringComparison.Ordinal) + ";" + Indexes);
        raw.sqlite3_prepare_v2(connection.Handle, "INSERT INTO bare_line VALUES (?, ?, ?, ?, ?, ?)", out var insert);
        var id = 0L;
        foreach (var chunk in chunks)
        {
            Execute(connection, "BEGIN IMMEDIATE");
            foreach (var row in chunk)
            {
                raw.sqlite3_bind_int64(insert, 1, ++id);
                raw.sqlite3_bind_text(insert, 2, row.Receipt);
                raw.sqlite3_bind_int(insert, 3, row.Line);
                raw.sqlite3_bind_text(insert, 4, row.Member);
                raw.sqlite3_bind_text(insert, 5, row.At);
                raw.sqlite3_bind_text(insert, 6, row.Rest);
                if (raw.sqlite3_step(insert) != raw.SQLITE_DONE)
                {
                    throw new InvalidOperationException(raw.sqlite3_errmsg(connection.Handle).utf8_to_string());
                }

                raw.sqlite3_reset(insert);
            }

            Execute(connection, "COMMIT");
        }

        insert.Dispose();
    }

    internal static async Task IntoPostgresAsync(string connectionString, IReadOnlyList<IReadOnlyList<BareRow>> chunks, CancellationToken ct)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync(ct);
        await using (var create = new NpgsqlCommand(Table + ";" + Indexes, connection))
        {
            await create.ExecuteNonQueryAsync(ct);
        }

        var id = 0L;
        foreach (var chunk in chunks)
        {
            await using var writer = await connection.BeginBinaryImportAsync("COPY bare_line FROM STDIN (FORMAT BINARY)", ct);
            foreach (var row in chunk)
            {
                await writer.StartRowAsync(ct);
                await writer.WriteAsync(++id, NpgsqlDbType.Bigint, ct);
                await writer.WriteAsync(row.Receipt, NpgsqlDbType.Text, ct);
                await writer.WriteAsync(row.Line, NpgsqlDbType.Integer, ct);
                await writer.WriteAsync(row.Member, NpgsqlDbType.Text, ct);
                await writer.WriteAsync(row.At, NpgsqlDbType.Text, ct);
                await writer.WriteAsync(row.Rest, NpgsqlDbType.Text, ct);
            }

            await writer.CompleteAsync(ct);
        }
    }

    private static void Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
