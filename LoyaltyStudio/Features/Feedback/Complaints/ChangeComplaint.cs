using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Access.Model;
using LoyaltyStudio.Features.Access.Settings;
using LoyaltyStudio.Features.Access.Users;
using LoyaltyStudio.Features.Feedback.Asking;
using LoyaltyStudio.Features.Feedback.Model;
using LoyaltyStudio.Features.Feedback.Settings;
using LoyaltyStudio.Features.Members.Model;
using LoyaltyStudio.Platform;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Feedback.Complaints;

/// <param name="Step">Assigned, Noted, Answered, Closed or Reopened.</param>
/// <param name="OwnerId">For Assigned: who takes it.</param>
/// <param name="Mail">For Answered: whether the member gets the answer by e-mail.</param>
/// <param name="Version">The version that the page showed.</param>
public sealed record ChangeComplaintRequest(long Id, ComplaintStep Step, string Text, long? OwnerId, bool Mail, int Version);

/// <summary>A step in the life of a complaint: somebody takes it, notes something, answers, closes, or opens it again. Every step is kept.</summary>
public sealed class ChangeComplaint(StudioData data, TimeProvider clock, OrganisationBook organisation, IFeedbackPost post)
{
    public async Task<Outcome<Nothing>> RunAsync(Actor actor, ChangeComplaintRequest request, CancellationToken ct)
    {
        if (!actor.May(Permission.HandleFeedback))
        {
            return Refuse.Forbidden();
        }

        if (request.Text.Length > ComplaintBook.BodyLimit || (request.Step is ComplaintStep.Noted or ComplaintStep.Answered && string.IsNullOrWhiteSpace(request.Text)))
        {
            return Refuse.Invalid("text", "Write between 1 and {0} characters.", ComplaintBook.BodyLimit);
        }

        return await data.WriteAsync(db => WriteAsync(db, actor, request, ct), ct);
    }

    private async Task<Outcome<Nothing>> WriteAsync(StudioDb db, Actor actor, ChangeComplaintRequest request, CancellationToken ct)
    {
        var complaint = await db.Set<Complaint>().AsTracking().FirstOrDefaultAsync(c => c.Id == request.Id, ct);
        if (complaint is null || !actor.Sees(complaint.StoreId))
        {
            return ListComplaints.Unknown;
        }

        if (complaint.Version != request.Version)
        {
            return Refuse.Conflict("changed_meanwhile", "Somebody else saved this meanwhile. Load it again and repeat your change.");
        }

        var today = (await organisation.CurrentAsync(ct)).Today(clock);
        var outcome = request.Step switch
        {
            ComplaintStep.Assigned => await AssignAsync(db, complaint, request.OwnerId, ct),
            ComplaintStep.Noted => "",
            ComplaintStep.Answered => await AnswerAsync(db, complaint, request, today, ct),
            ComplaintStep.Closed => Close(complaint, today),
            ComplaintStep.Reopened => await ReopenAsync(db, complaint, today, ct),
            _ => Refuse.Invalid("step", "This step is not known."),
        };
        if (!outcome.IsDone)
        {
            return outcome.As<Nothing>();
        }

        // A note raises the version too, so that two people at once see each other.
        db.Entry(complaint).State = EntityState.Modified;
        db.Add(new ComplaintNote { ComplaintId = complaint.Id, Step = request.Step, Text = request.Step == ComplaintStep.Assigned ? outcome.Value! : request.Text.Trim(), At = clock.GetUtcNow().UtcDateTime, By = actor.Stamp });
        await db.SaveChangesAsync(ct);
        Audit(db, actor, complaint, request);
        return default(Nothing);
    }

