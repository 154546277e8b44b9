using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Access.Settings;
using LoyaltyStudio.Features.Points.Booking;
using LoyaltyStudio.Features.Points.Model;
using LoyaltyStudio.Features.Programme;
using LoyaltyStudio.Features.Programme.Model;
using LoyaltyStudio.Features.Purchases.Model;
using LoyaltyStudio.Features.Purchases.Recording;
using LoyaltyStudio.Platform;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Points.Earning;

/// <summary>Gives points for purchases and takes them back for returns, in the transaction that records them.</summary>
public sealed class PurchasePoints(ITierCourse tiers, OrganisationBook organisation, TimeProvider clock, ISegmentCodes segments) : IPurchaseReaction
{
    public async Task DeliveredAsync(StudioDbScope scope, IReadOnlyList<Purchase> purchases, CancellationToken ct) =>
        await DeliveredPoints.SetAsync(scope, purchases, (await organisation.CurrentAsync(ct)).Today(clock), ct);

    public async Task RecordedAsync(StudioDbScope scope, IReadOnlyList<RecordedPurchase> purchases, CancellationToken ct)
    {
        var timeline = await ProgrammeBook.TimelineAsync(scope.Db, ct);
        var ours = purchases.Where(p => p.Purchase.MemberId is not null).ToList();
        if (timeline.Versions.Count == 0 || ours.Count == 0)
        {
            return;
        }

        var members = ours.Select(p => p.Purchase.MemberId!.Value).Distinct().ToList();
        var originals = await Originals.LoadAsync(scope.Db, ours, ct);
        var run = await tiers.StartAsync(scope.Db, timeline, members, ours.Min(p => p.Purchase.BusinessDate), [.. ours.Select(p => p.Purchase.Id), .. originals.Older.Select(p => p.Id)], ct);
        foreach (var older in originals.Older.Where(p => p.MemberId is not null))
        {
            run.Kept(older.MemberId!.Value, older.Id, older.BusinessDate, originals.KeptOf(older.Id));
        }

        var contents = timeline.Versions.Select(v => v.Content);
        var counting = new Counting(timeline, run, originals, await FactsBook.LoadAsync(scope.Db, (await organisation.CurrentAsync(ct)).Calendar, contents, members, ct, segments),
            await RuleBudget.LoadAsync(scope.Db, timeline.Versions, ours.Where(p => p.Purchase.Kind == PurchaseKind.Purchase).Select(p => timeline.On(p.Purchase.BusinessDate)).OfType<LiveProgramme>().Distinct(), members, ct));
        var booking = await PointBooking.StartAsync(scope, members, needLots: ours.Where(p => p.Matches.Count > 0).Select(p => p.Purchase.MemberId!.Value), ct);
        foreach (var purchase in ours)
        {
            if (purchase.Purchase.Kind == PurchaseKind.Purchase)
            {
                Earn(purchase, counting, booking);
            }
            else
            {
                TakeBack(purchase, counting, booking);
            }
        }

        await booking.SaveAsync(ct);
        await run.SaveAsync(scope.Now, ct);
        await counting.Budget.SaveAsync();
    }

    /// <summary>What counting needs besides the purchase itself.</summary>
    private sealed record Counting(ProgrammeTimeline Timeline, ITierRun Tiers, Originals Originals, FactsBook Facts, RuleBudget Budget);

    private static void Earn(RecordedPurchase recorded, Counting counting, PointBooking booking)
    {
        var purchase = recorded.Purchase;
        var member = purchase.MemberId!.Value;
        counting.Originals.Bought(purchase, recorded.Lines);
        if (counting.Timeline.On(purchase.BusinessDate) is not { } programme)
        {
            counting.Tiers.Kept(member, purchase.Id, purchase.BusinessDate, counting.Originals.KeptOf(purchase.Id));
            return;
        }

        var facts = counting.Facts.Of(purchase, counting.Tiers.TierOn(member, purchase.BusinessDate));
        var allowed = counting.Budget.Allowed(programme.Content, member, purchase.BusinessDate);
        var (points, basis) = EarningPolicy.Explain(programme.Content, facts, purchase.PaidByChequeCents, counting.Originals.LinesOf(recorded.Lines), allowed);
        counting.Budget.Gave(member, purchase.BusinessDate, basis.Parts!, 1);
        var entry = booking.Earn(member, EntryKind.Earn, points, "purchase", purchase.Id, purchase.OccurredAt, purchase.BusinessDate, programme,
            $"Purchase {purchase.ExternalId}", basis.ToJson(), from: LotPolicy.From(programme.Content.Earning, purchase));
        counting.Originals.Earned(purchase, recorded.Lines, entry);
        counting.Tiers.Kept(member, purchase.Id, purchase.BusinessDate, counting.Originals.KeptOf(purchase.Id));
        counting.Tiers.Earned(member, purchase.BusinessDate, points);
    }

