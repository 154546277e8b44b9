using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Access.Settings;
using LoyaltyStudio.Features.Feedback.Model;
using LoyaltyStudio.Features.Members.Searching;
using LoyaltyStudio.Features.Purchases.Model;
using LoyaltyStudio.Platform;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Feedback.Answering;

/// <param name="AnsweredAt">Null for now.</param>
/// <param name="RequestKey">Made when the form opened: the same key again is the same answer.</param>
public sealed record AnswerDraft(long SurveyId, int Score, string Comment, long? MemberId, long? StoreId, Channel Channel, string RequestKey, DateTime? AnsweredAt = null, long? PurchaseId = null);

/// <summary>Writes down answers that came in another way: on paper, by telephone, from another system. One or many.</summary>
public sealed class RecordAnswers(StudioData data, TimeProvider clock, OrganisationBook organisation, AnswerBook book)
{
    private const int Most = 5_000;

    /// <returns>How many are new.</returns>
    public async Task<Outcome<int>> RunAsync(Actor actor, IReadOnlyList<AnswerDraft> drafts, CancellationToken ct)
    {
        if (!actor.May(Permission.HandleFeedback) || drafts.Any(d => !actor.Sees(d.StoreId)))
        {
            return Refuse.Forbidden();
        }

        var now = clock.GetUtcNow().UtcDateTime;
        if (drafts.Count is 0 or > Most || drafts.Any(d => d.Score is < 0 or > 10 || d.Comment.Length > AnswerBook.CommentLimit || d.RequestKey.Length is 0 or > 100 || d.AnsweredAt > now))
        {
            return Refuse.Invalid("answers", "Give answers with a score from 0 to 10, not in the future.");
        }

        return await data.WriteAsync(db => WriteAsync(db, actor, drafts, now, ct), ct);
    }

    private async Task<Outcome<int>> WriteAsync(StudioDb db, Actor actor, IReadOnlyList<AnswerDraft> drafts, DateTime now, CancellationToken ct)
    {
        var surveys = drafts.Select(d => d.SurveyId).Distinct().ToArray();
        if (await db.Set<Survey>().CountAsync(s => surveys.Contains(s.Id), ct) != surveys.Length)
        {
            return Refuse.NotFound("survey_unknown", "This survey does not exist.");
        }

        foreach (var member in actor.Stores is null ? [] : drafts.Where(d => d.MemberId is not null).Select(d => d.MemberId!.Value).Distinct())
        {
            if (!await MemberSearch.SeesAsync(db, actor, member, ct))
            {
                return MemberSearch.Unknown;
            }
        }

        var keys = drafts.Select(d => d.RequestKey).ToArray();
        var known = (await db.Set<SurveyAnswer>().Where(a => keys.Contains(a.RequestKey!)).Select(a => a.RequestKey!).ToListAsync(ct)).ToHashSet();
        var calendar = (await organisation.CurrentAsync(ct)).Calendar;
        var answers = drafts.Where(d => !known.Contains(d.RequestKey)).DistinctBy(d => d.RequestKey).Select(d => new SurveyAnswer
        {
            SurveyId = d.SurveyId, MemberId = d.MemberId, StoreId = d.StoreId, Channel = d.Channel, Score = d.Score, Comment = d.Comment.Trim(), AnsweredAt = d.AnsweredAt ?? now,
            AnsweredOn = calendar.DateOf(d.AnsweredAt ?? now), PurchaseId = d.PurchaseId, RequestKey = d.RequestKey,
        }).ToList();
        if (answers.Count > 0)
        {
            await book.RecordAsync(db, answers, ct);
            db.Audit(actor, "survey_answer.recorded", $"survey {surveys[0]}", $"{answers.Count} answers");
        }

        return answers.Count;
    }
}
