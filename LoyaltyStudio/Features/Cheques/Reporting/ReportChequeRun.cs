using LoyaltyStudio.Features.Access.Settings;
using LoyaltyStudio.Features.Cheques.Model;
using LoyaltyStudio.Features.Cheques.Runs;
using LoyaltyStudio.Platform;

namespace LoyaltyStudio.Features.Cheques.Reporting;

/// <summary>The control totals of a run for the books, with who prepared and approved it.</summary>
/// <param name="Printed">The day on which the report was made.</param>
public sealed record ChequeRunReport(string Organisation, string Currency, BusinessCalendar Calendar, DateOnly Printed, ChequeRunDetail Run);

/// <summary>Makes the report of a run, of the members that the actor may see.</summary>
public sealed class ReportChequeRun(ShowChequeRun show, OrganisationBook organisation, TimeProvider clock)
{
    public async Task<Outcome<ChequeRunReport>> RunAsync(Actor actor, long runId, CancellationToken ct)
    {
        if (!actor.May(Permission.ViewCheques))
        {
            return Refuse.Forbidden();
        }

        if (await show.RunAsync(actor, runId, ct) is not { IsDone: true, Value: { } run } shown)
        {
            return (await show.RunAsync(actor, runId, ct)).As<ChequeRunReport>();
        }

        if (run.State is ChequeRunState.Draft or ChequeRunState.Cancelled)
        {
            return Refuse.Conflict("run_state", "This run is {0}; there is a report once it is calculated.", run.State);
        }

        var info = await organisation.CurrentAsync(ct);
        return new ChequeRunReport(info.Name, info.Currency, info.Calendar, info.Today(clock), run);
    }
}
