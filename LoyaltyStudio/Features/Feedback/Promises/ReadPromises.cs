using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Access.Model;
using LoyaltyStudio.Features.Access.Settings;
using LoyaltyStudio.Features.Feedback.Model;
using LoyaltyStudio.Features.Feedback.Settings;
using LoyaltyStudio.Features.Members.Model;
using LoyaltyStudio.Features.Purchases.Model;
using LoyaltyStudio.Platform;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Feedback.Promises;

/// <summary>Kept ÷ due (semantics 10). Due are promises that were done or whose last day has passed.</summary>
public readonly record struct KeptRate(int Kept, int Due)
{
    /// <summary>0 without promises that were due.</summary>
    public double Share => Due == 0 ? 0 : (double)Kept / Due;

    public static KeptRate operator +(KeptRate a, KeptRate b) => new(a.Kept + b.Kept, a.Due + b.Due);

    public static KeptRate Add(KeptRate left, KeptRate right) => left + right;
}

/// <param name="Months">How far back, whole months besides this one.</param>
public sealed record ReadPromisesRequest(int Months, long? StoreId = null, string? Kind = null);

public sealed record StoreRate(long StoreId, string Store, KeptRate Rate);

public sealed record BudgetLine(string Store, long SpentCents, long LimitCents);

/// <param name="State">open, late or kept: still to be done, done or not done too late, done in time.</param>
public sealed record PromiseRow(long Id, string Kind, string Reference, long? MemberId, string Member, string Store, Channel Channel, DateOnly MadeOn, DateOnly DueOn, DateOnly? DoneOn, bool Broken, string Note);

/// <param name="Open">Promises of which the last day has not passed.</param>
public sealed record PromiseBoard(KeptRate Total, IReadOnlyList<StoreRate> Stores, IReadOnlyList<(Channel Channel, KeptRate Rate)> Channels, IReadOnlyList<(DateOnly Month, KeptRate Rate)> Months, IReadOnlyList<(string Kind, KeptRate Rate)> Kinds,
    int Open, int Broken, IReadOnlyList<BudgetLine> Budgets, IReadOnlyList<PromiseKindRow> KindNames);

/// <summary>How promises were kept, by store, channel, kind and month of their last day.</summary>
public sealed class ReadPromises(StudioData data, TimeProvider clock, OrganisationBook organisation)
{
    public async Task<Outcome<PromiseBoard>> RunAsync(Actor actor, ReadPromisesRequest request, CancellationToken ct)
    {
        if (!actor.May(Permission.ViewFeedback))
        {
            return Refuse.Forbidden();
        }

        var today = (await organisation.CurrentAsync(ct)).Today(clock);
        var from = BusinessCalendar.Floor(today, CalendarUnit.Month).AddMonths(-Math.Clamp(request.Months, 1, 60) + 1);
        await using var db = data.Read();
        var all = Scoped(db, actor, request.StoreId, request.Kind).Where(p => p.DueOn >= from);
        var cells = await all.Where(p => p.DoneOn != null || p.DueOn < today).GroupBy(p => new { p.StoreId, p.Channel, p.Kind, p.DueOn.Year, p.DueOn.Month })
            .Select(g => new { g.Key.StoreId, g.Key.Channel, g.Key.Kind, g.Key.Year, g.Key.Month, Due = g.Count(), Kept = g.Count(p => p.DoneOn != null && p.DoneOn <= p.DueOn) }).ToListAsync(ct);
        KeptRate Sum(Func<(long? Store, Channel Channel, string Kind, DateOnly Month), bool> which) => cells.Where(c => which((c.StoreId, c.Channel, c.Kind, new DateOnly(c.Year, c.Month, 1))))
            .Aggregate(default(KeptRate), (sum, c) => sum + new KeptRate(c.Kept, c.Due));
        var stores = await db.Set<Store>().OrderBy(s => s.Name).Select(s => new { s.Id, s.Name }).ToListAsync(ct);
        var months = Enumerable.Range(0, Math.Clamp(request.Months, 1, 60)).Select(i => from.AddMonths(i)).ToList();
        return new PromiseBoard(Sum(_ => true), [.. stores.Select(s => new StoreRate(s.Id, s.Name, Sum(c => c.Store == s.Id))).Where(s => s.Rate.Due > 0)],
            [.. Enum.GetValues<Channel>().Select(c => (c, Sum(x => x.Channel == c))).Where(c => c.Item2.Due > 0)], months.ConvertAll(m => (m, Sum(c => c.Month == m))),
            [.. cells.Select(c => c.Kind).Distinct().Order(StringComparer.Ordinal).Select(k => (k, Sum(c => c.Kind == k)))],
            await all.CountAsync(p => p.DoneOn == null && p.DueOn >= today, ct), await all.CountAsync(p => p.DoneOn == null ? p.DueOn < today : p.DoneOn > p.DueOn, ct),
            await BudgetsAsync(db, actor, request.StoreId, today, ct), await ListPromiseKinds.ReadAsync(db, ct));
    }

