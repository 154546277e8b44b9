using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Access.Settings;
using LoyaltyStudio.Features.Cheques.Model;
using LoyaltyStudio.Jobs;
using LoyaltyStudio.Platform;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Cheques.Redeeming;

/// <summary>
/// Writes down that reservations are over, so that lists and books say what the tills know already; throws away wrong codes of more than ninety days ago; and notes
/// once a day that somebody seems to be guessing.
/// </summary>
public sealed class LapseReservations(StudioData data, TimeProvider clock, OrganisationBook organisation)
{
    private const int KeepDays = 90;

    /// <returns>How many cheques were freed.</returns>
    public async Task<Outcome<int>> RunAsync(Actor actor, CancellationToken ct)
    {
        if (!actor.May(Permission.RunJobs))
        {
            return Refuse.Forbidden();
        }

        var calendar = (await organisation.CurrentAsync(ct)).Calendar;
        var now = clock.GetUtcNow().UtcDateTime;
        var (old, today) = (now.AddDays(-KeepDays), calendar.EndOf(calendar.DateOf(now).AddDays(-1)));
        return await data.WriteAsync(async db =>
        {
            var freed = await FreeAsync(db, now, ct);
            await db.Set<WrongCode>().Where(w => w.At < old).ExecuteDeleteAsync(ct);
            if (await WrongCodeAlarm.ReadAsync(db, now, ct) is { } alarm && !await db.Set<AuditEntry>().AnyAsync(e => e.Action == WrongCodeAlarm.Act && e.At > today, ct))
            {
                db.Audit(actor, WrongCodeAlarm.Act, "wrong_code", $"{alarm.Wrong} wrong codes in an hour, {alarm.Percent} percent of all; normally {alarm.UsualPercent} percent");
            }

            return freed;
        }, ct, Lane.Job);
    }

    /// <summary>Whether there is anything to do.</summary>
    internal async Task<bool> IsDueAsync(CancellationToken ct)
    {
        await using var db = data.Read();
        var now = clock.GetUtcNow().UtcDateTime;
        var old = now.AddDays(-KeepDays);
        return await db.Set<ChequeReservation>().AnyAsync(r => r.State == ReservationState.Open && r.Until <= now, ct) || await db.Set<WrongCode>().AnyAsync(w => w.At < old, ct)
            || await WrongCodeAlarm.ReadAsync(db, now, ct) is not null;
    }

    /// <summary>First the cheques, then their reservations, as a till does it.</summary>
    private static async Task<int> FreeAsync(StudioDb db, DateTime now, CancellationToken ct)
    {
        var freed = await db.Set<Cheque>().Where(c => c.State == ChequeState.Reserved && c.ReservedUntil <= now).ExecuteUpdateAsync(s => s
            .SetProperty(c => c.State, c => c.RedeemedCents > 0 ? ChequeState.PartlyRedeemed : ChequeState.Issued)
            .SetProperty(c => c.ReservationId, (long?)null).SetProperty(c => c.ReservedUntil, (DateTime?)null), ct);
        await db.Set<ChequeReservation>().Where(r => r.State == ReservationState.Open && r.Until <= now)
            .ExecuteUpdateAsync(s => s.SetProperty(r => r.State, ReservationState.Lapsed).SetProperty(r => r.EndedAt, r => r.Until), ct);
        return freed;
    }
}

/// <summary>The job lapse-reservations: every five minutes, when something is over.</summary>
internal sealed class LapseReservationsWork(LapseReservations lapse) : IScheduledWork
{
    public string Name => "lapse-reservations";

    public string DefaultCron => "0 0/5 0,3-23 * * ?";

    public string FiringKey(DateTime local) => local.ToString("yyyy-MM-ddTHH:mm", System.Globalization.CultureInfo.InvariantCulture);

    public Task<bool> IsDueAsync(CancellationToken ct) => lapse.IsDueAsync(ct);

    public async Task<string> RunAsync(WorkRun run, CancellationToken ct) => FormattableString.Invariant($"{(await lapse.RunAsync(run.Actor, ct)).Must():N0} cheques free again.");
}
