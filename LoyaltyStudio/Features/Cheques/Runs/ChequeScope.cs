using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Cheques.Model;
using LoyaltyStudio.Features.Members.Model;
using LoyaltyStudio.Features.Members.Searching;
using LoyaltyStudio.Platform;

namespace LoyaltyStudio.Features.Cheques.Runs;

/// <summary>What an actor may see of cheques: those of members whose home store is within the actor's stores. Every query begins here, totals too.</summary>
internal static class ChequeScope
{
    /// <summary>The members behind cheques; without a search also the erased ones, so that lists add up to their totals.</summary>
    internal static IQueryable<Member> Members(StudioDb db, Actor actor, string search) =>
        string.IsNullOrWhiteSpace(search) ? MemberSearch.Scoped(db.Set<Member>(), actor) : MemberSearch.Matching(db, actor, search);

    internal static IQueryable<ChequeRunLine> Lines(StudioDb db, Actor actor) => actor.Stores is null
        ? db.Set<ChequeRunLine>()
        : from line in db.Set<ChequeRunLine>()
          join member in MemberSearch.Scoped(db.Set<Member>(), actor) on line.MemberId equals member.Id
          select line;

    internal static IQueryable<Cheque> Cheques(StudioDb db, Actor actor) => actor.Stores is null
        ? db.Set<Cheque>()
        : from cheque in db.Set<Cheque>()
          join member in MemberSearch.Scoped(db.Set<Member>(), actor) on cheque.MemberId equals member.Id
          select cheque;
}
