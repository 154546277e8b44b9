using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Members.Model;
using LoyaltyStudio.Features.Purchases.Model;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Cohorts.Refreshing;

/// <summary>
/// Reads purchases and their lines from one end of the tables to the other, over two connections each; kept are a few bytes per purchase, which are then put by member with a counting sort and
/// counted side by side.
/// </summary>
internal sealed class CohortReader(StudioData data)
{
    /// <summary>So many sources keep their name; the rarer ones are counted together.</summary>
    private const int MostSources = 40;

    /// <summary>Counted under this name: sources that few members have.</summary>
    internal const string Others = "…";

    private readonly Dictionary<long, (long Store, string Source)> members = [];
    private byte[] lines = [], channel = [];
    private int[] most = [], cents = [], member = [];
    private ushort[] category = [], day = [];

    private static readonly string[] Names = [.. Enum.GetValues<Channel>().Select(c => c.ToString())];

    /// <summary>Names by the numbers of the tally; 0 is no category.</summary>
    internal List<string> Categories { get; } = [""];

    internal async Task<CohortTally> ReadAsync(DateOnly asOf, CancellationToken ct)
    {
        var (lastPurchase, lastLine, lastMember) = await FactsAsync(ct);
        var size = lastPurchase + 1;
        (lines, channel, most, cents, member, category, day) = (new byte[size], new byte[size], new int[size], new int[size], new int[size], new ushort[size], new ushort[size]);
        var ofProduct = await ProductsAsync(ct);
        const string Line = "SELECT purchase_id, product_id, amount_cents FROM purchase_line WHERE kind = 'Goods' AND id";
        await Task.WhenAll(new[] { $"{Line} <= {lastLine / 2}", $"{Line} > {lastLine / 2}" }.Select(select => Task.Run(() => LinesAsync(select, ofProduct, ct), ct)));
        // The sign before the column keeps the index out of it: the table itself is read in its own order.
        const string Purchase = "SELECT id, member_id, business_date, kept_cents, channel FROM purchase WHERE kept_cents > 0 AND +member_id IS NOT NULL AND id";
        await Task.WhenAll(new[] { $"{Purchase} <= {lastPurchase / 2}", $"{Purchase} > {lastPurchase / 2}" }.Select(select => Task.Run(() => PurchasesAsync(select, asOf.DayNumber, ct), ct)));
        return Count((int)lastMember, asOf.DayNumber);
    }

    private async Task PurchasesAsync(string select, int asOf, CancellationToken ct)
    {
        await using var db = data.Read();
        using var rows = await db.BulkReadAsync(select, ct);
        while (rows.Read())
        {
            var (id, on, who) = (rows.Number(0), asOf - rows.Day(2), rows.Number(1));
            if (id < member.Length && on is > 0 and <= ushort.MaxValue && members.ContainsKey(who))
            {
                (member[id], day[id], cents[id]) = ((int)who, (ushort)on, (int)Math.Min(int.MaxValue, rows.Number(3)));
                channel[id] = (byte)(rows.Utf8(4)[0] switch { (byte)'S' => Channel.Store, (byte)'W' => Channel.Web, (byte)'M' => Channel.Marketplace, _ => Channel.Phone });
            }
        }
    }

    /// <summary>Puts the purchases by member and counts the members, in fixed parts side by side.</summary>
    private CohortTally Count(int lastMember, int asOf)
    {
        var starts = new int[lastMember + 2];
        foreach (var who in member)
        {
            starts[who + 1] += who > 0 ? 1 : 0;
        }

        for (var i = 1; i < starts.Length; i++)
        {
            starts[i] += starts[i - 1];
        }

        var (order, next) = (new int[starts[^1]], starts.AsSpan(0, starts.Length - 1).ToArray());
        for (var id = 0; id < member.Length; id++)
        {
            if (member[id] > 0)
            {
                order[next[member[id]]++] = id;
            }
        }

        const int Parts = 8;
        var tallies = new CohortTally[Parts];
        Parallel.For(0, Parts, part =>
        {
            var (tally, days) = (new CohortTally(asOf), new List<CohortDay>());
            for (var who = (int)((long)part * (lastMember + 1) / Parts); who < (int)((part + 1L) * (lastMember + 1) / Parts); who++)
            {
                var mine = order.AsSpan(starts[who], starts[who + 1] - starts[who]);
                if (mine.Length > 0)
                {
                    // Days are counted back from today, so the largest is the oldest; of one day the earliest recorded stands first.
                    mine.Sort((a, b) => (day[b], a).CompareTo((day[a], b)));
                    Days(mine, asOf, days);
                    tally.Add(members[who].Store, members[who].Source, days);
                }
            }

            tallies[part] = tally;
        });
        foreach (var tally in tallies[1..])
        {
            tallies[0].Add(tally);
        }

        return tallies[0];
    }

