using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Access.Model;
using LoyaltyStudio.Features.Access.Settings;
using LoyaltyStudio.Features.Cheques.Issuing;
using LoyaltyStudio.Features.Cheques.Model;
using LoyaltyStudio.Features.Programme;
using LoyaltyStudio.Features.Programme.Model;
using LoyaltyStudio.Platform;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Cheques.Runs;

/// <summary>Control totals of a part of a run.</summary>
public sealed record ChequeTotals(int Members, int Cheques, long ValueCents, long PointsUsed, long PointsCarried);

/// <param name="Code">Tier code or store id as text; what the list of lines filters by.</param>
public sealed record ChequeGroup(string Code, string NameNl, string NameEn, ChequeTotals Totals);

/// <summary>How many cheques have this value.</summary>
public sealed record ChequeStep(long ValueCents, int Count);

/// <summary>How many members get nothing, and why.</summary>
public sealed record ChequeRefusal(string Reason, int Count);

/// <param name="Whole">False when the totals are those of the actor's own stores only.</param>
/// <param name="OwnWork">The actor prepared this run and so may not approve it.</param>
public sealed record ChequeRunDetail(long Id, string Period, ChequeRunState State, DateOnly CutOff, DateOnly ChequesValidUntil, int RowVersion, int ProgrammeNumber,
    string PreparedBy, DateTime PreparedAt, DateTime? CalculatedAt, string? ApprovedBy, DateTime? ApprovedAt, DateTime? IssuedAt, int IssuedCount, long IssuedCents,
    bool Whole, bool OwnWork, ChequeTotals Totals, IReadOnlyList<ChequeGroup> Tiers, IReadOnlyList<ChequeGroup> Stores, IReadOnlyList<ChequeStep> Steps,
    IReadOnlyList<ChequeRefusal> Refusals);

/// <summary>One run with its totals, within the actor's stores.</summary>
public sealed class ShowChequeRun(StudioData data, OrganisationBook organisation)
{
    public async Task<Outcome<ChequeRunDetail>> RunAsync(Actor actor, long runId, CancellationToken ct)
    {
        if (!actor.May(Permission.ViewCheques))
        {
            return Refuse.Forbidden();
        }

        await using var db = data.Read();
        if (await db.Set<ChequeRun>().FirstOrDefaultAsync(r => r.Id == runId, ct) is not { } run)
        {
            return Refuse.NotFound("run_unknown", "This run does not exist.");
        }

        var lines = ChequeScope.Lines(db, actor).Where(l => l.RunId == runId);
        var groups = await lines.GroupBy(l => new { l.Tier, l.StoreId }).Select(g => new
        {
            g.Key.Tier,
            g.Key.StoreId,
            Totals = new ChequeTotals(g.Count(), g.Sum(l => l.ValueCents > 0 ? 1 : 0), g.Sum(l => l.ValueCents), g.Sum(l => l.PointsUsed), g.Sum(l => l.EligiblePoints - l.PointsUsed)),
        }).ToListAsync(ct);
        var steps = await lines.Where(l => l.ValueCents > 0).GroupBy(l => l.ValueCents).Select(g => new ChequeStep(g.Key, g.Count())).ToListAsync(ct);
        var refusals = await lines.Where(l => l.Refusal != "").GroupBy(l => l.Refusal).Select(g => new ChequeRefusal(g.Key, g.Count())).ToListAsync(ct);
        var issued = actor.Stores is null ? (Count: run.IssuedCount, Cents: run.IssuedCents) : await OwnIssuedAsync(db, actor, runId, ct);
        var names = await db.Set<Store>().ToDictionaryAsync(s => s.Id, s => s.Name, ct);
        var programme = (await ProgrammeBook.TimelineAsync(db, ct)).ById(run.VersionId);
        var second = (await organisation.CurrentAsync(ct)).SecondApprover;
        return new ChequeRunDetail(run.Id, run.Period, run.State, run.CutOff, run.ChequesValidUntil, run.Version, programme?.Number ?? 0, run.PreparedBy, run.PreparedAt,
            run.CalculatedAt, run.ApprovedBy, run.ApprovedAt, run.IssuedAt, issued.Count, issued.Cents, actor.Stores is null, second && FourEyes.SamePerson(run.PreparedBy, actor),
            Sum(groups.Select(g => g.Totals)),
            [.. (programme?.Content.Tiers ?? []).Select(t => new ChequeGroup(t.Code, t.NameNl, t.NameEn, Sum(groups.Where(g => g.Tier == t.Code).Select(g => g.Totals))))],
            [.. groups.GroupBy(g => g.StoreId).Select(g => StoreGroup(g.Key, names, Sum(g.Select(x => x.Totals)))).OrderByDescending(g => g.Totals.ValueCents)],
            [.. steps.OrderBy(s => s.ValueCents)], [.. refusals.OrderByDescending(r => r.Count)]);
    }

    /// <summary>The run's own counters speak of the whole chain; somebody with stores of their own gets those of their members.</summary>
    private static async Task<(int Count, long Cents)> OwnIssuedAsync(StudioDb db, Actor actor, long runId, CancellationToken ct)
    {
        var cheques = ChequeScope.Cheques(db, actor).Where(c => c.RunId == runId);
        return (await cheques.CountAsync(ct), await cheques.SumAsync(c => c.FaceCents, ct));
    }

    private static ChequeGroup StoreGroup(long? id, Dictionary<long, string> names, ChequeTotals totals)
    {
        var name = id is { } store ? names.GetValueOrDefault(store, "") : "";
        return new ChequeGroup(id?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "0", name, name, totals);
    }

    private static ChequeTotals Sum(IEnumerable<ChequeTotals> parts) => parts.Aggregate(new ChequeTotals(0, 0, 0, 0, 0), (a, b) => new ChequeTotals(
        a.Members + b.Members, a.Cheques + b.Cheques, a.ValueCents + b.ValueCents, a.PointsUsed + b.PointsUsed, a.PointsCarried + b.PointsCarried));
}
