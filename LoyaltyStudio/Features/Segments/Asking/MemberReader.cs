using System.Globalization;
using LoyaltyStudio.Data;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using SQLitePCL;

namespace LoyaltyStudio.Features.Segments.Asking;

/// <summary>Reads the ids that a statement answers, a million in about a tenth of a second, and stops as soon as nobody waits for them any more.</summary>
internal static class MemberReader
{
    internal static async Task<MemberSide> ReadAsync(StudioDb db, MemberSql sql, CancellationToken ct)
    {
        if (sql.OutsideWhen is { } asked && await OneAsync(db, asked, ct) == 1)
        {
            return await ReadAsync(db, sql.Otherwise!, ct);
        }

        var set = new MemberSet();
        if (db.IsSqlite)
        {
            await db.Database.OpenConnectionAsync(ct);
            var connection = (SqliteConnection)db.Database.GetDbConnection();
            await Task.Run(() => Steps(connection.Handle!, sql, set, ct), ct);
        }
        else
        {
            await using var command = Command(db, sql);
            await using var reader = await command.ExecuteReaderAsync(ct);
            while (await reader.ReadAsync(ct))
            {
                set.Add(reader.GetInt64(0));
            }
        }

        return new MemberSide(set, sql.Outside);
    }

    internal static async Task<long> OneAsync(StudioDb db, MemberSql sql, CancellationToken ct)
    {
        await using var command = Command(db, sql);
        return Convert.ToInt64(await command.ExecuteScalarAsync(ct), CultureInfo.InvariantCulture);
    }

    private static System.Data.Common.DbCommand Command(StudioDb db, MemberSql sql)
    {
        var command = db.Command(sql.Text);
        foreach (var (name, value) in sql.Parameters)
        {
            command.With(name, value);
        }

        return command;
    }

    private static void Steps(sqlite3 handle, MemberSql sql, MemberSet set, CancellationToken ct)
    {
        using var stop = ct.Register(() => raw.sqlite3_interrupt(handle));
        Check(raw.sqlite3_prepare_v2(handle, sql.Text, out var statement), handle);
        using (statement)
        {
            foreach (var (name, value) in sql.Parameters)
            {
                Bind(statement, raw.sqlite3_bind_parameter_index(statement, name), value);
            }

            int result;
            while ((result = raw.sqlite3_step(statement)) == raw.SQLITE_ROW)
            {
                set.Add(raw.sqlite3_column_int64(statement, 0));
            }

            ct.ThrowIfCancellationRequested();
            if (result != raw.SQLITE_DONE)
            {
                Check(result, handle);
            }
        }
    }

    private static void Bind(sqlite3_stmt statement, int place, object value) => _ = value switch
    {
        long v => raw.sqlite3_bind_int64(statement, place, v),
        double v => raw.sqlite3_bind_double(statement, place, v),
        DateOnly v => raw.sqlite3_bind_text(statement, place, v.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)),
        _ => raw.sqlite3_bind_text(statement, place, (string)value),
    };

    private static void Check(int result, sqlite3 handle)
    {
        if (result != raw.SQLITE_OK)
        {
            throw new SqliteException(raw.sqlite3_errmsg(handle).utf8_to_string(), result, raw.sqlite3_extended_errcode(handle));
        }
    }
}
