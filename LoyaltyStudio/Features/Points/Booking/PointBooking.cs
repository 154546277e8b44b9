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
public sealed partial class PointBooking
{
    private const int ManyMembers = 1_000;
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
    private readonly Activities activities;
    private readonly HashSet<long> withLots;

    private PointBooking(StudioDbScope scope, Dictionary<long, long> debts, Dictionary<long, List<PointLot>> lots, HashSet<long> withLots, Activities activities)
    {
        this.scope = scope;
        this.debts = debts;
        this.lots = lots;
        this.withLots = withLots;
        this.activities = activities;
    }

    /// <param name="members">Everybody for whom something may be booked.</param>
    /// <param name="needLots">Those from whom points may be taken; only their lots are read.</param>
    public static async Task<PointBooking> StartAsync(StudioDbScope scope, IEnumerable<long> members, IEnumerable<long> needLots, CancellationToken ct)
    {
        var all = members.Distinct().ToArray();
        var known = await scope.Db.Set<PointBalance>().AsNoTracking().Where(b => all.Contains(b.MemberId) && (b.Debt != 0 || b.LastActivityOn != null)).ToListAsync(ct);
        var takers = needLots.ToHashSet();
        var open = takers.Count == 0 ? [] : takers.Count < ManyMembers || takers.Max() - takers.Min() > takers.Count * 8L ? await scope.Db.Set<PointLot>().AsNoTracking().Where(l => takers.Contains(l.MemberId) && l.Remaining > 0).ToListAsync(ct)
            : await LotsAsync(scope.Db, takers, ct);
        return new PointBooking(scope, known.Where(b => b.Debt != 0).ToDictionary(b => b.MemberId, b => b.Debt), open.GroupBy(l => l.MemberId).ToDictionary(g => g.Key, g => g.ToList()), takers,
            new Activities(known.Where(b => b.LastActivityOn is not null).ToDictionary(b => b.MemberId, b => b.LastActivityOn!.Value)));
    }

    /// <summary>For many members in one stretch of numbers: everything between the first and the last is read with little in between, and theirs kept.</summary>
    private static async Task<List<PointLot>> LotsAsync(StudioDb db, HashSet<long> members, CancellationToken ct)
    {
        List<PointLot> lots = [];
        using var rows = await db.BulkReadAsync(FormattableString.Invariant(
            $"SELECT id, member_id, entry_id, earned, remaining, activates_on, expires_on, by_activity, revivals FROM point_lot WHERE member_id >= {members.Min()} AND member_id <= {members.Max()} AND remaining > 0"), ct);
        while (rows.Read())
        {
            if (members.Contains(rows.Number(1)))
            {
                lots.Add(new PointLot
                {
                    Id = rows.Number(0), MemberId = rows.Number(1), EntryId = rows.Number(2), Earned = rows.Number(3), Remaining = rows.Number(4), ActivatesOn = DateOnly.FromDayNumber(rows.Day(5)),
                    ExpiresOn = rows.IsNull(6) ? null : DateOnly.FromDayNumber(rows.Day(6)), ByActivity = rows.Number(7) == 1, Revivals = (int)rows.Number(8),
                });
            }
        }

        return lots;
    }

    /// <summary>The lots with something left that were read for a member, and those made since.</summary>
    public IReadOnlyList<PointLot> OpenLots(long member) => LotsOf(member);

