using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Access.Model;
using LoyaltyStudio.Features.Points.Earning;
using LoyaltyStudio.Features.Programme.Model;
using LoyaltyStudio.Features.Purchases.Model;
using LoyaltyStudio.Platform;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.BackTest.Gathering;

/// <summary>
/// Reads the whole recorded history for a back-test: two connections side by side, no entities, only the columns that the rules look at. Without rules about
/// place or time that is four numbers of each purchase, which stand together in an index; lines are read only where a rule looks at what was bought.
/// </summary>
internal sealed class GatherHistory(StudioData data, BusinessCalendar calendar, DateOnly from, DateOnly today, Action<double> progress)
{
    internal async Task<History> RunAsync(IReadOnlyList<LiveProgramme> versions, CancellationToken ct)
    {
        var demands = Demands.Of(versions);
        await using var one = data.Read();
        await using var two = data.Read();
        var lastPurchase = await one.Set<Purchase>().MaxAsync(p => (long?)p.Id, ct) ?? 0;
        var stores = await one.Set<Store>().OrderBy(s => s.Id).Select(s => new { s.Id, s.Code }).ToListAsync(ct);
        var storeIds = stores.ConvertAll(s => s.Id);
        var smaller = new SmallReads(calendar, storeIds, lastPurchase);
        var members = Task.Run(() => smaller.MembersAsync(one, ct), ct);
        var returns = Task.Run(() => smaller.ReturnsAsync(two, demands.Turnover, ct), ct);
        await Task.WhenAll(members, returns);
        progress(0.1);

        var reader = new PurchaseReader(await members, await returns, demands, calendar, storeIds, lastPurchase, done => progress(0.1 + (0.5 * done)));
        await reader.ReadAsync(one, two, ct);
        var rest = new SmallFacts(await members, calendar, storeIds, from);
        var byHand = new ByHand(rest, await members);
        var booked = Task.Run(() => rest.BookedAsync(two, ct), ct);
        await rest.ReadAsync(one, ct);
        await byHand.ReadAsync(one, demands.Deliveries, ct);
        rest.Place();
        await booked;
        progress(0.7);

        var (starts, acts, firstDay) = ActSorting.Sort((await members).Count, [.. reader.Chunks, .. rest.Chunks], today.DayNumber);
        var history = new History
        {
            Members = await members, Starts = starts, Acts = acts, FirstDay = firstDay, Returns = await returns, Events = rest.Events, Facts = byHand.Facts, Cheques = rest.Cheques,
            Deliveries = byHand.Deliveries, Hands = byHand.Hands, Reinstated = byHand.Reinstated,
            Runs = rest.Runs, Booked = await booked, StoreCodes = stores.ConvertAll(s => s.Code), StoreIds = storeIds, Payments = reader.Payments, Purchases = reader.Count,
            Turnover = demands.Turnover, ChequesBooked = rest.ChequesBooked, ChequesBookedCents = rest.ChequesBookedCents,
        };
        await MoreAsync(history, demands, versions, (one, two), ct);
        progress(1);
        return history;
    }

    private async Task MoreAsync(History history, Demands demands, IReadOnlyList<LiveProgramme> versions, (StudioDb One, StudioDb Two) db, CancellationToken ct)
    {
        if (demands.LinesFrom is { } linesFrom)
        {
            await new LineReader(history, linesFrom.DayNumber).ReadAsync(db.One, db.Two, ct);
        }

        var products = await db.One.Set<Product>().MaxAsync(p => (long?)p.Id, ct) ?? 0;
        history.Products = new ProductRow[demands.LinesFrom is null ? 1 : products + 1];
        Array.Fill(history.Products, new ProductRow("", "", ""));
        if (demands.LinesFrom is not null)
        {
            foreach (var product in await db.One.Set<Product>().Select(p => new { p.Id, p.Sku, p.Category, p.Brand }).ToListAsync(ct))
            {
                history.Products[product.Id] = new ProductRow(product.Sku, product.Category, product.Brand);
            }
        }

        if (demands.MemberFacts)
        {
            var contents = versions.Select(v => v.Content).ToList();
            history.MemberFacts = async (ids, token) =>
            {
                await using var read = data.Read();
                return await FactsBook.LoadAsync(read, calendar, contents, ids, token);
            };
        }
    }
}

/// <summary>Brings acts that were read in any order into order: by member with a counting sort, and within a member by time.</summary>
internal static class ActSorting
{
    internal static (int[] Starts, Act[] Acts, int FirstDay) Sort(int members, List<ActChunk?> chunks, int today)
    {
        var starts = new int[members + 1];
        var firstDay = today;
        foreach (var chunk in chunks)
        {
            for (var i = 0; i < chunk!.Count; i++)
            {
                starts[chunk.Members[i] + 1]++;
                firstDay = Math.Min(firstDay, chunk.Acts[i].Day);
            }
        }

        for (var i = 0; i < members; i++)
        {
            starts[i + 1] += starts[i];
        }

        var acts = new Act[starts[members]];
        var next = starts.AsSpan(0, members).ToArray();
        for (var c = 0; c < chunks.Count; c++)
        {
            var chunk = chunks[c]!;
            for (var i = 0; i < chunk.Count; i++)
            {
                acts[next[chunk.Members[i]]++] = chunk.Acts[i];
            }

            chunks[c] = null;
        }

        Parallel.For(0, (members + 4095) / 4096, block =>
        {
            for (var m = block * 4096; m < Math.Min(members, (block + 1) * 4096); m++)
            {
                SortOne(acts.AsSpan(starts[m], starts[m + 1] - starts[m]));
            }
        });
        return (starts, acts, firstDay);
    }

    private static void SortOne(Span<Act> acts)
    {
        for (var i = 1; i < acts.Length; i++)
        {
            if (acts[i].Key < acts[i - 1].Key)
            {
                acts.Sort(static (a, b) => a.Key.CompareTo(b.Key));
                return;
            }
        }
    }
}

/// <summary>Acts as they were read, in parts of a size that can be let go one after another.</summary>
internal sealed class ActChunk
{
    internal const int Size = 1 << 16;

    internal int[] Members { get; } = new int[Size];
    internal Act[] Acts { get; } = new Act[Size];
    internal int Count { get; private set; }
    internal bool Full => Count == Size;

    internal void Add(int member, in Act act)
    {
        Members[Count] = member;
        Acts[Count++] = act;
    }
}
