using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Members.Model;
using LoyaltyStudio.Features.Purchases.Model;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Cohorts.Refreshing;

/// <summary>Reads purchases in order of member and day, and their lines, over two connections, and counts them as they come; kept is a few bytes per purchase and per member.</summary>
internal sealed class CohortReader(StudioData data)
{
    /// <summary>So many sources keep their name; the rarer ones are counted together.</summary>
    private const int MostSources = 40;

    /// <summary>Counted under this name: sources that few members have.</summary>
    internal const string Others = "…";

    private readonly Dictionary<long, (long Store, string Source)> members = [];
    private byte[] lines = [];
    private int[] most = [];
    private ushort[] category = [];

    /// <summary>Names by the numbers of the tally; 0 is no category.</summary>
    internal List<string> Categories { get; } = [""];

    internal async Task<CohortTally> ReadAsync(DateOnly asOf, CancellationToken ct)
    {
        var (lastPurchase, lastLine, lastMember) = await FactsAsync(ct);
        (lines, most, category) = (new byte[lastPurchase + 1], new int[lastPurchase + 1], new ushort[lastPurchase + 1]);
        var ofProduct = await ProductsAsync(ct);
        const string Line = "SELECT purchase_id, product_id, amount_cents FROM purchase_line WHERE kind = 'Goods' AND id";
        await Task.WhenAll(new[] { $"{Line} <= {lastLine / 2}", $"{Line} > {lastLine / 2}" }.Select(select => Task.Run(() => LinesAsync(select, ofProduct, ct), ct)));
        const string Purchase = "SELECT member_id, business_date, kept_cents, channel, id FROM purchase WHERE kept_cents > 0 AND member_id";
        const string Order = "ORDER BY member_id, business_date";
        var halves = await Task.WhenAll(new[] { $"{Purchase} <= {lastMember / 2} {Order}", $"{Purchase} > {lastMember / 2} {Order}" }.Select(select => Task.Run(() => HalfAsync(select, asOf.DayNumber, ct), ct)));
        halves[0].Add(halves[1]);
        return halves[0];
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
            var cents = (int)Math.Min(int.MaxValue, rows.Number(2));
            if (!rows.IsNull(1) && rows.Number(1) is var product && product < ofProduct.Length && (cents > most[id] || lines[id] == 1))
            {
                (most[id], category[id]) = (cents, ofProduct[product]);
            }
        }
    }

    private async Task<CohortTally> HalfAsync(string select, int asOf, CancellationToken ct)
    {
        var tally = new CohortTally(asOf);
        await using var db = data.Read();
        using var rows = await db.BulkReadAsync(select, ct);
        var (member, days, best) = (0L, new List<CohortDay>(), 0);
        void Close()
        {
            if (days.Count > 0 && members.TryGetValue(member, out var known))
            {
                tally.Add(known.Store, known.Source, days);
            }

            days.Clear();
        }

        for (var read = 0; rows.Read(); read++)
        {
            if (rows.Number(0) is var who && who != member)
            {
                Close();
                member = who;
            }

            var (on, id) = (rows.Day(1), rows.Number(4));
            if (on >= asOf || id >= lines.Length)
            {
                continue;
            }

            var channel = rows.Utf8(3)[0] switch { (byte)'S' => nameof(Channel.Store), (byte)'W' => nameof(Channel.Web), (byte)'M' => nameof(Channel.Marketplace), _ => nameof(Channel.Phone) };
            var row = new CohortDay(on, rows.Number(2), lines[id], category[id], channel == nameof(Channel.Store), channel != nameof(Channel.Store), channel);
            if (days.Count > 0 && days[^1].On == on)
            {
                var old = days[^1];
                days[^1] = old with { Cents = old.Cents + row.Cents, Lines = old.Lines + row.Lines, Category = most[id] > best ? row.Category : old.Category, Store = old.Store || row.Store, Elsewhere = old.Elsewhere || row.Elsewhere };
                best = Math.Max(best, most[id]);
            }
            else
            {
                days.Add(row);
                best = most[id];
            }

            if ((read & 0xFFFFF) == 0)
            {
                ct.ThrowIfCancellationRequested();
            }
        }

        Close();
        return tally;
    }
}
