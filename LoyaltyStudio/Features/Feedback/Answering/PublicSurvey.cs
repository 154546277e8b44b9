using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Access.Settings;
using LoyaltyStudio.Features.Feedback.Asking;
using LoyaltyStudio.Features.Feedback.Complaints;
using LoyaltyStudio.Features.Feedback.Model;
using LoyaltyStudio.Features.Feedback.Reviews;
using LoyaltyStudio.Features.Purchases.Model;
using LoyaltyStudio.Platform;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Feedback.Answering;

/// <summary>What the public page shows behind a token. Nothing of it says who the reader is or what was bought.</summary>
/// <param name="Score">Null while there is no answer.</param>
/// <param name="MayAskContact">A low score was given and nobody was asked to call yet.</param>
/// <param name="MayReview">The survey asks for a review and none was written yet.</param>
/// <param name="OfProduct">The review is about what was bought and not about the shop.</param>
public sealed record OpenSurvey(string Language, string Question, int? Score, bool MayAskContact, bool MayReview, bool OfProduct);

/// <summary>The page behind the link of an invitation. The token is the right to use it; an unknown one, and one that has ended, finds nothing. Reading stores nothing.</summary>
public sealed class PublicSurvey(StudioData data, TimeProvider clock, OrganisationBook organisation, AnswerBook answers, ComplaintBook complaints)
{
    public async Task<OpenSurvey?> FindAsync(string token, CancellationToken ct)
    {
        await using var db = data.Read();
        return await FindInAsync(db, token, ct) is { } found ? await ShowAsync(db, found.Invitation, found.Survey, ct) : null;
    }

    /// <summary>Stores the answer, once; a second one changes nothing.</summary>
    /// <returns>What the page shows next; null for an unknown token.</returns>
    public Task<OpenSurvey?> AnswerAsync(string token, int score, string comment, CancellationToken ct) => data.WriteAsync(async db =>
    {
        if (score is < 0 or > 10 || comment.Length > AnswerBook.CommentLimit || await FindInAsync(db, token, ct) is not { } found)
        {
            return null;
        }

        var (invitation, now) = (found.Invitation, clock.GetUtcNow().UtcDateTime);
        if (await db.Set<SurveyInvitation>().Where(i => i.Id == invitation.Id && i.AnsweredAt == null).ExecuteUpdateAsync(s => s.SetProperty(i => i.AnsweredAt, now), ct) == 1)
        {
            await answers.RecordAsync(db, [new SurveyAnswer
            {
                SurveyId = invitation.SurveyId, MemberId = invitation.MemberId, StoreId = invitation.StoreId, Channel = invitation.Channel, Score = score, Comment = comment.Trim(), AnsweredAt = now,
                AnsweredOn = (await organisation.CurrentAsync(ct)).Calendar.DateOf(now), InvitationId = invitation.Id, PurchaseId = invitation.PurchaseId,
            }], ct);
        }

        return await ShowAsync(db, invitation, found.Survey, ct);
    }, ct);

    /// <summary>Somebody who gave a low score asks to be called: a complaint with what was written.</summary>
    public Task<OpenSurvey?> AskContactAsync(string token, string words, CancellationToken ct) => data.WriteAsync(async db =>
    {
        if (words.Length > AnswerBook.CommentLimit || await FindInAsync(db, token, ct) is not { } found)
        {
            return null;
        }

        var invitation = found.Invitation;
        if (await ShowAsync(db, invitation, found.Survey, ct) is { MayAskContact: true })
        {
            var answer = await db.Set<SurveyAnswer>().AsNoTracking().FirstAsync(a => a.InvitationId == invitation.Id, ct);
            var dutch = (await organisation.CurrentAsync(ct)).Language == "nl";
            var body = string.Join("\n\n", new[] { answer.Comment, words.Trim() }.Where(w => w.Length > 0));
            await complaints.OpenAsync(db, Reader(invitation.MemberId), new ComplaintDraft(dutch ? $"Wil contact na een {answer.Score}" : $"Asks for contact after a {answer.Score}",
                body.Length > 0 ? body : dutch ? "Zonder toelichting." : "Without words.", invitation.MemberId, invitation.StoreId, invitation.Channel, ComplaintSource.Survey, answer.Id, invitation.PurchaseId, null), ct);
        }

        return await ShowAsync(db, invitation, found.Survey, ct);
    }, ct);

