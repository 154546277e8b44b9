using LoyaltyStudio.Data;
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
public sealed class PurchasePoints(ITierCourse tiers) : IPurchaseReaction
{
    public async Task RecordedAsync(StudioDbScope scope, IReadOnlyList<RecordedPurchase> purchases, CancellationToken ct)
    {
        var timeline = await ProgrammeBook.TimelineAsync(scope.Db, ct);
        var ours = purchases.Where(p => p.Purchase.MemberId is not null).ToList();
        if (timeline.Versions.Count == 0 || ours.Count == 0)
        {
            return;
        }

        var members = ours.Select(p => p.Purchase.MemberId!.Value).Distinct().ToList();
        var run = await tiers.StartAsync(scope.Db, timeline, members, ours.Min(p => p.Purchase.BusinessDate), ct);
        var originals = await Originals.LoadAsync(scope.Db, ours, ct);
        var booking = await PointBooking.StartAsync(scope, members, needLots: ours.Where(p => p.Matches.Count > 0).Select(p => p.Purchase.MemberId!.Value), ct);
        foreach (var purchase in ours)
        {
            if (purchase.Purchase.Kind == PurchaseKind.Purchase)
            {
                Earn(purchase, timeline, run, originals, booking);
            }
            else
            {
                TakeBack(purchase, timeline, run, originals, booking);
            }
        }

        await booking.SaveAsync(ct);
        await run.SaveAsync(scope.Now, ct);
    }

    private static void Earn(RecordedPurchase recorded, ProgrammeTimeline timeline, ITierRun run, Originals originals, PointBooking booking)
    {
        var purchase = recorded.Purchase;
        if (timeline.On(purchase.BusinessDate) is not { } programme)
        {
            return;
        }

        var member = purchase.MemberId!.Value;
        var tier = run.TierOn(member, purchase.BusinessDate);
        var lines = originals.LinesOf(recorded.Lines);
        var points = EarningPolicy.Points(programme.Content, tier, purchase.PaidByChequeCents, lines);
        var basis = EarningPolicy.Basis(programme.Content, tier, purchase.PaidByChequeCents, lines);
        var entry = booking.Earn(member, EntryKind.Earn, points, "purchase", purchase.Id, purchase.OccurredAt, purchase.BusinessDate, programme,
            $"Purchase {purchase.ExternalId}", basis.ToJson());
        originals.Earned(purchase, recorded.Lines, entry);
        run.Earned(member, purchase.BusinessDate, points);
    }

    private static void TakeBack(RecordedPurchase recorded, ProgrammeTimeline timeline, ITierRun run, Originals originals, PointBooking booking)
    {
        var purchase = recorded.Purchase;
        var member = purchase.MemberId!.Value;
        var number = 0;
        originals.CameBack(recorded.Matches);
        foreach (var group in recorded.Matches.Where(m => m.Original is not null).GroupBy(m => m.Original!.PurchaseId))
        {
            if (originals.Find(group.Key) is { } original && timeline.ById(original.Entry.VersionId ?? 0) is { } programme)
            {
                var kept = EarningPolicy.Points(programme.Content, EarningBasis.FromJson(original.Entry.Basis!).Tier, original.Purchase.PaidByChequeCents, originals.LinesOf(original.Lines));
                var back = original.Entry.Points - kept - original.Reversed;
                if (back > 0)
                {
                    original.Reversed += back;
                    booking.TakeBack(member, back, purchase, ++number, original.Entry, programme.VersionId);
                    run.Earned(member, original.Purchase.BusinessDate, -back);
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
        private readonly Dictionary<long, string> categories;
        private readonly Dictionary<PurchaseLine, int> returned;

        /// <summary>The rows hold what the whole batch takes back; the purchases are counted one by one, so start without this batch.</summary>
        private Originals(Dictionary<long, string> categories, IReadOnlyList<RecordedPurchase> recorded)
        {
            this.categories = categories;
            returned = recorded.SelectMany(r => r.Matches).Where(m => m.Original is not null).GroupBy(m => m.Original!)
                .ToDictionary(g => g.Key, g => g.Key.ReturnedQuantity - g.Sum(m => m.Quantity));
        }

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
            var originals = new Originals(await db.Set<Product>().AsNoTracking().Where(p => products.Contains(p.Id) && p.Category != "").ToDictionaryAsync(p => p.Id, p => p.Category, ct), recorded);
            if (ids.Length > 0)
            {
                await originals.AddAsync(db, ids, lines, ct);
            }

            return originals;
        }

        internal void Earned(Purchase purchase, IReadOnlyList<PurchaseLine> lines, LedgerEntry entry) => byPurchase[purchase.Id] = new Original(purchase, lines, entry);

        internal Original? Find(long purchaseId) => byPurchase.GetValueOrDefault(purchaseId);

        internal void CameBack(IReadOnlyList<MatchedReturn> matches)
        {
            foreach (var match in matches.Where(m => m.Original is not null))
            {
                returned[match.Original!] += match.Quantity;
            }
        }

        /// <summary>The lines with what is left of each at this point of the batch.</summary>
        internal IReadOnlyList<EarningLine> LinesOf(IReadOnlyList<PurchaseLine> lines) => [.. lines.Select(l =>
            new EarningLine(l.Kind, l.ProductId is { } p ? categories.GetValueOrDefault(p, "") : "", l.AmountCents, l.Quantity, l.Quantity - returned.GetValueOrDefault(l, l.ReturnedQuantity)))];

        private async Task AddAsync(StudioDb db, long[] ids, List<PurchaseLine> lines, CancellationToken ct)
        {
            var purchases = await db.Set<Purchase>().AsNoTracking().Where(p => ids.Contains(p.Id)).ToListAsync(ct);
            var keys = ids.Select(i => i.ToString(System.Globalization.CultureInfo.InvariantCulture)).ToArray();
            var entries = await db.Set<LedgerEntry>().AsNoTracking().Where(e => e.SourceType == "purchase" && e.Kind == EntryKind.Earn && keys.Contains(e.SourceId)).ToListAsync(ct);
            var entryIds = entries.ConvertAll(e => (long?)e.Id);
            var reversed = await db.Set<LedgerEntry>().AsNoTracking().Where(e => entryIds.Contains(e.ReversesId))
                .GroupBy(e => e.ReversesId).Select(g => new { Id = g.Key!.Value, Points = -g.Sum(e => e.Points) }).ToDictionaryAsync(r => r.Id, r => r.Points, ct);
            var byId = entries.ToDictionary(e => long.Parse(e.SourceId, System.Globalization.CultureInfo.InvariantCulture));
            foreach (var purchase in purchases.Where(p => byId.ContainsKey(p.Id)))
            {
                var entry = byId[purchase.Id];
                byPurchase[purchase.Id] = new Original(purchase, lines.FindAll(l => l.PurchaseId == purchase.Id), entry) { Reversed = reversed.GetValueOrDefault(entry.Id) };
            }
        }
    }
}
