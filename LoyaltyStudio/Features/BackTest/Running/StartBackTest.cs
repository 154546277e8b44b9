using LoyaltyStudio.Data;
using LoyaltyStudio.Features.BackTest.Counting;
using LoyaltyStudio.Features.BackTest.Model;
using LoyaltyStudio.Features.Programme.Model;
using LoyaltyStudio.Platform;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.BackTest.Running;

/// <param name="VersionId">A draft; a version that is published may be tried as well.</param>
/// <param name="Months">How far back: 1 to 36.</param>
public sealed record StartBackTestRequest(long VersionId, int Months);

/// <summary>Starts a back-test, which goes on behind the screens. One runs at a time.</summary>
public sealed class StartBackTest(StudioData data, RunningBackTests running, TimeProvider clock)
{
    /// <returns>The id of the back-test.</returns>
    public async Task<Outcome<long>> RunAsync(Actor actor, StartBackTestRequest request, CancellationToken ct)
    {
        if (!actor.May(Permission.EditProgramme))
        {
            return Refuse.Forbidden();
        }

        var started = await AddAsync(actor, request, ct);
        if (started.IsDone)
        {
            running.Begin(started.Value);
        }

        return started;
    }

    internal async Task<Outcome<long>> AddAsync(Actor actor, StartBackTestRequest request, CancellationToken ct)
    {
        if (request.Months is < 1 or > 36)
        {
            return Refuse.Invalid("months", "Look back between 1 and 36 months.");
        }

        return await data.WriteAsync<Outcome<long>>(async db =>
        {
            var now = clock.GetUtcNow().UtcDateTime;
            var version = await db.Set<ProgrammeVersion>().AsNoTracking().FirstOrDefaultAsync(v => v.Id == request.VersionId, ct);
            if (version is null)
            {
                return Refuse.NotFound("programme_unknown", "This programme version does not exist any more.");
            }

            await RunningBackTests.ClearAsync(db, now, ct);
            if (await db.Set<BackTestRun>().AnyAsync(r => r.RunningKey == RunningBackTests.Running, ct))
            {
                return Refuse.Conflict("back_test_running", "Another draft is being tried now. Wait until it is done, or stop it.");
            }

            var run = new BackTestRun
            {
                VersionId = version.Id, Number = version.Number, Note = version.Note, Content = version.Content, Months = request.Months, State = BackTestState.Running,
                RunningKey = RunningBackTests.Running, AliveAt = now, StartedBy = actor.Stamp, StartedAt = now,
            };
            db.Add(run);
            await db.SaveChangesAsync(ct);
            db.Audit(actor, "back_test.started", $"back_test {run.Id}", $"version {run.Number}, {run.Months} months");
            return run.Id;
        }, ct);
    }
}

/// <summary>Runs a back-test and waits for it: the command line and the demo.</summary>
public sealed class RunBackTest(StartBackTest start, RunningBackTests running)
{
    public async Task<Outcome<BackTestResult>> RunAsync(Actor actor, StartBackTestRequest request, Action<double>? report, CancellationToken ct)
    {
        if (!actor.May(Permission.EditProgramme))
        {
            return Refuse.Forbidden();
        }

        var started = await start.AddAsync(actor, request, ct);
        if (!started.IsDone)
        {
            return started.As<BackTestResult>();
        }

        return await running.WorkAsync(started.Value, report, ct) is { } result ? result : Refuse.Conflict("back_test_stopped", "The try-out was stopped or broke off; the log says why.");
    }
}

/// <summary>Asks a running back-test to stop; it does so within seconds.</summary>
public sealed class StopBackTest(StudioData data)
{
    public async Task<Outcome<Nothing>> RunAsync(Actor actor, long id, CancellationToken ct)
    {
        if (!actor.May(Permission.EditProgramme))
        {
            return Refuse.Forbidden();
        }

        return await data.WriteAsync<Outcome<Nothing>>(async db =>
        {
            if (await db.Set<BackTestRun>().Where(r => r.Id == id && r.State == BackTestState.Running).ExecuteUpdateAsync(s => s.SetProperty(r => r.StopAsked, true), ct) == 0)
            {
                return Refuse.Conflict("back_test_ended", "This try-out has ended already.");
            }

            db.Audit(actor, "back_test.stopped", $"back_test {id}", "");
            return default(Nothing);
        }, ct);
    }
}

/// <summary>Throws a back-test away that has ended.</summary>
public sealed class DeleteBackTest(StudioData data, TimeProvider clock)
{
    public async Task<Outcome<Nothing>> RunAsync(Actor actor, long id, CancellationToken ct)
    {
        if (!actor.May(Permission.EditProgramme))
        {
            return Refuse.Forbidden();
        }

        return await data.WriteAsync<Outcome<Nothing>>(async db =>
        {
            await RunningBackTests.ClearAsync(db, clock.GetUtcNow().UtcDateTime, ct);
            var run = await db.Set<BackTestRun>().AsNoTracking().Where(r => r.Id == id).Select(r => new { r.Number, r.State }).FirstOrDefaultAsync(ct);
            switch (run)
            {
                case null:
                    return Refuse.NotFound("back_test_unknown", "This try-out does not exist any more.");
                case { State: BackTestState.Running }:
                    return Refuse.Conflict("back_test_running", "This try-out is still running. Stop it first.");
            }

            await db.Set<BackTestRun>().Where(r => r.Id == id).ExecuteDeleteAsync(ct);
            db.Audit(actor, "back_test.deleted", $"back_test {id}", $"version {run.Number}");
            return default(Nothing);
        }, ct);
    }
}
