using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Cheques.Model;
using LoyaltyStudio.Features.Points;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Cheques.Issuing;

/// <summary>
/// Points that a calculated run has counted and not issued yet: they are neither counted by another run, nor spent on a reward, nor do they expire meanwhile. A run that is being
/// calculated once more keeps holding.
/// </summary>
internal sealed class ChequeHolds : IPointHold
{
    /// <summary>On PostgreSQL whoever ends a calculation changes the row of the run, which waits for this; SQLite has one writer.</summary>
    public async Task SettleAsync(StudioDb db, CancellationToken ct)
    {
        if (!db.IsSqlite)
        {
            await using var command = db.Command("SELECT id FROM cheque_run WHERE state = 'Draft' ORDER BY id FOR SHARE");
            await command.ExecuteNonQueryAsync(ct);
        }
    }

    public async Task<IReadOnlyDictionary<long, PointHold>> HeldAsync(StudioDb db, IReadOnlyCollection<long> members, CancellationToken ct) =>
        await OfAsync(db, await OpenRunsAsync(db, 0, ct), members, ct);

    public async Task<IQueryable<long>?> HoldersAsync(StudioDb db, CancellationToken ct) => await OpenRunsAsync(db, 0, ct) is { Length: > 0 } runs
        ? Open(db, runs).Select(l => l.MemberId) : null;

    /// <param name="upTo">Only runs calculated before this moment: those after it took what the run at hand had left.</param>
    internal static Task<long[]> OpenRunsAsync(StudioDb db, long besides, CancellationToken ct, DateTime? upTo = null) => db.Set<ChequeRun>().AsNoTracking()
        .Where(r => r.Id != besides && (upTo == null || r.CalculatedAt <= upTo) && (r.State == ChequeRunState.Calculated || (r.State == ChequeRunState.Draft && r.CalculatedAt != null) || r.State == ChequeRunState.Approved || r.State == ChequeRunState.Issuing)).Select(r => r.Id).ToArrayAsync(ct);

    internal static async Task<Dictionary<long, PointHold>> OfAsync(StudioDb db, long[] runs, IReadOnlyCollection<long> members, CancellationToken ct)
    {
        if (runs.Length == 0 || members.Count == 0)
        {
            return [];
        }

        var cutOff = await db.Set<ChequeRun>().Where(r => runs.Contains(r.Id)).MaxAsync(r => r.CutOff, ct);
        return await Open(db, runs).Where(l => members.Contains(l.MemberId)).GroupBy(l => l.MemberId).Select(g => new { g.Key, Points = g.Sum(l => l.PointsUsed) })
            .ToDictionaryAsync(g => g.Key, g => new PointHold(g.Points, cutOff), ct);
    }

    private static IQueryable<ChequeRunLine> Open(StudioDb db, long[] runs) =>
        from line in db.Set<ChequeRunLine>().AsNoTracking()
        join run in db.Set<ChequeRun>() on line.RunId equals run.Id
        where runs.Contains(line.RunId) && line.PointsUsed > 0 && line.MemberId > run.IssuedThroughMember
        select line;
}
