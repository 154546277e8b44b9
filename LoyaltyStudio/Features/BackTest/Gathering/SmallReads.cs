using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Purchases.Model;
using LoyaltyStudio.Platform;

namespace LoyaltyStudio.Features.BackTest.Gathering;

/// <summary>Reads the members, and what came back.</summary>
internal sealed class SmallReads(BusinessCalendar calendar, List<long> storeIds, long lastPurchase)
{
    internal BusinessCalendar Calendar => calendar;

    internal async Task<MemberTable> MembersAsync(StudioDb db, CancellationToken ct)
    {
        List<long> ids = [];
        List<int> since = [];
        List<bool> active = [];
        List<short> stores = [];
        using var rows = await db.BulkReadAsync("SELECT id, enrolled_on, status, home_store_id FROM member ORDER BY id", ct);
        while (rows.Read())
        {
            ids.Add(rows.Number(0));
            since.Add(rows.Day(1));
            active.Add(rows.Utf8(2)[0] == 'A');
            stores.Add((short)(rows.IsNull(3) ? -1 : Math.Max(-1, storeIds.BinarySearch(rows.Number(3)))));
        }

        return new MemberTable([.. ids], [.. since], [.. active], [.. stores]);
    }

    internal async Task<Returns> ReturnsAsync(StudioDb db, bool turnover, CancellationToken ct)
    {
        const string Touched = "SELECT ol.purchase_id FROM return_match m JOIN purchase_line ol ON ol.id = m.purchase_line_id";
        var returns = new Returns();
        var placeOfLine = new Dictionary<long, (int Purchase, int Line)>();
        await PurchasesAsync(db, returns, $"SELECT id, eligible_cents, paid_by_cheque_cents FROM purchase WHERE id IN ({Touched}) ORDER BY id", ct);
        using (var rows = await db.BulkReadAsync($"SELECT l.purchase_id, l.id, l.kind, l.quantity, l.amount_cents, coalesce(l.product_id, 0) FROM purchase_line l WHERE l.purchase_id IN ({Touched}) ORDER BY l.purchase_id, l.line_no", ct))
        {
            while (rows.Read())
            {
                if (returns.PlaceOfPurchase.TryGetValue(rows.Number(0), out var place))
                {
                    var touched = returns.Purchases[place];
                    returns.Purchases[place] = touched with { FirstLine = touched.LineCount == 0 ? returns.Lines.Count : touched.FirstLine, LineCount = touched.LineCount + 1 };
                    placeOfLine[rows.Number(1)] = (place, returns.Lines.Count);
                    returns.Lines.Add(new LineRow(rows.Number(4), (int)rows.Number(5), (int)rows.Number(3), LineReader.KindOf(rows.Utf8(2))));
                }
            }
        }

        await MatchesAsync(db, returns, placeOfLine, ct);
        if (turnover)
        {
            await TotalsAsync(db, returns, ct);
        }

        return returns;
    }

    /// <summary>A return lowers the turnover of its own period by its whole amount, also where nothing of it was matched.</summary>
    private async Task TotalsAsync(StudioDb db, Returns returns, CancellationToken ct)
    {
        using var rows = await db.BulkReadAsync($"SELECT id, total_cents FROM purchase WHERE kind = 'Return' AND member_id IS NOT NULL AND id <= {lastPurchase}", ct);
        while (rows.Read())
        {
            returns.Totals[rows.Number(0)] = rows.Number(1);
            if (returns.PlaceOfReturn.TryAdd(rows.Number(0), returns.All.Count))
            {
                returns.All.Add(new ReturnAct([], 0));
            }
        }
    }

    private static async Task PurchasesAsync(StudioDb db, Returns returns, string select, CancellationToken ct)
    {
        using var rows = await db.BulkReadAsync(select, ct);
        while (rows.Read())
        {
            returns.PlaceOfPurchase[rows.Number(0)] = returns.Purchases.Count;
            returns.Purchases.Add(new Touched(rows.Number(0), rows.Number(1), rows.Number(2), 0, 0));
        }
    }

    private async Task MatchesAsync(StudioDb db, Returns returns, Dictionary<long, (int Purchase, int Line)> placeOfLine, CancellationToken ct)
    {
        using var rows = await db.BulkReadAsync($"""
            SELECT rl.purchase_id, rl.kind, rl.amount_cents, rl.quantity, m.quantity, coalesce(m.purchase_line_id, 0)
            FROM return_match m JOIN purchase_line rl ON rl.id = m.return_line_id WHERE rl.purchase_id <= {lastPurchase} ORDER BY m.id
            """, ct);
        List<List<Match>> matches = [];
        List<long> unmatched = [];
        while (rows.Read())
        {
            if (!returns.PlaceOfReturn.TryGetValue(rows.Number(0), out var place))
            {
                returns.PlaceOfReturn[rows.Number(0)] = place = matches.Count;
                matches.Add([]);
                unmatched.Add(0);
            }

            if (placeOfLine.TryGetValue(rows.Number(5), out var line))
            {
                matches[place].Add(new Match(line.Purchase, line.Line, (int)rows.Number(4)));
            }
            else if (rows.Number(5) == 0 && LineReader.KindOf(rows.Utf8(1)) == LineKind.Goods)
            {
                unmatched[place] += Rounding.Share(rows.Number(2), rows.Number(4), rows.Number(3));
            }
        }

        returns.All.AddRange(matches.Select((m, i) => new ReturnAct(m, unmatched[i])));
    }
}
