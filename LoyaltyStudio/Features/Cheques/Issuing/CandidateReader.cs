using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Access.Model;
using LoyaltyStudio.Features.Cheques.Model;
using LoyaltyStudio.Features.Members.Model;
using LoyaltyStudio.Features.Points.Model;
using LoyaltyStudio.Features.Programme.Model;
using LoyaltyStudio.Features.Purchases.Model;
using LoyaltyStudio.Features.Tiers.Model;
using LoyaltyStudio.Platform;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Cheques.Issuing;

/// <summary>A cut-off: what a calculation looks at.</summary>
/// <param name="RunId">The run itself, whose own lines hold nothing; 0 for a preview.</param>
/// <param name="From">First day of the period, for the turnover.</param>
/// <param name="LastEntryId">The highest booking at the moment <paramref name="RecordedUntil"/>.</param>
/// <param name="CalculatedAt">When the run was calculated before; null for the first time.</param>
internal sealed record CutOff(long RunId, DateOnly From, DateOnly Until, DateOnly Day, DateTime RecordedUntil, long LastEntryId, DateTime? CalculatedAt)
{
    internal static CutOff Of(ChequeRun run)
    {
        var (last, unit) = BusinessCalendar.ParsePeriod(run.Period) ?? throw new InvalidOperationException($"Run {run.Id} has no period: {run.Period}.");
        return new CutOff(run.Id, BusinessCalendar.Floor(last, unit), last, run.CutOff, run.RecordedUntil, run.LastEntryId, run.CalculatedAt);
    }
}

/// <summary>
/// Reads members with points as they stood at a cut-off, whatever was booked since: points of lots active on the day, of bookings recorded in time; what was taken
/// back or expired later is put back. Cheques always count as taken, for points are never counted twice; so does what the member took as a reward before the calculation was
/// complete, for nothing was held yet. Status and home store are those of now.
/// </summary>
internal sealed class CandidateReader
{
    /// <summary>A transaction may hold lower numbers than one that was written before it.</summary>
    internal const int Overlap = 10_000;
    private readonly CutOff cutOff;
    private readonly ChequeScheme scheme;
    private readonly ProgrammeContent content;
    private readonly Dictionary<long, long> lotsSince = [], debtSince = [];
    private readonly SortedSet<long> touched = [];
    private readonly Dictionary<long, string> tiersThen;
    private readonly Dictionary<long, string> stores;
    private readonly long[] openRuns;

    private CandidateReader(CutOff cutOff, ChequeScheme scheme, ProgrammeContent content, Dictionary<long, string> tiersThen, Dictionary<long, string> stores, long[] openRuns)
    {
        (this.cutOff, this.scheme, this.content, this.tiersThen, this.stores, this.openRuns) = (cutOff, scheme, content, tiersThen, stores, openRuns);
    }

    internal static async Task<CandidateReader> OpenAsync(StudioDb db, CutOff cutOff, ChequeScheme scheme, ProgrammeContent content, CancellationToken ct)
    {
        // A change is undone when it began after the day, and also when it was recorded too late, because a purchase came in late: in the order in which they were recorded.
        var changes = await db.Set<TierChange>().AsNoTracking().Where(c => (c.On > cutOff.Day || c.RecordedAt > cutOff.RecordedUntil) && c.FromTier != c.ToTier).OrderByDescending(c => c.Id)
            .Select(c => new { c.MemberId, c.FromTier }).ToListAsync(ct);
        var tiers = new Dictionary<long, string>();
        changes.ForEach(c => tiers[c.MemberId] = c.FromTier);
        var reader = new CandidateReader(cutOff, scheme, content, tiers, await db.Set<Store>().AsNoTracking().ToDictionaryAsync(s => s.Id, s => s.Code, ct), await ChequeHolds.OpenRunsAsync(db, cutOff.RunId, ct, cutOff.CalculatedAt));
        await reader.ReadSinceAsync(db, ct);
        return reader;
    }

    /// <summary>The next members with points behind one, and the last that was looked at; null behind the end.</summary>
    internal async Task<(long Last, List<ChequeCandidate> Members)?> NextAsync(StudioDb db, long after, int size, CancellationToken ct)
    {
        var withPoints = await db.Set<PointLot>().AsNoTracking().Where(l => l.MemberId > after && l.Remaining > 0).Select(l => l.MemberId).Distinct().Order().Take(size).ToListAsync(ct);
        var last = withPoints.Count == size ? withPoints[^1] : touched.Count > 0 && touched.Max > (withPoints.Count > 0 ? withPoints[^1] : after) ? touched.Max : withPoints.Count > 0 ? withPoints[^1] : 0;
        if (last <= after)
        {
            return null;
        }

        var points = await PointsAsync(db, after, last, ct);
        return (last, await MembersAsync(db, after, last, points, ct));
    }

    /// <summary>One member, or nobody where there are no points.</summary>
    internal async Task<List<ChequeCandidate>> OneAsync(StudioDb db, long member, CancellationToken ct) =>
        await MembersAsync(db, member - 1, member, await PointsAsync(db, member - 1, member, ct), ct);