    /// <summary>Several receipts of one day are one; its category is that of the dearest line.</summary>
    private void Days(ReadOnlySpan<int> purchases, int asOf, List<CohortDay> days)
    {
        days.Clear();
        var best = 0;
        foreach (var id in purchases)
        {
            var (on, store) = (asOf - day[id], (Channel)channel[id] == Channel.Store);
            if (days.Count > 0 && days[^1].On == on)
            {
                var old = days[^1];
                days[^1] = old with { Cents = old.Cents + cents[id], Lines = old.Lines + lines[id], Category = most[id] > best ? category[id] : old.Category, Store = old.Store || store, Elsewhere = old.Elsewhere || !store };
                best = Math.Max(best, most[id]);
            }
            else
            {
                days.Add(new CohortDay(on, cents[id], lines[id], category[id], store, !store, Names[channel[id]]));
                best = most[id];
            }
        }
    }

    private async Task<(long Purchase, long Line, long Member)> FactsAsync(CancellationToken ct)
    {
        await using var db = data.Read();
        var known = (await db.Set<Member>().Where(m => m.Status == MemberStatus.Active).GroupBy(m => m.AcquisitionSource).Select(g => new { g.Key, Count = g.Count() }).OrderByDescending(g => g.Count).Take(MostSources).ToListAsync(ct))
            .ToDictionary(g => g.Key, g => g.Key);
        await foreach (var m in db.Set<Member>().Where(m => m.Status == MemberStatus.Active).Select(m => new { m.Id, m.HomeStoreId, m.AcquisitionSource }).AsAsyncEnumerable().WithCancellation(ct))
        {
            members[m.Id] = (m.HomeStoreId ?? 0, known.GetValueOrDefault(m.AcquisitionSource, Others));
        }

        return (await db.Set<Purchase>().MaxAsync(p => (long?)p.Id, ct) ?? 0, await db.Set<PurchaseLine>().MaxAsync(l => (long?)l.Id, ct) ?? 0, members.Count == 0 ? 0 : members.Keys.Max());
    }

    private async Task<ushort[]> ProductsAsync(CancellationToken ct)
    {
        await using var db = data.Read();
        var products = await db.Set<Product>().Select(p => new { p.Id, p.Category }).ToListAsync(ct);
        var ofProduct = new ushort[products.Select(p => p.Id).DefaultIfEmpty().Max() + 1];
        foreach (var product in products.OrderBy(p => p.Id))
        {
            var at = Categories.IndexOf(product.Category);
            if (at < 0 && Categories.Count < ushort.MaxValue)
            {
                Categories.Add(product.Category);
                at = Categories.Count - 1;
            }

            ofProduct[product.Id] = (ushort)Math.Max(0, at);
        }

        return ofProduct;
    }

    private async Task LinesAsync(string select, ushort[] ofProduct, CancellationToken ct)
    {
        await using var db = data.Read();
        using var rows = await db.BulkReadAsync(select, ct);
        while (rows.Read())
        {
            var id = rows.Number(0);
            if (id >= lines.Length)
            {
                continue;
            }

            lines[id] = (byte)Math.Min(255, lines[id] + 1);
            var paid = (int)Math.Min(int.MaxValue, rows.Number(2));
            if (!rows.IsNull(1) && rows.Number(1) is var product && product < ofProduct.Length && (paid > most[id] || lines[id] == 1))
            {
                (most[id], category[id]) = (paid, ofProduct[product]);
            }
        }
    }
}
