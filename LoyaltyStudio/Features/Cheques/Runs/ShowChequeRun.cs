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

/// <summary>What the issue made of the calculation: cheques made, and those that were withheld because the member left.</summary>
public sealed record IssuedTotals(int Count, long Cents, long Points, int WithheldCount, long WithheldCents)
{
    public static IssuedTotals None { get; } = new(0, 0, 0, 0, 0);
}

/// <param name="Code">Tier code or store id as text; what the list of lines filters by.</param>
/// <param name="Totals">As calculated.</param>
/// <param name="After">As issued.</param>
public sealed record ChequeGroup(string Code, string NameNl, string NameEn, ChequeTotals Totals, IssuedTotals After)
{
    /// <summary>Calculated less issued less withheld; nothing when a run is issued as it should.</summary>
    public long DifferenceCents => Totals.ValueCents - After.Cents - After.WithheldCents;
    public int DifferenceCount => Totals.Cheques - After.Count - After.WithheldCount;
}

/// <summary>A version of the programme that was published after a calculation.</summary>
public sealed record LaterVersion(int Number, DateOnly From);

/// <summary>How many cheques have this value.</summary>
public sealed record ChequeStep(long ValueCents, int Count);

/// <summary>How many members get nothing, and why.</summary>
public sealed record ChequeRefusal(string Reason, int Count);

