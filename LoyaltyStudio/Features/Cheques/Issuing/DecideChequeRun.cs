using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Access.Settings;
using LoyaltyStudio.Features.Cheques.Model;
using LoyaltyStudio.Platform;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Cheques.Issuing;

/// <summary>Approves a calculated run, by another person than the one who prepared it unless the organisation allows one person to do both.</summary>
public sealed class ApproveChequeRun(StudioData data, TimeProvider clock, OrganisationBook organisation)
{
    /// <param name="rowVersion">The version of the run whose totals the person saw.</param>
    public async Task<Outcome<Nothing>> RunAsync(Actor actor, long runId, int rowVersion, CancellationToken ct)
    {
        if (!actor.May(Permission.ApproveCheques))
        {
            return Refuse.Forbidden();
        }

        var second = (await organisation.CurrentAsync(ct)).SecondApprover;
        return await data.WriteAsync<Outcome<Nothing>>(async db =>
        {
            var run = await db.Set<ChequeRun>().FirstOrDefaultAsync(r => r.Id == runId, ct);
            switch (run)
            {
                case null:
                    return Refuse.NotFound("run_unknown", "This run does not exist.");
                case { State: not ChequeRunState.Calculated }:
                    return Refuse.Conflict("run_state", "This run is {0}; only a calculated run can be approved.", run.State);
                case var r when r.Version != rowVersion:
                    return Refuse.Conflict("changed_meanwhile", "Somebody else changed this meanwhile. Load it again and look at the totals once more.");
                case var r when second && FourEyes.SamePerson(r.PreparedBy, actor):
                    return Refuse.Conflict("same_person", "You prepared this run yourself. Somebody else has to approve it.");
            }

            run.State = ChequeRunState.Approved;
            run.ApprovedBy = actor.Stamp;
            run.ApprovedAt = clock.GetUtcNow().UtcDateTime;
            await db.SaveChangesAsync(ct);
            db.Audit(actor, "cheques.approved", $"cheque_run {run.Id}", $"{run.ChequeCount} cheques, {run.ValueCents} cents{(FourEyes.SamePerson(run.PreparedBy, actor) ? "; prepared and approved by one person" : "")}");
            return default(Nothing);
        }, ct);
    }
}

/// <summary>Gives up a run before issuing; its period is free again.</summary>
public sealed class CancelChequeRun(StudioData data)
{
    public async Task<Outcome<Nothing>> RunAsync(Actor actor, long runId, CancellationToken ct)
    {
        if (!actor.May(Permission.PrepareCheques))
        {
            return Refuse.Forbidden();
        }

        return await data.WriteAsync<Outcome<Nothing>>(async db =>
        {
            var run = await db.Set<ChequeRun>().FirstOrDefaultAsync(r => r.Id == runId, ct);
            if (run is null)
            {
                return Refuse.NotFound("run_unknown", "This run does not exist.");
            }

            if (run.State is not (ChequeRunState.Draft or ChequeRunState.Calculated or ChequeRunState.Approved))
            {
                return Refuse.Conflict("run_state", "This run is {0} and cannot be cancelled any more.", run.State);
            }

            run.State = ChequeRunState.Cancelled;
            run.ActiveKey = null;
            await db.SaveChangesAsync(ct);
            db.Audit(actor, "cheques.cancelled", $"cheque_run {run.Id}", run.Period);
            return default(Nothing);
        }, ct);
    }
}
