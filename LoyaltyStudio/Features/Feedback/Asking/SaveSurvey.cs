using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Feedback.Model;
using LoyaltyStudio.Platform;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Feedback.Asking;

/// <param name="Id">0 for a new survey.</param>
/// <param name="Version">The version that the form was filled from; 0 for a new one.</param>
public sealed record SurveyDraft(long Id, string Name, SurveyKind Kind, bool Active, string QuestionNl, string QuestionEn, int WaitDays, int RestDays, int EveryDays, bool AskReview, int Version)
{
    /// <summary>A first form for each kind, ready to be used.</summary>
    public static SurveyDraft Of(SurveyKind kind) => new(0, "", kind, false, "Hoe waarschijnlijk is het dat je ons aanbeveelt aan vrienden of familie?", "How likely are you to recommend us to friends or family?",
        kind == SurveyKind.AfterPurchase ? 7 : 2, 90, 180, kind == SurveyKind.AfterPurchase, 0);
}

/// <summary>Adds or changes a survey. Answers keep the survey under which they were given, so that its kind stays once there are any.</summary>
public sealed class SaveSurvey(StudioData data, TimeProvider clock)
{
    public async Task<Outcome<long>> RunAsync(Actor actor, SurveyDraft draft, CancellationToken ct)
    {
        if (!actor.May(Permission.EditFeedback))
        {
            return Refuse.Forbidden();
        }

        var errors = Check(draft).ToList();
        return errors.Count > 0 ? Refuse.Invalid(errors) : await data.WriteAsync(db => WriteAsync(db, actor, draft, ct), ct);
    }

    private async Task<Outcome<long>> WriteAsync(StudioDb db, Actor actor, SurveyDraft draft, CancellationToken ct)
    {
        var survey = draft.Id == 0 ? new Survey { Name = "", QuestionNl = "", QuestionEn = "", Kind = draft.Kind, CreatedAt = clock.GetUtcNow().UtcDateTime } : await db.Set<Survey>().AsTracking().FirstOrDefaultAsync(s => s.Id == draft.Id, ct);
        if (survey is null)
        {
            return Refuse.NotFound("survey_unknown", "This survey does not exist.");
        }

        if (draft.Id == 0)
        {
            db.Add(survey);
        }
        else if (survey.Version != draft.Version)
        {
            return Refuse.Conflict("changed_meanwhile", "Somebody else saved this meanwhile. Load it again and repeat your change.");
        }
        else if (survey.Kind != draft.Kind && (await db.Set<SurveyAnswer>().AnyAsync(a => a.SurveyId == survey.Id, ct) || await db.Set<SurveyInvitation>().AnyAsync(i => i.SurveyId == survey.Id, ct)))
        {
            return Refuse.Invalid("kind", "People have been asked already, so the moment stays. Make another survey.");
        }

        (survey.Name, survey.Kind, survey.Active, survey.QuestionNl, survey.QuestionEn) = (draft.Name.Trim(), draft.Kind, draft.Active, draft.QuestionNl.Trim(), draft.QuestionEn.Trim());
        (survey.WaitDays, survey.RestDays, survey.EveryDays, survey.AskReview) = (draft.WaitDays, draft.RestDays, draft.EveryDays, draft.AskReview && draft.Kind == SurveyKind.AfterPurchase);
        await db.SaveChangesAsync(ct);
        db.Audit(actor, draft.Id == 0 ? "survey.added" : "survey.changed", $"survey {survey.Id}", $"{survey.Kind}, {(survey.Active ? "on" : "off")}, after {survey.WaitDays} days, rest {survey.RestDays} days");
        return survey.Id;
    }

    private static IEnumerable<FieldError> Check(SurveyDraft draft)
    {
        if (string.IsNullOrWhiteSpace(draft.Name) || draft.Name.Length > 100)
        {
            yield return new FieldError("name", "Give the survey a name of at most 100 characters.");
        }

        if (string.IsNullOrWhiteSpace(draft.QuestionNl) || string.IsNullOrWhiteSpace(draft.QuestionEn) || draft.QuestionNl.Length > 200 || draft.QuestionEn.Length > 200)
        {
            yield return new FieldError("question", "Write the question in Dutch and in English, at most 200 characters.");
        }

        if (!Enum.IsDefined(draft.Kind))
        {
            yield return new FieldError("kind", "This moment is not known.");
        }

        if (draft.WaitDays is < 0 or > 90)
        {
            yield return new FieldError("wait", "Wait between 0 and 90 days.");
        }

        if (draft.RestDays is < 7 or > 730)
        {
            yield return new FieldError("rest", "Leave a customer in peace between 7 and 730 days.");
        }

        if (draft.EveryDays is < 30 or > 1095)
        {
            yield return new FieldError("every", "Ask again after between 30 and 1095 days.");
        }
    }
}
