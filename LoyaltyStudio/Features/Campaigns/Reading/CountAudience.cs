using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Access.Settings;
using LoyaltyStudio.Features.Campaigns.Model;
using LoyaltyStudio.Features.Campaigns.Running;
using LoyaltyStudio.Features.Feedback.Model;
using LoyaltyStudio.Features.Members.Model;
using LoyaltyStudio.Features.Purchases.Model;
using LoyaltyStudio.Features.Segments.Asking;
using LoyaltyStudio.Platform;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Campaigns.Reading;

/// <param name="CampaignId">Null for a campaign that is not saved yet.</param>
public sealed record CountAudienceRequest(long? CampaignId, int DaysWithoutPurchase, int CoolDownDays, int HoldoutPercent, long? SegmentId = null);

/// <summary>Who would fall off where if the campaign ran today; <paramref name="Eligible"/> would be drawn, about <paramref name="Holdout"/> of them left out.</summary>
public sealed record AudienceCount(int Members, IReadOnlyDictionary<Exclusion, int> Fallen, int Eligible, int Holdout)
{
    public int Messaged => Eligible - Holdout;

    public int Of(Exclusion why) => Fallen.GetValueOrDefault(why);
}

/// <summary>Counts a campaign's audience with the tests of <see cref="AssignmentPolicy"/>: by days without a purchase in one statement over the members' totals, of a segment by its members.</summary>
public sealed class CountAudience(StudioData data, TimeProvider clock, OrganisationBook organisation, SegmentQuery segments)
{
    public async Task<Outcome<AudienceCount>> RunAsync(Actor actor, CountAudienceRequest request, CancellationToken ct)
    {
        if (!actor.May(Permission.ViewCampaigns))
        {
            return Refuse.Forbidden();
        }

        var today = (await organisation.CurrentAsync(ct)).Today(clock);
        var limit = today.AddDays(-Math.Clamp(request.DaysWithoutPurchase, 0, 36_500));
        var cool = today.AddDays(-Math.Clamp(request.CoolDownDays, 0, 36_500));
        var id = request.CampaignId ?? 0;
        await using var db = data.Read();
        var same = db.Set<CampaignMember>().Where(m => m.CampaignId == id);
        var other = db.Set<CampaignMember>().Where(m => m.CampaignId != id && m.AssignedOn > cool && m.Group == CampaignGroup.Treatment).GroupBy(m => m.MemberId)
            .Select(g => new { MemberId = (long?)g.Key });
        var tested =
            from member in db.Set<Member>()
            join stat in db.Set<MemberStat>() on member.Id equals stat.MemberId into stats
            from stat in stats.DefaultIfEmpty()
            join place in same on member.Id equals place.MemberId into places
            from place in places.DefaultIfEmpty()
            join recent in other on (long?)member.Id equals recent.MemberId into recents
            from recent in recents.DefaultIfEmpty()
            select new
            {
                member.Id,
                Why = stat == null || stat.LastPurchaseOn == null ? (int)Exclusion.NeverBought
                    : stat.LastPurchaseOn > limit ? (int)Exclusion.BoughtRecently
                    : place != null ? (int)Exclusion.AlreadyIn
                    : member.Status != MemberStatus.Active ? (int)Exclusion.NotActive
                    : member.EmailKey == null ? (int)Exclusion.NoEmail
                    : !member.EmailConsent ? (int)Exclusion.NoConsent
                    : db.Set<Complaint>().Any(k => k.MemberId == member.Id && k.State == ComplaintState.Open) ? (int)Exclusion.OpenComplaint
                    : recent.MemberId != null ? (int)Exclusion.RecentCampaign
                    : (int)Exclusion.None,
            };
        if (request.SegmentId is { } segment)
        {
            return await OfSegmentAsync(db, request, segment, today, ct);
        }

        var counts = await tested.GroupBy(t => t.Why).Select(g => new { g.Key, Count = g.Count() }).ToDictionaryAsync(g => (Exclusion)g.Key, g => g.Count, ct);
        return Of(counts, request.HoldoutPercent);
    }

    private static AudienceCount Of(Dictionary<Exclusion, int> counts, int holdoutPercent)
    {
        var eligible = counts.GetValueOrDefault(Exclusion.None);
        counts.Remove(Exclusion.None);
        var holdout = (int)Math.Round(eligible * Math.Clamp(holdoutPercent, 0, 100) / 100.0);
        return new AudienceCount(eligible + counts.Values.Sum(), counts, eligible, holdout);
    }

    /// <summary>The same tests one by one, each a set; who falls off is taken out before the next.</summary>
    private async Task<AudienceCount> OfSegmentAsync(StudioDb db, CountAudienceRequest request, long segment, DateOnly today, CancellationToken ct)
    {
        var left = await segments.MembersOfAsync(segment, today, ct);
        var members = await db.Set<Member>().CountAsync(ct);
        var counts = new Dictionary<Exclusion, int> { [Exclusion.NotInSegment] = members - left.Count };
        var cool = today.AddDays(-Math.Clamp(request.CoolDownDays, 0, 36_500));
        var id = request.CampaignId ?? 0;
        (Exclusion Why, IQueryable<long> Who)[] tests =
        [
            (Exclusion.AlreadyIn, db.Set<CampaignMember>().Where(m => m.CampaignId == id).Select(m => m.MemberId)),
            (Exclusion.NotActive, db.Set<Member>().Where(m => m.Status != MemberStatus.Active).Select(m => m.Id)),
            (Exclusion.NoEmail, db.Set<Member>().Where(m => m.EmailKey == null).Select(m => m.Id)),
            (Exclusion.NoConsent, db.Set<Member>().Where(m => !m.EmailConsent).Select(m => m.Id)),
            (Exclusion.RecentCampaign, db.Set<CampaignMember>().Where(m => m.CampaignId != id && m.AssignedOn > cool && m.Group == CampaignGroup.Treatment).Select(m => m.MemberId)),
        ];
        foreach (var (why, who) in tests)
        {
            var gone = new MemberSet();
            await foreach (var member in who.AsAsyncEnumerable().WithCancellation(ct))
            {
                gone.Add(member);
            }

            counts[why] = left.Common(gone);
            left = left.Without(gone);
        }

        counts[Exclusion.None] = left.Count;
        return Of(counts, request.HoldoutPercent);
    }
}