    /// <summary>Keeps a review until a person has looked at it; once.</summary>
    public Task<OpenSurvey?> ReviewAsync(string token, int stars, string text, CancellationToken ct) => data.WriteAsync(async db =>
    {
        if (stars is < 1 or > 5 || text.Length > AnswerBook.CommentLimit || await FindInAsync(db, token, ct) is not { } found)
        {
            return null;
        }

        var (invitation, now) = (found.Invitation, clock.GetUtcNow().UtcDateTime);
        if (await ShowAsync(db, invitation, found.Survey, ct) is { MayReview: true })
        {
            var review = new Review
            {
                MemberId = invitation.MemberId, ProductId = await OnlyProductAsync(db, invitation.PurchaseId, ct), StoreId = invitation.StoreId, Channel = invitation.Channel, Stars = stars, Text = text.Trim(),
                WrittenAt = now, WrittenOn = (await organisation.CurrentAsync(ct)).Calendar.DateOf(now), InvitationId = invitation.Id,
            };
            db.Add(review);
            await db.SaveChangesAsync(ct);
            await answers.TagAsync(db, FeedbackSubject.Review, [(review.Id, review.Text)], ct);
        }

        return await ShowAsync(db, invitation, found.Survey, ct);
    }, ct);

    private async Task<(SurveyInvitation Invitation, Survey Survey)?> FindInAsync(StudioDb db, string token, CancellationToken ct)
    {
        if (SurveyToken.HashOf(token) is not { } hash)
        {
            return null;
        }

        var today = (await organisation.CurrentAsync(ct)).Today(clock);
        var invitation = await db.Set<SurveyInvitation>().AsNoTracking().FirstOrDefaultAsync(i => i.TokenHash == hash && i.ExpiresOn >= today, ct);
        return invitation is null ? null : (invitation, await db.Set<Survey>().AsNoTracking().FirstAsync(s => s.Id == invitation.SurveyId, ct));
    }

    private static async Task<OpenSurvey> ShowAsync(StudioDb db, SurveyInvitation invitation, Survey survey, CancellationToken ct)
    {
        var answer = await db.Set<SurveyAnswer>().AsNoTracking().Where(a => a.InvitationId == invitation.Id).Select(a => new { a.Id, a.Score }).FirstOrDefaultAsync(ct);
        var contact = answer is { Score: <= 6 } && !await db.Set<Complaint>().AnyAsync(c => c.AnswerId == answer.Id, ct);
        var review = answer is not null && survey.AskReview && !await db.Set<Review>().AnyAsync(r => r.InvitationId == invitation.Id, ct);
        return new OpenSurvey(invitation.Language, invitation.Language == "en" ? survey.QuestionEn : survey.QuestionNl, answer?.Score, contact, review, review && await OnlyProductAsync(db, invitation.PurchaseId, ct) is not null);
    }

    /// <summary>A review is about the product where one was bought, else about the shop.</summary>
    private static async Task<long?> OnlyProductAsync(StudioDb db, long? purchase, CancellationToken ct) =>
        purchase is null ? null : await db.Set<PurchaseLine>().Where(l => l.PurchaseId == purchase && l.Kind == LineKind.Goods && l.ProductId != null).Select(l => l.ProductId).Distinct().Take(2).ToListAsync(ct) is [var only] ? only : null;

    private static Actor Reader(long member) => new("member", member, "survey page", new HashSet<Permission>(), null);
}
