using System.Data.Common;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;
using SQLitePCL;

namespace LoyaltyStudio.Data;

/// <summary>
/// Writes many rows of one table in the context's transaction: a prepared statement over SQLite's own interface, COPY on PostgreSQL.
/// The columns come from the model, so that a new property needs nothing here. Ids must be set; take them from <see cref="NextIdsAsync{T}"/>.
/// </summary>
public static class Bulk
{
    private const int CopyFrom = 40;

    /// <summary>Ids for <paramref name="count"/> new rows, in rising order; no other row of the table has or gets them.</summary>
    public static async Task<long[]> NextIdsAsync<T>(this StudioDb db, int count) where T : class
    {
        var table = Table.Of<T>(db);
        var ids = new long[count];
        await using var command = db.Command(db.IsSqlite
            ? $"SELECT coalesce(max(id), 0) FROM {table.Name}"
            : $"SELECT nextval(pg_get_serial_sequence('{table.Name}', 'id')) FROM generate_series(1, {count})");
        await using var reader = await command.ExecuteReaderAsync();
        for (var i = 0; i < count; i++)
        {
            ids[i] = i > 0 && db.IsSqlite ? ids[i - 1] + 1 : await reader.ReadAsync() ? reader.GetInt64(0) + (db.IsSqlite ? 1 : 0) : 0;
        }

        return ids;
    }

    public static Task BulkInsertAsync<T>(this StudioDb db, IReadOnlyCollection<T> rows) where T : class =>
        RunAsync(db, rows, Table.Of<T>(db).Columns, t => $"INSERT INTO {t.Name} ({t.Names(t.Columns)}) VALUES ({{0}})", copyInto: t => t.Name, after: null);

    /// <summary>Inserts rows, or where the primary key exists sets and increments the named properties.</summary>
    public static Task BulkUpsertAsync<T>(this StudioDb db, IReadOnlyCollection<T> rows, string[] set, string[] add) where T : class
    {
        var table = Table.Of<T>(db);
        var change = string.Join(", ", set.Select(p => $"{table.Column(p)} = excluded.{table.Column(p)}")
            .Concat(add.Select(p => $"{table.Column(p)} = {table.Name}.{table.Column(p)} + excluded.{table.Column(p)}")));
        var conflict = $"ON CONFLICT ({table.Names(table.Key)}) DO UPDATE SET {change}";
        return RunAsync(db, rows, table.Columns, t => $"INSERT INTO {t.Name} ({t.Names(t.Columns)}) VALUES ({{0}}) {conflict}",
            copyInto: _ => "bulk_rows", after: t => $"INSERT INTO {t.Name} ({t.Names(t.Columns)}) SELECT {t.Names(t.Columns)} FROM bulk_rows {conflict}");
    }

    /// <summary>Sets and increments the named properties of rows that exist, found by primary key.</summary>
    public static Task BulkUpdateAsync<T>(this StudioDb db, IReadOnlyCollection<T> rows, string[] set, string[] add) where T : class
    {
        var table = Table.Of<T>(db);
        var key = table.Key.ToList();
        var columns = key.Concat(table.Columns.Where(c => set.Contains(c.Name) || add.Contains(c.Name))).ToList();
        var place = columns.Select((c, i) => (c.Name, Place: $"@p{i}")).ToDictionary(c => c.Name, c => c.Place);
        string Change(Func<string, string> value) => string.Join(", ", set.Select(p => $"{table.Column(p)} = {value(p)}")
            .Concat(add.Select(p => $"{table.Column(p)} = {table.Name}.{table.Column(p)} + {value(p)}")));
        var where = string.Join(" AND ", key.Select(k => $"{table.Column(k.Name)} = {place[k.Name]}"));
        var join = string.Join(" AND ", key.Select(k => $"{table.Name}.{table.Column(k.Name)} = b.{table.Column(k.Name)}"));
        return RunAsync(db, rows, columns, t => $"UPDATE {t.Name} SET {Change(p => place[p])} WHERE {where}",
            copyInto: _ => "bulk_rows", after: t => $"UPDATE {t.Name} SET {Change(p => $"b.{t.Column(p)}")} FROM bulk_rows b WHERE {join}");
    }

    /// <summary>A command on the context's connection and transaction, for set-based statements.</summary>
    public static DbCommand Command(this StudioDb db, string sql = "")
    {
        var connection = db.Database.GetDbConnection();
        if (connection.State != System.Data.ConnectionState.Open)
        {
            db.Database.OpenConnection();
        }

        var command = connection.CreateCommand();
        command.Transaction = db.Database.CurrentTransaction?.GetDbTransaction();
        command.CommandText = sql;
        command.CommandTimeout = 600;
        return command;
    }

    public static DbCommand With(this DbCommand command, string name, object? value)
    {
        var parameter = command.CreateParameter();
        parameter.ParameterName = name;
        parameter.Value = value ?? DBNull.Value;
        command.Parameters.Add(parameter);
        return command;
    }

