using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Cheques.Model;
using LoyaltyStudio.Features.Members.Searching;
using LoyaltyStudio.Platform;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Cheques.Reading;

public sealed record MemberChequeRow(long Id, long RunId, string Period, ChequeState State, long FaceCents, long LeftCents, long PointsUsed, string LastFour, DateOnly IssuedOn, DateOnly ValidUntil);

/// <summary>The reward cheques of one member, the latest first. Never their codes.</summary>
public sealed class ListMemberCheques(StudioData data)
{
    public async Task<Outcome<IReadOnlyList<MemberChequeRow>>> RunAsync(Actor actor, long memberId, CancellationToken ct)
    {
        if (!actor.May(Permission.ViewCheques))
        {
            return Refuse.Forbidden();
        }

        await using var db = data.Read();
        if (!await MemberSearch.SeesAsync(db, actor, memberId, ct))
        {
            return MemberSearch.Unknown;
        }

        return await (from cheque in db.Set<Cheque>()
                      join run in db.Set<ChequeRun>() on cheque.RunId equals run.Id
                      where cheque.MemberId == memberId
                      orderby cheque.Id descending
                      select new MemberChequeRow(cheque.Id, run.Id, run.Period, cheque.State, cheque.FaceCents, cheque.FaceCents - cheque.RedeemedCents, cheque.PointsUsed, cheque.LastFour, cheque.IssuedOn, cheque.ValidUntil))
            .Take(200).ToListAsync(ct);
    }
}