    private static void TakeBack(RecordedPurchase recorded, Counting counting, PointBooking booking)
    {
        var (timeline, run, originals) = (counting.Timeline, counting.Tiers, counting.Originals);
        var purchase = recorded.Purchase;
        var member = purchase.MemberId!.Value;
        var number = 0;
        var before = originals.PartsBefore(recorded.Matches, counting);
        originals.CameBack(recorded.Matches);
        foreach (var group in recorded.Matches.Where(m => m.Original is not null).GroupBy(m => m.Original!.PurchaseId))
        {
            if (originals.PurchaseOf(group.Key) is { MemberId: { } buyer } bought)
            {
                run.Kept(buyer, bought.Id, bought.BusinessDate, originals.KeptOf(bought.Id));
            }

            if (originals.Find(group.Key) is { } original && timeline.ById(original.Entry.VersionId ?? 0) is { } programme)
            {
                var (kept, parts) = originals.Count(original, programme.Content, counting.Facts);
                if (before.TryGetValue(group.Key, out var had))
                {
                    counting.Budget.Gave(original.Purchase.MemberId!.Value, original.Purchase.BusinessDate, had, -1);
                    counting.Budget.Gave(original.Purchase.MemberId!.Value, original.Purchase.BusinessDate, parts, 1);
                }

                var back = original.Entry.Points - kept - original.Reversed;
                if (back > 0)
                {
                    original.Reversed += back;
                    var taken = booking.TakeBack(member, back, purchase, ++number, original.Entry, programme);
                    run.Earned(member, original.Purchase.BusinessDate, -taken);
                }
            }
        }

        var unmatched = recorded.Matches.Where(m => m.Original is null && m.ReturnLine.Kind == LineKind.Goods)
            .Sum(m => Rounding.Share(m.ReturnLine.AmountCents, m.Quantity, m.ReturnLine.Quantity));
        if (unmatched > 0 && timeline.On(purchase.BusinessDate) is { } own)
        {
            var taken = booking.TakeBackUnmatched(member, unmatched / own.Content.Earning.CentsPerPoint, purchase, own.VersionId);
            run.Earned(member, purchase.BusinessDate, -taken);
        }
    }

    /// <summary>The purchases that returns in this batch take back from, with what they earned and what was taken back before.</summary>
    private sealed class Originals
    {
        private readonly Dictionary<long, Original> byPurchase = [];
        private readonly Dictionary<long, (Purchase Purchase, IReadOnlyList<PurchaseLine> Lines)> bought = [];
        private readonly Dictionary<long, Product> products;
        private readonly Dictionary<PurchaseLine, int> returned;

        /// <summary>The rows hold what the whole batch takes back; the purchases are counted one by one, so start without this batch.</summary>
        private Originals(Dictionary<long, Product> products, IReadOnlyList<RecordedPurchase> recorded)
        {
            this.products = products;
            returned = recorded.SelectMany(r => r.Matches).Where(m => m.Original is not null).GroupBy(m => m.Original!)
                .ToDictionary(g => g.Key, g => g.Key.ReturnedQuantity - g.Sum(m => m.Quantity));
        }

        /// <summary>Purchases that were there before this batch and of which units come back in it.</summary>
        internal List<Purchase> Older { get; } = [];

        internal sealed record Original(Purchase Purchase, IReadOnlyList<PurchaseLine> Lines, LedgerEntry Entry)
        {
            internal long Reversed { get; set; }
        }

        internal static async Task<Originals> LoadAsync(StudioDb db, IReadOnlyList<RecordedPurchase> recorded, CancellationToken ct)
        {
            var touched = recorded.SelectMany(r => r.Matches).Where(m => m.Original is not null).Select(m => m.Original!).Distinct().ToList();
            var ids = touched.Select(l => l.PurchaseId).Distinct().Except(recorded.Select(r => r.Purchase.Id)).ToArray();
            var lines = ids.Length == 0 ? [] : await db.Set<PurchaseLine>().AsNoTracking().Where(l => ids.Contains(l.PurchaseId)).OrderBy(l => l.LineNo).ToListAsync(ct);

            // The batch knows units returned that the rows read here already hold as well; its own objects are the truth while it runs.
            var own = touched.ToDictionary(l => l.Id);
            lines = lines.ConvertAll(l => own.GetValueOrDefault(l.Id) ?? l);
            var products = recorded.SelectMany(r => r.Lines).Concat(lines).Select(l => l.ProductId).Where(p => p is not null).Distinct().ToArray();
            var originals = new Originals(await db.Set<Product>().AsNoTracking().Where(p => products.Contains(p.Id)).ToDictionaryAsync(p => p.Id, ct), recorded);
            if (ids.Length > 0)
            {
                await originals.AddAsync(db, ids, lines, ct);
            }

            return originals;
        }

