using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Access.Model;
using LoyaltyStudio.Features.Access.Settings;
using LoyaltyStudio.Features.Campaigns.Model;
using LoyaltyStudio.Features.Members.Model;
using LoyaltyStudio.Platform;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Campaigns.StoreTasks;

/// <summary>Something to do for a member.</summary>
public sealed record StoreTaskRow(long Id, string Title, string Words, long MemberId, string Member, long CampaignId, string Campaign, string Store, DateOnly CreatedOn, DateOnly DueOn, bool Overdue, StoreTaskState State, string Note, string DoneBy,
    DateTime? DoneAt, int Version);

public sealed record StoreTaskList(PageOf<StoreTaskRow> Page, IReadOnlyDictionary<StoreTaskState, int> Counts, int Overdue);

public sealed record ListStoreTasksRequest(StoreTaskState State, long? StoreId, PageRequest Page);

/// <summary>What campaigns ask colleagues to do, in the stores that the actor sees. Open ones: the nearest last day first.</summary>
public sealed class ListStoreTasks(StudioData data, TimeProvider clock, OrganisationBook organisation)
{
    public async Task<Outcome<StoreTaskList>> RunAsync(Actor actor, ListStoreTasksRequest request, CancellationToken ct)
    {
        if (!actor.May(Permission.ViewTasks))
        {
            return Refuse.Forbidden();
        }

        var today = (await organisation.CurrentAsync(ct)).Today(clock);
        var stores = actor.Stores?.Select(s => (long?)s).ToArray();
        await using var db = data.Read();
        var all = db.Set<StoreTask>().Where(t => (stores == null || stores.Contains(t.StoreId)) && (request.StoreId == null || t.StoreId == request.StoreId));
        var counts = await all.GroupBy(t => t.State).Select(g => new { g.Key, Count = g.Count() }).ToDictionaryAsync(g => g.Key, g => g.Count, ct);
        var overdue = await all.CountAsync(t => t.State == StoreTaskState.Open && t.DueOn < today, ct);
        var wanted = all.Where(t => t.State == request.State);
        var rows = await (
            from t in (request.State == StoreTaskState.Open ? wanted.OrderBy(t => t.DueOn).ThenBy(t => t.Id) : wanted.OrderByDescending(t => t.DoneAt).ThenByDescending(t => t.Id)).Skip(request.Page.Offset).Take(request.Page.Limit)
            join m in db.Set<Member>() on t.MemberId equals m.Id
            join c in db.Set<Campaign>() on t.CampaignId equals c.Id
            join s in db.Set<Store>() on t.StoreId equals s.Id into own
            from s in own.DefaultIfEmpty()
            select new { Task = t, m.FirstName, m.LastName, m.CardNumber, Campaign = c.Name, Store = s == null ? "" : s.Name }).ToListAsync(ct);
        return new StoreTaskList(new PageOf<StoreTaskRow>(rows.ConvertAll(r => new StoreTaskRow(r.Task.Id, r.Task.Title, r.Task.Words, r.Task.MemberId, $"{r.FirstName} {r.LastName}".Trim() is { Length: > 0 } name ? name : r.CardNumber, r.Task.CampaignId,
            r.Campaign, r.Store, r.Task.CreatedOn, r.Task.DueOn, r.Task.State == StoreTaskState.Open && r.Task.DueOn < today, r.Task.State, r.Task.Note, r.Task.DoneBy, r.Task.DoneAt, r.Task.Version)), counts.GetValueOrDefault(request.State)), counts, overdue);
    }
}
