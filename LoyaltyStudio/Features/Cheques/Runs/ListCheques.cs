using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Cheques.Model;
using LoyaltyStudio.Platform;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Cheques.Runs;

/// <summary>Null filters mean all.</summary>
/// <param name="Open">Only cheques that can still be spent: issued, partly used or reserved.</param>
public sealed record ListChequesRequest(PageRequest Page, string Search = "", ChequeState? State = null, long? RunId = null, bool Open = false);

public sealed record ChequeRow(long Id, long MemberId, string Name, string CardNumber, string Period, long FaceCents, long LeftCents, ChequeState State, DateOnly IssuedOn,
    DateOnly ValidUntil, string LastFour);

/// <param name="OpenCents">What can still be spent of all cheques that are open.</param>
public sealed record ChequeList(PageOf<ChequeRow> Page, IReadOnlyDictionary<ChequeState, int> Counts, long OpenCents);

/// <summary>Cheques that were issued, the latest first, within the actor's stores. Never holds a whole code.</summary>
public sealed class ListCheques(StudioData data)
{
    public async Task<Outcome<ChequeList>> RunAsync(Actor actor, ListChequesRequest request, CancellationToken ct)
    {
        if (!actor.May(Permission.ViewCheques))
        {
            return Refuse.Forbidden();
        }

        await using var db = data.Read();
        var mine = ChequeScope.Cheques(db, actor).Where(c => request.RunId == null || c.RunId == request.RunId);
        var counts = await mine.GroupBy(c => c.State).Select(g => new { g.Key, Count = g.Count(), Left = g.Sum(c => c.FaceCents - c.RedeemedCents - c.EndedCents) }).ToListAsync(ct);
        var found = from cheque in mine
                    join member in ChequeScope.Members(db, actor, request.Search) on cheque.MemberId equals member.Id
                    join run in db.Set<ChequeRun>() on cheque.RunId equals run.Id
                    where (request.State == null || cheque.State == request.State)
                        && (!request.Open || cheque.State == ChequeState.Issued || cheque.State == ChequeState.PartlyRedeemed || cheque.State == ChequeState.Reserved)
                    select new { cheque, member, run.Period };
        var total = await found.CountAsync(ct);
        var rows = await found.OrderByDescending(f => f.cheque.Id).Skip(request.Page.Offset).Take(request.Page.Limit)
            .Select(f => new ChequeRow(f.cheque.Id, f.member.Id, (f.member.FirstName + " " + f.member.LastName).Trim(), f.member.CardNumber, f.Period, f.cheque.FaceCents,
                f.cheque.FaceCents - f.cheque.RedeemedCents - f.cheque.EndedCents, f.cheque.State, f.cheque.IssuedOn, f.cheque.ValidUntil, f.cheque.LastFour)).ToListAsync(ct);
        var open = counts.Where(c => c.Key is ChequeState.Issued or ChequeState.PartlyRedeemed or ChequeState.Reserved).Sum(c => c.Left);
        return new ChequeList(new PageOf<ChequeRow>(rows, total), counts.ToDictionary(c => c.Key, c => c.Count), open);
    }
}
