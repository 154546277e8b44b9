using System.Globalization;
using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Access.Model;
using LoyaltyStudio.Features.Access.Settings;
using LoyaltyStudio.Features.Feedback.Asking;
using LoyaltyStudio.Features.Feedback.Model;
using LoyaltyStudio.Features.Feedback.Settings;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Feedback.Answering;

/// <summary>Something that the manager of a store is told at once.</summary>
/// <param name="Score">Null for a complaint.</param>
internal sealed record StaffEvent(FeedbackSubject Subject, long SubjectId, long StoreId, int? Score, string Words);

/// <summary>Tells the managers of a store about a low score or a complaint by e-mail, once each, unless the settings switch that off. The lists show it in any case.</summary>
public sealed class StaffAlerts(OrganisationBook organisation, IFeedbackPost post)
{
    private const int WordsShown = 300;

    internal async Task TellAsync(StudioDb db, IReadOnlyList<StaffEvent> events, CancellationToken ct)
    {
        if (events.Count == 0 || !(await FeedbackBook.ReadAsync(db, ct)).AlertByMail)
        {
            return;
        }

        var stores = events.Select(e => e.StoreId).Distinct().ToArray();
        var managers = await (from scope in db.Set<UserStoreScope>()
                              join user in db.Set<StudioUser>() on scope.UserId equals user.Id
                              join store in db.Set<Store>() on scope.StoreId equals store.Id
                              where stores.Contains(scope.StoreId) && user.Active && user.Role == StudioRole.StoreManager && user.Email != null
                              orderby user.Id
                              select new { user.Id, user.DisplayName, Email = user.Email!, user.Language, scope.StoreId, Store = store.Name }).AsNoTracking().ToListAsync(ct);
        var language = (await organisation.CurrentAsync(ct)).Language;
        var pairs = (from e in events from m in managers where m.StoreId == e.StoreId select (e, m)).ToList();
        if (pairs.Count == 0)
        {
            return;
        }

        var messages = await post.AlertAsync(db, pairs.ConvertAll(p => new StaffLetter(p.m.Id, p.m.DisplayName, p.m.Email, p.m.Language.Length > 0 ? p.m.Language : language, p.m.Store, p.e.Score, Brief(p.e.Words),
            p.e.Subject == FeedbackSubject.Complaint ? string.Create(CultureInfo.InvariantCulture, $"complaints/{p.e.SubjectId}") : "feedback/answers?kind=detractors")), ct);
        await db.BulkInsertAsync(pairs.Select((p, i) => new FeedbackAlert { UserId = p.m.Id, Subject = p.e.Subject, SubjectId = p.e.SubjectId, MessageId = messages[i] }).ToList());
    }

    private static string Brief(string words) => words.Length <= WordsShown ? words : $"{AnswerBook.Cut(words, WordsShown)}…";
}
