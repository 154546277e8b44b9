using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Campaigns.Model;
using LoyaltyStudio.Features.Channels.Scanning;
using LoyaltyStudio.Features.Cheques.Model;
using LoyaltyStudio.Features.Cheques.Redeeming;
using LoyaltyStudio.Features.Feedback.Reading;
using LoyaltyStudio.Features.Messaging.Model;
using LoyaltyStudio.Importing;
using LoyaltyStudio.Jobs;
using LoyaltyStudio.Platform;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Dashboards.Today;

/// <summary>What waits for a person: a decision, or something that went wrong.</summary>
internal static class AttentionList
{
    internal static async Task<IReadOnlyList<Attention>> ReadAsync(StudioDb db, bool programmeLives, DateTime now, CancellationToken ct)
    {
        List<Attention> found = programmeLives ? [] : [new(AttentionKind.NoProgramme, "", 0, "/programme")];
        found.AddRange((await db.Set<ChequeRun>().Where(r => r.State == ChequeRunState.Calculated).OrderBy(r => r.Id).Select(r => new { r.Id, r.Period, r.ChequeCount }).ToListAsync(ct))
            .Select(r => new Attention(AttentionKind.ChequeRunWaits, r.Period, r.ChequeCount, $"/cheques/{r.Id}")));
        var latest = await db.Set<JobRun>().GroupBy(r => r.Name).Select(g => g.OrderByDescending(r => r.StartedAt).ThenByDescending(r => r.Id).Select(r => new { r.Name, r.State }).First()).ToListAsync(ct);
        found.AddRange(latest.Where(r => r.State == JobState.Failed).Select(r => new Attention(AttentionKind.JobFailed, r.Name, 1, "/jobs")));
        var messages = await db.Set<OutboxMessage>().Where(m => m.State == MessageState.Failed || m.State == MessageState.Unknown).GroupBy(m => m.State).Select(g => new { g.Key, Count = g.Count() }).ToListAsync(ct);
        found.AddRange(messages.Select(m => new Attention(m.Key == MessageState.Failed ? AttentionKind.MessagesFailed : AttentionKind.MessagesUnknown, "", m.Count, $"/messages?state={m.Key.ToString().ToLowerInvariant()}")));
        var week = now.AddDays(-7);
        found.AddRange((await db.Set<ImportRun>().Where(r => r.State == ImportState.Failed && r.StartedAt >= week).OrderByDescending(r => r.Id).Take(3).Select(r => new { r.Id, r.FileName }).ToListAsync(ct))
            .Select(r => new Attention(AttentionKind.ImportFailed, r.FileName, 1, $"/imports/{r.Id}")));
        if (await WrongCodeAlarm.ReadAsync(db, now, ct) is { } alarm)
        {
            found.Add(new(AttentionKind.CodesGuessed, "", alarm.Wrong, "/redeem"));
        }

        return found;
    }

    /// <summary>What customers are waiting for, in the stores that somebody sees.</summary>
    internal static async Task<IReadOnlyList<Attention>> FeedbackAsync(StudioDb db, Actor actor, DateOnly today, CancellationToken ct)
    {
        var waits = await FeedbackAttention.ReadAsync(db, actor, today, ct);
        List<Attention> found =
        [
            new(AttentionKind.ComplaintsLate, "", waits.OverdueComplaints, "/complaints?show=Overdue"), new(AttentionKind.ComplaintsNew, "", waits.NewComplaints, "/complaints"),
            new(AttentionKind.Detractors, "", waits.Detractors, "/feedback/answers?kind=detractors"), new(AttentionKind.Recoveries, "", waits.Recoveries, "/promises?tab=recoveries"),
            new(AttentionKind.ReviewsNew, "", waits.NewReviews, "/feedback/reviews?show=New"),
            new(AttentionKind.ScansDue, "", actor.Stores is null && actor.May(Permission.ViewFeedback) ? await ReadScans.DueAsync(db, today, ct) : 0, "/channels"),
        ];
        found.AddRange(await CampaignsAsync(db, actor, today, ct));
        return found.FindAll(a => a.Count > 0);
    }

    /// <summary>What campaigns ask of people.</summary>
    private static async Task<IReadOnlyList<Attention>> CampaignsAsync(StudioDb db, Actor actor, DateOnly today, CancellationToken ct)
    {
        var stores = actor.Stores?.Select(s => (long?)s).ToArray();
        var tasks = actor.May(Permission.ViewTasks) ? db.Set<StoreTask>().Where(t => t.State == StoreTaskState.Open && (stores == null || stores.Contains(t.StoreId))) : db.Set<StoreTask>().Where(_ => false);
        var all = actor.Stores is null && actor.May(Permission.ViewCampaigns);
        return
        [
            new(AttentionKind.StoreTasksLate, "", await tasks.CountAsync(t => t.DueOn < today, ct), "/store-tasks"), new(AttentionKind.StoreTasks, "", await tasks.CountAsync(t => t.DueOn >= today, ct), "/store-tasks"),
            new(AttentionKind.CampaignsProposed, "", all ? await db.Set<Campaign>().CountAsync(c => c.State == CampaignState.Proposed, ct) : 0, "/campaigns"),
            new(AttentionKind.HandOversFailed, "", all ? await db.Set<HandOver>().CountAsync(h => h.State == HandOverState.Failed, ct) : 0, "/campaigns/programs"),
        ];
    }
}
