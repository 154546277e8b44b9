using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Members.Model;
using LoyaltyStudio.Features.Members.Searching;
using LoyaltyStudio.Features.Points.Model;
using LoyaltyStudio.Platform;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Points.Reading;

/// <param name="Out">True for what was spent or expired, less what came back of it, false for what was earned and taken back, null for all.</param>
public sealed record ListEntriesRequest(PageRequest Page, bool? Out = null, DateOnly? From = null, DateOnly? Until = null);

public sealed record LedgerRow(long Id, DateOnly BusinessDate, long MemberId, string Member, EntryKind Kind, string Reason, long Points);

/// <param name="Points">Sum of all entries that fit, not only of those shown.</param>
public sealed record Ledger(PageOf<LedgerRow> Page, long Points);

/// <summary>The bookings of all members, the latest first.</summary>
public sealed class ListEntries(StudioData data)
{
    public async Task<Outcome<Ledger>> RunAsync(Actor actor, ListEntriesRequest request, CancellationToken ct)
    {
        if (!actor.May(Permission.ViewMembers))
        {
            return Refuse.Forbidden();
        }

        await using var db = data.Read();
        var entries = db.Set<LedgerEntry>().AsQueryable();
        if (actor.Stores is not null)
        {
            var own = MemberSearch.Scoped(db.Set<Member>(), actor);
            entries = entries.Where(e => own.Any(m => m.Id == e.MemberId));
        }

        entries = request.Out switch
        {
            true => entries.Where(e => e.Kind == EntryKind.Cheque || e.Kind == EntryKind.Expiry || e.Kind == EntryKind.Spend || e.Kind == EntryKind.SpendUndo || e.Kind == EntryKind.Reinstatement),
            false => entries.Where(e => e.Kind != EntryKind.Cheque && e.Kind != EntryKind.Expiry && e.Kind != EntryKind.Spend && e.Kind != EntryKind.SpendUndo && e.Kind != EntryKind.Reinstatement),
            null => entries,
        };
        if (request.From is { } from)
        {
            entries = entries.Where(e => e.BusinessDate >= from);
        }

        if (request.Until is { } until)
        {
            entries = entries.Where(e => e.BusinessDate <= until);
        }

        var rows = await entries.OrderByDescending(e => e.BusinessDate).ThenByDescending(e => e.Id).Skip(request.Page.Offset).Take(request.Page.Limit)
            .Join(db.Set<Member>(), e => e.MemberId, m => m.Id, (e, m) => new LedgerRow(e.Id, e.BusinessDate, m.Id, (m.FirstName + " " + m.LastName).Trim(), e.Kind, e.Reason, e.Points)).ToListAsync(ct);
        return new Ledger(new PageOf<LedgerRow>([.. rows.OrderByDescending(r => r.BusinessDate).ThenByDescending(r => r.Id)], await entries.CountAsync(ct)), await entries.SumAsync(e => e.Points, ct));
    }
}
