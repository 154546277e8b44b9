using System.Globalization;
using LoyaltyStudio.Data;

namespace LoyaltyStudio.Features.Campaigns.Measuring;

/// <summary>One group while its buyers stream by: how many, what they spent, and on which day of their window.</summary>
public sealed class GroupTally
{
    private readonly Dictionary<int, (int Buyers, long Cents)> days = [];
    public Amounts Amounts { get; } = new();
    public int Buyers { get; private set; }

    /// <summary>First purchases and kept cents by day of the window.</summary>
    public IReadOnlyDictionary<int, (int Buyers, long Cents)> Days => days;

    internal void Bought(int day, long cents)
    {
        var at = days.GetValueOrDefault(day);
        days[day] = (at.Buyers, at.Cents + cents);
    }

    internal void Buyer(int firstDay, long cents)
    {
        Buyers++;
        Amounts.Add(cents);
        var at = days.GetValueOrDefault(firstDay);
        days[firstDay] = (at.Buyers + 1, at.Cents);
    }
}

/// <summary>
/// Reads who bought what within their window, member after member, so that nothing of single members is kept. The statement answers step, arm, member, day of assignment, business date and kept cents of every
/// purchase, in order of the first three.
/// </summary>
internal static class BuyerStream
{
    internal static async Task<Dictionary<(string Step, string Arm), GroupTally>> ReadAsync(StudioDb db, string select, CancellationToken ct)
    {
        var groups = new Dictionary<(string, string), GroupTally>();
        using var rows = await db.BulkReadAsync(select, ct);
        GroupTally? group = null;
        var (step, arm, member, firstDay, cents) = ("", "", long.MinValue, int.MaxValue, 0L);
        while (rows.Read())
        {
            if (rows.Number(2) != member || !Same(rows, 0, step) || !Same(rows, 1, arm))
            {
                group?.Buyer(firstDay, cents);
                (step, arm, member, firstDay, cents) = (rows.Text(0), rows.Text(1), rows.Number(2), int.MaxValue, 0);
                group = groups.TryGetValue((step, arm), out var known) ? known : groups[(step, arm)] = new GroupTally();
            }

            var day = rows.Day(4) - rows.Day(3);
            firstDay = Math.Min(firstDay, day);
            cents += rows.Number(5);
            group!.Bought(day, rows.Number(5));
        }

        group?.Buyer(firstDay, cents);
        return groups;
    }

    /// <summary>Without making a text of every row.</summary>
    private static bool Same(BulkRows rows, int column, string text)
    {
        var bytes = rows.Utf8(column);
        Span<byte> own = stackalloc byte[512];
        return System.Text.Encoding.UTF8.TryGetBytes(text, own, out var length) ? bytes.SequenceEqual(own[..length]) : rows.Text(column) == text;
    }

    /// <summary>A day within a statement.</summary>
    internal static string Literal(DateOnly day) => $"'{day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}'";

    /// <summary>A column of days and so many days later.</summary>
    internal static string Later(StudioDb db, string column, int days) => db.IsSqlite ? string.Create(CultureInfo.InvariantCulture, $"date({column}, '+{days} days')") : string.Create(CultureInfo.InvariantCulture, $"({column} + {days})");
}