    internal static IQueryable<MemberPromise> Scoped(StudioDb db, Actor actor, long? storeId, string? kind)
    {
        var stores = actor.Stores?.Select(s => (long?)s).ToArray();
        return db.Set<MemberPromise>().Where(p => (stores == null || stores.Contains(p.StoreId)) && (storeId == null || p.StoreId == storeId) && (kind == null || p.Kind == kind));
    }

    private static async Task<IReadOnlyList<BudgetLine>> BudgetsAsync(StudioDb db, Actor actor, long? storeId, DateOnly today, CancellationToken ct)
    {
        var month = BusinessCalendar.Floor(today, CalendarUnit.Month);
        var limit = (await FeedbackBook.ReadAsync(db, ct)).GestureBudgetCents;
        var spent = await db.Set<GestureBudget>().Where(b => b.Month == month).ToDictionaryAsync(b => b.StoreId, b => b.SpentCents, ct);
        var stores = await db.Set<Store>().Where(s => s.Active).OrderBy(s => s.Name).Select(s => new { s.Id, s.Name }).ToListAsync(ct);
        return [.. stores.Where(s => actor.Sees(s.Id) && (storeId is null || s.Id == storeId)).Select(s => new BudgetLine(s.Name, spent.GetValueOrDefault(s.Id), limit))];
    }
}

/// <summary>Which promises a list shows.</summary>
public enum PromiseFilter { Open, Broken, Kept, All }

public sealed record ListPromisesRequest(PromiseFilter Filter, long? StoreId, string? Kind, PageRequest Page);

/// <summary>Promises of the stores that the actor sees, the nearest last day first.</summary>
public sealed class ListPromises(StudioData data, TimeProvider clock, OrganisationBook organisation)
{
    public async Task<Outcome<PageOf<PromiseRow>>> RunAsync(Actor actor, ListPromisesRequest request, CancellationToken ct)
    {
        if (!actor.May(Permission.ViewFeedback))
        {
            return Refuse.Forbidden();
        }

        var today = (await organisation.CurrentAsync(ct)).Today(clock);
        await using var db = data.Read();
        var all = ReadPromises.Scoped(db, actor, request.StoreId, request.Kind);
        var wanted = request.Filter switch
        {
            PromiseFilter.Open => all.Where(p => p.DoneOn == null && p.DueOn >= today).OrderBy(p => p.DueOn).ThenBy(p => p.Id),
            PromiseFilter.Broken => all.Where(p => p.DoneOn == null ? p.DueOn < today : p.DoneOn > p.DueOn).OrderByDescending(p => p.DueOn).ThenByDescending(p => p.Id),
            PromiseFilter.Kept => all.Where(p => p.DoneOn != null && p.DoneOn <= p.DueOn).OrderByDescending(p => p.DueOn).ThenByDescending(p => p.Id),
            _ => all.OrderByDescending(p => p.DueOn).ThenByDescending(p => p.Id),
        };
        return new PageOf<PromiseRow>(await RowsAsync(db, wanted.Skip(request.Page.Offset).Take(request.Page.Limit), today, ct), await wanted.CountAsync(ct));
    }

    internal static async Task<List<PromiseRow>> RowsAsync(StudioDb db, IQueryable<MemberPromise> promises, DateOnly today, CancellationToken ct) => await (
        from p in promises
        join m in db.Set<Member>() on p.MemberId equals (long?)m.Id into members
        from m in members.DefaultIfEmpty()
        join s in db.Set<Store>() on p.StoreId equals (long?)s.Id into stores
        from s in stores.DefaultIfEmpty()
        join o in db.Set<Purchase>() on p.PurchaseId equals (long?)o.Id into purchases
        from o in purchases.DefaultIfEmpty()
        select new PromiseRow(p.Id, p.Kind, o == null ? p.Reference : o.ExternalId, p.MemberId, m == null ? "" : (m.FirstName + " " + m.LastName).Trim(), s == null ? "" : s.Name, p.Channel, p.MadeOn, p.DueOn, p.DoneOn,
            p.DoneOn == null ? p.DueOn < today : p.DoneOn > p.DueOn, p.Note)).ToListAsync(ct);
}
