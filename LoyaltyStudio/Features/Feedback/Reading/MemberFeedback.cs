using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Access.Settings;
using LoyaltyStudio.Features.Feedback.Complaints;
using LoyaltyStudio.Features.Feedback.Model;
using LoyaltyStudio.Features.Feedback.Nps;
using LoyaltyStudio.Features.Feedback.Promises;
using LoyaltyStudio.Features.Members.Searching;
using LoyaltyStudio.Platform;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Feedback.Reading;

/// <summary>What one member answered, complained of and was promised, the latest first.</summary>
public sealed record MemberFeedback(IReadOnlyList<AnswerRow> Answers, IReadOnlyList<ComplaintRow> Complaints, IReadOnlyList<PromiseRow> Promises);

/// <summary>The feedback of one member, for the page of the member.</summary>
public sealed class ReadMemberFeedback(StudioData data, TimeProvider clock, OrganisationBook organisation)
{
    private const int Shown = 30;

    public async Task<Outcome<MemberFeedback>> RunAsync(Actor actor, long memberId, CancellationToken ct)
    {
        if (!actor.May(Permission.ViewFeedback))
        {
            return Refuse.Forbidden();
        }

        await using var db = data.Read();
        if (!await MemberSearch.SeesAsync(db, actor, memberId, ct))
        {
            return MemberSearch.Unknown;
        }

        var today = (await organisation.CurrentAsync(ct)).Today(clock);
        return new MemberFeedback(
            await ListAnswers.RowsAsync(db, ListAnswers.Scoped(db, actor, null, null, null).Where(a => a.MemberId == memberId).OrderByDescending(a => a.AnsweredOn).ThenByDescending(a => a.Id).Take(Shown), ct),
            await ListComplaints.RowsAsync(db, ListComplaints.Scoped(db.Set<Complaint>(), actor).Where(c => c.MemberId == memberId).OrderByDescending(c => c.Id).Take(Shown), today, ct),
            await ListPromises.RowsAsync(db, ReadPromises.Scoped(db, actor, null, null).Where(p => p.MemberId == memberId).OrderByDescending(p => p.DueOn).ThenByDescending(p => p.Id).Take(Shown), today, ct));
    }
}

/// <summary>Members whose complaint nobody has answered yet: they get no promotion until somebody has (semantics 9).</summary>
public static class OpenComplaints
{
    public static IQueryable<long> Members(StudioDb db) => db.Set<Complaint>().Where(c => c.State == ComplaintState.Open && c.MemberId != null).Select(c => c.MemberId!.Value).Distinct();
}

/// <summary>What waits for a person, in the stores that somebody sees.</summary>
/// <param name="Detractors">Low scores of the last seven days.</param>
public sealed record FeedbackAttention(int NewComplaints, int OverdueComplaints, int Detractors, int Recoveries, int OverdueRecoveries, int NewReviews)
{
    public static async Task<FeedbackAttention> ReadAsync(StudioDb db, Actor actor, DateOnly today, CancellationToken ct)
    {
        if (!actor.May(Permission.ViewFeedback))
        {
            return new FeedbackAttention(0, 0, 0, 0, 0, 0);
        }

        var stores = actor.Stores?.Select(s => (long?)s).ToArray();
        var week = today.AddDays(-7);
        var complaints = ListComplaints.Scoped(db.Set<Complaint>(), actor).Where(c => c.State == ComplaintState.Open);
        var recoveries = db.Set<Recovery>().Where(r => r.State == RecoveryState.Open && (stores == null || stores.Contains(r.StoreId)));
        return new FeedbackAttention(await complaints.CountAsync(c => c.OwnerId == null && c.DueOn >= today, ct), await complaints.CountAsync(c => c.DueOn < today, ct),
            await ListAnswers.Scoped(db, actor, null, null, null).CountAsync(a => a.Score <= 6 && a.AnsweredOn > week, ct), await recoveries.CountAsync(ct), await recoveries.CountAsync(r => r.DueOn < today, ct),
            await db.Set<Review>().CountAsync(r => r.State == ReviewState.New && (stores == null || stores.Contains(r.StoreId)), ct));
    }
}
