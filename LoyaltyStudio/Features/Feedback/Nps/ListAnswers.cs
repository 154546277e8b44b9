using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Access.Model;
using LoyaltyStudio.Features.Feedback.Model;
using LoyaltyStudio.Features.Members.Model;
using LoyaltyStudio.Features.Purchases.Model;
using LoyaltyStudio.Platform;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Feedback.Nps;

/// <summary>Which answers a list shows.</summary>
public enum AnswerFilter { All, Promoters, Passives, Detractors }

/// <param name="WithWords">Only answers with a comment.</param>
public sealed record ListAnswersRequest(AnswerFilter Filter, bool WithWords, string? Tag, long? StoreId, Channel? Channel, PageRequest Page);

/// <param name="Complaint">The complaint that came of it.</param>
public sealed record AnswerRow(long Id, int Score, string Comment, DateTime AnsweredAt, long? MemberId, string Member, string Store, Channel Channel, SurveyKind Kind, IReadOnlyList<string> Tags, long? Complaint);

/// <summary>Answers in the stores that the actor sees, the latest first.</summary>
public sealed class ListAnswers(StudioData data)
{
    public async Task<Outcome<PageOf<AnswerRow>>> RunAsync(Actor actor, ListAnswersRequest request, CancellationToken ct)
    {
        if (!actor.May(Permission.ViewFeedback))
        {
            return Refuse.Forbidden();
        }

        await using var db = data.Read();
        var wanted = Scoped(db, actor, request.StoreId, request.Channel, null);
        wanted = request.Filter switch
        {
            AnswerFilter.Promoters => wanted.Where(a => a.Score >= 9),
            AnswerFilter.Passives => wanted.Where(a => a.Score == 7 || a.Score == 8),
            AnswerFilter.Detractors => wanted.Where(a => a.Score <= 6),
            _ => wanted,
        };
        if (request.WithWords)
        {
            wanted = wanted.Where(a => a.Comment != "");
        }

        if (request.Tag is { } tag)
        {
            wanted = wanted.Where(a => db.Set<FeedbackTag>().Any(t => t.Subject == FeedbackSubject.Answer && t.SubjectId == a.Id && t.Tag == tag));
        }

        var rows = await RowsAsync(db, wanted.OrderByDescending(a => a.AnsweredOn).ThenByDescending(a => a.Id).Skip(request.Page.Offset).Take(request.Page.Limit), ct);
        return new PageOf<AnswerRow>(rows, await wanted.CountAsync(ct));
    }

    internal static IQueryable<SurveyAnswer> Scoped(StudioDb db, Actor actor, long? storeId, Channel? channel, SurveyKind? kind)
    {
        var stores = actor.Stores?.Select(s => (long?)s).ToArray();
        return db.Set<SurveyAnswer>().Where(a => (stores == null || stores.Contains(a.StoreId)) && (storeId == null || a.StoreId == storeId) && (channel == null || a.Channel == channel)
            && (kind == null || db.Set<Survey>().Any(s => s.Id == a.SurveyId && s.Kind == kind)));
    }

    internal static async Task<IReadOnlyList<AnswerRow>> RowsAsync(StudioDb db, IQueryable<SurveyAnswer> answers, CancellationToken ct)
    {
        var found = await answers.ToListAsync(ct);
        var (ids, members, stores, surveys) = (found.Select(a => a.Id).ToArray(), found.Select(a => a.MemberId).ToArray(), found.Select(a => a.StoreId).ToArray(), found.Select(a => a.SurveyId).ToArray());
        var names = await db.Set<Member>().Where(m => members.Contains(m.Id)).Select(m => new { m.Id, m.FirstName, m.LastName, m.CardNumber }).ToDictionaryAsync(m => m.Id, m => $"{m.FirstName} {m.LastName}".Trim() is { Length: > 0 } name ? name : m.CardNumber, ct);
        var shops = await db.Set<Store>().Where(s => stores.Contains(s.Id)).ToDictionaryAsync(s => s.Id, s => s.Name, ct);
        var kinds = await db.Set<Survey>().Where(s => surveys.Contains(s.Id)).ToDictionaryAsync(s => s.Id, s => s.Kind, ct);
        var tags = (await db.Set<FeedbackTag>().Where(t => t.Subject == FeedbackSubject.Answer && ids.Contains(t.SubjectId)).ToListAsync(ct)).ToLookup(t => t.SubjectId, t => t.Tag);
        var complaints = await db.Set<Complaint>().Where(c => c.AnswerId != null && ids.Contains(c.AnswerId.Value)).ToDictionaryAsync(c => c.AnswerId!.Value, c => c.Id, ct);
        return found.ConvertAll(a => new AnswerRow(a.Id, a.Score, a.Comment, a.AnsweredAt, a.MemberId, a.MemberId is { } m ? names.GetValueOrDefault(m, "") : "", a.StoreId is { } s ? shops.GetValueOrDefault(s, "") : "", a.Channel,
            kinds.GetValueOrDefault(a.SurveyId), [.. tags[a.Id].Order(StringComparer.Ordinal)], complaints.TryGetValue(a.Id, out var c) ? c : null));
    }
}

/// <param name="On">True puts the tag there, false takes it away.</param>
public sealed record SetTagRequest(FeedbackSubject Subject, long SubjectId, string Tag, bool On);

/// <summary>Puts a theme on an answer, complaint or review, or takes it off.</summary>
public sealed class SetTag(StudioData data)
{
    public async Task<Outcome<string>> RunAsync(Actor actor, SetTagRequest request, CancellationToken ct)
    {
        if (!actor.May(Permission.HandleFeedback))
        {
            return Refuse.Forbidden();
        }

        var tag = request.Tag.Trim().ToLowerInvariant();
        if (tag.Length is 0 or > 40 || tag.Any(char.IsControl))
        {
            return Refuse.Invalid("tag", "A theme has between 1 and 40 characters.");
        }

        return await data.WriteAsync<Outcome<string>>(async db =>
        {
            var store = request.Subject switch
            {
                FeedbackSubject.Answer => await db.Set<SurveyAnswer>().Where(a => a.Id == request.SubjectId).Select(a => new { a.StoreId }).FirstOrDefaultAsync(ct),
                FeedbackSubject.Complaint => await db.Set<Complaint>().Where(c => c.Id == request.SubjectId).Select(c => new { c.StoreId }).FirstOrDefaultAsync(ct),
                _ => await db.Set<Review>().Where(r => r.Id == request.SubjectId).Select(r => new { r.StoreId }).FirstOrDefaultAsync(ct),
            };
            if (store is null || !actor.Sees(store.StoreId))
            {
                return Refuse.NotFound("subject_unknown", "This does not exist.");
            }

            var known = db.Set<FeedbackTag>().Where(t => t.Subject == request.Subject && t.SubjectId == request.SubjectId);
            if (!request.On)
            {
                await known.Where(t => t.Tag == tag).ExecuteDeleteAsync(ct);
            }
            else if (await known.CountAsync(ct) >= 12)
            {
                return Refuse.Conflict("too_many", "There are at most 12 themes.");
            }
            else
            {
                await db.BulkUpsertAsync([new FeedbackTag { Subject = request.Subject, SubjectId = request.SubjectId, Tag = tag }], [nameof(FeedbackTag.Automatic)], []);
            }

            db.Audit(actor, request.On ? "feedback_tag.added" : "feedback_tag.removed", $"{request.Subject} {request.SubjectId}".ToLowerInvariant(), tag);
            return tag;
        }, ct);
    }
}
