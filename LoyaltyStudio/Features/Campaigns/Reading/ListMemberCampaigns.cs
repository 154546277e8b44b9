using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Campaigns.Model;
using LoyaltyStudio.Features.Members.Searching;
using LoyaltyStudio.Platform;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Campaigns.Reading;

public sealed record MemberCampaignRow(long CampaignId, string Campaign, CampaignGroup Group, DateOnly AssignedOn);

/// <param name="Reason">no_consent, no_email, not_active, recent_campaign.</param>
public sealed record MemberExclusionRow(long CampaignId, string Campaign, string Reason, DateOnly FirstOn, DateOnly LastOn);

/// <param name="CampaignId">Null, and no name, for a coupon that a person gave.</param>
public sealed record MemberCouponRow(long Id, long? CampaignId, string Campaign, CouponKind Kind, int Value, CouponState State, string LastFour, DateOnly IssuedOn, DateOnly ValidUntil);

public sealed record MemberCampaigns(IReadOnlyList<MemberCampaignRow> In, IReadOnlyList<MemberExclusionRow> Out, IReadOnlyList<MemberCouponRow> Coupons, DateOnly Today);

/// <summary>The campaigns that one member is in, on which side, those that passed them by and why, and their coupons.</summary>
public sealed class ListMemberCampaigns(StudioData data, TimeProvider clock, LoyaltyStudio.Features.Access.Settings.OrganisationBook organisation)
{
    public async Task<Outcome<MemberCampaigns>> RunAsync(Actor actor, long memberId, CancellationToken ct)
    {
        if (!actor.May(Permission.ViewCampaigns))
        {
            return Refuse.Forbidden();
        }

        await using var db = data.Read();
        if (!await MemberSearch.SeesAsync(db, actor, memberId, ct))
        {
            return MemberSearch.Unknown;
        }

        var campaigns = db.Set<Campaign>();
        var assigned = await db.Set<CampaignMember>().Where(m => m.MemberId == memberId).Join(campaigns, m => m.CampaignId, c => c.Id, (m, c) => new MemberCampaignRow(c.Id, c.Name, m.Group, m.AssignedOn)).ToListAsync(ct);

        // There are few campaigns, and an exclusion is found by campaign and member.
        var ids = await campaigns.Select(c => c.Id).ToListAsync(ct);
        var excluded = await db.Set<CampaignExclusion>().Where(e => ids.Contains(e.CampaignId) && e.MemberId == memberId)
            .Join(campaigns, e => e.CampaignId, c => c.Id, (e, c) => new MemberExclusionRow(c.Id, c.Name, e.Reason, e.FirstOn, e.LastOn)).ToListAsync(ct);
        var coupons = await db.Set<Coupon>().Where(k => k.MemberId == memberId)
            .Select(k => new MemberCouponRow(k.Id, k.CampaignId, campaigns.Where(c => c.Id == k.CampaignId).Select(c => c.Name).FirstOrDefault() ?? "", k.Kind, k.Value, k.State, k.LastFour, k.IssuedOn, k.ValidUntil)).ToListAsync(ct);
        return new MemberCampaigns([.. assigned.OrderByDescending(a => a.AssignedOn)], [.. excluded.OrderByDescending(e => e.LastOn)], [.. coupons.OrderByDescending(c => c.Id)],
            (await organisation.CurrentAsync(ct)).Today(clock));
    }
}
