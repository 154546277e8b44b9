using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Cheques.Model;
using LoyaltyStudio.Features.Cheques.Printing;
using LoyaltyStudio.Features.Members.Searching;
using LoyaltyStudio.Platform;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Cheques.Reading;

public sealed record MemberChequeRow(long Id, long RunId, string Period, ChequeState State, long FaceCents, long LeftCents, long PointsUsed, string LastFour, DateOnly IssuedOn, DateOnly ValidUntil)
{
    public int CodeNumber { get; init; }
    public DateTime? PrintedAt { get; init; }

    /// <summary>Whether mail with the present code is on its way or went out.</summary>
    public bool Mailed { get; init; }

    /// <summary>Why mail with the present code did not go out, in English; empty where it did or none was written.</summary>
    public string Undelivered { get; init; } = "";
}

/// <summary>The reward cheques of one member, the latest first. Never their codes.</summary>
public sealed class ListMemberCheques(StudioData data, IChequePost post)
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

        var (mailed, undelivered) = (post.Mailed(db), post.Undelivered(db));
        return await (from cheque in db.Set<Cheque>()
                      join run in db.Set<ChequeRun>() on cheque.RunId equals run.Id
                      where cheque.MemberId == memberId
                      orderby cheque.Id descending
                      select new MemberChequeRow(cheque.Id, run.Id, run.Period, cheque.State, cheque.FaceCents, cheque.FaceCents - cheque.RedeemedCents - cheque.EndedCents, cheque.PointsUsed, cheque.LastFour, cheque.IssuedOn, cheque.ValidUntil)
                      {
                          CodeNumber = cheque.CodeNumber, PrintedAt = db.Set<PrintBatch>().Where(b => b.Id == cheque.PrintBatchId).Select(b => (DateTime?)b.MadeAt).FirstOrDefault(),
                          Mailed = mailed.Contains(cheque.Id), Undelivered = undelivered.Where(u => u.ChequeId == cheque.Id).Select(u => u.Reason).FirstOrDefault() ?? "",
                      })
            .Take(200).ToListAsync(ct);
    }
}
