using System.Globalization;
using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Access.Settings;
using LoyaltyStudio.Features.Feedback.Model;
using LoyaltyStudio.Features.Feedback.Settings;
using LoyaltyStudio.Features.Members.Model;
using LoyaltyStudio.Platform;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Feedback.Recoveries;

/// <param name="Amount">Points, or cents of a coupon; of a card nothing.</param>
public sealed record GiveGestureRequest(long RecoveryId, string Kind, long Amount, string Reason, int Version);

/// <summary>Gives a gesture for a broken promise, within the budget of the store in this month. Gesture, budget and recovery change together or not at all.</summary>
public sealed class GiveGesture(StudioData data, TimeProvider clock, OrganisationBook organisation, IEnumerable<IGestureKind> kinds)
{
    public async Task<Outcome<MadeGesture>> RunAsync(Actor actor, GiveGestureRequest request, CancellationToken ct)
    {
        if (!actor.May(Permission.HandleFeedback))
        {
            return Refuse.Forbidden();
        }

        var kind = kinds.FirstOrDefault(k => k.Kind == request.Kind);
        if (kind is null)
        {
            return Refuse.Invalid("kind", "This gesture is not known.");
        }

        if (string.IsNullOrWhiteSpace(request.Reason) || request.Reason.Length > 200)
        {
            return Refuse.Invalid("reason", "Say why, in at most 200 characters.");
        }

        return await data.WriteAsync(db => WriteAsync(db, actor, request, kind, ct), ct);
    }

    private async Task<Outcome<MadeGesture>> WriteAsync(StudioDb db, Actor actor, GiveGestureRequest request, IGestureKind kind, CancellationToken ct)
    {
        var found = await RecoveryAccess.FindAsync(db, actor, request.RecoveryId, request.Version, ct);
        if (found is not { IsDone: true, Value: { } recovery })
        {
            return found.As<MadeGesture>();
        }

        if (recovery.Gesture.Length > 0)
        {
            return Refuse.Conflict("given", "Something was given for this promise already.");
        }

        if (recovery.MemberId is not { } member || !await db.Set<Member>().AnyAsync(m => m.Id == member && m.Status == MemberStatus.Active, ct))
        {
            return Refuse.Conflict("no_member", "There is no customer to give something to.");
        }

        var settings = await FeedbackBook.ReadAsync(db, ct);
        if (kind.CostOf(settings, request.Amount) is not { } cost)
        {
            return Refuse.Invalid("amount", "This amount cannot be given.");
        }

        var today = (await organisation.CurrentAsync(ct)).Today(clock);
        if (await SpendAsync(db, recovery.StoreId, today, cost, settings.GestureBudgetCents, ct) is { } refusal)
        {
            return refusal;
        }

        var made = await kind.GiveAsync(db, actor, new GestureDraft(member, recovery.StoreId, request.Amount, request.Reason.Trim(), string.Create(CultureInfo.InvariantCulture, $"recovery|{recovery.Id}")), ct);
        if (!made.IsDone)
        {
            return made;
        }

        (recovery.Gesture, recovery.Amount, recovery.CostCents, recovery.GivenOn, recovery.Note) = (kind.Kind, request.Amount, cost, today, request.Reason.Trim());
        if (kind.DoneAtOnce)
        {
            (recovery.State, recovery.HandledBy, recovery.HandledOn) = (RecoveryState.Done, actor.Stamp, today);
        }

        await db.SaveChangesAsync(ct);
        db.Audit(actor, "recovery.gesture_given", $"recovery {recovery.Id}", $"{kind.Kind} {request.Amount}, {cost} cents of the budget, member {member}");
        return made;
    }

