using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Access.Model;
using LoyaltyStudio.Features.Access.Settings;
using LoyaltyStudio.Features.Feedback.Model;
using LoyaltyStudio.Features.Feedback.Promises;
using LoyaltyStudio.Features.Feedback.Settings;
using LoyaltyStudio.Features.Members.Model;
using LoyaltyStudio.Platform;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Feedback.Recoveries;

/// <param name="Address">Where a card goes; empty where nobody said.</param>
public sealed record RecoveryRow(long Id, PromiseRow Promise, RecoveryState State, DateOnly OpenedOn, DateOnly DueOn, bool Overdue, string Gesture, long Amount, long CostCents, string Note, string HandledBy, DateOnly? HandledOn, string Address, int Version);

/// <summary>Prices of gestures, for the form.</summary>
public sealed record GesturePrices(long HundredPointsCents, long CardCents, long BudgetCents);

public sealed record RecoveryList(PageOf<RecoveryRow> Page, IReadOnlyDictionary<RecoveryState, int> Counts, GesturePrices Prices);

public sealed record ListRecoveriesRequest(RecoveryState State, long? StoreId, PageRequest Page);

/// <summary>What is to be made good, and what was, in the stores that the actor sees. Open ones: the nearest last day first.</summary>
public sealed class ListRecoveries(StudioData data, TimeProvider clock, OrganisationBook organisation)
{
    public async Task<Outcome<RecoveryList>> RunAsync(Actor actor, ListRecoveriesRequest request, CancellationToken ct)
    {
        if (!actor.May(Permission.ViewFeedback))
        {
            return Refuse.Forbidden();
        }

        var today = (await organisation.CurrentAsync(ct)).Today(clock);
        var stores = actor.Stores?.Select(s => (long?)s).ToArray();
        await using var db = data.Read();
        var all = db.Set<Recovery>().Where(r => (stores == null || stores.Contains(r.StoreId)) && (request.StoreId == null || r.StoreId == request.StoreId));
        var counts = await all.GroupBy(r => r.State).Select(g => new { g.Key, Count = g.Count() }).ToDictionaryAsync(g => g.Key, g => g.Count, ct);
        var wanted = all.Where(r => r.State == request.State);
        var page = await (request.State == RecoveryState.Open ? wanted.OrderBy(r => r.DueOn).ThenBy(r => r.Id) : wanted.OrderByDescending(r => r.HandledOn).ThenByDescending(r => r.Id)).Skip(request.Page.Offset).Take(request.Page.Limit).ToListAsync(ct);
        var (promiseIds, members) = (page.Select(r => r.PromiseId).ToArray(), page.Select(r => r.MemberId).ToArray());
        var promises = (await ListPromises.RowsAsync(db, db.Set<MemberPromise>().Where(p => promiseIds.Contains(p.Id)), today, ct)).ToDictionary(p => p.Id);
        var addresses = await db.Set<Member>().Where(m => members.Contains(m.Id)).Select(m => new { m.Id, m.Street, m.PostalCode, m.City }).ToDictionaryAsync(m => m.Id, m => string.Join(", ", new[] { m.Street, $"{m.PostalCode} {m.City}".Trim() }.Where(p => p.Length > 0)), ct);
        var settings = await FeedbackBook.ReadAsync(db, ct);
        return new RecoveryList(new PageOf<RecoveryRow>(page.ConvertAll(r => new RecoveryRow(r.Id, promises[r.PromiseId], r.State, r.OpenedOn, r.DueOn, r.State == RecoveryState.Open && r.DueOn < today, r.Gesture, r.Amount, r.CostCents, r.Note, r.HandledBy, r.HandledOn,
            r.MemberId is { } m ? addresses.GetValueOrDefault(m, "") : "", r.Version)), counts.GetValueOrDefault(request.State)), counts, new GesturePrices(settings.HundredPointsCents, settings.CardCents, settings.GestureBudgetCents));
    }
}
