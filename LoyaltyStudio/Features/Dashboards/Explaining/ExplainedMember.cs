using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Cheques.Model;
using LoyaltyStudio.Features.Members.Model;
using LoyaltyStudio.Features.Points.Model;
using LoyaltyStudio.Features.Points.Reading;
using LoyaltyStudio.Features.Programme;
using LoyaltyStudio.Features.Programme.Model;
using LoyaltyStudio.Features.Programme.Sales;
using LoyaltyStudio.Features.Tiers.Reading;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Dashboards.Explaining;

/// <summary>A run of cheques as one member saw it.</summary>
internal sealed record RunSeen(string Period, ChequeRunLine Line, ChequeScheme Scheme, int Version, DateOnly CutOff);

/// <summary>Everything that an explanation of one member is made of, read once.</summary>
internal sealed record ExplainedMember(Member Member, DateOnly Today, ProgrammeTimeline Timeline, PointsState State, IReadOnlyList<LedgerEntry> Entries, long Earlier, IReadOnlyList<PointLot> Lots,
    TierState? Tier, IReadOnlyList<TierChangeRow> Changes, IReadOnlyList<SaleAccess> Sales, IReadOnlyList<Cheque> Cheques, RunSeen? LastRun)
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
        var tier = await TierOf.ReadAsync(db, member.Id, today, ct);
        var changes = tier is null ? [] : await ShowMemberTier.ChangesAsync(db, member.Id, timeline, 3, ct);
        var last = await (from line in db.Set<ChequeRunLine>()
                          join run in db.Set<ChequeRun>() on line.RunId equals run.Id
                          where line.MemberId == member.Id && (run.State == ChequeRunState.Issued || run.State == ChequeRunState.Reconciled)
                          orderby run.CutOff descending
                          select new { line, run.Period, run.CutOff, run.VersionId }).AsNoTracking().FirstOrDefaultAsync(ct);
        var version = last is null ? null : timeline.ById(last.VersionId);
        return new ExplainedMember(member, today, timeline, await PointsOf.ReadAsync(db, member.Id, today, ct), entries, await all.SumAsync(e => e.Points, ct) - entries.Sum(e => e.Points), lots, tier, changes,
            tier is null ? [] : await SaleAccess.OfAsync(db, tier.Tier, now, ct), cheques, version is null ? null : new RunSeen(last!.Period, last.line, version.Content.Cheques, version.Number, last.CutOff));
    }
}
