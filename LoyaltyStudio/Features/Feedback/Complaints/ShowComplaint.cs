using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Access.Settings;
using LoyaltyStudio.Features.Feedback.Model;
using LoyaltyStudio.Features.Members.Model;
using LoyaltyStudio.Features.Members.Searching;
using LoyaltyStudio.Platform;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Feedback.Complaints;

public sealed record ComplaintStepRow(ComplaintStep Step, string Text, DateTime At, string By);

/// <param name="Reachable">The member may be written to.</param>
/// <param name="SeesMember">Whether the actor may open the page of the member.</param>
/// <param name="Score">Of the survey answer that it came from.</param>
/// <param name="Handlers">Who can take it.</param>
public sealed record ComplaintDetail(ComplaintRow Row, string Body, string Answer, ComplaintSource Source, long? OwnerId, DateOnly? AnsweredOn, DateOnly? ClosedOn, bool Reachable, bool SeesMember, int? Score,
    IReadOnlyList<ComplaintStepRow> Steps, IReadOnlyList<Handler> Handlers, int Version);

/// <summary>One complaint with all that happened to it.</summary>
public sealed class ShowComplaint(StudioData data, TimeProvider clock, OrganisationBook organisation)
{
    public async Task<Outcome<ComplaintDetail>> RunAsync(Actor actor, long id, CancellationToken ct)
    {
        if (!actor.May(Permission.ViewFeedback))
        {
            return Refuse.Forbidden();
        }

        var today = (await organisation.CurrentAsync(ct)).Today(clock);
        await using var db = data.Read();
        if (await ListComplaints.Scoped(db.Set<Complaint>(), actor).FirstOrDefaultAsync(c => c.Id == id, ct) is not { } complaint)
        {
            return ListComplaints.Unknown;
        }

        var row = (await ListComplaints.RowsAsync(db, db.Set<Complaint>().Where(c => c.Id == id), today, ct))[0];
        var steps = await db.Set<ComplaintNote>().Where(n => n.ComplaintId == id).OrderByDescending(n => n.Id).Select(n => new ComplaintStepRow(n.Step, n.Text, n.At, n.By)).ToListAsync(ct);
        var reachable = complaint.MemberId is not null && await db.Set<Member>().AnyAsync(m => m.Id == complaint.MemberId && m.Status == MemberStatus.Active && m.Email != null, ct);
        var sees = complaint.MemberId is { } member && actor.May(Permission.ViewMembers) && await MemberSearch.SeesAsync(db, actor, member, ct);
        var score = await db.Set<SurveyAnswer>().Where(a => a.Id == complaint.AnswerId).Select(a => (int?)a.Score).FirstOrDefaultAsync(ct);
        return new ComplaintDetail(row, complaint.Body, complaint.Answer, complaint.Source, complaint.OwnerId, complaint.AnsweredOn, complaint.ClosedOn, reachable, sees, score, steps, await Handlers.OfAsync(db, complaint.StoreId, ct), complaint.Version);
    }
}
