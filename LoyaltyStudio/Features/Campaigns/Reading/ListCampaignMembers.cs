using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Campaigns.Model;
using LoyaltyStudio.Features.Members.Model;
using LoyaltyStudio.Features.Members.Searching;
using LoyaltyStudio.Features.Purchases.Model;
using LoyaltyStudio.Features.Segments.Model;
using LoyaltyStudio.Platform;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Campaigns.Reading;

/// <param name="Group">treatment, holdout, or the name of a test (<see cref="CampaignTexts.Groups"/>). Who is not in a segment is told by its last refresh.</param>
public sealed record ListCampaignMembersRequest(long CampaignId, string Group, PageRequest Page, string Search = "");

/// <param name="On">Assigned on, or when a test last left the member out.</param>
public sealed record CampaignMemberRow(long MemberId, string Name, string CardNumber, DateOnly? LastPurchaseOn, DateOnly? On);

/// <summary>The members behind one number of a campaign's funnel.</summary>
public sealed class ListCampaignMembers(StudioData data)
{
    public async Task<Outcome<PageOf<CampaignMemberRow>>> RunAsync(Actor actor, ListCampaignMembersRequest request, CancellationToken ct)
    {
        if (!actor.May(Permission.ViewCampaigns) || !actor.May(Permission.ViewMembers))
        {
            return Refuse.Forbidden();
        }

        await using var db = data.Read();
        if (await db.Set<Campaign>().FirstOrDefaultAsync(c => c.Id == request.CampaignId, ct) is not { } campaign)
        {
            return Refuse.NotFound("campaign_unknown", "This campaign does not exist any more.");
        }

        var latest = await db.Set<CampaignRun>().Where(r => r.CampaignId == campaign.Id).OrderByDescending(r => r.On).Select(r => (DateOnly?)r.On).FirstOrDefaultAsync(ct);
        var rows = from place in PlacesOf(db, campaign, request.Group, latest ?? default)
                   join member in MemberSearch.Matching(db, actor, request.Search) on place.MemberId equals member.Id
                   join stat in db.Set<MemberStat>() on member.Id equals stat.MemberId into stats
                   from stat in stats.DefaultIfEmpty()
                   select new { member, place.On, Last = stat == null ? null : stat.LastPurchaseOn };
        var total = await rows.CountAsync(ct);
        var page = await rows.OrderBy(r => r.member.Id).Skip(request.Page.Offset).Take(request.Page.Limit)
            .Select(r => new CampaignMemberRow(r.member.Id, (r.member.FirstName + " " + r.member.LastName).Trim(), r.member.CardNumber, r.Last, r.On)).ToListAsync(ct);
        return new PageOf<CampaignMemberRow>(page, total);
    }

    private sealed class Place
    {
        public long MemberId { get; init; }
        public DateOnly? On { get; init; }
    }

    private static IQueryable<Place> PlacesOf(StudioDb db, Campaign campaign, string group, DateOnly latest)
    {
        var limit = latest.DayNumber > (campaign.DaysWithoutPurchase ?? 0) ? latest.AddDays(-(campaign.DaysWithoutPurchase ?? 0)) : default;
        var assigned = db.Set<CampaignMember>().Where(m => m.CampaignId == campaign.Id);
        return group switch
        {
            "treatment" => assigned.Where(m => m.Group == CampaignGroup.Treatment).Select(m => new Place { MemberId = m.MemberId, On = m.AssignedOn }),
            "holdout" => assigned.Where(m => m.Group == CampaignGroup.Holdout).Select(m => new Place { MemberId = m.MemberId, On = m.AssignedOn }),
            "already_in" => assigned.Where(m => m.AssignedOn < latest).Select(m => new Place { MemberId = m.MemberId, On = m.AssignedOn }),
            "never_bought" => db.Set<Member>().Where(m => !db.Set<MemberStat>().Any(s => s.MemberId == m.Id && s.LastPurchaseOn != null)).Select(m => new Place { MemberId = m.Id }),
            "bought_recently" => db.Set<MemberStat>().Where(s => s.LastPurchaseOn > limit).Select(s => new Place { MemberId = s.MemberId }),
            "not_in_segment" => db.Set<Member>().Where(m => !db.Set<SegmentMember>().Any(s => s.SegmentId == campaign.SegmentId && s.MemberId == m.Id)).Select(m => new Place { MemberId = m.Id }),
            "kept_out" => db.Set<SegmentMember>().Where(s => s.SegmentId == campaign.ExceptSegmentId).Select(s => new Place { MemberId = s.MemberId }),
            "no_email" => db.Set<CampaignExclusion>().Where(e => e.CampaignId == campaign.Id && (e.Reason == "no_email" || e.Reason == "no_address") && e.LastOn == latest).Select(e => new Place { MemberId = e.MemberId, On = e.LastOn }),
            _ => db.Set<CampaignExclusion>().Where(e => e.CampaignId == campaign.Id && e.Reason == group && e.LastOn == latest).Select(e => new Place { MemberId = e.MemberId, On = e.LastOn }),
        };
    }
}
