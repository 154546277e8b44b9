using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Access.Settings;
using LoyaltyStudio.Features.Members.Searching;
using LoyaltyStudio.Features.Points.Earning;
using LoyaltyStudio.Features.Points.Model;
using LoyaltyStudio.Features.Programme;
using LoyaltyStudio.Platform;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Points.Reading;

/// <param name="Balance">The member's total behind this entry.</param>
/// <param name="Forgiven">Points that the member was allowed to keep.</param>
/// <param name="MayReturn">True for points that expired so lately that they can be given back.</param>
/// <param name="Basis">How the points were counted; null where there was nothing to count.</param>
/// <param name="Version">Number of the programme version that made it; null where none did.</param>
/// <param name="Account">What its rules gave and why others did not; null where nothing was counted.</param>
public sealed record EntryRow(long Id, EntryKind Kind, long Points, long Balance, DateOnly BusinessDate, DateTime RecordedAt, string Actor, string Reason, EarningBasis? Basis, long Forgiven = 0, bool MayReturn = false, int? Version = null, EntryAccount? Account = null);

/// <summary>The ledger of one member, the latest first.</summary>
public sealed class ListMemberEntries(StudioData data, TimeProvider clock, OrganisationBook organisation)
{
    public async Task<Outcome<PageOf<EntryRow>>> RunAsync(Actor actor, long memberId, PageRequest page, CancellationToken ct)
    {
        if (!actor.May(Permission.ViewMembers))
        {
            return Refuse.Forbidden();
        }

        await using var db = data.Read();
        if (!await MemberSearch.SeesAsync(db, actor, memberId, ct))
        {
            return MemberSearch.Unknown;
        }

        // A member has hundreds of entries at most; the running total needs them all, so the small columns are read at once and the rest of one page.
        var points = await db.Set<LedgerEntry>().Where(e => e.MemberId == memberId).Select(e => new { e.Id, e.BusinessDate, e.Points }).ToListAsync(ct);
        long total = 0;
        var balances = points.OrderBy(e => e.BusinessDate).ThenBy(e => e.Id).ToDictionary(e => e.Id, e => total += e.Points);
        var ids = points.OrderByDescending(e => e.BusinessDate).ThenByDescending(e => e.Id).Skip(page.Offset).Take(page.Limit).Select(e => e.Id).ToArray();
        var timeline = await ProgrammeBook.TimelineAsync(db, ct);
        var entries = await db.Set<LedgerEntry>().Where(e => ids.Contains(e.Id)).ToDictionaryAsync(e => e.Id, ct);
        var today = (await organisation.CurrentAsync(ct)).Today(clock);
        var since = today.AddDays(-(timeline.On(today)?.Content.Earning.ReinstateDays ?? 0));
        var back = (await db.Set<LedgerEntry>().Where(e => e.MemberId == memberId && e.Kind == EntryKind.Reinstatement).Select(e => e.ReversesId).ToListAsync(ct)).ToHashSet();
        return new PageOf<EntryRow>([.. ids.Select(id => entries[id]).Select(e => new EntryRow(e.Id, e.Kind, e.Points, balances[e.Id], e.BusinessDate, e.RecordedAt, e.Actor, e.Reason,
            e.Basis is null ? null : EarningBasis.FromJson(e.Basis), e.Forgiven, e.Kind == EntryKind.Expiry && e.BusinessDate >= since && !back.Contains(e.Id),
            timeline.ById(e.VersionId ?? 0)?.Number, EntryAccount.Of(e.Basis, timeline.ById(e.VersionId ?? 0)?.Content)))], points.Count);
    }
}
