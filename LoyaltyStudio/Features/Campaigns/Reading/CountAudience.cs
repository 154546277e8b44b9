using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Access.Settings;
using LoyaltyStudio.Features.Campaigns.Model;
using LoyaltyStudio.Features.Campaigns.Running;
using LoyaltyStudio.Features.Feedback.Model;
using LoyaltyStudio.Features.Members.Model;
using LoyaltyStudio.Features.Purchases.Model;
using LoyaltyStudio.Platform;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Campaigns.Reading;

/// <param name="CampaignId">Null for a campaign that is not saved yet.</param>
public sealed record CountAudienceRequest(long? CampaignId, int DaysWithoutPurchase, int CoolDownDays, int HoldoutPercent);

/// <summary>Who would fall off where if the campaign ran today; <paramref name="Eligible"/> would be drawn, about <paramref name="Holdout"/> of them left out.</summary>
public sealed record AudienceCount(int Members, IReadOnlyDictionary<Exclusion, int> Fallen, int Eligible, int Holdout)
{
    public int Messaged => Eligible - Holdout;

    public int Of(Exclusion why) => Fallen.GetValueOrDefault(why);
}

/// <summary>Counts a campaign's audience with the tests of <see cref="AssignmentPolicy"/>, in one statement over the members' totals.</summary>
public sealed class CountAudience(StudioData data, TimeProvider clock, OrganisationBook organisation)
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
        var counts = await tested.GroupBy(t => t.Why).Select(g => new { g.Key, Count = g.Count() }).ToDictionaryAsync(g => (Exclusion)g.Key, g => g.Count, ct);
        var eligible = counts.GetValueOrDefault(Exclusion.None);
        counts.Remove(Exclusion.None);
        var holdout = (int)Math.Round(eligible * Math.Clamp(request.HoldoutPercent, 0, 100) / 100.0);
        return new AudienceCount(eligible + counts.Values.Sum(), counts, eligible, holdout);
    }
}
