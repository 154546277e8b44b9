using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Cheques.Model;
using LoyaltyStudio.Features.Members.Model;
using LoyaltyStudio.Features.Messaging.Model;
using LoyaltyStudio.Features.Programme;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Messaging.ChequeMail;

/// <summary>Which cheques somebody is still to be told about: those that can be spent, of members who may be mailed.</summary>
internal static class ChequesDue
{
    /// <summary>Cheques whose present code was not mailed, printed or handed over to be printed yet.</summary>
    internal static IQueryable<ChequeDue> Ready(StudioDb db, DateOnly today, long from = 0, long to = long.MaxValue) => Shape(db, Open(db, today, from, to)
        .Where(c => c.PrintBatchId == null && !db.Set<ChequeNotice>().Any(n => n.ChequeId == c.Id && n.Kind == ChequeNoticeKind.Ready && n.Step == c.CodeNumber)));

    /// <summary>Cheques of a run whose last day lies within a step and in no nearer one; none of the time before cheques were delivered from here.</summary>
    internal static IQueryable<ChequeDue> Reminders(StudioDb db, DateOnly today, ReminderStep step, long from = 0, long to = long.MaxValue)
    {
        var (after, until) = (today.AddDays(step.After), today.AddDays(step.Days));
        return Shape(db, Open(db, today, from, to).Where(c => c.RunId == step.RunId && c.ValidUntil > after && c.ValidUntil <= until
            && !db.Set<ChequeNotice>().Any(n => n.ChequeId == c.Id && ((n.Kind == ChequeNoticeKind.Reminder && n.Step == step.Days) || (n.Kind == ChequeNoticeKind.Ready && n.Step == c.CodeNumber && n.MessageId == ChequeNotice.ToldBefore)))));
    }

    /// <summary>A reminder for somebody who got the cheque, or word of it, when the step had begun already would be a second message about the same.</summary>
    internal static bool WantsReminder(ChequeDue due, int days) => due.ValidUntil.AddDays(-days) is var begins && due.IssuedOn < begins && !(due.Told >= begins);

    /// <summary>The steps of every run that has cheques near their end, by the programme version that made them.</summary>
    internal static async Task<IReadOnlyList<ReminderStep>> StepsAsync(StudioDb db, DateOnly today, CancellationToken ct)
    {
        var timeline = await ProgrammeBook.TimelineAsync(db, ct);
        var horizon = today.AddDays(timeline.Versions.SelectMany(v => v.Content.Schemes).SelectMany(s => s.RemindDays).DefaultIfEmpty(0).Max());
        var near = Open(db, today, 0, long.MaxValue).Where(c => c.ValidUntil <= horizon).Select(c => c.RunId).Distinct();
        var runs = await db.Set<ChequeRun>().Where(r => near.Contains(r.Id)).OrderBy(r => r.Id).Select(r => new { r.Id, r.VersionId, r.Scheme }).ToListAsync(ct);
        List<ReminderStep> steps = [];
        foreach (var run in runs)
        {
            var after = -1;
            foreach (var days in (timeline.ById(run.VersionId)?.Content.SchemeOf(run.Scheme)?.RemindDays ?? []).Where(d => d >= 0).Distinct().Order())
            {
                steps.Add(new ReminderStep(run.Id, days, after));
                after = days;
            }
        }

        return steps;
    }

    private static IQueryable<Cheque> Open(StudioDb db, DateOnly today, long from, long to) => db.Set<Cheque>().AsNoTracking().Where(c => c.Id >= from && c.Id <= to && (c.State == ChequeState.Issued || c.State == ChequeState.PartlyRedeemed) && c.ValidUntil >= today);

    private static IQueryable<ChequeDue> Shape(StudioDb db, IQueryable<Cheque> cheques) =>
        from c in cheques
        join m in db.Set<Member>() on c.MemberId equals m.Id
        join r in db.Set<ChequeRun>() on c.RunId equals r.Id
        where m.Status == MemberStatus.Active && m.EmailConsent && m.Email != null && (r.State == ChequeRunState.Issued || r.State == ChequeRunState.Reconciled)
        orderby c.Id
        select new ChequeDue(c.Id, c.CodeNumber, c.FaceCents - c.RedeemedCents - c.EndedCents, c.IssuedOn, c.ValidUntil, m.Id, m.FirstName, m.LastName, m.Email!, m.Language,
            db.Set<ChequeNotice>().Where(n => n.ChequeId == c.Id && n.Kind == ChequeNoticeKind.Ready).Join(db.Set<OutboxMessage>(), n => n.MessageId, o => o.Id, (_, o) => (DateOnly?)o.CreatedOn).Max());
}

/// <param name="After">The next nearer step, -1 for none: a deadline belongs to the smallest step that holds it.</param>
internal sealed record ReminderStep(long RunId, int Days, int After);
