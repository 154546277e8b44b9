using LoyaltyStudio.Api;
using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Cheques.Model;
using LoyaltyStudio.Features.Cheques.Runs;
using LoyaltyStudio.Platform;

namespace LoyaltyStudio.Features.Cheques;

/// <summary>A run in a list.</summary>
/// <param name="Members">Members with points at the cut-off; for a key that speaks for one store those of that store, like all figures.</param>
/// <param name="Issued">Cheques that are made.</param>
public sealed record ChequeRunBrief(long Id, string Scheme, string Period, ChequeRunState State, DateOnly CutOff, int Members, int Cheques, long ValueCents, int Issued);

/// <param name="Code">Code of the tier, or number of the store; 0 for members without a home store.</param>
public sealed record ChequeRunPart(string Code, string Name, int Members, int Cheques, long ValueCents, int Issued, long IssuedCents, int Withheld, long WithheldCents, long DifferenceCents);

public sealed record ChequeRunReason(string Reason, int Members);

/// <summary>A run with its control totals before and after the issue.</summary>
public sealed record ChequeRunAnswer(long Id, string Scheme, string Period, ChequeRunState State, DateOnly CutOff, DateOnly ValidUntil, int ProgrammeVersion, int Members, int Cheques, long ValueCents, long PointsUsed, long PointsCarried,
    int Issued, long IssuedCents, long IssuedPoints, int Withheld, long WithheldCents, DateTime? ApprovedAt, DateTime? IssuedAt, IReadOnlyList<ChequeRunPart> Tiers, IReadOnlyList<ChequeRunPart> Stores, IReadOnlyList<ChequeRunReason> WithoutCheque);

/// <summary>Cheque runs over HTTP, to read them into the books.</summary>
internal static class ChequeRunsEndpoints
{
    internal static void Map(IEndpointRouteBuilder app)
    {
        var group = ApiRoutes.Group(app).MapGroup("/cheque-runs").WithTags("Cheque runs");
        group.MapGet("", async (HttpContext context, ListChequeRuns list, int? offset, CancellationToken ct) =>
                ApiResults.From(await list.RunAsync(ApiCaller.Of(context).Actor, new PageRequest(Math.Max(0, offset ?? 0)), ct),
                    page => ApiAnswer.Ok(page.Rows.Select(r => new ChequeRunBrief(r.Id, r.SchemeCode, r.Period, r.State, r.CutOff, r.Members, r.Cheques, r.ValueCents, r.Issued)).ToList())))
            .WithName("list_cheque_runs").WithSummary("The cheque runs, the latest first")
            .WithDescription("Twenty-five at a time; offset skips the ones before.")
            .WithResponseExample(200, new[] { new ChequeRunBrief(4, "main", "2026-Q3", ChequeRunState.Reconciled, new DateOnly(2026, 9, 30), 1834, 910, 712500, 910) });
        var part = new ChequeRunPart("zilver", "Zilver", 420, 310, 295000, 309, 294500, 1, 500, 0);
        group.MapGet("/{id:long}", async (HttpContext context, long id, ShowChequeRun show, CancellationToken ct) => ApiResults.From(await show.RunAsync(ApiCaller.Of(context).Actor, id, ct), r => ApiAnswer.Ok(AnswerOf(r))))
            .WithName("get_cheque_run").WithSummary("One cheque run with its control totals")
            .WithDescription("Totals as calculated and as issued, per tier and store. The difference is what was calculated less what was issued and withheld: zero where all is well.")
            .WithResponseExample(200, new ChequeRunAnswer(4, "main", "2026-Q3", ChequeRunState.Reconciled, new DateOnly(2026, 9, 30), new DateOnly(2027, 4, 30), 2, 1834, 910, 712500, 285000, 61230, 909, 712000, 284800, 1, 500,
                new DateTime(2026, 10, 1, 9, 0, 0, DateTimeKind.Utc), new DateTime(2026, 10, 1, 9, 5, 0, DateTimeKind.Utc), [part], [part with { Code = "1", Name = "Utrecht" }], [new("below_minimum", 924)]));
    }

    private static ChequeRunAnswer AnswerOf(ChequeRunDetail r) => new(r.Id, r.SchemeCode, r.Period, r.State, r.CutOff, r.ChequesValidUntil, r.ProgrammeNumber, r.Totals.Members, r.Totals.Cheques, r.Totals.ValueCents, r.Totals.PointsUsed,
        r.Totals.PointsCarried, r.After.Count, r.After.Cents, r.After.Points, r.After.WithheldCount, r.After.WithheldCents, r.ApprovedAt, r.IssuedAt, [.. r.Tiers.Select(g => PartOf(r, g))], [.. r.Stores.Select(g => PartOf(r, g))],
        [.. r.Refusals.Select(x => new ChequeRunReason(x.Reason, x.Count))]);

    private static ChequeRunPart PartOf(ChequeRunDetail run, ChequeGroup g) => new(g.Code, g.NameEn, g.Totals.Members, g.Totals.Cheques, g.Totals.ValueCents, g.After.Count, g.After.Cents, g.After.WithheldCount, g.After.WithheldCents,
        run.IsIssued ? g.DifferenceCents : 0);
}
