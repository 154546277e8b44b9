using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Access.Settings;
using LoyaltyStudio.Features.Feedback.Model;
using LoyaltyStudio.Features.Feedback.Settings;
using LoyaltyStudio.Features.Programme;
using LoyaltyStudio.Features.Tiers.Model;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Feedback.Answering;

/// <summary>
/// Writes answers, one or thousands: the tier of that moment, themes by their words, and word to the managers of the store about low scores. Runs inside a
/// transaction of the caller.
/// </summary>
public sealed class AnswerBook(OrganisationBook organisation, StaffAlerts alerts)
{
    /// <summary>No comment is longer.</summary>
    public const int CommentLimit = 2_000;

    /// <summary>The first so many characters; one less where the last would be half of an emoji, which PostgreSQL refuses.</summary>
    internal static string Cut(string text, int most) => text.Length <= most ? text : text[..(char.IsHighSurrogate(text[most - 1]) ? most - 1 : most)];

    public async Task RecordAsync(StudioDb db, IReadOnlyList<SurveyAnswer> answers, CancellationToken ct)
    {
        await SetTiersAsync(db, answers, ct);
        var ids = await db.NextIdsAsync<SurveyAnswer>(answers.Count);
        for (var i = 0; i < ids.Length; i++)
        {
            answers[i].Id = ids[i];
        }

        await db.BulkInsertAsync(answers);
        await TagAsync(db, FeedbackSubject.Answer, answers.Where(a => a.Comment.Length > 0).Select(a => (a.Id, a.Comment)), ct);
        await alerts.TellAsync(db, [.. answers.Where(a => a is { Score: <= 6, StoreId: not null }).Select(a => new StaffEvent(FeedbackSubject.Answer, a.Id, a.StoreId!.Value, a.Score, a.Comment))], ct);
    }

    /// <summary>Puts the themes beside texts whose words they have.</summary>
    internal async Task TagAsync(StudioDb db, FeedbackSubject subject, IEnumerable<(long Id, string Text)> texts, CancellationToken ct)
    {
        var themes = await FeedbackBook.ThemesAsync(db, (await organisation.CurrentAsync(ct)).Language, ct);
        await db.BulkInsertAsync(texts.SelectMany(t => FeedbackBook.Find(themes, t.Text).Select(tag => new FeedbackTag { Subject = subject, SubjectId = t.Id, Tag = tag, Automatic = true })).ToList());
    }

    /// <summary>The tier that each member has now; who has no row is in the lowest of the live programme.</summary>
    private static async Task SetTiersAsync(StudioDb db, IReadOnlyList<SurveyAnswer> answers, CancellationToken ct)
    {
        var members = answers.Where(a => a is { MemberId: not null, Tier.Length: 0 }).Select(a => a.MemberId!.Value).Distinct().ToArray();
        if (members.Length == 0)
        {
            return;
        }

        var tiers = await db.Set<MemberTier>().AsNoTracking().Where(t => members.Contains(t.MemberId)).ToDictionaryAsync(t => t.MemberId, t => t.Tier, ct);
        var timeline = await ProgrammeBook.TimelineAsync(db, ct);
        foreach (var answer in answers.Where(a => a is { MemberId: not null, Tier.Length: 0 }))
        {
            answer.Tier = tiers.GetValueOrDefault(answer.MemberId!.Value) ?? (timeline.On(answer.AnsweredOn)?.Content.Tiers is [var lowest, ..] ? lowest.Code : "");
        }
    }
}
