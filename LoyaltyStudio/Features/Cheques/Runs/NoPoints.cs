using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Cheques.Model;
using LoyaltyStudio.Features.Members.Model;
using LoyaltyStudio.Features.Members.Searching;
using LoyaltyStudio.Platform;

namespace LoyaltyStudio.Features.Cheques.Runs;

/// <summary>Members of a run without a line: they were members at the cut-off and had no points at all. Nothing is written for them.</summary>
internal static class NoPoints
{
    internal static IQueryable<Member> Of(StudioDb db, Actor actor, ChequeRun run, string search = "") => (string.IsNullOrWhiteSpace(search) ? MemberSearch.Scoped(db.Set<Member>(), actor) : MemberSearch.Matching(db, actor, search))
        .Where(m => m.Status == MemberStatus.Active && m.EnrolledOn <= run.CutOff && !db.Set<ChequeRunLine>().Any(l => l.RunId == run.Id && l.MemberId == m.Id));
}
