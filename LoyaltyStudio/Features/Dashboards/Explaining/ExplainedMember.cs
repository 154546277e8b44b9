using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Cheques.Model;
using LoyaltyStudio.Features.Members.Model;
using LoyaltyStudio.Features.Points.Model;
using LoyaltyStudio.Features.Points.Reading;
using LoyaltyStudio.Features.Programme;
using LoyaltyStudio.Features.Programme.Model;
using LoyaltyStudio.Features.Programme.Sales;
using LoyaltyStudio.Features.Purchases.Model;
using LoyaltyStudio.Features.Tiers.Reading;
using LoyaltyStudio.Platform;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Dashboards.Explaining;

/// <summary>A run of cheques as one member saw it.</summary>
internal sealed record RunSeen(string Period, ChequeRunLine Line, ChequeScheme Scheme, int Version, DateOnly CutOff);

/// <summary>Everything that an explanation of one member is made of, read once.</summary>
internal sealed record ExplainedMember(Member Member, DateOnly Today, ProgrammeTimeline Timeline, PointsState State, IReadOnlyList<LedgerEntry> Entries, long Earlier, IReadOnlyList<PointLot> Lots,
    TierState? Tier, IReadOnlyList<TierChangeRow> Changes, IReadOnlyList<SaleAccess> Sales, IReadOnlyList<Cheque> Cheques, IReadOnlyList<RunSeen> LastRuns)
{
    /// <summary>Bookings told one by one; what came before is told as one sum.</summary>
    private const int Latest = 12;

    internal static async Task<ExplainedMember> LoadAsync(StudioDb db, Member member, DateOnly today, DateTime now, CancellationToken ct)
    {
        var timeline = await ProgrammeBook.TimelineAsync(db, ct);
        var all = db.Set<LedgerEntry>().AsNoTracking().Where(e => e.MemberId == member.Id);
        var entries = await all.OrderByDescending(e => e.BusinessDate).ThenByDescending(e => e.Id).Take(Latest).ToListAsync(ct);
        var lots = await db.Set<PointLot>().AsNoTracking().Where(l => l.MemberId == member.Id && l.Remaining > 0).ToListAsync(ct);
        var cheques = await db.Set<Cheque>().AsNoTracking().Where(c => c.MemberId == member.Id).OrderByDescending(c => c.Id).Take(5).ToListAsync(ct);
        var state = await PointsOf.ReadAsync(db, [new Features.Cheques.Issuing.ChequeHolds()], member.Id, today, ct);
        var tier = await TierOf.ReadAsync(db, member.Id, today, ct);
        var changes = tier is null ? [] : await ShowMemberTier.ChangesAsync(db, member.Id, timeline, 3, ct);
        var seen = await (from line in db.Set<ChequeRunLine>()
                          join run in db.Set<ChequeRun>() on line.RunId equals run.Id
                          where line.MemberId == member.Id && (run.State == ChequeRunState.Issued || run.State == ChequeRunState.Reconciled)
                          orderby run.CutOff descending, run.Id descending
                          select new { line, run.Scheme, run.Period, run.CutOff, run.VersionId }).AsNoTracking().Take(40).ToListAsync(ct);
        var runs = seen.DistinctBy(r => r.Scheme).Select(r => (r, Version: timeline.ById(r.VersionId))).Where(r => r.Version?.Content.SchemeOf(r.r.Scheme) is not null)
            .Select(r => new RunSeen(r.r.Period, r.r.line, r.Version!.Content.SchemeOf(r.r.Scheme)!, r.Version.Number, r.r.CutOff)).ToList();
        return new ExplainedMember(member, today, timeline, state, entries, await all.SumAsync(e => e.Points, ct) - entries.Sum(e => e.Points), lots, tier, changes,
            tier is null ? [] : await SaleAccess.OfAsync(db, tier.Tier, now, ct), cheques, runs)
        {
            Store = member.HomeStoreId is { } store ? await db.Set<Access.Model.Store>().Where(s => s.Id == store).Select(s => s.Code).FirstOrDefaultAsync(ct) : null,
            Schemes = await SchemesAsync(db, member.Id, timeline, today, ct),
        };
    }

    /// <summary>Code of the home store.</summary>
    internal string? Store { get; init; }

    /// <summary>The schemes of today with the cut-off that comes.</summary>
    internal IReadOnlyList<SchemeSeen> Schemes { get; init; } = [];

    private static async Task<List<SchemeSeen>> SchemesAsync(StudioDb db, long member, ProgrammeTimeline timeline, DateOnly today, CancellationToken ct)
    {
        List<SchemeSeen> seen = [];
        foreach (var scheme in timeline.On(today)?.Content.Schemes ?? [])
        {
            var first = BusinessCalendar.Floor(today, scheme.Period);
            var turnover = scheme.Bands.Count == 0 ? 0 : await db.Set<Purchase>().Where(p => p.MemberId == member && p.BusinessDate >= first && p.BusinessDate <= today)
                .SumAsync(p => p.Kind == PurchaseKind.Return ? p.TotalCents : p.EligibleCents, ct);
            seen.Add(new SchemeSeen(scheme, scheme.CutOffOf(BusinessCalendar.Ceiling(today, scheme.Period)), Math.Max(0, turnover)));
        }

        return seen;
    }
}
