using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Access.Settings;
using LoyaltyStudio.Features.Members;
using LoyaltyStudio.Features.Members.Searching;
using LoyaltyStudio.Features.Points.Model;
using LoyaltyStudio.Platform;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Points.Adjusting;

/// <summary>Approves or rejects a correction that waits, by another person than the one who asked unless the organisation allows one person to do both.</summary>
public sealed class DecideAdjustment(StudioData data, TimeProvider clock, OrganisationBook organisation)
{
    public async Task<Outcome<Nothing>> RunAsync(Actor actor, long id, bool approve, string note, CancellationToken ct)
    {
        if (!actor.May(Permission.AdjustPoints))
        {
            return Refuse.Forbidden();
        }

        if (note.Length > 200)
        {
            return Refuse.Invalid("note", "Use at most {0} characters.", 200);
        }

        var info = await organisation.CurrentAsync(ct);
        return await data.WriteAsync(db => WriteAsync(db, actor, id, approve, note.Trim(), info, ct), ct);
    }

    private async Task<Outcome<Nothing>> WriteAsync(StudioDb db, Actor actor, long id, bool approve, string note, OrganisationInfo info, CancellationToken ct)
    {
        var member = await db.Set<PointAdjustment>().Where(a => a.Id == id).Select(a => a.MemberId).FirstOrDefaultAsync(ct);
        if (member == 0 || !await MemberSearch.SeesAsync(db, actor, member, ct))
        {
            return Refuse.NotFound("adjustment_unknown", "This correction does not exist.");
        }

        await db.LockMembersAsync([member]);
        var adjustment = await db.Set<PointAdjustment>().FirstAsync(a => a.Id == id, ct);
        if (adjustment.State != AdjustmentState.Requested)
        {
            return Refuse.Conflict("adjustment_decided", "Somebody has decided about this correction already.");
        }

        var same = FourEyes.SamePerson(adjustment.RequestedBy, actor);
        if (approve && info.SecondApprover && same)
        {
            return Refuse.Conflict("same_person", "You asked for this correction yourself. Somebody else has to approve it.");
        }

        var now = clock.GetUtcNow().UtcDateTime;
        (adjustment.State, adjustment.DecidedBy, adjustment.DecidedAt, adjustment.DecisionNote) = (approve ? AdjustmentState.Booked : AdjustmentState.Rejected, actor.Stamp, now, note);
        if (approve)
        {
            var booked = await AdjustmentBook.BookAsync(db, actor, adjustment, now, info.Today(clock), ct);
            if (!booked.IsDone)
            {
                return booked.As<Nothing>();
            }

            adjustment.EntryId = booked.Value;
        }

        await db.SaveChangesAsync(ct);
        db.Audit(actor, approve ? "points.adjusted" : "points.adjustment_rejected", $"member {member}",
            $"{adjustment.Points:+#;-#} points: {adjustment.Reason}, asked by {adjustment.RequestedBy}{(approve && same ? "; asked and approved by one person" : "")}{(note.Length > 0 ? $"; {note}" : "")}");
        return default(Nothing);
    }
}
