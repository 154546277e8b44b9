using System.Buffers.Binary;
using System.Text;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using SQLitePCL;

namespace LoyaltyStudio.Data;

/// <summary>
/// Reads many rows with as little in between as possible: SQLite's own interface, or a binary COPY TO on PostgreSQL. The statement is a SELECT without
/// parameters, so it may hold figures and names of columns only, never text of people. Columns are asked for by their place, 0 for the first.
/// </summary>
public static class BulkRead
{
    public static async Task<BulkRows> BulkReadAsync(this StudioDb db, string select, CancellationToken ct)
    {
        await db.Database.OpenConnectionAsync(ct);
        return db.Database.GetDbConnection() switch
        {
            SqliteConnection sqlite => SqliteRows.Open(sqlite, select),
            NpgsqlConnection postgres => new PostgresRows(await postgres.BeginRawBinaryCopyAsync($"COPY ({select}) TO STDOUT (FORMAT BINARY)", ct)),
            var other => throw new NotSupportedException($"{other.GetType().Name} has no bulk reading."),
        };
    }
}

/// <summary>The rows of one statement, one after another. Texts and moments are those of the product: dates and UTC moments as the context writes them.</summary>
public abstract class BulkRows : IDisposable
{
    /// <summary>Goes to the next row; false behind the last.</summary>
    public abstract bool Read();

    public abstract bool IsNull(int column);

    /// <summary>A whole number of any width, or a yes or no as 1 or 0.</summary>
    public abstract long Number(int column);

    /// <summary>A date as its <see cref="DateOnly.DayNumber"/>.</summary>
    public abstract int Day(int column);

    /// <summary>A moment as ticks, UTC.</summary>
    public abstract long Ticks(int column);

    /// <summary>A text as it lies in the buffer; valid until the next row.</summary>
    public abstract ReadOnlySpan<byte> Utf8(int column);

    public string Text(int column) => Encoding.UTF8.GetString(Utf8(column));

    public abstract void Dispose();
}

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

/// <summary>Takes a binary COPY apart (PostgreSQL manual, COPY, Binary Format): per row the number of fields, per field its length and its bytes, high byte first.</summary>
internal sealed class PostgresRows(Stream stream) : BulkRows
{
    private const int Header = 19;
    private static readonly int Epoch = new DateOnly(2000, 1, 1).DayNumber;
    private static readonly long EpochTicks = new DateTime(2000, 1, 1).Ticks;
    private byte[] buffer = new byte[1 << 18];
    private int[] offsets = new int[16];
    private int[] lengths = new int[16];
    private int at, end;
    private bool begun;

    public override bool Read()
    {
        if (!begun)
        {
            begun = true;
            Need(Header);
            at += Header + BinaryPrimitives.ReadInt32BigEndian(buffer.AsSpan(at + Header - 4));
        }

        Need(2);
        var fields = BinaryPrimitives.ReadInt16BigEndian(buffer.AsSpan(at));
        if (fields < 0)
        {
            return false;
        }

        if (fields > offsets.Length)
        {
            (offsets, lengths) = (new int[fields], new int[fields]);
        }

        // Places are kept from the beginning of the row: the buffer may move while the row is fetched.
        var place = 2;
        for (var i = 0; i < fields; i++)
        {
            Need(place + 4);
            lengths[i] = BinaryPrimitives.ReadInt32BigEndian(buffer.AsSpan(at + place));
            place += 4;
            offsets[i] = place;
            place += Math.Max(0, lengths[i]);
        }

        Need(place);
        for (var i = 0; i < fields; i++)
        {
            offsets[i] += at;
        }

        at += place;
        return true;
    }

    public override bool IsNull(int column) => lengths[column] < 0;

    public override long Number(int column) => lengths[column] switch
    {
        8 => BinaryPrimitives.ReadInt64BigEndian(buffer.AsSpan(offsets[column])),
        4 => BinaryPrimitives.ReadInt32BigEndian(buffer.AsSpan(offsets[column])),
        2 => BinaryPrimitives.ReadInt16BigEndian(buffer.AsSpan(offsets[column])),
        1 => buffer[offsets[column]],
        _ => 0,
    };

    public override int Day(int column) => lengths[column] < 0 ? 0 : Epoch + BinaryPrimitives.ReadInt32BigEndian(buffer.AsSpan(offsets[column]));

    public override long Ticks(int column) => lengths[column] < 0 ? 0 : EpochTicks + (BinaryPrimitives.ReadInt64BigEndian(buffer.AsSpan(offsets[column])) * 10);

    public override ReadOnlySpan<byte> Utf8(int column) => lengths[column] <= 0 ? default : buffer.AsSpan(offsets[column], lengths[column]);

    public override void Dispose() => stream.Dispose();

    private void Need(int count)
    {
        if (end - at >= count)
        {
            return;
        }

        if (at > 0)
        {
            buffer.AsSpan(at, end - at).CopyTo(buffer);
            (at, end) = (0, end - at);
        }

        if (count > buffer.Length)
        {
            Array.Resize(ref buffer, Math.Max(count, buffer.Length * 2));
        }

        while (end < count)
        {
            var read = stream.Read(buffer, end, buffer.Length - end);
            end += read > 0 ? read : throw new EndOfStreamException("The rows ended in the middle of a row.");
        }
    }
}
