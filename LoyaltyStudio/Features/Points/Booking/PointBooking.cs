using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Points.Earning;
using LoyaltyStudio.Features.Points.Model;
using LoyaltyStudio.Features.Programme.Model;
using LoyaltyStudio.Features.Purchases.Model;
using LoyaltyStudio.Features.Purchases.Recording;
using LoyaltyStudio.Platform;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Points.Booking;

/// <summary>
/// Books points for a set of members in one transaction: entries, lots, movements and balances are gathered and written together.
/// Invariants: every entry has a key of its own (L3); Σ entries = Σ open lots − debt per member when it is saved (L8); debt grows only by returns and
/// approved cheques (L9). New points pay a debt first. Ids are taken when saving, so that an abandoned booking leaves nothing.
/// </summary>
public sealed class PointBooking
{
    private readonly StudioDbScope scope;
    private readonly Dictionary<long, long> debts;
    private readonly Dictionary<long, List<PointLot>> lots;
    private readonly Dictionary<long, PointBalance> changes = [];
    private readonly List<LedgerEntry> entries = [];
    private readonly List<PointLot> newLots = [];
    private readonly HashSet<PointLot> oldLots = [];
    private readonly List<(LedgerEntry Entry, PointLot? Lot, long Points)> movements = [];
    private readonly Dictionary<PointLot, LedgerEntry> lotEntries = [];
    private readonly Dictionary<LedgerEntry, LedgerEntry> reversals = [];
    private readonly HashSet<long> withLots;

    private PointBooking(StudioDbScope scope, Dictionary<long, long> debts, Dictionary<long, List<PointLot>> lots, HashSet<long> withLots)
    {
        this.scope = scope;
        this.debts = debts;
        this.lots = lots;
        this.withLots = withLots;
    }

    /// <param name="members">Everybody for whom something may be booked.</param>
    /// <param name="needLots">Those from whom points may be taken; only their lots are read.</param>
    public static async Task<PointBooking> StartAsync(StudioDbScope scope, IEnumerable<long> members, IEnumerable<long> needLots, CancellationToken ct)
    {
        var all = members.Distinct().ToArray();
        var debtors = await scope.Db.Set<PointBalance>().AsNoTracking().Where(b => all.Contains(b.MemberId) && b.Debt != 0).ToDictionaryAsync(b => b.MemberId, b => b.Debt, ct);
        var takers = needLots.ToHashSet();
        var open = takers.Count == 0 ? [] : await scope.Db.Set<PointLot>().AsNoTracking().Where(l => takers.Contains(l.MemberId) && l.Remaining > 0).ToListAsync(ct);
        return new PointBooking(scope, debtors, open.GroupBy(l => l.MemberId).ToDictionary(g => g.Key, g => g.ToList()), takers);
    }

    /// <summary>Books points that are earned and makes their lot; a debt is paid from it first.</summary>
    /// <param name="atOnce">True where nothing can come back, so that the points need not wait.</param>
    public LedgerEntry Earn(long member, EntryKind kind, long points, string sourceType, long sourceId, DateTime at, DateOnly on, LiveProgramme programme, string reason, string? basis, bool atOnce = false)
    {
        var entry = Book(member, kind, points, sourceType, sourceId, 0, at, on, reason, programme.VersionId, qualifiesOn: on, basis: basis);
        if (points > 0)
        {
            var lot = new PointLot
            {
                MemberId = member, Earned = points, Remaining = points,
                ActivatesOn = atOnce ? on : LotPolicy.ActivatesOn(programme.Content.Earning, on), ExpiresOn = LotPolicy.ExpiresOn(programme.Content.Earning, on),
            };
            newLots.Add(lot);
            lotEntries[lot] = entry;
            if (withLots.Contains(member))
            {
                LotsOf(member).Add(lot);
            }

            PayDebt(member, entry, lot);
        }

        return entry;
    }

    /// <summary>Takes back what a return of a known purchase costs; what is no longer there becomes debt.</summary>
    public void TakeBack(long member, long points, Purchase source, int line, LedgerEntry reverses, long versionId)
    {
        var entry = Book(member, EntryKind.Return, -points, "return", source.Id, line, source.OccurredAt, source.BusinessDate, $"Return {source.ExternalId}", versionId,
            qualifiesOn: reverses.QualifiesOn, reverses: reverses);
        Allocate(entry, LotPolicy.Take(ReturnOrder(member, reverses, source.BusinessDate), points, allowDebt: true));
    }

    /// <summary>Takes back points for a return whose purchase we never saw, at most what the member has: no debt for points that were never given.</summary>
    /// <returns>The points taken.</returns>
    public long TakeBackUnmatched(long member, long points, Purchase source, long versionId)
    {
        var taken = LotPolicy.Take(ReturnOrder(member, null, source.BusinessDate), points, allowDebt: false);
        var sum = taken.Sum(t => t.Points);
        if (sum > 0)
        {
            Allocate(Book(member, EntryKind.Return, -sum, "return", source.Id, 0, source.OccurredAt, source.BusinessDate,
                $"Return {source.ExternalId}, purchase not found", versionId, qualifiesOn: source.BusinessDate), taken);
        }

        return sum;
    }

