using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Access.Model;
using LoyaltyStudio.Features.Access.Settings;
using LoyaltyStudio.Features.Members.Model;
using LoyaltyStudio.Platform;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Members.Searching;

/// <summary>Null filters mean all.</summary>
/// <param name="More">Values of the filters that other features give, by slug.</param>
public sealed record ListMembersRequest(string Search, PageRequest Page, long? StoreId = null, MemberStatus? Status = null, bool? Consent = null, string? Language = null,
    DateOnly? EnrolledFrom = null, DateOnly? EnrolledUntil = null, IReadOnlyDictionary<string, string>? More = null);

public sealed record MemberRow(long Id, string Name, string CardNumber, string? Email, string? Store, DateOnly EnrolledOn, bool EmailConsent, MemberStatus Status, string Language);

/// <summary>A filter with its choices of today.</summary>
public sealed record MemberFilterChoices(string Slug, string All, Type Texts, IReadOnlyList<MemberFilterOption> Options);

/// <param name="Stores">The stores that the actor may choose from.</param>
public sealed record MemberList(PageOf<MemberRow> Page, IReadOnlyList<(long Id, string Name)> Stores, IReadOnlyList<MemberFilterChoices> Filters);

/// <summary>Members within the actor's stores. Sort keys: enrolled, name, card, store.</summary>
public sealed class ListMembers(StudioData data, TimeProvider clock, OrganisationBook organisation, IEnumerable<IMemberFilter> filters)
{
    public async Task<Outcome<MemberList>> RunAsync(Actor actor, ListMembersRequest request, CancellationToken ct)
    {
        if (!actor.May(Permission.ViewMembers))
        {
            return Refuse.Forbidden();
        }

        await using var db = data.Read();
        var today = (await organisation.CurrentAsync(ct)).Today(clock);
        var members = Filtered(MemberSearch.Matching(db, actor, request.Search), request);
        foreach (var filter in filters.Where(f => request.More?.ContainsKey(f.Slug) == true))
        {
            members = await filter.ApplyAsync(db, members, request.More![filter.Slug], today, ct);
        }

        var total = await members.CountAsync(ct);
        var rows = await Sorted(db, members, request.Page)
            .Skip(request.Page.Offset).Take(request.Page.Limit)
            .Select(m => new MemberRow(m.Id, (m.FirstName + " " + m.LastName).Trim(), m.CardNumber, m.Email,
                db.Set<Store>().Where(s => s.Id == m.HomeStoreId).Select(s => s.Name).FirstOrDefault(), m.EnrolledOn, m.EmailConsent, m.Status, m.Language))
            .ToListAsync(ct);
        var own = actor.Stores;
        var stores = await db.Set<Store>().Where(s => own == null || own.Contains(s.Id)).OrderBy(s => s.Name).Select(s => new { s.Id, s.Name }).ToListAsync(ct);
        var choices = new List<MemberFilterChoices>();
        foreach (var filter in filters.OrderBy(f => f.Order))
        {
            choices.Add(new MemberFilterChoices(filter.Slug, filter.All, filter.Texts, await filter.OptionsAsync(db, today, ct)));
        }

        return new MemberList(new PageOf<MemberRow>(rows, total), stores.ConvertAll(s => (s.Id, s.Name)), choices);
    }

    private static IQueryable<Member> Filtered(IQueryable<Member> members, ListMembersRequest request)
    {
        if (request.StoreId is { } store)
        {
            members = members.Where(m => m.HomeStoreId == store);
        }

        if (request.Status is { } status)
        {
            members = members.Where(m => m.Status == status);
        }

        if (request.Consent is { } consent)
        {
            members = members.Where(m => m.EmailConsent == consent);
        }

        if (request.Language is { } language)
        {
            members = members.Where(m => m.Language == language);
        }

        if (request.EnrolledFrom is { } from)
        {
            members = members.Where(m => m.EnrolledOn >= from);
        }

        if (request.EnrolledUntil is { } until)
        {
            members = members.Where(m => m.EnrolledOn <= until);
        }

        return members;
    }

    /// <summary>The newest first, unless the reader chooses.</summary>
    private static IOrderedQueryable<Member> Sorted(StudioDb db, IQueryable<Member> members, PageRequest page) => (page.Sort, page.Descending) switch
    {
        ("name", false) => members.OrderBy(m => m.LastName).ThenBy(m => m.FirstName).ThenBy(m => m.Id),
        ("name", true) => members.OrderByDescending(m => m.LastName).ThenByDescending(m => m.FirstName).ThenByDescending(m => m.Id),
        ("card", false) => members.OrderBy(m => m.CardNumber),
        ("card", true) => members.OrderByDescending(m => m.CardNumber),
        ("store", false) => members.OrderBy(m => db.Set<Store>().Where(s => s.Id == m.HomeStoreId).Select(s => s.Name).FirstOrDefault()).ThenBy(m => m.Id),
        ("store", true) => members.OrderByDescending(m => db.Set<Store>().Where(s => s.Id == m.HomeStoreId).Select(s => s.Name).FirstOrDefault()).ThenBy(m => m.Id),
        ("enrolled", false) => members.OrderBy(m => m.EnrolledOn).ThenBy(m => m.Id),
        _ => members.OrderByDescending(m => m.EnrolledOn).ThenByDescending(m => m.Id),
    };
}
