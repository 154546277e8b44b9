using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Purchases.Model;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.BackTest.Gathering;

/// <summary>Reads the lines of all purchases from a day on, over two connections, and puts them by purchase with a counting sort.</summary>
internal sealed class LineReader(History history, int fromDay)
{
    private const int Part = 1 << 16;
    private long first = long.MaxValue, last;
    private ulong[] wanted = [];

    internal async Task ReadAsync(StudioDb one, StudioDb two, CancellationToken ct)
    {
        Mark();
        if (last == 0)
        {
            return;
        }

        var end = await one.Set<PurchaseLine>().MaxAsync(l => (long?)l.Id, ct) ?? 0;
        const string Columns = "SELECT purchase_id, kind, quantity, amount_cents, coalesce(product_id, 0) FROM purchase_line WHERE";
        var split = one.IsSqlite ? end / 2 : await PurchaseReader.BlocksAsync(one, "purchase_line", ct) / 2;
        var (below, above) = one.IsSqlite ? ($"id <= {split}", $"id > {split}") : ($"ctid < '({split},0)'", $"ctid >= '({split},0)'");
        var half = Task.Run(() => HalfAsync(one, $"{Columns} {below}", ct), ct);
        var other = Task.Run(() => HalfAsync(two, $"{Columns} {above}", ct), ct);
        history.Lines = Place([.. await half, .. await other]);
    }

    /// <summary>The lines of one text kind; the first two letters tell them apart.</summary>
    internal static LineKind KindOf(ReadOnlySpan<byte> text) => (text[0], text[1]) switch
    {
        ((byte)'G', (byte)'o') => LineKind.Goods,
        ((byte)'G', _) => LineKind.GiftCard,
        ((byte)'D', (byte)'e') => LineKind.Delivery,
        ((byte)'D', _) => LineKind.Discount,
        _ => LineKind.Fee,
    };

    private void Mark()
    {
        foreach (ref readonly var act in history.Acts.AsSpan())
        {
            if (act.Kind == ActKind.Purchase && act.Day >= fromDay)
            {
                (first, last) = (Math.Min(first, act.PurchaseId), Math.Max(last, act.PurchaseId));
            }
        }

        wanted = new ulong[last == 0 ? 0 : ((last - first) >> 6) + 1];
        foreach (ref readonly var act in history.Acts.AsSpan())
        {
            if (act.Kind == ActKind.Purchase && act.Day >= fromDay && act.Place < 0)
            {
                wanted[(act.PurchaseId - first) >> 6] |= 1UL << (int)((act.PurchaseId - first) & 63);
            }
        }
    }

    private async Task<List<(int[] Purchases, LineRow[] Rows, int Count)>> HalfAsync(StudioDb db, string select, CancellationToken ct)
    {
        List<(int[], LineRow[], int)> parts = [];
        using var rows = await db.BulkReadAsync(select, ct);
        var (purchases, lines, count) = (new int[Part], new LineRow[Part], 0);
        while (rows.Read())
        {
            var at = rows.Number(0) - first;
            if (at < 0 || at > last - first || (wanted[at >> 6] >> (int)(at & 63) & 1) == 0)
            {
                continue;
            }

            if (count == Part)
            {
                ct.ThrowIfCancellationRequested();
                parts.Add((purchases, lines, count));
                (purchases, lines, count) = (new int[Part], new LineRow[Part], 0);
            }

            purchases[count] = (int)at;
            lines[count++] = new LineRow(rows.Number(3), (int)rows.Number(4), (int)rows.Number(2), KindOf(rows.Utf8(1)));
        }

        parts.Add((purchases, lines, count));
        return parts;
    }

    private LineTable Place(List<(int[] Purchases, LineRow[] Rows, int Count)> parts)
    {
        var starts = new int[last - first + 2];
        foreach (var (purchases, _, count) in parts)
        {
            for (var i = 0; i < count; i++)
            {
                starts[purchases[i] + 1]++;
            }
        }

        for (var i = 1; i < starts.Length; i++)
        {
            starts[i] += starts[i - 1];
        }

        var rows = new LineRow[starts[^1]];
        var next = starts.AsSpan(0, starts.Length - 1).ToArray();
        for (var p = 0; p < parts.Count; p++)
        {
            var (purchases, lines, count) = parts[p];
            for (var i = 0; i < count; i++)
            {
                rows[next[purchases[i]]++] = lines[i];
            }

            parts[p] = default;
        }

        return new LineTable(first, starts, rows);
    }
}
