using LoyaltyStudio.Features.BackTest.Gathering;
using LoyaltyStudio.Features.Points.Earning;
using LoyaltyStudio.Features.Programme.Model;
using LoyaltyStudio.Features.Purchases.Model;
using LoyaltyStudio.Platform;

namespace LoyaltyStudio.Features.BackTest.Replaying;

/// <summary>What is the same in every course: what the member bought, what came back, what was spent. Used for one member after another.</summary>
internal sealed class MemberSide(History history, int[] left, bool measured, int from)
{
    private readonly RunningSum spend = new();
    private readonly RunningSum visits = new();
    private readonly RunningSum turnover = new();
    private EarningLine[] lines = new EarningLine[16];

    internal int Member { get; private set; }
    internal bool Active { get; private set; }

    /// <summary>Spent on goods since the first day of the back-test, net of what came back, cents.</summary>
    internal long SpentCents { get; private set; }
    internal bool HasBought { get; set; }

    /// <summary>Whether expired points of the member were given back at some time.</summary>
    internal bool GotBack { get; private set; }
    internal MemberFacts Facts { get; private set; } = MemberFacts.None;

    /// <summary>Day of enrolment.</summary>
    internal int Since => history.Members.Since[Member];

    /// <summary>Code of the home store; null for none.</summary>
    internal string? Store => history.Members.Stores[Member] is >= 0 and var place ? history.StoreCodes[place] : null;

    internal void Begin(int member, MemberFacts facts)
    {
        (Member, Active, SpentCents, HasBought, Facts) = (member, history.Members.Active[member], 0, false, facts);
        GotBack = history.Reinstated.Count > 0 && history.Reinstated.Contains(member);
        if (measured)
        {
            spend.Clear();
            visits.Clear();
        }

        turnover.Clear();
    }

    /// <summary>Goods sold less what came back, each on its own date; nothing where no scheme looks at it.</summary>
    internal long Turnover(int day, int to) => Math.Max(0, turnover.Sum(day, to));

    /// <summary>A return as the till told it, whatever it is matched to.</summary>
    internal void Returned(in Act act)
    {
        if (history.Turnover)
        {
            turnover.Add(act.Day, act.Cents);
        }
    }

    internal long Sum(TierMetric metric, int day, int to) => metric == TierMetric.Spend ? spend.Sum(day, to) : visits.Sum(day, to);

    internal void Bought(in Act act)
    {
        HasBought = true;
        SpentCents += act.Day >= from ? act.Cents : 0;
        if (history.Turnover)
        {
            turnover.Add(act.Day, act.Cents);
        }

        if (measured && act.Cents > 0)
        {
            spend.Add(act.Day, act.Cents);
            visits.Add(act.Day, 1);
        }
    }

    /// <summary>Notes that units came back, and what that leaves of the purchase.</summary>
    internal void CameBack(int touched, IEnumerable<Match> matches, int boughtOn)
    {
        var before = Kept(touched);
        foreach (var match in matches)
        {
            left[match.Line] -= match.Quantity;
        }

        var after = Kept(touched);
        SpentCents -= boughtOn >= from ? before - after : 0;
        if (measured && after != before)
        {
            spend.Add(boughtOn, after - before);
            visits.Add(boughtOn, after == 0 ? -1 : 0);
        }
    }

    /// <summary>The lines of a purchase with what is left of each; one line of the whole amount where nobody looks at lines.</summary>
    internal ReadOnlySpan<EarningLine> LinesOf(in Act act, bool looksAtLines, out long paidByCheque)
    {
        paidByCheque = 0;
        if (act.Place >= 0)
        {
            paidByCheque = history.Returns.Purchases[act.Place].PaidByChequeCents;
            return LinesOf(act.Place);
        }

        if (!looksAtLines || history.Lines is null)
        {
            lines[0] = new EarningLine(LineKind.Goods, "", act.Cents, 1, 1);
            return lines.AsSpan(0, 1);
        }

        var rows = history.Lines.Of(act.PurchaseId);
        Room(rows.Length);
        long earning = 0;
        for (var i = 0; i < rows.Length; i++)
        {
            lines[i] = LineOf(rows[i], rows[i].Quantity);
            earning += rows[i].Kind is LineKind.Goods or LineKind.Discount ? rows[i].AmountCents : 0;
        }

        // What cheques paid is what the lines have more than what earns.
        paidByCheque = Math.Max(0, earning - act.Cents);
        return lines.AsSpan(0, rows.Length);
    }

    /// <summary>The lines of a purchase of which something came back at some time, with what is left of each now.</summary>
    internal ReadOnlySpan<EarningLine> LinesOf(int touched)
    {
        var purchase = history.Returns.Purchases[touched];
        Room(purchase.LineCount);
        for (var i = 0; i < purchase.LineCount; i++)
        {
            lines[i] = LineOf(history.Returns.Lines[purchase.FirstLine + i], left[purchase.FirstLine + i]);
        }

        return lines.AsSpan(0, purchase.LineCount);
    }

    /// <summary>As <see cref="Purchases.Recording.KeptAmounts"/> says: the part of the eligible amount that the kept goods have in all goods.</summary>
    private long Kept(int touched)
    {
        var purchase = history.Returns.Purchases[touched];
        long goods = 0, kept = 0;
        for (var i = purchase.FirstLine; i < purchase.FirstLine + purchase.LineCount; i++)
        {
            var row = history.Returns.Lines[i];
            if (row.Kind == LineKind.Goods)
            {
                goods += row.AmountCents;
                kept += Rounding.Share(row.AmountCents, left[i], row.Quantity);
            }
        }

        return goods <= 0 ? 0 : (long)((Int128)kept * purchase.EligibleCents / goods);
    }

    private EarningLine LineOf(in LineRow row, int remaining)
    {
        var product = history.Products.Length > row.Product ? history.Products[row.Product] : new ProductRow("", "", "");
        return new EarningLine(row.Kind, product.Category, row.AmountCents, row.Quantity, remaining, product.Sku, product.Brand);
    }

    private void Room(int count)
    {
        if (lines.Length < count)
        {
            lines = new EarningLine[count * 2];
        }
    }
}
