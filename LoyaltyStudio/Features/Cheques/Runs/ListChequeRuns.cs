using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Cheques.Model;
using LoyaltyStudio.Features.Programme;
using LoyaltyStudio.Features.Programme.Model;
using LoyaltyStudio.Platform;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Cheques.Runs;

/// <summary>A run in a list. For an actor with stores of their own the counts are those of the members of these stores.</summary>
public sealed record ChequeRunRow(long Id, string Period, ChequeRunState State, DateOnly CutOff, int Members, int Cheques, long ValueCents, int Issued,
    string PreparedBy, DateTime PreparedAt, string? ApprovedBy, string SchemeCode, string SchemeNl, string SchemeEn);

/// <summary>All runs, the latest period first.</summary>
public sealed class ListChequeRuns(StudioData data)
{
    public async Task<Outcome<PageOf<ChequeRunRow>>> RunAsync(Actor actor, PageRequest page, CancellationToken ct)
    {
        if (!actor.May(Permission.ViewCheques))
        {
            return Refuse.Forbidden();
        }

        await using var db = data.Read();
        var total = await db.Set<ChequeRun>().CountAsync(ct);
        var runs = await db.Set<ChequeRun>().OrderByDescending(r => r.CutOff).ThenByDescending(r => r.Id).Skip(page.Offset).Take(page.Limit).ToListAsync(ct);
        var own = await OwnAsync(db, actor, runs.ConvertAll(r => r.Id), ct);
        var timeline = await ProgrammeBook.TimelineAsync(db, ct);
        return new PageOf<ChequeRunRow>(runs.ConvertAll(r => RowOf(r, own, timeline.ById(r.VersionId)?.Content.SchemeOf(r.Scheme))), total);
    }

    private sealed record OwnTotals(int Members, int Cheques, long ValueCents);

    private static ChequeRunRow RowOf(ChequeRun run, Dictionary<long, OwnTotals>? own, ChequeScheme? scheme)
    {
        var totals = own is null ? new OwnTotals(run.MemberCount, run.ChequeCount, run.ValueCents) : own.GetValueOrDefault(run.Id) ?? new OwnTotals(0, 0, 0);
        var issued = run.State switch
        {
            ChequeRunState.Issued or ChequeRunState.Reconciled => totals.Cheques,
            _ => own is null ? run.IssuedCount + run.WithheldCount : 0,
        };
        return new ChequeRunRow(run.Id, run.Period, run.State, run.CutOff, totals.Members, totals.Cheques, totals.ValueCents, issued, run.PreparedBy, run.PreparedAt, run.ApprovedBy,
            run.Scheme, scheme?.NameNl ?? "", scheme?.NameEn ?? "");
    }

    private static async Task<Dictionary<long, OwnTotals>?> OwnAsync(StudioDb db, Actor actor, List<long> runs, CancellationToken ct) => actor.Stores is null ? null
        : await ChequeScope.Lines(db, actor).Where(l => runs.Contains(l.RunId)).GroupBy(l => l.RunId)
            .Select(g => new { g.Key, Members = g.Count(), Cheques = g.Sum(l => l.ValueCents > 0 ? 1 : 0), Value = g.Sum(l => l.ValueCents) })
            .ToDictionaryAsync(g => g.Key, g => new OwnTotals(g.Members, g.Cheques, g.Value), ct);
}
