using System.Globalization;
using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Access.Model;
using LoyaltyStudio.Features.Feedback.Model;
using LoyaltyStudio.Features.Members.Model;
using LoyaltyStudio.Features.Purchases.Model;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Feedback.Asking;

/// <summary>Somebody to be asked, and about what.</summary>
internal sealed record ToAsk(long MemberId, string FirstName, string LastName, string Email, string Language, string Moment, long? StoreId, Channel Channel, long? PurchaseId);

/// <summary>Who is to be asked by a survey on a day. Missed nights are made good for a week; what lies further back is not asked about any more.</summary>
internal static class Audience
{
    private const int CatchUpDays = 7;

    /// <summary>A delivery is looked for among the purchases of so many days.</summary>
    private const int LongestDelivery = 180;

    /// <summary>A periodic survey spreads its members over so many days, so that not everybody is asked in one night.</summary>
    private const int Spread = 28;

    /// <param name="only">The members to look at; null for all.</param>
    internal static Task<List<ToAsk>> ReadAsync(StudioDb db, Survey survey, DateOnly asOf, long[]? only, CancellationToken ct) => survey.Kind switch
    {
        SurveyKind.AfterPurchase => AfterPurchaseAsync(db, survey, asOf, only, ct),
        SurveyKind.AfterService => AfterServiceAsync(db, survey, asOf, only, ct),
        SurveyKind.Periodic => PeriodicAsync(db, survey, asOf, only, ct),
        _ => Task.FromResult<List<ToAsk>>([]),
    };

    private static IQueryable<Member> Open(StudioDb db, Survey survey, DateOnly asOf, long[]? only)
    {
        var rest = asOf.AddDays(-survey.RestDays);
        return db.Set<Member>().Where(m => m.Status == MemberStatus.Active && m.EmailConsent && m.Email != null && (only == null || only.Contains(m.Id))
            && !db.Set<SurveyInvitation>().Any(i => i.MemberId == m.Id && i.InvitedOn > rest) && !db.Set<SurveyAnswer>().Any(a => a.MemberId == m.Id && a.AnsweredOn > rest)
            && !db.Set<Complaint>().Any(c => c.MemberId == m.Id && c.State == ComplaintState.Open));
    }

    private static async Task<List<ToAsk>> AfterPurchaseAsync(StudioDb db, Survey survey, DateOnly asOf, long[]? only, CancellationToken ct)
    {
        var (last, first) = (asOf.AddDays(-survey.WaitDays), asOf.AddDays(-survey.WaitDays - CatchUpDays + 1));
        var oldest = first.AddDays(-LongestDelivery);
        var found = await (from m in Open(db, survey, asOf, only)
                           join p in db.Set<Purchase>() on m.Id equals p.MemberId
                           where p.Kind == PurchaseKind.Purchase && p.BusinessDate >= oldest && p.BusinessDate <= last
                               && ((p.DeliveredOn == null && p.PromisedOn == null && p.BusinessDate >= first) || (p.DeliveredOn != null && p.DeliveredOn >= first && p.DeliveredOn <= last))
                           orderby m.Id, p.BusinessDate descending, p.Id descending
                           select new { m.Id, m.FirstName, m.LastName, Email = m.Email!, m.Language, Purchase = p.Id, p.StoreId, p.Channel }).ToListAsync(ct);
        return [.. found.DistinctBy(f => f.Id).Select(f => new ToAsk(f.Id, f.FirstName, f.LastName, f.Email, LanguageOf(f.Language), string.Create(CultureInfo.InvariantCulture, $"purchase {f.Purchase}"), f.StoreId, f.Channel, f.Purchase))];
    }

    private static async Task<List<ToAsk>> AfterServiceAsync(StudioDb db, Survey survey, DateOnly asOf, long[]? only, CancellationToken ct)
    {
        var (last, first) = (asOf.AddDays(-survey.WaitDays), asOf.AddDays(-survey.WaitDays - CatchUpDays + 1));
        var found = await (from m in Open(db, survey, asOf, only)
                           join c in db.Set<Complaint>() on m.Id equals c.MemberId
                           where c.State != ComplaintState.Open && c.AnsweredOn >= first && c.AnsweredOn <= last
                           orderby m.Id, c.Id descending
                           select new { m.Id, m.FirstName, m.LastName, Email = m.Email!, m.Language, Complaint = c.Id, c.StoreId, c.Channel }).ToListAsync(ct);
        return [.. found.DistinctBy(f => f.Id).Select(f => new ToAsk(f.Id, f.FirstName, f.LastName, f.Email, LanguageOf(f.Language), string.Create(CultureInfo.InvariantCulture, $"complaint {f.Complaint}"), f.StoreId, f.Channel, null))];
    }

    private static async Task<List<ToAsk>> PeriodicAsync(StudioDb db, Survey survey, DateOnly asOf, long[]? only, CancellationToken ct)
    {
        var (active, again, turn) = (asOf.AddYears(-1), asOf.AddDays(-survey.EveryDays), asOf.DayNumber % Spread);
        var found = await (from m in Open(db, survey, asOf, only)
                           join s in db.Set<MemberStat>() on m.Id equals s.MemberId
                           where s.LastPurchaseOn >= active && m.Id % Spread == turn && !db.Set<SurveyInvitation>().Any(i => i.MemberId == m.Id && i.SurveyId == survey.Id && i.InvitedOn > again)
                           orderby m.Id
                           select new { m.Id, m.FirstName, m.LastName, Email = m.Email!, m.Language, m.HomeStoreId, Web = db.Set<Store>().Any(x => x.Id == m.HomeStoreId && x.Kind == StoreKind.Web) }).ToListAsync(ct);
        var moment = $"period {asOf.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}";
        return found.ConvertAll(f => new ToAsk(f.Id, f.FirstName, f.LastName, f.Email, LanguageOf(f.Language), moment, f.HomeStoreId, f.Web ? Channel.Web : Channel.Store, null));
    }

    private static string LanguageOf(string language) => language == "en" ? "en" : "nl";
}