    private static async Task RunAsync<T>(StudioDb db, IReadOnlyCollection<T> rows, IReadOnlyList<BulkColumn> columns,
        Func<Table, string> statement, Func<Table, string> copyInto, Func<Table, string>? after) where T : class
    {
        if (rows.Count == 0)
        {
            return;
        }

        var table = Table.Of<T>(db);
        var sql = string.Format(System.Globalization.CultureInfo.InvariantCulture, statement(table), string.Join(", ", columns.Select((_, i) => $"@p{i}")));
        if (db.IsSqlite)
        {
            SqliteRows((SqliteConnection)db.Database.GetDbConnection(), sql, rows, columns);
        }
        else if (rows.Count < CopyFrom)
        {
            await SmallAsync(db, sql, rows, columns);
        }
        else
        {
            await CopyAsync(db, table, copyInto(table), after?.Invoke(table), rows, columns);
        }
    }

    private static void SqliteRows<T>(SqliteConnection connection, string sql, IReadOnlyCollection<T> rows, IReadOnlyList<BulkColumn> columns)
    {
        var handle = connection.Handle!;
        Check(raw.sqlite3_prepare_v2(handle, sql, out var statement), handle);
        using (statement)
        {
            // SQLite numbers parameters as they appear in the statement, so ask for the place of each.
            var places = columns.Select((_, i) => raw.sqlite3_bind_parameter_index(statement, $"@p{i}")).ToArray();
            foreach (var row in rows)
            {
                for (var i = 0; i < columns.Count; i++)
                {
                    columns[i].Bind(row!, statement, places[i]);
                }

                var result = raw.sqlite3_step(statement);
                if (result != raw.SQLITE_DONE)
                {
                    Check(result, handle);
                }

                raw.sqlite3_reset(statement);
            }
        }
    }

    private static void Check(int result, sqlite3 handle)
    {
        if (result != raw.SQLITE_OK)
        {
            throw new SqliteException(raw.sqlite3_errmsg(handle).utf8_to_string(), result, raw.sqlite3_extended_errcode(handle));
        }
    }

    private static async Task SmallAsync<T>(StudioDb db, string sql, IReadOnlyCollection<T> rows, IReadOnlyList<BulkColumn> columns)
    {
        await using var command = db.Command(sql);
        for (var i = 0; i < columns.Count; i++)
        {
            command.Parameters.Add(new NpgsqlParameter { ParameterName = $"p{i}", DataTypeName = columns[i].StoreType });
        }

        foreach (var row in rows)
        {
            for (var i = 0; i < columns.Count; i++)
            {
                command.Parameters[i].Value = columns[i].Value(row!) ?? DBNull.Value;
            }

            await command.ExecuteNonQueryAsync();
        }
    }

    private static async Task CopyAsync<T>(StudioDb db, Table table, string into, string? after, IReadOnlyCollection<T> rows, IReadOnlyList<BulkColumn> columns)
    {
        var connection = (NpgsqlConnection)db.Database.GetDbConnection();
        if (after is not null)
        {
            await using var create = db.Command($"CREATE TEMP TABLE bulk_rows ON COMMIT DROP AS SELECT {table.Names(columns)} FROM {table.Name} WITH NO DATA");
            await create.ExecuteNonQueryAsync();
        }

        await using (var writer = await connection.BeginBinaryImportAsync($"COPY {into} ({table.Names(columns)}) FROM STDIN (FORMAT BINARY)"))
        {
            foreach (var row in rows)
            {
                await writer.StartRowAsync();
                foreach (var column in columns)
                {
                    if (column.Value(row!) is { } value)
                    {
                        await writer.WriteAsync(value, column.StoreType);
                    }
                    else
                    {
                        await writer.WriteNullAsync();
                    }
                }
            }

            await writer.CompleteAsync();
        }

        if (after is not null)
        {
            await using var move = db.Command($"{after}; DROP TABLE bulk_rows");
            await move.ExecuteNonQueryAsync();
        }
    }

    private sealed record Table(string Name, IReadOnlyList<BulkColumn> Columns, IReadOnlyList<BulkColumn> Key)
    {
        private static readonly System.Runtime.CompilerServices.ConditionalWeakTable<IEntityType, Table> Known = [];

        internal static Table Of<T>(StudioDb db)
        {
            var entity = db.Model.FindEntityType(typeof(T)) ?? throw new InvalidOperationException($"{typeof(T).Name} is not in the model.");
            return Known.GetValue(entity, Make);
        }

        internal string Column(string property) => Columns.First(c => c.Name == property).Text;

        internal string Names(IEnumerable<BulkColumn> columns) => string.Join(", ", columns.Select(c => c.Text));

        private static Table Make(IEntityType entity)
        {
            var columns = entity.GetProperties().Select(p => (Property: p, Column: BulkColumn.Of(p))).ToList();
            var key = entity.FindPrimaryKey()!.Properties.Select(k => columns.First(c => c.Property == k).Column).ToList();
            return new Table(entity.GetTableName()!, [.. columns.Select(c => c.Column)], key);
        }
    }
}
