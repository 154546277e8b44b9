using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace LoyaltyStudio.Data;

/// <summary>Rows of a prepared statement over SQLite's own interface.</summary>
internal sealed class SqliteRows : BulkRows
{
    private readonly sqlite3 handle;
    private readonly sqlite3_stmt statement;

    private SqliteRows(sqlite3 handle, sqlite3_stmt statement)
    {
        this.handle = handle;
        this.statement = statement;
    }

    internal static SqliteRows Open(SqliteConnection connection, string select)
    {
        var handle = connection.Handle!;
        Check(raw.sqlite3_prepare_v2(handle, select, out var statement), handle);
        return new SqliteRows(handle, statement);
    }

    public override bool Read()
    {
        var result = raw.sqlite3_step(statement);
        if (result is raw.SQLITE_ROW or raw.SQLITE_DONE)
        {
            return result == raw.SQLITE_ROW;
        }

        throw new SqliteException(raw.sqlite3_errmsg(handle).utf8_to_string(), result, raw.sqlite3_extended_errcode(handle));
    }

    public override bool IsNull(int column) => raw.sqlite3_column_type(statement, column) == raw.SQLITE_NULL;

    public override long Number(int column) => raw.sqlite3_column_int64(statement, column);

    public override int Day(int column)
    {
        var text = raw.sqlite3_column_blob(statement, column);
        return text.Length < 10 ? 0 : new DateOnly(Digits(text, 0, 4), Digits(text, 5, 2), Digits(text, 8, 2)).DayNumber;
    }

    public override long Ticks(int column)
    {
        var text = raw.sqlite3_column_blob(statement, column);
        if (text.Length < 19)
        {
            return 0;
        }

        var whole = new DateTime(Digits(text, 0, 4), Digits(text, 5, 2), Digits(text, 8, 2), Digits(text, 11, 2), Digits(text, 14, 2), Digits(text, 17, 2)).Ticks;
        long rest = 0;
        for (int i = 20, worth = 1_000_000; i < text.Length && worth > 0; i++, worth /= 10)
        {
            rest += (text[i] - '0') * worth;
        }

        return whole + rest;
    }

    public override ReadOnlySpan<byte> Utf8(int column) => raw.sqlite3_column_blob(statement, column);

    public override void Dispose() => statement.Dispose();

    private static int Digits(ReadOnlySpan<byte> text, int at, int count)
    {
        var number = 0;
        foreach (var digit in text.Slice(at, count))
        {
            number = (number * 10) + digit - '0';
        }

        return number;
    }

    private static void Check(int result, sqlite3 handle)
    {
        if (result != raw.SQLITE_OK)
        {
            throw new SqliteException(raw.sqlite3_errmsg(handle).utf8_to_string(), result, raw.sqlite3_extended_errcode(handle));
        }
    }
}