    private static void Audit(StudioDb db, Actor actor, Complaint complaint, ChangeComplaintRequest request) => db.Audit(actor, request.Step switch
    {
        ComplaintStep.Assigned => "complaint.assigned",
        ComplaintStep.Noted => "complaint.noted",
        ComplaintStep.Answered => "complaint.answered",
        ComplaintStep.Closed => "complaint.closed",
        _ => "complaint.reopened",
    }, $"complaint {complaint.Id}", request.Step switch
    {
        ComplaintStep.Assigned => $"owner {complaint.OwnerId}",
        ComplaintStep.Answered => request.Mail ? "answer sent by mail" : "answer given otherwise",
        _ => "",
    });

    /// <returns>The name of the owner.</returns>
    private static async Task<Outcome<string>> AssignAsync(StudioDb db, Complaint complaint, long? ownerId, CancellationToken ct)
    {
        var owner = (await Handlers.OfAsync(db, complaint.StoreId, ct)).FirstOrDefault(h => h.Id == ownerId);
        if (owner is null)
        {
            return Refuse.Invalid("owner", "This colleague cannot handle complaints of this store.");
        }

        complaint.OwnerId = owner.Id;
        return owner.Name;
    }

    private async Task<Outcome<string>> AnswerAsync(StudioDb db, Complaint complaint, ChangeComplaintRequest request, DateOnly today, CancellationToken ct)
    {
        if (complaint.State != ComplaintState.Open)
        {
            return Refuse.Conflict("answered", "This complaint is answered already. Open it again first.");
        }

        if (request.Mail)
        {
            var member = await db.Set<Member>().AsNoTracking().FirstOrDefaultAsync(m => m.Id == complaint.MemberId && m.Status == MemberStatus.Active, ct);
            if (member?.Email is not { Length: > 0 } address)
            {
                return Refuse.Invalid("mail", "This customer has no e-mail address. Answer by telephone or letter.");
            }

            await post.AnswerAsync(db, new AnswerLetter(member.Id, member.FirstName, member.LastName, address, member.Language, complaint.Subject, request.Text.Trim()), ct);
        }

        (complaint.State, complaint.Answer, complaint.AnsweredOn) = (ComplaintState.Answered, request.Text.Trim(), today);
        return "";
    }

    private static Outcome<string> Close(Complaint complaint, DateOnly today)
    {
        if (complaint.State != ComplaintState.Answered)
        {
            return Refuse.Conflict("not_answered", complaint.State == ComplaintState.Open ? "Answer the complaint first." : "This complaint is closed already.");
        }

        (complaint.State, complaint.ClosedOn) = (ComplaintState.Closed, today);
        return "";
    }

    private static async Task<Outcome<string>> ReopenAsync(StudioDb db, Complaint complaint, DateOnly today, CancellationToken ct)
    {
        if (complaint.State == ComplaintState.Open)
        {
            return Refuse.Conflict("open", "This complaint is open already.");
        }

        (complaint.State, complaint.AnsweredOn, complaint.ClosedOn) = (ComplaintState.Open, null, null);
        complaint.DueOn = BusinessCalendar.AddWorkingDays(today, (await FeedbackBook.ReadAsync(db, ct)).ComplaintDays);
        return "";
    }
}

/// <summary>A colleague who may handle feedback.</summary>
public sealed record Handler(long Id, string Name);

/// <summary>Who may handle feedback of a store.</summary>
internal static class Handlers
{
    internal static async Task<IReadOnlyList<Handler>> OfAsync(StudioDb db, long? storeId, CancellationToken ct)
    {
        var users = await db.Set<StudioUser>().AsNoTracking().Where(u => u.Active).Select(u => new { u.Id, u.DisplayName, u.Role }).ToListAsync(ct);
        var here = await db.Set<UserStoreScope>().AsNoTracking().Where(s => s.StoreId == storeId).Select(s => s.UserId).ToListAsync(ct);
        return [.. users.Where(u => RolePermissions.Of(u.Role).Contains(Permission.HandleFeedback) && (u.Role != StudioRole.StoreManager || here.Contains(u.Id))).OrderBy(u => u.DisplayName, StringComparer.CurrentCultureIgnoreCase).Select(u => new Handler(u.Id, u.DisplayName))];
    }
}
