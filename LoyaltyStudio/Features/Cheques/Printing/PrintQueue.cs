using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Cheques.Model;
using LoyaltyStudio.Features.Cheques.Runs;
using LoyaltyStudio.Features.Members.Model;
using LoyaltyStudio.Platform;

namespace LoyaltyStudio.Features.Cheques.Printing;

/// <summary>
/// Which cheques wait for paper: they can be spent, were not printed with their present code, and no mail brings them, because the member allows none, has no address for it, or the
/// mail was held back or failed. Cheques of the time before this installation delivered them wait for nothing. So nobody misses a cheque for lack of consent (semantics 7).
/// </summary>
internal static class PrintQueue
{
    internal static IQueryable<Cheque> Waiting(StudioDb db, Actor actor, IChequePost post, DateOnly today)
    {
        var (mailed, undelivered, before) = (post.Mailed(db), post.Undelivered(db), post.ToldBefore(db));
        return from c in ChequeScope.Cheques(db, actor)
               join m in db.Set<Member>() on c.MemberId equals m.Id
               join r in db.Set<ChequeRun>() on c.RunId equals r.Id
               where c.PrintBatchId == null && (c.State == ChequeState.Issued || c.State == ChequeState.PartlyRedeemed) && c.ValidUntil >= today && m.Status == MemberStatus.Active
                   && (r.State == ChequeRunState.Issued || r.State == ChequeRunState.Reconciled)
                   && !before.Contains(c.Id) && (((!m.EmailConsent || m.Email == null) && !mailed.Contains(c.Id)) || undelivered.Any(u => u.ChequeId == c.Id))
               select c;
    }

    /// <summary>Those of members to whom a letter can go.</summary>
    internal static IQueryable<Cheque> WithAddress(StudioDb db, IQueryable<Cheque> cheques) =>
        cheques.Where(c => db.Set<Member>().Any(m => m.Id == c.MemberId && m.Street != "" && m.PostalCode != "" && m.City != ""));

    internal static IQueryable<Cheque> WithoutAddress(StudioDb db, IQueryable<Cheque> cheques) =>
        cheques.Where(c => db.Set<Member>().Any(m => m.Id == c.MemberId && (m.Street == "" || m.PostalCode == "" || m.City == "")));
}
