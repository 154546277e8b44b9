using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Cheques.Model;
using LoyaltyStudio.Jobs;
using LoyaltyStudio.Platform;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Cheques.Issuing;

/// <summary>Ends cheques whose last day lies before a day. One statement; running it again finds nothing.</summary>
public sealed class ExpireCheques(StudioData data)
{
    public async Task<Outcome<int>> RunAsync(Actor actor, DateOnly asOf, CancellationToken ct)
    {
        if (!actor.May(Permission.RunJobs))
        {
            return Refuse.Forbidden();
        }

        return await data.WriteAsync(db => db.Set<Cheque>()
            .Where(c => c.ValidUntil < asOf && (c.State == ChequeState.Issued || c.State == ChequeState.PartlyRedeemed || c.State == ChequeState.Reserved))
            .ExecuteUpdateAsync(s => s.SetProperty(c => c.State, ChequeState.Expired), ct), ct, Lane.Job);
    }
}

/// <summary>The job expire-cheques.</summary>
internal sealed class ExpireChequesWork(ExpireCheques expire) : IScheduledWork
{
    public string Name => "expire-cheques";

    public string DefaultCron => "0 20 4 * * ?";

    public async Task<string> RunAsync(WorkRun run, CancellationToken ct) =>
        FormattableString.Invariant($"{(await expire.RunAsync(run.Actor, run.AsOf, ct)).Must():N0} cheques expired.");
}
