using System.Diagnostics;
using System.Globalization;
using LoyaltyStudio.Data;
using LoyaltyStudio.Platform;

namespace LoyaltyStudio.Features.Dashboards.Integrity;

/// <param name="Breaches">The first of them, each a sentence that names the row.</param>
public sealed record CheckResult(string Code, string Title, int BreachCount, IReadOnlyList<string> Breaches, TimeSpan Took);

/// <param name="Bytes">Size of the database, with what is not folded into the file yet.</param>
public sealed record DatabaseFacts(string Engine, string Version, string Place, long Bytes);

/// <summary>Names the database under the product.</summary>
public sealed class ReadDatabaseFacts(StudioData data)
{
    public async Task<Outcome<DatabaseFacts>> RunAsync(Actor actor, CancellationToken ct)
    {
        if (!actor.May(Permission.ViewAudit) && !actor.May(Permission.ViewSettings))
        {
            return Refuse.Forbidden();
        }

        await using var db = data.Read();
        if (data.IsSqlite)
        {
            var file = data.Options.SqliteFile;
            var bytes = new[] { file, $"{file}-wal" }.Select(f => new FileInfo(f)).Where(f => f.Exists).Sum(f => f.Length);
            return new DatabaseFacts("SQLite", await TextAsync(db, "SELECT sqlite_version()", ct), file, bytes);
        }

        return new DatabaseFacts("PostgreSQL", (await TextAsync(db, "SHOW server_version", ct)).Split(' ')[0], await TextAsync(db, "SELECT current_database()::text", ct),
            long.Parse(await TextAsync(db, "SELECT pg_database_size(current_database())::text", ct), CultureInfo.InvariantCulture));
    }

    private static async Task<string> TextAsync(StudioDb db, string sql, CancellationToken ct)
    {
        await using var command = db.Command(sql);
        return Convert.ToString(await command.ExecuteScalarAsync(ct), CultureInfo.InvariantCulture) ?? "";
    }
}

/// <summary>Looks whether everything that must hold of the data does. Changes nothing.</summary>
public sealed class RunChecks(StudioData data, IEnumerable<IInvariantCheck> checks)
{
    private const int Shown = 20;

    public async Task<Outcome<IReadOnlyList<CheckResult>>> RunAsync(Actor actor, Action<int, int>? report, CancellationToken ct)
    {
        if (!actor.May(Permission.ViewAudit) && !actor.May(Permission.ViewSettings))
        {
            return Refuse.Forbidden();
        }

        var all = checks.OrderBy(c => c.Code, StringComparer.Ordinal).ToList();
        var results = new List<CheckResult>();
        foreach (var check in all)
        {
            report?.Invoke(results.Count, all.Count);
            var started = Stopwatch.GetTimestamp();

            // SQLite reads without yielding; a screen must go on meanwhile.
            var breaches = await Task.Run(async () =>
            {
                await using var db = data.Read();
                return await check.FindBreachesAsync(db, ct);
            }, ct);
            results.Add(new CheckResult(check.Code, check.Title, breaches.Count, [.. breaches.Take(Shown)], Stopwatch.GetElapsedTime(started)));
        }

        return results;
    }
}