    /// <summary>Books a debit from given lots, in spending order. What they do not hold becomes debt.</summary>
    public LedgerEntry Spend(long member, EntryKind kind, long points, string sourceType, long sourceId, DateOnly on, string reason, long? versionId, Func<PointLot, bool> from, long line = 0)
    {
        var entry = Book(member, kind, -points, sourceType, sourceId, line, scope.Now, on, reason, versionId);
        Allocate(entry, LotPolicy.Take(LotPolicy.SpendingOrder(LotsOf(member).Where(from)), points, allowDebt: true));
        return entry;
    }

    /// <summary>Books the end of one lot.</summary>
    public void Expire(PointLot lot, DateOnly on)
    {
        var entry = Book(lot.MemberId, EntryKind.Expiry, -lot.Remaining, "lot", lot.Id, 0, scope.Now, on, "Points expired", null);
        Allocate(entry, LotPolicy.Take([lot], lot.Remaining, allowDebt: false));
    }

    /// <summary>Gives every entry its id before <see cref="SaveAsync"/>, for callers that write rows which point at entries.</summary>
    public async Task AssignIdsAsync()
    {
        if (entries.Count > 0 && entries[0].Id == 0)
        {
            var ids = await scope.Db.NextIdsAsync<LedgerEntry>(entries.Count);
            for (var i = 0; i < ids.Length; i++)
            {
                entries[i].Id = ids[i];
            }
        }
    }

    public async Task SaveAsync(CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        await AssignIdsAsync();
        var lotIds = await scope.Db.NextIdsAsync<PointLot>(newLots.Count);
        for (var i = 0; i < newLots.Count; i++)
        {
            newLots[i].Id = lotIds[i];
            newLots[i].EntryId = lotEntries[newLots[i]].Id;
        }

        foreach (var entry in entries)
        {
            entry.ReversesId ??= reversals.GetValueOrDefault(entry)?.Id;
        }

        var moves = movements.ConvertAll(m => new LotMovement { EntryId = m.Entry.Id, LotId = m.Lot?.Id, Points = m.Points });
        var moveIds = await scope.Db.NextIdsAsync<LotMovement>(moves.Count);
        for (var i = 0; i < moves.Count; i++)
        {
            moves[i].Id = moveIds[i];
        }

        await scope.Db.BulkInsertAsync(entries);
        await scope.Db.BulkInsertAsync(newLots);
        await scope.Db.BulkUpdateAsync(oldLots, [nameof(PointLot.Remaining)], []);
        await scope.Db.BulkInsertAsync(moves);
        await scope.Db.BulkUpsertAsync(changes.Values, [], [nameof(PointBalance.Total), nameof(PointBalance.Debt)]);
    }

    private LedgerEntry Book(long member, EntryKind kind, long points, string sourceType, long sourceId, long line, DateTime at, DateOnly on, string reason, long? versionId,
        DateOnly? qualifiesOn = null, string? basis = null, LedgerEntry? reverses = null)
    {
        var source = sourceId.ToString(System.Globalization.CultureInfo.InvariantCulture);
        var entry = new LedgerEntry
        {
            MemberId = member, Kind = kind, Points = points, OccurredAt = at, BusinessDate = on, RecordedAt = scope.Now, Actor = scope.Actor.Stamp, Reason = reason,
            VersionId = versionId, SourceType = sourceType, SourceId = source, Line = line, QualifiesOn = qualifiesOn, Basis = basis,
            ContentHash = ContentHash.Of($"{member}|{points}|{on:yyyy-MM-dd}|{versionId}"),
        };
        if (reverses is not null)
        {
            reversals[entry] = reverses;
        }

        entries.Add(entry);
        ChangeOf(member).Total += points;
        return entry;
    }

    private void PayDebt(long member, LedgerEntry entry, PointLot lot)
    {
        var pay = Math.Min(debts.GetValueOrDefault(member), lot.Remaining);
        if (pay > 0)
        {
            lot.Remaining -= pay;
            debts[member] -= pay;
            ChangeOf(member).Debt -= pay;
            movements.Add((entry, lot, -pay));
            movements.Add((entry, null, pay));
        }
    }

    private void Allocate(LedgerEntry entry, List<(PointLot? Lot, long Points)> taken)
    {
        foreach (var (lot, points) in taken)
        {
            movements.Add((entry, lot, -points));
            if (lot is null)
            {
                debts[entry.MemberId] = debts.GetValueOrDefault(entry.MemberId) + points;
                ChangeOf(entry.MemberId).Debt += points;
            }
            else if (lot.Id != 0)
            {
                oldLots.Add(lot);
            }
        }
    }

    private IEnumerable<PointLot> ReturnOrder(long member, LedgerEntry? reverses, DateOnly on) =>
        LotPolicy.ReturnOrder(LotsOf(member), l => reverses is not null && (lotEntries.TryGetValue(l, out var own) ? own == reverses : l.EntryId == reverses.Id), on);

    private List<PointLot> LotsOf(long member)
    {
        if (!lots.TryGetValue(member, out var list))
        {
            lots[member] = list = [];
        }

        return list;
    }

    private PointBalance ChangeOf(long member)
    {
        if (!changes.TryGetValue(member, out var change))
        {
            changes[member] = change = new PointBalance { MemberId = member };
        }

        return change;
    }
}
