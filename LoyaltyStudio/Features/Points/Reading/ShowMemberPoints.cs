using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Access.Settings;
using LoyaltyStudio.Features.Members.Searching;
using LoyaltyStudio.Features.Points.Model;
using LoyaltyStudio.Features.Programme;
using LoyaltyStudio.Platform;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Points.Reading;

public sealed record LotRow(long Id, DateOnly EarnedOn, string Reason, long Earned, long Remaining, DateOnly ActivatesOn, DateOnly? ExpiresOn, EntryKind Kind);

/// <param name="ExtendUntil">The latest end that points may be given by hand.</param>
/// <param name="Lots">Lots with something left, in the order in which they are spent.</param>
public sealed record MemberPoints(PointsState State, IReadOnlyList<LotRow> Lots, DateOnly Today, IReadOnlyList<ExpiringPoints> Expiries, DateOnly ExtendUntil);

/// <summary>The points of one member, and the lots that they stand in.</summary>
public sealed class ShowMemberPoints(StudioData data, TimeProvider clock, OrganisationBook organisation, IEnumerable<IPointHold> holds)
{
    public async Task<Outcome<MemberPoints>> RunAsync(Actor actor, long memberId, CancellationToken ct)
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

        var today = (await organisation.CurrentAsync(ct)).Today(clock);
        var lots = await (from lot in db.Set<PointLot>()
                          join entry in db.Set<LedgerEntry>() on lot.EntryId equals entry.Id
                          where lot.MemberId == memberId && lot.Remaining > 0
                          select new LotRow(lot.Id, entry.BusinessDate, entry.Reason, lot.Earned, lot.Remaining, lot.ActivatesOn, lot.ExpiresOn, entry.Kind)).ToListAsync(ct);
        return new MemberPoints(await PointsOf.ReadAsync(db, holds, memberId, today, ct),
            [.. lots.OrderBy(l => l.ExpiresOn ?? DateOnly.MaxValue).ThenBy(l => l.ActivatesOn).ThenBy(l => l.Id)], today, await PointsOf.ExpiriesAsync(db, memberId, today, ct),
            today.AddMonths((await ProgrammeBook.TimelineAsync(db, ct)).On(today)?.Content.Earning.ExtendMonths ?? 0));
    }
}
