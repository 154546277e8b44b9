using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Cheques.Model;
using LoyaltyStudio.Features.Cheques.Printing;
using LoyaltyStudio.Features.Messaging.Model;

namespace LoyaltyStudio.Features.Messaging.ChequeMail;

/// <summary>Tells the print list which cheques went by mail. A message with an older code says nothing about the present one.</summary>
internal sealed class ChequePost : IChequePost
{
    public IQueryable<long> Mailed(StudioDb db) => from n in Present(db)
                                                   join o in db.Set<OutboxMessage>() on n.MessageId equals o.Id
                                                   where o.State != MessageState.Failed && o.State != MessageState.Withheld
                                                   select n.ChequeId;

    public IQueryable<UndeliveredCheque> Undelivered(StudioDb db) => from n in Present(db)
                                                                     join o in db.Set<OutboxMessage>() on n.MessageId equals o.Id
                                                                     where o.State == MessageState.Failed || o.State == MessageState.Withheld
                                                                     select new UndeliveredCheque { ChequeId = n.ChequeId, Failed = o.State == MessageState.Failed, Reason = o.Error };

    public IQueryable<long> ToldBefore(StudioDb db) => Present(db).Where(n => n.MessageId == ChequeNotice.ToldBefore).Select(n => n.ChequeId);

    private static IQueryable<ChequeNotice> Present(StudioDb db) => from n in db.Set<ChequeNotice>()
                                                                    join c in db.Set<Cheque>() on n.ChequeId equals c.Id
                                                                    where n.Kind == ChequeNoticeKind.Ready && n.Step == c.CodeNumber
                                                                    select n;
}
