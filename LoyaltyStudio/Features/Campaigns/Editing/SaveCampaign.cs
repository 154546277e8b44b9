using System.Security.Cryptography;
using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Campaigns.Model;
using LoyaltyStudio.Features.Segments.Model;
using LoyaltyStudio.Platform;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Campaigns.Editing;

/// <summary>Keeps a campaign. Audience, holdout and measuring are fixed once it has started, so that its result stays honest.</summary>
public sealed class SaveCampaign(StudioData data, TimeProvider clock)
{
    /// <returns>The id of the campaign.</returns>
    public async Task<Outcome<long>> RunAsync(Actor actor, CampaignDraft draft, CancellationToken ct)
    {
        if (!actor.May(Permission.EditCampaigns))
        {
            return Refuse.Forbidden();
        }

        if (draft.Validate() is { Count: > 0 } errors)
        {
            return Refuse.Invalid(errors);
        }

        return await data.WriteAsync<Outcome<long>>(async db =>
        {
            if (draft.SegmentId is { } segment && !await db.Set<Segment>().AnyAsync(s => s.Id == segment, ct))
            {
                return Refuse.Invalid(nameof(CampaignDraft.SegmentId), "This segment does not exist any more. Choose another one.");
            }

            var campaign = draft.Id is { } id ? await db.Set<Campaign>().FirstOrDefaultAsync(c => c.Id == id, ct) : New(actor, draft.Salt);
            switch (campaign)
            {
                case null:
                    return Refuse.NotFound("campaign_unknown", "This campaign does not exist any more.");
                case { State: CampaignState.Ended }:
                    return Refuse.Conflict("campaign_ended", "This campaign has ended and cannot be changed any more.");
                case var c when draft.Id is not null && c.Version != draft.RowVersion:
                    return Refuse.Conflict("changed_meanwhile", "Somebody else changed this meanwhile. Load it again and make your change once more.");
                case { StartedAt: not null } c when (c.DaysWithoutPurchase, c.HoldoutPercent, c.MeasureDays, c.SegmentId) != (draft.DaysWithoutPurchase, draft.HoldoutPercent, draft.MeasureDays, draft.SegmentId):
                    return Refuse.Conflict("campaign_started", "Audience, control group and measuring days are fixed once a campaign has started. End it and start a new one.");
            }

            if (draft.Id is null)
            {
                db.Add(campaign);
            }

            Apply(campaign, draft);
            await db.SaveChangesAsync(ct);
            db.Audit(actor, "campaign.saved", $"campaign {campaign.Id}", campaign.Name);
            return campaign.Id;
        }, ct);
    }

    private Campaign New(Actor actor, string? salt) => new()
    {
        Name = "", SubjectNl = "", BodyNl = "", SubjectEn = "", BodyEn = "", Author = actor.Stamp, CreatedAt = clock.GetUtcNow().UtcDateTime,
        Salt = salt ?? Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16)),
    };

    /// <summary>Puts the draft's words and numbers into a campaign.</summary>
    internal static void Apply(Campaign campaign, CampaignDraft draft)
    {
        (campaign.Name, campaign.SegmentId) = (draft.Name.Trim(), draft.SegmentId);
        (campaign.DaysWithoutPurchase, campaign.HoldoutPercent, campaign.CoolDownDays, campaign.MeasureDays) =
            (draft.DaysWithoutPurchase, draft.HoldoutPercent, draft.CoolDownDays, draft.MeasureDays);
        (campaign.CouponKind, campaign.CouponValue, campaign.CouponValidDays) = (draft.CouponKind, draft.CouponValue, draft.CouponValidDays);
        (campaign.SubjectNl, campaign.BodyNl, campaign.SubjectEn, campaign.BodyEn) = (draft.SubjectNl, draft.BodyNl, draft.SubjectEn, draft.BodyEn);
        (campaign.StartOn, campaign.EndOn) = (draft.StartOn, draft.EndOn);
    }
}

/// <summary>What a person does with a campaign.</summary>
public enum CampaignStep { Start, Pause, Resume, End }

/// <summary>Starts, pauses, resumes or ends a campaign. Members who are in it stay in it.</summary>
public sealed class MoveCampaign(StudioData data, TimeProvider clock)
{
    public async Task<Outcome<CampaignState>> RunAsync(Actor actor, long campaignId, CampaignStep step, CancellationToken ct)
    {
        if (!actor.May(Permission.EditCampaigns))
        {
            return Refuse.Forbidden();
        }

        return await data.WriteAsync<Outcome<CampaignState>>(async db =>
        {
            var campaign = await db.Set<Campaign>().FirstOrDefaultAsync(c => c.Id == campaignId, ct);
            if (campaign is null)
            {
                return Refuse.NotFound("campaign_unknown", "This campaign does not exist any more.");
            }

            CampaignState? next = (step, campaign.State) switch
            {
                (CampaignStep.Start, CampaignState.Draft) or (CampaignStep.Resume, CampaignState.Paused) => CampaignState.Active,
                (CampaignStep.Pause, CampaignState.Active) => CampaignState.Paused,
                (CampaignStep.End, CampaignState.Active or CampaignState.Paused) => CampaignState.Ended,
                _ => null,
            };
            if (next is not { } state)
            {
                return Refuse.Conflict("campaign_state", "This campaign is {0}; that is not possible now.", campaign.State);
            }

            campaign.State = state;
            campaign.StartedAt ??= clock.GetUtcNow().UtcDateTime;
            await db.SaveChangesAsync(ct);
            db.Audit(actor, $"campaign.{step.ToString().ToLowerInvariant()}", $"campaign {campaign.Id}", campaign.Name);
            return state;
        }, ct);
    }
}
