using System.Text;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Npgsql;

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
