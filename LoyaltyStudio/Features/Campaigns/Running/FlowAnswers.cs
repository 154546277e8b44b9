using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Campaigns.Model;
using LoyaltyStudio.Features.Feedback.Model;
using LoyaltyStudio.Features.Messaging.Model;
using LoyaltyStudio.Features.Purchases.Model;
using LoyaltyStudio.Features.Segments.Asking;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Campaigns.Running;

/// <summary>What steps ask about members during one run: conditions once per step, awaited happenings per block.</summary>
internal sealed class FlowAnswers(StudioData data, SegmentQuery segments, long campaignId, DateOnly asOf)
{
    private readonly Dictionary<string, MemberSet> fits = [];

    internal async Task<MemberSet> FitsAsync(ConditionStep step, CancellationToken ct) =>
        fits.TryGetValue(step.Key, out var known) ? known : fits[step.Key] = await segments.MembersOfAsync(step.Definition, asOf, ct);

    /// <summary>The members for whom it happened after they came to the step.</summary>
    internal async Task<MemberSet> HappenedAsync(AwaitedEvent what, List<Traveller> here, CancellationToken ct)
    {
        var since = here.ToDictionary(t => t.Person.MemberId, t => t.Journey.SinceAt);
        var ids = since.Keys.ToArray();
        var first = since.Values.Min();
        await using var db = data.Read();
        var moments = what switch
        {
            AwaitedEvent.Bought => db.Set<Purchase>().Where(p => p.MemberId != null && ids.Contains(p.MemberId.Value) && p.Kind == PurchaseKind.Purchase && p.OccurredAt > first)
                .GroupBy(p => p.MemberId!.Value).Select(g => new Moment { MemberId = g.Key, At = g.Max(p => p.OccurredAt) }),
            AwaitedEvent.Clicked => db.Set<MessageEvent>().Where(e => ids.Contains(e.MemberId) && e.CampaignId == campaignId && e.Kind == MessageEventKind.Clicked && e.At > first)
                .GroupBy(e => e.MemberId).Select(g => new Moment { MemberId = g.Key, At = g.Max(e => e.At) }),
            AwaitedEvent.AnsweredSurvey => db.Set<SurveyAnswer>().Where(a => a.MemberId != null && ids.Contains(a.MemberId.Value) && a.AnsweredAt > first)
                .GroupBy(a => a.MemberId!.Value).Select(g => new Moment { MemberId = g.Key, At = g.Max(a => a.AnsweredAt) }),
            _ => null,
        };
        if (moments is null)
        {
            var coupons = here.Where(t => t.Journey.CouponId is not null).Select(t => t.Journey.CouponId!.Value).ToArray();
            return MemberSet.Of(await db.Set<Coupon>().Where(c => coupons.Contains(c.Id) && c.State == CouponState.Redeemed).Select(c => c.MemberId).ToListAsync(ct));
        }

        return MemberSet.Of((await moments.ToListAsync(ct)).Where(m => m.At > since[m.MemberId]).Select(m => m.MemberId));
    }

    private sealed class Moment
    {
        public long MemberId { get; init; }
        public DateTime At { get; init; }
    }
}