    /// <summary>Takes the cost from the budget by one guarded statement, so that two colleagues at once cannot pass it together.</summary>
    private static async Task<Refusal?> SpendAsync(StudioDb db, long? storeId, DateOnly today, long cost, long limit, CancellationToken ct)
    {
        var (store, month) = (storeId ?? 0, BusinessCalendar.Floor(today, CalendarUnit.Month));
        await using (var insert = db.Command("INSERT INTO gesture_budget (store_id, month, spent_cents, limit_cents) VALUES (@store, @month, 0, @limit) ON CONFLICT (store_id, month) DO NOTHING").With("store", store).With("month", month).With("limit", limit))
        {
            await insert.ExecuteNonQueryAsync(ct);
        }

        await using var spend = db.Command("UPDATE gesture_budget SET spent_cents = spent_cents + @cost, limit_cents = @limit WHERE store_id = @store AND month = @month AND spent_cents + @cost <= @limit")
            .With("store", store).With("month", month).With("limit", limit).With("cost", cost);
        if (await spend.ExecuteNonQueryAsync(ct) == 1)
        {
            return null;
        }

        var spent = await db.Set<GestureBudget>().AsNoTracking().Where(b => b.StoreId == store && b.Month == month).Select(b => b.SpentCents).FirstAsync(ct);
        return Refuse.Conflict("over_budget", "This gesture costs {0}; of this month’s budget of the store {1} is left.", Amount(cost), Amount(Math.Max(0, limit - spent)));
    }

    private static string Amount(long cents) => (cents / 100m).ToString("N2", CultureInfo.CurrentCulture);
}

/// <param name="Done">True: it is made good; false: nothing more is done about it.</param>
public sealed record CloseRecoveryRequest(long RecoveryId, bool Done, string Note, int Version);

/// <summary>Closes a recovery: what was to be done is done, such as a call or a card, or nothing is done and why.</summary>
public sealed class CloseRecovery(StudioData data, TimeProvider clock, OrganisationBook organisation)
{
    public async Task<Outcome<Nothing>> RunAsync(Actor actor, CloseRecoveryRequest request, CancellationToken ct)
    {
        if (!actor.May(Permission.HandleFeedback))
        {
            return Refuse.Forbidden();
        }

        if (request.Note.Length > 500 || string.IsNullOrWhiteSpace(request.Note))
        {
            return Refuse.Invalid("note", "Say in a few words what was done, or why nothing is.");
        }

        return await data.WriteAsync<Outcome<Nothing>>(async db =>
        {
            var found = await RecoveryAccess.FindAsync(db, actor, request.RecoveryId, request.Version, ct);
            if (found is not { IsDone: true, Value: { } recovery })
            {
                return found.As<Nothing>();
            }

            if (!request.Done && recovery.Gesture.Length > 0)
            {
                return Refuse.Conflict("given", "Something was given for this promise already.");
            }

            (recovery.State, recovery.Note, recovery.HandledBy, recovery.HandledOn) = (request.Done ? RecoveryState.Done : RecoveryState.Skipped, request.Note.Trim(), actor.Stamp, (await organisation.CurrentAsync(ct)).Today(clock));
            await db.SaveChangesAsync(ct);
            db.Audit(actor, request.Done ? "recovery.done" : "recovery.skipped", $"recovery {recovery.Id}", "");
            return default(Nothing);
        }, ct);
    }
}

internal static class RecoveryAccess
{
    /// <summary>The open recovery, tracked, when the actor may see it and nobody changed it since.</summary>
    internal static async Task<Outcome<Recovery>> FindAsync(StudioDb db, Actor actor, long id, int version, CancellationToken ct)
    {
        var recovery = await db.Set<Recovery>().AsTracking().FirstOrDefaultAsync(r => r.Id == id, ct);
        return recovery is null || !actor.Sees(recovery.StoreId) ? Refuse.NotFound("recovery_unknown", "This recovery does not exist.")
            : recovery.State != RecoveryState.Open ? Refuse.Conflict("closed", "This recovery is closed already.")
            : recovery.Version != version ? Refuse.Conflict("changed_meanwhile", "Somebody else saved this meanwhile. Load it again and repeat your change.")
            : recovery;
    }
}
