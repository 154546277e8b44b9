using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Access.Settings;
using LoyaltyStudio.Features.Members;
using LoyaltyStudio.Features.Members.Model;
using LoyaltyStudio.Features.Points.Earning;
using LoyaltyStudio.Features.Points.Model;
using LoyaltyStudio.Features.Programme;
using LoyaltyStudio.Platform;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Points.Events;

/// <summary>
/// Notices that a member joined or completed the profile and gives the points for it, once. Joining counts for those enrolled since the live version began, so that
/// members of long ago who are brought over get nothing. A profile is complete with first and last name, e-mail address, date of birth and home store.
/// </summary>
internal sealed class MemberMoments(OrganisationBook organisation, EventBook book, TimeProvider clock) : IMemberReaction
{
    public async Task SavedAsync(StudioDb db, Actor actor, IReadOnlyList<MemberSaved> members, CancellationToken ct)
    {
        var today = (await organisation.CurrentAsync(ct)).Today(clock);
        if ((await ProgrammeBook.TimelineAsync(db, ct)).On(today) is not { } live)
        {
            return;
        }

        var plan = EarningPlan.Of(live.Content);
        var now = clock.GetUtcNow().UtcDateTime;
        List<MemberEvent> events = [];
        if (plan.EventRules("enrolment").Any())
        {
            events.AddRange(members.Where(m => m.Created && m.Member.EnrolledOn >= live.From && m.Member.EnrolledOn <= today).Select(m => EventBook.Noticed("enrolment", m.Member.Id, m.Member.EnrolledOn, now)));
        }

        if (plan.EventRules("profile").Any())
        {
            events.AddRange(members.Where(m => Complete(m.Member)).Select(m => EventBook.Noticed("profile", m.Member.Id, today, now)));
        }

        if (events.Count == 0)
        {
            return;
        }

        var ids = events.Select(e => e.MemberId).Distinct().ToArray();
        await db.LockMembersAsync(ids);
        var known = (await db.Set<MemberEvent>().AsNoTracking().Where(e => ids.Contains(e.MemberId)).Select(e => new { e.Source, e.ExternalId }).ToListAsync(ct)).Select(e => (e.Source, e.ExternalId)).ToHashSet();
        events.RemoveAll(e => known.Contains((e.Source, e.ExternalId)));
        if (events.Count > 0)
        {
            await book.RecordAsync(db, actor, events, ct);
        }
    }

    private static bool Complete(Member m) =>
        m is { Status: MemberStatus.Active, FirstName.Length: > 0, LastName.Length: > 0, Email.Length: > 0, BirthDate: not null, HomeStoreId: not null };
}