    private async Task ReadSinceAsync(StudioDb db, CancellationToken ct)
    {
        var above = cutOff.LastEntryId - Overlap;
        var (repeat, complete) = (cutOff.CalculatedAt is not null, cutOff.CalculatedAt ?? cutOff.RecordedUntil);
        var moves = await (
            from move in db.Set<LotMovement>()
            join entry in db.Set<LedgerEntry>() on move.EntryId equals entry.Id
            where entry.Id > above && entry.RecordedAt > cutOff.RecordedUntil && entry.Kind != EntryKind.Cheque
                && ((entry.Kind != EntryKind.Spend && entry.Kind != EntryKind.SpendUndo) || (repeat && entry.RecordedAt > complete))
            select new { entry.MemberId, move.LotId, move.Points }).AsNoTracking().ToListAsync(ct);
        foreach (var move in moves)
        {
            touched.Add(move.MemberId);
            var (sum, key) = move.LotId is { } lot ? (lotsSince, lot) : (debtSince, move.MemberId);
            sum[key] = sum.GetValueOrDefault(key) + move.Points;
        }
    }

    private sealed record Sum(long MemberId, long Active, long Pending);

    private async Task<Dictionary<long, Sum>> PointsAsync(StudioDb db, long after, long to, CancellationToken ct)
    {
        var day = cutOff.Day;
        var lots = from lot in db.Set<PointLot>().AsNoTracking()
                   join entry in db.Set<LedgerEntry>() on lot.EntryId equals entry.Id
                   where lot.MemberId > after && lot.MemberId <= to && (lot.ExpiresOn == null || lot.ExpiresOn > day) && entry.BusinessDate <= day && entry.RecordedAt <= cutOff.RecordedUntil
                   select lot;
        var sums = await lots.Where(l => l.Remaining > 0).GroupBy(l => l.MemberId)
            .Select(g => new Sum(g.Key, g.Sum(l => l.ActivatesOn <= day ? l.Remaining : 0), g.Sum(l => l.ActivatesOn > day ? l.Remaining : 0))).ToDictionaryAsync(s => s.MemberId, ct);
        var since = touched.GetViewBetween(after + 1, Math.Max(after + 1, to)).ToArray();
        if (since.Length > 0)
        {
            foreach (var own in (await lots.Where(l => since.Contains(l.MemberId)).Select(l => new { l.MemberId, l.Id, l.Remaining, l.ActivatesOn }).ToListAsync(ct)).GroupBy(l => l.MemberId))
            {
                long Then(bool active) => own.Where(l => l.ActivatesOn <= day == active).Sum(l => l.Remaining - lotsSince.GetValueOrDefault(l.Id));
                sums[own.Key] = new Sum(own.Key, Then(true), Then(false));
            }
        }

        return sums;
    }

    private async Task<List<ChequeCandidate>> MembersAsync(StudioDb db, long after, long to, Dictionary<long, Sum> points, CancellationToken ct)
    {
        var ids = points.Values.Where(p => p.Active > 0 || p.Pending > 0).Select(p => p.MemberId).Order().ToArray();
        var turnover = scheme.Bands.Count == 0 ? [] : await TurnoverAsync(db, after, to, ct);
        var held = await ChequeHolds.OfAsync(db, openRuns, ids, ct);
        var members = await (
            from member in db.Set<Member>()
            join b in db.Set<PointBalance>() on member.Id equals b.MemberId into balances
            from balance in balances.DefaultIfEmpty()
            join t in db.Set<MemberTier>() on member.Id equals t.MemberId into tiers
            from tier in tiers.DefaultIfEmpty()
            where ids.Contains(member.Id)
            orderby member.Id
            select new { member.Id, member.HomeStoreId, member.Status, member.EnrolledOn, Debt = balance == null ? 0 : balance.Debt, Tier = tier == null ? null : tier.Tier }).AsNoTracking().ToListAsync(ct);
        return members.ConvertAll(m => new ChequeCandidate(m.Id, points[m.Id].Active, points[m.Id].Pending, Math.Max(0, m.Debt + debtSince.GetValueOrDefault(m.Id)), held.GetValueOrDefault(m.Id)?.Points ?? 0,
            content.TierOf(tiersThen.GetValueOrDefault(m.Id) ?? m.Tier).Code, m.HomeStoreId, m.HomeStoreId is { } store ? stores.GetValueOrDefault(store) : null, m.Status == MemberStatus.Active, m.EnrolledOn,
            turnover.GetValueOrDefault(m.Id)));
    }

    /// <summary>Goods sold less what came back, each on its own date, within the period.</summary>
    private async Task<Dictionary<long, long>> TurnoverAsync(StudioDb db, long after, long to, CancellationToken ct) => await db.Set<Purchase>()
        .Where(p => p.MemberId > after && p.MemberId <= to && p.BusinessDate >= cutOff.From && p.BusinessDate <= cutOff.Until && p.RecordedAt <= cutOff.RecordedUntil)
        .GroupBy(p => p.MemberId!.Value).Select(g => new { g.Key, Cents = g.Sum(p => p.Kind == PurchaseKind.Return ? p.TotalCents : p.EligibleCents) })
        .ToDictionaryAsync(g => g.Key, g => Math.Max(0, g.Cents), ct);
}