    /// <summary>Books points that are earned and makes their lot; a debt is paid from it first.</summary>
    /// <param name="atOnce">True where nothing can come back, so that the points need not wait.</param>
    /// <param name="from">The day from which they wait and stay valid, where it is not the day itself (<see cref="LotPolicy.From"/>).</param>
    /// <param name="activity">False where the member did nothing for them, so that they move no other points' end.</param>
    /// <param name="qualifies">False where they do not count for tiers.</param>
    public LedgerEntry Earn(long member, EntryKind kind, long points, string sourceType, long sourceId, DateTime at, DateOnly on, LiveProgramme programme, string reason, string? basis,
        bool atOnce = false, DateOnly? from = null, bool activity = true, bool qualifies = true)
    {
        var rule = programme.Content.Earning;
        var entry = Book(member, kind, points, sourceType, sourceId, 0, at, on, reason, programme.VersionId, qualifiesOn: qualifies ? on : null, basis: basis);
        if (points > 0)
        {
            var moves = activity && LotPolicy.Moves(rule, spending: false);
            if (moves)
            {
                Move(member, rule, on);
            }

            var start = from ?? on;
            var byActivity = rule.Expiry == ExpiryKind.Inactivity;
            var lot = new PointLot
            {
                MemberId = member, Earned = points, Remaining = points, ByActivity = byActivity,
                ActivatesOn = atOnce ? on : LotPolicy.ActivatesOn(rule, start), ExpiresOn = LotPolicy.ExpiresOn(rule, byActivity ? activities.Latest(member, start) : start),
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

    /// <summary>
    /// Takes back what a return of a known purchase costs. What is no longer there becomes debt, or stays with the member where the programme allows no debt; the
    /// entry says so, and it counts as taken back.
    /// </summary>
    /// <returns>The points taken.</returns>
    public long TakeBack(long member, long points, Purchase source, int line, LedgerEntry reverses, LiveProgramme programme)
    {
        var debt = programme.Content.Earning.Debt;
        var order = ReturnOrder(member, reverses, source.BusinessDate);
        var taken = LotPolicy.Take(debt == DebtPolicy.PendingOnly ? order.Where(l => IsOf(l, reverses) && l.ActivatesOn > source.BusinessDate) : order, points, allowDebt: debt == DebtPolicy.Unlimited);
        var sum = taken.Sum(t => t.Points);
        var entry = Book(member, EntryKind.Return, -sum, "return", source.Id, line, source.OccurredAt, source.BusinessDate, $"Return {source.ExternalId}", programme.VersionId,
            qualifiesOn: reverses.QualifiesOn, reverses: reverses);
        entry.Forgiven = points - sum;
        Allocate(entry, taken);
        return sum;
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
    /// <param name="activity">The programme of the day where the member did this, so that it may move the end of open points.</param>
    /// <param name="last">A rank of lots where some are to be left for others: the lowest first, and within a rank in spending order.</param>
    public LedgerEntry Spend(long member, EntryKind kind, long points, string sourceType, long sourceId, DateOnly on, string reason, long? versionId, Func<PointLot, bool> from, long line = 0, LiveProgramme? activity = null, Func<PointLot, int>? last = null)
    {
        var entry = Book(member, kind, -points, sourceType, sourceId, line, scope.Now, on, reason, versionId);
        Allocate(entry, LotPolicy.Take(LotPolicy.SpendingOrder(LotsOf(member).Where(from)).OrderBy(l => last?.Invoke(l) ?? 0), points, allowDebt: true));
        if (activity is not null && LotPolicy.Moves(activity.Content.Earning, spending: true))
        {
            Move(member, activity.Content.Earning, on);
        }

        return entry;
    }

    /// <summary>Books the end of one lot.</summary>
    public void Expire(PointLot lot, DateOnly on)
    {
        var entry = Book(lot.MemberId, EntryKind.Expiry, -lot.Remaining, "lot", lot.Id, lot.Revivals, scope.Now, on, "Points expired", null);
        Allocate(entry, LotPolicy.Take([lot], lot.Remaining, allowDebt: false));
    }

    /// <summary>Puts points back where an earlier entry took them from. A debt that came since is paid from them first.</summary>
    /// <param name="back">Lots as they are now, whatever is left of them, and how much goes back into each.</param>
    public LedgerEntry PutBack(EntryKind kind, LedgerEntry reverses, string sourceType, long sourceId, long line, DateOnly on, string reason, IReadOnlyList<(PointLot Lot, long Points)> back)
    {
        var member = reverses.MemberId;
        var entry = Book(member, kind, back.Sum(b => b.Points), sourceType, sourceId, line, scope.Now, on, reason, null, reverses: reverses);
        foreach (var (lot, points) in back)
        {
            lot.Remaining += points;
            movements.Add((entry, lot, points));
            oldLots.Add(lot);
            if (LotPolicy.RevivedUntil(lot.ExpiresOn, on) is var until && until != lot.ExpiresOn)
            {
                lot.ExpiresOn = until;
                lot.Revivals++;
            }

            PayDebt(member, entry, lot);
        }

        return entry;
    }

    /// <summary>Moves the end of open lots to a later day; the caller says who and why in the audit trail.</summary>
    /// <returns>The lots that moved.</returns>
    public int Extend(long member, DateOnly until, Func<PointLot, bool> which)
    {
        var moved = LotsOf(member).Where(l => l.Remaining > 0 && l.ExpiresOn < until && which(l)).ToList();
        foreach (var lot in moved)
        {
            lot.ExpiresOn = until;
            oldLots.Add(lot);
        }

        return moved.Count;
    }

    /// <summary>The member did something: open lots that live by activity end later, never earlier. A lot whose end had come before stays ended.</summary>
    private void Move(long member, EarningRule rule, DateOnly on)
    {
        var until = LotPolicy.ExpiresOn(rule, on)!.Value;
        activities.Add(member, on, until);
        foreach (var lot in lots.GetValueOrDefault(member) ?? [])
        {
            if (lot.ByActivity && lot.ExpiresOn >= on && lot.ExpiresOn < until)
            {
                lot.ExpiresOn = until;
            }
        }
    }
}
