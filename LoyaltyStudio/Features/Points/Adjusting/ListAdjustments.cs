using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Access.Settings;
using LoyaltyStudio.Features.Members.Model;
using LoyaltyStudio.Features.Members.Searching;
using LoyaltyStudio.Features.Points.Model;
using LoyaltyStudio.Platform;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Points.Adjusting;

/// <param name="Own">True where the reader asked for it and so cannot approve it.</param>
public sealed record AdjustmentRow(long Id, long MemberId, string Member, long Points, string Reason, AdjustmentState State, string RequestedBy, DateTime RequestedAt, string? DecidedBy, DateTime? DecidedAt,
    string DecisionNote, bool Own);

/// <param name="Waiting">How many wait for a decision in all.</param>
public sealed record AdjustmentList(PageOf<AdjustmentRow> Page, int Waiting);

/// <summary>Corrections by hand, those that wait first and then the latest.</summary>
public sealed class ListAdjustments(StudioData data, OrganisationBook organisation)
{
    public async Task<Outcome<AdjustmentList>> RunAsync(Actor actor, PageRequest page, AdjustmentState? state, CancellationToken ct)
    {
        if (!actor.May(Permission.AdjustPoints))
        {
            return Refuse.Forbidden();
        }

        var second = (await organisation.CurrentAsync(ct)).SecondApprover;
        await using var db = data.Read();
        var all = from adjustment in db.Set<PointAdjustment>()
                  join member in MemberSearch.Scoped(db.Set<Member>(), actor) on adjustment.MemberId equals member.Id
                  select new { a = adjustment, Name = (member.FirstName + " " + member.LastName).Trim(), member.CardNumber };
        var waiting = await all.CountAsync(x => x.a.State == AdjustmentState.Requested, ct);
        var chosen = state is null ? all : all.Where(x => x.a.State == state);
        var rows = await chosen.OrderByDescending(x => x.a.State == AdjustmentState.Requested).ThenByDescending(x => x.a.RequestedAt).ThenByDescending(x => x.a.Id).Skip(page.Offset).Take(page.Limit).ToListAsync(ct);
        return new AdjustmentList(new PageOf<AdjustmentRow>([.. rows.Select(x => new AdjustmentRow(x.a.Id, x.a.MemberId, x.Name.Length > 0 ? x.Name : x.CardNumber, x.a.Points, x.a.Reason, x.a.State, x.a.RequestedBy,
            x.a.RequestedAt, x.a.DecidedBy, x.a.DecidedAt, x.a.DecisionNote, second && FourEyes.SamePerson(x.a.RequestedBy, actor)))], await chosen.CountAsync(ct)), waiting);
    }
}
