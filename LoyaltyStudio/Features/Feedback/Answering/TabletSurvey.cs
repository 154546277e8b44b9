using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Access.Model;
using LoyaltyStudio.Features.Access.Settings;
using LoyaltyStudio.Features.Feedback.Asking;
using LoyaltyStudio.Features.Feedback.Model;
using LoyaltyStudio.Features.Purchases.Model;
using LoyaltyStudio.Platform;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Feedback.Answering;

/// <summary>What a tablet in a store shows.</summary>
public sealed record TabletView(string Store, string QuestionNl, string QuestionEn);

public enum TabletResult { Stored, Unknown, Wait }

/// <summary>The page of a tablet in a store: no sign-in, no member, a code that the shop can renew. One answer per form; more than a shop can have customers is refused.</summary>
public sealed class TabletSurvey(StudioData data, TimeProvider clock, OrganisationBook organisation, AnswerBook answers)
{
    private const int MostInTenMinutes = 40;

    public async Task<TabletView?> FindAsync(string code, CancellationToken ct)
    {
        await using var db = data.Read();
        return await FindInAsync(db, code, ct) is { } found ? new TabletView(found.Store.Name, found.Survey.QuestionNl, found.Survey.QuestionEn) : null;
    }

    /// <param name="key">Made with the form: the same form twice is one answer.</param>
    public Task<TabletResult> AnswerAsync(string code, string key, int score, string comment, CancellationToken ct) => data.WriteAsync(async db =>
    {
        if (SurveyToken.HashOf(key) is null || score is < 0 or > 10 || comment.Length > AnswerBook.CommentLimit || await FindInAsync(db, code, ct) is not { } found)
        {
            return TabletResult.Unknown;
        }

        var now = clock.GetUtcNow().UtcDateTime;
        var (request, since) = ($"tablet {key}", now.AddMinutes(-10));
        if (await db.Set<SurveyAnswer>().AnyAsync(a => a.RequestKey == request, ct))
        {
            return TabletResult.Stored;
        }

        var today = (await organisation.CurrentAsync(ct)).Calendar.DateOf(now);
        if (await db.Set<SurveyAnswer>().CountAsync(a => a.AnsweredOn >= today.AddDays(-1) && a.StoreId == found.Store.Id && a.SurveyId == found.Survey.Id && a.AnsweredAt > since, ct) >= MostInTenMinutes)
        {
            return TabletResult.Wait;
        }

        await answers.RecordAsync(db, [new SurveyAnswer
        {
            SurveyId = found.Survey.Id, StoreId = found.Store.Id, Channel = Channel.Store, Score = score, Comment = comment.Trim(), AnsweredAt = now, AnsweredOn = today, RequestKey = request,
        }], ct);
        return TabletResult.Stored;
    }, ct);

    private static async Task<(Store Store, Survey Survey)?> FindInAsync(StudioDb db, string code, CancellationToken ct)
    {
        if (SurveyToken.HashOf(code) is not { } hash)
        {
            return null;
        }

        var store = await (from t in db.Set<StoreTablet>() join s in db.Set<Store>() on t.StoreId equals s.Id where t.CodeHash == hash && s.Active select s).AsNoTracking().FirstOrDefaultAsync(ct);
        var survey = store is null ? null : await db.Set<Survey>().AsNoTracking().Where(s => s.Active && s.Kind == SurveyKind.InStore).OrderBy(s => s.Id).FirstOrDefaultAsync(ct);
        return store is null || survey is null ? null : (store, survey);
    }
}

/// <summary>Stores with the day on which their tablet got its address.</summary>
public sealed record TabletRow(long StoreId, string Store, DateTime? MadeAt);

/// <summary>Which stores have a tablet.</summary>
public sealed class ListTablets(StudioData data)
{
    public async Task<Outcome<IReadOnlyList<TabletRow>>> RunAsync(Actor actor, CancellationToken ct)
    {
        if (!actor.May(Permission.ViewFeedback))
        {
            return Refuse.Forbidden();
        }

        var own = actor.Stores?.ToArray();
        await using var db = data.Read();
        return await (from s in db.Set<Store>()
                      join t in db.Set<StoreTablet>() on s.Id equals t.StoreId into tablets
                      from t in tablets.DefaultIfEmpty()
                      where s.Active && s.Kind == StoreKind.Shop && (own == null || own.Contains(s.Id))
                      orderby s.Name
                      select new TabletRow(s.Id, s.Name, t == null ? null : t.MadeAt)).ToListAsync(ct);
    }
}

/// <param name="Path">The address of the page, shown once.</param>
public sealed record RenewedTablet(string Store, string Path);

/// <summary>Gives the tablet of a store a new address; the old one ends.</summary>
public sealed class RenewTablet(StudioData data, TimeProvider clock)
{
    public Task<Outcome<RenewedTablet>> RunAsync(Actor actor, long storeId, CancellationToken ct) =>
        !actor.May(Permission.HandleFeedback) || !actor.Sees(storeId) ? Task.FromResult<Outcome<RenewedTablet>>(Refuse.Forbidden()) : data.WriteAsync<Outcome<RenewedTablet>>(async db =>
        {
            if (await db.Set<Store>().AsNoTracking().FirstOrDefaultAsync(s => s.Id == storeId, ct) is not { } store)
            {
                return Refuse.NotFound("store_unknown", "This store does not exist.");
            }

            var code = SurveyToken.New();
            await db.BulkUpsertAsync([new StoreTablet { StoreId = storeId, CodeHash = SurveyToken.HashOf(code)!, MadeAt = clock.GetUtcNow().UtcDateTime, MadeBy = actor.Stamp }],
                [nameof(StoreTablet.CodeHash), nameof(StoreTablet.MadeAt), nameof(StoreTablet.MadeBy)], []);
            db.Audit(actor, "store_tablet.renewed", $"store {storeId}", "new address for the tablet");
            return new RenewedTablet(store.Name, $"tablet/{code}");
        }, ct);
}
