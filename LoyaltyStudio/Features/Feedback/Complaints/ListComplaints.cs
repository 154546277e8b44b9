using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Access.Model;
using LoyaltyStudio.Features.Access.Settings;
using LoyaltyStudio.Features.Feedback.Model;
using LoyaltyStudio.Features.Members.Model;
using LoyaltyStudio.Features.Purchases.Model;
using LoyaltyStudio.Platform;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Feedback.Complaints;

/// <summary>Which complaints a list shows.</summary>
public enum ComplaintFilter { Open, Mine, Overdue, Answered, Closed, All }

public sealed record ListComplaintsRequest(ComplaintFilter Filter, long? StoreId, PageRequest Page);

/// <param name="Overdue">Open, and the last day on which an answer is in time has passed.</param>
public sealed record ComplaintRow(long Id, string Subject, ComplaintState State, long? MemberId, string Member, string Store, Channel Channel, string Owner, DateOnly OpenedOn, DateOnly DueOn, bool Overdue, IReadOnlyList<string> Tags);

public sealed record ComplaintList(PageOf<ComplaintRow> Page, IReadOnlyDictionary<ComplaintFilter, int> Counts);

/// <summary>Complaints of the stores that the actor sees; those without a store are for head office. The nearest deadline first, closed ones last.</summary>
public sealed class ListComplaints(StudioData data, TimeProvider clock, OrganisationBook organisation)
{
    internal static Refusal Unknown { get; } = Refuse.NotFound("complaint_unknown", "This complaint does not exist.");

    public async Task<Outcome<ComplaintList>> RunAsync(Actor actor, ListComplaintsRequest request, CancellationToken ct)
    {
        if (!actor.May(Permission.ViewFeedback))
        {
            return Refuse.Forbidden();
        }

        var today = (await organisation.CurrentAsync(ct)).Today(clock);
        await using var db = data.Read();
        var all = Scoped(db.Set<Complaint>(), actor).Where(c => request.StoreId == null || c.StoreId == request.StoreId);
        var me = actor.Kind == "user" ? actor.Id : -1;
        IQueryable<Complaint> Of(ComplaintFilter filter) => filter switch
        {
            ComplaintFilter.Open => all.Where(c => c.State == ComplaintState.Open),
            ComplaintFilter.Mine => all.Where(c => c.State == ComplaintState.Open && c.OwnerId == me),
            ComplaintFilter.Overdue => all.Where(c => c.State == ComplaintState.Open && c.DueOn < today),
            ComplaintFilter.Answered => all.Where(c => c.State == ComplaintState.Answered),
            ComplaintFilter.Closed => all.Where(c => c.State == ComplaintState.Closed),
            _ => all,
        };
        var counts = new Dictionary<ComplaintFilter, int>();
        foreach (var filter in Enum.GetValues<ComplaintFilter>())
        {
            counts[filter] = await Of(filter).CountAsync(ct);
        }

        var rows = await RowsAsync(db, Of(request.Filter).OrderBy(c => c.State == ComplaintState.Open ? 0 : c.State == ComplaintState.Answered ? 1 : 2).ThenBy(c => c.State == ComplaintState.Open ? c.DueOn : DateOnly.MaxValue).ThenByDescending(c => c.Id)
            .Skip(request.Page.Offset).Take(request.Page.Limit), today, ct);
        return new ComplaintList(new PageOf<ComplaintRow>(rows, counts[request.Filter]), counts);
    }

    internal static IQueryable<Complaint> Scoped(IQueryable<Complaint> complaints, Actor actor)
    {
        var stores = actor.Stores?.Select(s => (long?)s).ToArray();
        return stores is null ? complaints : complaints.Where(c => stores.Contains(c.StoreId));
    }

    internal static async Task<IReadOnlyList<ComplaintRow>> RowsAsync(StudioDb db, IQueryable<Complaint> complaints, DateOnly today, CancellationToken ct)
    {
        var found = await complaints.ToListAsync(ct);
        var (members, stores, owners, ids) = (found.Select(c => c.MemberId).ToArray(), found.Select(c => c.StoreId).ToArray(), found.Select(c => c.OwnerId).ToArray(), found.Select(c => c.Id).ToArray());
        var memberNames = await db.Set<Member>().Where(m => members.Contains(m.Id)).Select(m => new { m.Id, m.FirstName, m.LastName, m.CardNumber }).ToDictionaryAsync(m => m.Id, m => $"{m.FirstName} {m.LastName}".Trim() is { Length: > 0 } name ? name : m.CardNumber, ct);
        var storeNames = await db.Set<Store>().Where(s => stores.Contains(s.Id)).ToDictionaryAsync(s => s.Id, s => s.Name, ct);
        var ownerNames = await db.Set<StudioUser>().Where(u => owners.Contains(u.Id)).ToDictionaryAsync(u => u.Id, u => u.DisplayName, ct);
        var tags = (await db.Set<FeedbackTag>().Where(t => t.Subject == FeedbackSubject.Complaint && ids.Contains(t.SubjectId)).ToListAsync(ct)).ToLookup(t => t.SubjectId, t => t.Tag);
        return found.ConvertAll(c => new ComplaintRow(c.Id, c.Subject, c.State, c.MemberId, c.MemberId is { } m ? memberNames.GetValueOrDefault(m, "") : "", c.StoreId is { } s ? storeNames.GetValueOrDefault(s, "") : "", c.Channel,
            c.OwnerId is { } o ? ownerNames.GetValueOrDefault(o, "") : "", c.OpenedOn, c.DueOn, c.State == ComplaintState.Open && c.DueOn < today, [.. tags[c.Id].Order(StringComparer.Ordinal)]));
    }
}
