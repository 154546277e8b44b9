using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Members.Model;
using LoyaltyStudio.Features.Purchases.Model;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Predictions.Fitting;

/// <summary>Who bought which product on which day: the products of one member stand together, each by day. 16 bytes a line, so that ten million purchases fit.</summary>
/// <param name="Starts">Where the lines of the member with that id begin; the next begin where they end.</param>
/// <param name="Lines">Product shifted by 16, and the day since <paramref name="FirstDay"/>.</param>
public sealed record Baskets(int[] Starts, long[] Lines, int FirstDay);

/// <summary>Reads the lines with goods that were kept, of active members, over two connections each for purchases and lines, and puts them by member with a counting sort.</summary>
public sealed class BasketReader(StudioData data)
{
    private const int Part = 1 << 16;

    public async Task<Baskets> ReadAsync(DateOnly first, DateOnly asOf, CancellationToken ct)
    {
        long lastPurchase, lastLine, lastMember;
        HashSet<long> gone;
        await using (var db = data.Read())
        {
            (lastPurchase, lastLine, lastMember) = (await db.Set<Purchase>().MaxAsync(p => (long?)p.Id, ct) ?? 0, await db.Set<PurchaseLine>().MaxAsync(l => (long?)l.Id, ct) ?? 0, await db.Set<Member>().MaxAsync(m => (long?)m.Id, ct) ?? 0);
            gone = [.. await db.Set<Member>().Where(m => m.Status != MemberStatus.Active).Select(m => m.Id).ToListAsync(ct)];
        }

        var (member, day) = (new int[lastPurchase + 1], new ushort[lastPurchase + 1]);
        var middle = lastMember / 2;
        await BothAsync($"SELECT id, member_id, business_date FROM purchase WHERE member_id <= {middle} AND kept_cents > 0", $"SELECT id, member_id, business_date FROM purchase WHERE member_id > {middle} AND kept_cents > 0", rows =>
        {
            var on = rows.Day(2) - first.DayNumber;
            if (rows.Number(1) is var who && on >= 0 && on < asOf.DayNumber - first.DayNumber && rows.Number(0) is var id && id <= lastPurchase && !gone.Contains(who))
            {
                (member[id], day[id]) = ((int)who, (ushort)on);
            }
        }, ct);
        const string Select = "SELECT purchase_id, product_id FROM purchase_line WHERE kind = 'Goods' AND product_id IS NOT NULL AND quantity > returned_quantity AND id";
        List<Chunk>[] parts = await Task.WhenAll(new[] { $"{Select} <= {lastLine / 2}", $"{Select} > {lastLine / 2}" }.Select(select => Task.Run(() => LinesAsync(select, member, day, ct), ct)));
        return Place([.. parts[0], .. parts[1]], (int)lastMember, first.DayNumber);
    }

    private async Task BothAsync(string one, string two, Action<BulkRows> take, CancellationToken ct) => await Task.WhenAll(new[] { one, two }.Select(select => Task.Run(async () =>
    {
        await using var db = data.Read();
        using var rows = await db.BulkReadAsync(select, ct);
        while (rows.Read())
        {
            take(rows);
        }
    }, ct)));

    private async Task<List<Chunk>> LinesAsync(string select, int[] member, ushort[] day, CancellationToken ct)
    {
        List<Chunk> chunks = [new()];
        await using var db = data.Read();
        using var rows = await db.BulkReadAsync(select, ct);
        while (rows.Read())
        {
            var purchase = rows.Number(0);
            if (purchase < member.Length && member[purchase] is var who and > 0)
            {
                if (chunks[^1].Count == Part)
                {
                    ct.ThrowIfCancellationRequested();
                    chunks.Add(new());
                }

                chunks[^1].Add(who, (rows.Number(1) << 16) | day[purchase]);
            }
        }

        return chunks;
    }

    private static Baskets Place(List<Chunk> chunks, int lastMember, int firstDay)
    {
        var starts = new int[lastMember + 2];
        foreach (var chunk in chunks)
        {
            for (var i = 0; i < chunk.Count; i++)
            {
                starts[chunk.Members[i] + 1]++;
            }
        }

        for (var i = 1; i < starts.Length; i++)
        {
            starts[i] += starts[i - 1];
        }

        var lines = new long[starts[^1]];
        var next = starts.AsSpan(0, starts.Length - 1).ToArray();
        for (var c = 0; c < chunks.Count; c++)
        {
            for (var i = 0; i < chunks[c].Count; i++)
            {
                lines[next[chunks[c].Members[i]]++] = chunks[c].Lines[i];
            }

            chunks[c] = null!;
        }

        Parallel.For(0, (lastMember / 4096) + 1, block =>
        {
            for (var m = block * 4096; m < Math.Min(lastMember + 1, (block + 1) * 4096); m++)
            {
                lines.AsSpan(starts[m], starts[m + 1] - starts[m]).Sort();
            }
        });
        return new Baskets(starts, lines, firstDay);
    }

    private sealed class Chunk
    {
        internal int[] Members { get; } = new int[Part];
        internal long[] Lines { get; } = new long[Part];
        internal int Count { get; private set; }

        internal void Add(int member, long line) => (Members[Count], Lines[Count++]) = (member, line);
    }
}
