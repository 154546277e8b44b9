using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Access.Settings;
using LoyaltyStudio.Features.Feedback.Answering;
using LoyaltyStudio.Features.Feedback.Model;
using LoyaltyStudio.Features.Feedback.Settings;
using LoyaltyStudio.Features.Purchases.Model;
using LoyaltyStudio.Platform;

namespace LoyaltyStudio.Features.Feedback.Complaints;

public sealed record ComplaintDraft(string Subject, string Body, long? MemberId, long? StoreId, Channel Channel, ComplaintSource Source, long? AnswerId, long? PurchaseId, string? RequestKey);

/// <summary>Opens complaints, whoever brings them: deadline by working days, first line of the time line, themes, and word to the store. Runs inside a transaction of the caller.</summary>
public sealed class ComplaintBook(TimeProvider clock, OrganisationBook organisation, AnswerBook answers, StaffAlerts alerts)
{
    public const int SubjectLimit = 150, BodyLimit = 5_000;

    public async Task<Complaint> OpenAsync(StudioDb db, Actor actor, ComplaintDraft draft, CancellationToken ct)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        var today = (await organisation.CurrentAsync(ct)).Calendar.DateOf(now);
        var settings = await FeedbackBook.ReadAsync(db, ct);
        var complaint = new Complaint
        {
            Subject = draft.Subject.Trim(), Body = draft.Body.Trim(), MemberId = draft.MemberId, StoreId = draft.StoreId, Channel = draft.Channel, Source = draft.Source, AnswerId = draft.AnswerId, PurchaseId = draft.PurchaseId,
            RequestKey = draft.RequestKey, State = ComplaintState.Open, OpenedAt = now, OpenedOn = today, DueOn = BusinessCalendar.AddWorkingDays(today, settings.ComplaintDays),
        };
        db.Add(complaint);
        await db.SaveChangesAsync(ct);
        db.Add(new ComplaintNote { ComplaintId = complaint.Id, Step = ComplaintStep.Opened, At = now, By = actor.Stamp });
        await db.SaveChangesAsync(ct);
        await answers.TagAsync(db, FeedbackSubject.Complaint, [(complaint.Id, $"{complaint.Subject} {complaint.Body}")], ct);
        if (draft.StoreId is { } store)
        {
            await alerts.TellAsync(db, [new StaffEvent(FeedbackSubject.Complaint, complaint.Id, store, null, complaint.Subject)], ct);
        }

        db.Audit(actor, "complaint.opened", $"complaint {complaint.Id}", $"{draft.Source}, answer until {complaint.DueOn:yyyy-MM-dd}");
        return complaint;
    }

    internal static IEnumerable<FieldError> Check(string subject, string body)
    {
        if (string.IsNullOrWhiteSpace(subject) || subject.Length > SubjectLimit)
        {
            yield return new FieldError("subject", "Say in at most {0} characters what it is about.", SubjectLimit);
        }

        if (string.IsNullOrWhiteSpace(body) || body.Length > BodyLimit)
        {
            yield return new FieldError("body", "Write down what happened, in at most {0} characters.", BodyLimit);
        }
    }
}
