using System.Globalization;
using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Points.Earning;
using LoyaltyStudio.Platform;

namespace LoyaltyStudio.Features.BackTest.Gathering;

/// <summary>Reads the purchases and returns of members over two connections. What earned is what was kept, but for purchases of which something came back.</summary>
internal sealed class PurchaseReader(MemberTable members, Returns returns, Demands demands, BusinessCalendar calendar, List<long> storeIds, long lastPurchase, Action<double> progress)
{
    private readonly List<string> payments = [""];
    private readonly Lock naming = new();
    private readonly ulong[] special = Special(returns, lastPurchase);
    private long read;

    internal List<ActChunk?> Chunks { get; } = [];
    internal IReadOnlyList<string> Payments => payments;
    internal long Count => read;

    internal async Task ReadAsync(StudioDb one, StudioDb two, CancellationToken ct)
    {
        if (members.Count == 0)
        {
            return;
        }

        var (first, second) = await HalvesAsync(one, ct);
        var half = Task.Run(() => HalfAsync(one, first, ct), ct);
        var other = Task.Run(() => HalfAsync(two, second, ct), ct);
        Chunks.AddRange(await half);
        Chunks.AddRange(await other);
    }

    private async Task<(string First, string Second)> HalvesAsync(StudioDb db, CancellationToken ct)
    {
        var columns = $"SELECT id, member_id, business_date, kept_cents{(demands.Surroundings ? ", store_id, channel, payment, occurred_at" : "")} FROM purchase WHERE ";
        if (!db.IsSqlite)
        {
            var middle = await BlocksAsync(db, "purchase", ct) / 2;
            return ($"{columns} ctid < '({middle},0)' AND member_id IS NOT NULL AND id <= {lastPurchase}", $"{columns} ctid >= '({middle},0)' AND member_id IS NOT NULL AND id <= {lastPurchase}");
        }

        // Four columns stand together in an index by member; for more of them the table itself is read from one end to the other.
        return demands.Surroundings
            ? ($"{columns} id <= {lastPurchase / 2} AND +member_id IS NOT NULL", $"{columns} id > {lastPurchase / 2} AND id <= {lastPurchase} AND +member_id IS NOT NULL")
            : ($"{columns} member_id <= {members.Ids[members.Count / 2]} AND +id <= {lastPurchase}", $"{columns} member_id > {members.Ids[members.Count / 2]} AND +id <= {lastPurchase}");
    }

    /// <summary>Size of a table in pages, by which it can be read in halves.</summary>
    internal static async Task<long> BlocksAsync(StudioDb db, string table, CancellationToken ct)
    {
        await using var command = db.Command($"SELECT pg_relation_size('{table}') / current_setting('block_size')::bigint");
        return Convert.ToInt64(await command.ExecuteScalarAsync(ct), CultureInfo.InvariantCulture);
    }

    private async Task<List<ActChunk?>> HalfAsync(StudioDb db, string select, CancellationToken ct)
    {
        List<ActChunk?> chunks = [];
        using var rows = await db.BulkReadAsync(select, ct);
        var chunk = new ActChunk();
        chunks.Add(chunk);
        while (rows.Read())
        {
            if (chunk.Full)
            {
                ct.ThrowIfCancellationRequested();
                progress(Math.Min(1, Interlocked.Add(ref read, chunk.Count) / Math.Max(1.0, lastPurchase)));
                chunks.Add(chunk = new ActChunk());
            }

            var place = members.PlaceOf(rows.Number(1));
            if (place >= 0)
            {
                chunk.Add(place, ActOf(rows));
            }
        }

        Interlocked.Add(ref read, chunk.Count);
        return chunks;
    }

    private Act ActOf(BulkRows rows)
    {
        var id = rows.Number(0);
        var key = Act.KeyOf(rows.Day(2), Act.OrderOf(id));
        var facts = demands.Surroundings ? SurroundingsOf(rows) : 0;
        if ((special[id >> 6] >> (int)(id & 63) & 1) == 0)
        {
            return new Act(key, rows.Number(3), ActKind.Purchase, -1, facts);
        }

        return returns.PlaceOfReturn.TryGetValue(id, out var back)
            ? new Act(key, returns.Totals.GetValueOrDefault(id), ActKind.Return, back, facts)
            : new Act(key, returns.Purchases[returns.PlaceOfPurchase[id]].EligibleCents, ActKind.Purchase, returns.PlaceOfPurchase[id], facts);
    }

    private uint SurroundingsOf(BulkRows rows)
    {
        var store = rows.IsNull(4) ? 0 : storeIds.BinarySearch(rows.Number(4)) + 1;
        var channel = rows.Utf8(5)[0] switch { (byte)'S' => 0, (byte)'W' => 1, (byte)'M' => 2, _ => 3 };
        var local = TimeZoneInfo.ConvertTimeFromUtc(new DateTime(rows.Ticks(7), DateTimeKind.Utc), calendar.Zone);
        return Surroundings.Pack(Math.Clamp(store, 0, Surroundings.MostStores), channel, PaymentOf(rows.Utf8(6)), (local.Hour * 60) + local.Minute);
    }

    private int PaymentOf(ReadOnlySpan<byte> text)
    {
        if (text.IsEmpty)
        {
            return 0;
        }

        var name = System.Text.Encoding.UTF8.GetString(text);
        lock (naming)
        {
            var at = payments.IndexOf(name);
            if (at < 0 && payments.Count <= Surroundings.MostPayments)
            {
                payments.Add(name);
                at = payments.Count - 1;
            }

            return Math.Max(0, at);
        }
    }

    /// <summary>A bit for every purchase of which something came back and for every return.</summary>
    private static ulong[] Special(Returns returns, long lastPurchase)
    {
        var bits = new ulong[(Math.Max(lastPurchase, returns.PlaceOfReturn.Keys.Concat(returns.PlaceOfPurchase.Keys).DefaultIfEmpty().Max()) >> 6) + 1];
        foreach (var id in returns.PlaceOfPurchase.Keys.Concat(returns.PlaceOfReturn.Keys))
        {
            bits[id >> 6] |= 1UL << (int)(id & 63);
        }

        return bits;
    }
}