/// <param name="Whole">False when the totals are those of the actor's own stores only.</param>
/// <param name="Scheme">The scheme as the run goes by it; null where its version is gone.</param>
/// <param name="Published">The last version of the programme that was published after the calculation.</param>
/// <param name="OwnWork">The actor prepared this run and so may not approve it.</param>
public sealed record ChequeRunDetail(long Id, string Period, ChequeRunState State, DateOnly CutOff, DateOnly ChequesValidUntil, int RowVersion, int ProgrammeNumber,
    string PreparedBy, DateTime PreparedAt, DateTime? CalculatedAt, string? ApprovedBy, DateTime? ApprovedAt, DateTime? IssuedAt, int IssuedCount, long IssuedCents,
    bool Whole, bool OwnWork, ChequeTotals Totals, IReadOnlyList<ChequeGroup> Tiers, IReadOnlyList<ChequeGroup> Stores, IReadOnlyList<ChequeStep> Steps,
    IReadOnlyList<ChequeRefusal> Refusals, string SchemeCode, ChequeScheme? Scheme, IssuedTotals After, LaterVersion? Published)
{
    public bool IsIssued => State is ChequeRunState.Issuing or ChequeRunState.Issued or ChequeRunState.Reconciled;
}

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
        if (run.State is not (ChequeRunState.Draft or ChequeRunState.Cancelled) && await NoPoints.Of(db, actor, run).CountAsync(ct) is > 0 and var without)
        {
            refusals.Add(new ChequeRefusal(Issuing.Refusals.NoPoints, without));
        }

        var after = await AfterAsync(db, actor, run, ct);
        var issued = new IssuedTotals(after.Values.Sum(a => a.Count), after.Values.Sum(a => a.Cents), after.Values.Sum(a => a.Points), after.Values.Sum(a => a.WithheldCount), after.Values.Sum(a => a.WithheldCents));
        var names = await db.Set<Store>().ToDictionaryAsync(s => s.Id, s => s.Name, ct);
        var timeline = await ProgrammeBook.TimelineAsync(db, ct);
        var programme = timeline.ById(run.VersionId);
        var second = (await organisation.CurrentAsync(ct)).SecondApprover;
        return new ChequeRunDetail(run.Id, run.Period, run.State, run.CutOff, run.ChequesValidUntil, run.Version, programme?.Number ?? 0, run.PreparedBy, run.PreparedAt,
            run.CalculatedAt, run.ApprovedBy, run.ApprovedAt, run.IssuedAt, issued.Count, issued.Cents, actor.Stores is null, second && FourEyes.SamePerson(run.PreparedBy, actor),
            Sum(groups.Select(g => g.Totals)),
            [.. (programme?.Content.Tiers ?? []).Select(t => new ChequeGroup(t.Code, t.NameNl, t.NameEn, Sum(groups.Where(g => g.Tier == t.Code).Select(g => g.Totals)), Sum(after.Where(a => a.Key.Tier == t.Code).Select(a => a.Value))))],
            [.. groups.GroupBy(g => g.StoreId).Select(g => StoreGroup(g.Key, names, Sum(g.Select(x => x.Totals)), Sum(after.Where(a => a.Key.Store == g.Key).Select(a => a.Value)))).OrderByDescending(g => g.Totals.ValueCents)],
            [.. steps.OrderBy(s => s.ValueCents)], [.. refusals.OrderByDescending(r => r.Count)], run.Scheme, programme?.Content.SchemeOf(run.Scheme), issued, await PublishedAsync(db, run, ct));
    }

    /// <summary>Cheques that were made and withheld, by tier and store of their lines; nothing before the issue.</summary>
    private static async Task<Dictionary<(string Tier, long? Store), IssuedTotals>> AfterAsync(StudioDb db, Actor actor, ChequeRun run, CancellationToken ct)
    {
        if (run.State is not (ChequeRunState.Issuing or ChequeRunState.Issued or ChequeRunState.Reconciled))
        {
            return [];
        }

        var lines = ChequeScope.Lines(db, actor).Where(l => l.RunId == run.Id);
        var made = await (
            from line in lines
            join cheque in db.Set<Cheque>() on new { line.RunId, line.MemberId } equals new { cheque.RunId, cheque.MemberId }
            group cheque by new { line.Tier, line.StoreId } into g
            select new { g.Key.Tier, g.Key.StoreId, Count = g.Count(), Cents = g.Sum(c => c.FaceCents), Points = g.Sum(c => c.PointsUsed) }).ToListAsync(ct);
        var after = made.ToDictionary(m => (m.Tier, m.StoreId), m => new IssuedTotals(m.Count, m.Cents, m.Points, 0, 0));
        foreach (var gone in await lines.Where(l => l.Refusal == Issuing.Refusals.Withheld).GroupBy(l => new { l.Tier, l.StoreId }).Select(g => new { g.Key.Tier, g.Key.StoreId, Count = g.Count(), Cents = g.Sum(l => l.ValueCents) }).ToListAsync(ct))
        {
            after[(gone.Tier, gone.StoreId)] = after.GetValueOrDefault((gone.Tier, gone.StoreId), IssuedTotals.None) with { WithheldCount = gone.Count, WithheldCents = gone.Cents };
        }

        return after;
    }

    private static async Task<LaterVersion?> PublishedAsync(StudioDb db, ChequeRun run, CancellationToken ct) => run.State is not (ChequeRunState.Calculated or ChequeRunState.Approved) ? null
        : await db.Set<ProgrammeVersion>().Where(v => v.State == ProgrammeState.Published && v.PublishedAt > run.CalculatedAt && v.EffectiveFrom != null).OrderByDescending(v => v.PublishedAt)
            .Select(v => new LaterVersion(v.Number, v.EffectiveFrom!.Value)).FirstOrDefaultAsync(ct);

    private static ChequeGroup StoreGroup(long? id, Dictionary<long, string> names, ChequeTotals totals, IssuedTotals after)
    {
        var name = id is { } store ? names.GetValueOrDefault(store, "") : "";
        return new ChequeGroup(id?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "0", name, name, totals, after);
    }

    private static ChequeTotals Sum(IEnumerable<ChequeTotals> parts) => parts.Aggregate(new ChequeTotals(0, 0, 0, 0, 0), (a, b) => new ChequeTotals(
        a.Members + b.Members, a.Cheques + b.Cheques, a.ValueCents + b.ValueCents, a.PointsUsed + b.PointsUsed, a.PointsCarried + b.PointsCarried));

    private static IssuedTotals Sum(IEnumerable<IssuedTotals> parts) => parts.Aggregate(IssuedTotals.None, (a, b) => new IssuedTotals(
        a.Count + b.Count, a.Cents + b.Cents, a.Points + b.Points, a.WithheldCount + b.WithheldCount, a.WithheldCents + b.WithheldCents));
}
