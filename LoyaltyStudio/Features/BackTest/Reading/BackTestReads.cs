using LoyaltyStudio.Data;
using LoyaltyStudio.Features.BackTest.Counting;
using LoyaltyStudio.Features.BackTest.Model;
using LoyaltyStudio.Features.BackTest.Running;
using LoyaltyStudio.Features.Members.Model;
using LoyaltyStudio.Features.Members.Searching;
using LoyaltyStudio.Features.Programme.Model;
using LoyaltyStudio.Platform;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.BackTest.Reading;

/// <param name="Seconds">How long it took; null while it runs.</param>
public sealed record BackTestRow(long Id, long VersionId, int Number, string Note, int Months, BackTestState State, double Progress, bool StopAsked, string StartedBy, DateTime StartedAt, double? Seconds, BackTestResult? Result);

/// <summary>All back-tests, the newest first, with their results.</summary>
public sealed class ListBackTests(StudioData data, TimeProvider clock)
{
    private const int Most = 100;

    public async Task<Outcome<IReadOnlyList<BackTestRow>>> RunAsync(Actor actor, CancellationToken ct)
    {
        if (!actor.May(Permission.ViewProgramme))
        {
            return Refuse.Forbidden();
        }

        await using var db = data.Read();
        var rows = await db.Set<BackTestRun>().OrderByDescending(r => r.StartedAt).ThenByDescending(r => r.Id).Take(Most).ToListAsync(ct);
        return rows.ConvertAll(r => RowOf(r, clock.GetUtcNow().UtcDateTime));
    }

    internal static BackTestRow RowOf(BackTestRun run, DateTime now) => new(run.Id, run.VersionId, run.Number, run.Note, run.Months,
        run.State == BackTestState.Running && now - run.AliveAt > RunningBackTests.Silence ? BackTestState.Interrupted : run.State, run.Progress / 1000.0, run.StopAsked, run.StartedBy, run.StartedAt,
        run.EndedAt is { } ended ? (ended - run.StartedAt).TotalSeconds : null, run.Result is { } json ? BackTestResult.FromJson(json) : null);
}

/// <summary>A member of the lists of winners and losers, with the name that may be shown.</summary>
public sealed record NamedMember(ResultMember Figures, string Name, string Card);

/// <param name="Draft">What the version said when it was tried.</param>
/// <param name="VersionExists">Whether the version is still there.</param>
/// <param name="Hidden">Winners and losers whom the reader may not see.</param>
public sealed record BackTestView(BackTestRow Row, ProgrammeContent Draft, bool VersionExists, IReadOnlyList<NamedMember> Winners, IReadOnlyList<NamedMember> Losers, int Hidden);

/// <summary>One back-test. Members are named only to those who may see them.</summary>
public sealed class ShowBackTest(StudioData data, TimeProvider clock)
{
    public async Task<Outcome<BackTestView>> RunAsync(Actor actor, long id, CancellationToken ct)
    {
        if (!actor.May(Permission.ViewProgramme))
        {
            return Refuse.Forbidden();
        }

        await using var db = data.Read();
        if (await db.Set<BackTestRun>().FirstOrDefaultAsync(r => r.Id == id, ct) is not { } run)
        {
            return Refuse.NotFound("back_test_unknown", "This try-out does not exist any more.");
        }

        var row = ListBackTests.RowOf(run, clock.GetUtcNow().UtcDateTime);
        var exists = await db.Set<ProgrammeVersion>().AnyAsync(v => v.Id == run.VersionId, ct);
        var everybody = row.Result is { } result ? result.Winners.Concat(result.Losers).Select(m => m.MemberId).Distinct().ToArray() : [];
        var names = everybody.Length == 0 || !actor.May(Permission.ViewMembers) ? []
            : await MemberSearch.Scoped(db.Set<Member>(), actor).Where(m => everybody.Contains(m.Id) && m.Status != MemberStatus.Erased)
                .Select(m => new { m.Id, m.FirstName, m.LastName, m.CardNumber }).ToDictionaryAsync(m => m.Id, m => (Name: $"{m.FirstName} {m.LastName}".Trim(), m.CardNumber), ct);
        List<NamedMember> Named(IReadOnlyList<ResultMember>? list) => [.. (list ?? []).Where(m => names.ContainsKey(m.MemberId))
            .Select(m => new NamedMember(m, names[m.MemberId].Name.Length > 0 ? names[m.MemberId].Name : names[m.MemberId].CardNumber, names[m.MemberId].CardNumber))];
        return new BackTestView(row, ProgrammeContent.FromJson(run.Content), exists, Named(row.Result?.Winners), Named(row.Result?.Losers), everybody.Length - names.Count);
    }
}

/// <summary>Several back-tests that are done, side by side, in the order asked for.</summary>
public sealed class CompareBackTests(StudioData data, TimeProvider clock)
{
    public const int Most = 6;

    public async Task<Outcome<IReadOnlyList<BackTestRow>>> RunAsync(Actor actor, IReadOnlyList<long> ids, CancellationToken ct)
    {
        if (!actor.May(Permission.ViewProgramme))
        {
            return Refuse.Forbidden();
        }

        await using var db = data.Read();
        var wanted = ids.Distinct().Take(Most).ToArray();
        var rows = await db.Set<BackTestRun>().Where(r => wanted.Contains(r.Id) && r.State == BackTestState.Done && r.Result != null).ToListAsync(ct);
        return rows.OrderBy(r => Array.IndexOf(wanted, r.Id)).Select(r => ListBackTests.RowOf(r, clock.GetUtcNow().UtcDateTime)).ToList();
    }
}
