using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Access.Settings;
using LoyaltyStudio.Features.Feedback.Model;
using LoyaltyStudio.Features.Feedback.Nps;
using LoyaltyStudio.Platform;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Feedback.Asking;

/// <param name="Invited">Invitations of the last twelve months; Answered: how many of them were answered.</param>
/// <param name="Score">Of all answers of the last twelve months, in the actor's stores.</param>
public sealed record SurveyRow(SurveyDraft Draft, int Invited, int Answered, NpsScore Score);

/// <summary>The surveys with what came of them in the last twelve months.</summary>
public sealed class ListSurveys(StudioData data, TimeProvider clock, OrganisationBook organisation)
{
    public async Task<Outcome<IReadOnlyList<SurveyRow>>> RunAsync(Actor actor, CancellationToken ct)
    {
        if (!actor.May(Permission.ViewFeedback))
        {
            return Refuse.Forbidden();
        }

        var since = (await organisation.CurrentAsync(ct)).Today(clock).AddYears(-1);
        var stores = actor.Stores?.Select(s => (long?)s).ToArray();
        await using var db = data.Read();
        var surveys = await db.Set<Survey>().OrderByDescending(s => s.Active).ThenBy(s => s.Kind).ThenBy(s => s.Id).ToListAsync(ct);
        var invited = await db.Set<SurveyInvitation>().Where(i => i.InvitedOn > since && (stores == null || stores.Contains(i.StoreId))).GroupBy(i => i.SurveyId)
            .Select(g => new { g.Key, Count = g.Count(), Answered = g.Count(i => i.AnsweredAt != null) }).ToDictionaryAsync(g => g.Key, ct);
        var scores = await db.Set<SurveyAnswer>().Where(a => a.AnsweredOn > since && (stores == null || stores.Contains(a.StoreId))).GroupBy(a => a.SurveyId)
            .Select(g => new { g.Key, Count = g.Count(), Promoters = g.Count(a => a.Score >= 9), Detractors = g.Count(a => a.Score <= 6) }).ToDictionaryAsync(g => g.Key, g => NpsScore.Of(g.Promoters, g.Count, g.Detractors), ct);
        return surveys.ConvertAll(s => new SurveyRow(new SurveyDraft(s.Id, s.Name, s.Kind, s.Active, s.QuestionNl, s.QuestionEn, s.WaitDays, s.RestDays, s.EveryDays, s.AskReview, s.Version),
            invited.GetValueOrDefault(s.Id)?.Count ?? 0, invited.GetValueOrDefault(s.Id)?.Answered ?? 0, scores.GetValueOrDefault(s.Id)));
    }
}