        internal void Bought(Purchase purchase, IReadOnlyList<PurchaseLine> lines) => bought[purchase.Id] = (purchase, lines);

        internal Purchase? PurchaseOf(long purchaseId) => bought.GetValueOrDefault(purchaseId).Purchase;

        /// <summary>What is left of a purchase at this point of the batch, cents.</summary>
        internal long KeptOf(long purchaseId)
        {
            var (purchase, lines) = bought[purchaseId];
            return KeptAmounts.Kept(purchase.EligibleCents, lines, l => returned.GetValueOrDefault(l, l.ReturnedQuantity));
        }

        internal void Earned(Purchase purchase, IReadOnlyList<PurchaseLine> lines, LedgerEntry entry) => byPurchase[purchase.Id] = new Original(purchase, lines, entry);

        internal Original? Find(long purchaseId) => byPurchase.GetValueOrDefault(purchaseId);

        /// <summary>Counts a purchase again with what is left of it now, as it was counted then: same rules, same facts, same limits.</summary>
        internal (long Points, IReadOnlyList<PartPoints> Parts) Count(Original original, ProgrammeContent content, FactsBook facts)
        {
            var plan = EarningPlan.Of(content);
            var basis = EarningBasis.FromJson(original.Entry.Basis!);
            var byPart = new long[plan.Parts.Count];
            var points = plan.Count(facts.Of(original.Purchase, basis), original.Purchase.PaidByChequeCents, LinesOf(original.Lines), basis.Allowed, byPart);
            return (points, [.. plan.Parts.Select((id, i) => new PartPoints(id, byPart[i]))]);
        }

        /// <summary>What the parts of the purchases gave before these units came back; only where a rule has a limit.</summary>
        internal Dictionary<long, IReadOnlyList<PartPoints>> PartsBefore(IReadOnlyList<MatchedReturn> matches, Counting counting) => matches
            .Where(m => m.Original is not null).Select(m => Find(m.Original!.PurchaseId)).OfType<Original>().DistinctBy(o => o.Purchase.Id)
            .Select(o => (Original: o, Programme: counting.Timeline.ById(o.Entry.VersionId ?? 0)))
            .Where(o => o.Programme is not null && EarningPlan.Of(o.Programme.Content).Limited.Count > 0)
            .ToDictionary(o => o.Original.Purchase.Id, o => Count(o.Original, o.Programme!.Content, counting.Facts).Parts);

        internal void CameBack(IReadOnlyList<MatchedReturn> matches)
        {
            foreach (var match in matches.Where(m => m.Original is not null))
            {
                returned[match.Original!] += match.Quantity;
            }
        }

        /// <summary>The lines with what is left of each at this point of the batch.</summary>
        internal EarningLine[] LinesOf(IReadOnlyList<PurchaseLine> lines) => [.. lines.Select(l =>
        {
            var product = l.ProductId is { } id ? products.GetValueOrDefault(id) : null;
            return new EarningLine(l.Kind, product?.Category ?? "", l.AmountCents, l.Quantity, l.Quantity - returned.GetValueOrDefault(l, l.ReturnedQuantity), product?.Sku ?? "", product?.Brand ?? "");
        })];

        private async Task AddAsync(StudioDb db, long[] ids, List<PurchaseLine> lines, CancellationToken ct)
        {
            var purchases = await db.Set<Purchase>().AsNoTracking().Where(p => ids.Contains(p.Id)).ToListAsync(ct);
            var keys = ids.Select(i => i.ToString(System.Globalization.CultureInfo.InvariantCulture)).ToArray();
            var entries = await db.Set<LedgerEntry>().AsNoTracking().Where(e => e.SourceType == "purchase" && e.Kind == EntryKind.Earn && keys.Contains(e.SourceId)).ToListAsync(ct);
            var entryIds = entries.ConvertAll(e => (long?)e.Id);
            var reversed = await db.Set<LedgerEntry>().AsNoTracking().Where(e => entryIds.Contains(e.ReversesId))
                .GroupBy(e => e.ReversesId).Select(g => new { Id = g.Key!.Value, Points = g.Sum(e => e.Forgiven) - g.Sum(e => e.Points) }).ToDictionaryAsync(r => r.Id, r => r.Points, ct);
            foreach (var purchase in purchases)
            {
                Older.Add(purchase);
                Bought(purchase, lines.FindAll(l => l.PurchaseId == purchase.Id));
            }

            var byId = entries.ToDictionary(e => long.Parse(e.SourceId, System.Globalization.CultureInfo.InvariantCulture));
            foreach (var purchase in purchases.Where(p => byId.ContainsKey(p.Id)))
            {
                var entry = byId[purchase.Id];
                byPurchase[purchase.Id] = new Original(purchase, lines.FindAll(l => l.PurchaseId == purchase.Id), entry) { Reversed = reversed.GetValueOrDefault(entry.Id) };
            }
        }
    }
}
