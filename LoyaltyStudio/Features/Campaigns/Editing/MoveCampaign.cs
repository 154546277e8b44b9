using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Access.Settings;
using LoyaltyStudio.Features.Campaigns.Model;
using LoyaltyStudio.Features.Messaging.Model;
using LoyaltyStudio.Features.Messaging.Respect;
using LoyaltyStudio.Features.Segments.Asking;
using LoyaltyStudio.Platform;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Campaigns.Editing;

/// <summary>What a person does with a campaign. Start proposes it where a second person has to approve; SendBack makes a proposed one a draft again.</summary>
public enum CampaignStep { Start, Pause, Resume, End, Approve, SendBack }

/// <summary>Starts, approves, pauses, resumes or ends a campaign. Members who are in it stay in it; at the end ways that wait stop, and what has not reached anybody yet stays here.</summary>
public sealed class MoveCampaign(StudioData data, TimeProvider clock, SegmentCatalogue catalogue, OrganisationBook organisation)
{
    internal const string Ended = "The campaign was ended before this went out.";

    public async Task<Outcome<CampaignState>> RunAsync(Actor actor, long campaignId, CampaignStep step, CancellationToken ct)
    {
        if (!actor.May(step is CampaignStep.Approve ? Permission.ApproveCampaigns : Permission.EditCampaigns) && !(step == CampaignStep.SendBack && actor.May(Permission.ApproveCampaigns)))
        {
            return Refuse.Forbidden();
        }

        var today = (await organisation.CurrentAsync(ct)).Today(clock);
        return await data.WriteAsync<Outcome<CampaignState>>(async db =>
        {
            var campaign = await db.Set<Campaign>().FirstOrDefaultAsync(c => c.Id == campaignId, ct);
            if (campaign is null)
            {
                return Refuse.NotFound("campaign_unknown", "This campaign does not exist any more.");
            }

            var approves = step == CampaignStep.Start && (await ContactRules.ReadAsync(db, ct)).ApproveCampaigns;
            if (Next(campaign.State, step, approves) is not { } state)
            {
                return Refuse.Conflict("campaign_state", "This campaign is {0}; that is not possible now.", campaign.State);
            }

            if (step is CampaignStep.Start or CampaignStep.Approve && await CanGoAsync(db, campaign, ct) is { } refusal)
            {
                return refusal;
            }

            if (step == CampaignStep.Approve && await WroteAsync(db, campaign, actor, ct))
            {
                return Refuse.Conflict("own_campaign", "You wrote this campaign yourself. Somebody else approves it.");
            }

            await ApplyAsync(db, campaign, step, state, actor, today, ct);
            db.Audit(actor, AuditName(step, state), $"campaign {campaign.Id}", campaign.Name);
            return state;
        }, ct);
    }

    private static CampaignState? Next(CampaignState now, CampaignStep step, bool approves) => (step, now) switch
    {
        (CampaignStep.Start, CampaignState.Draft) => approves ? CampaignState.Proposed : CampaignState.Active,
        (CampaignStep.Approve, CampaignState.Proposed) or (CampaignStep.Resume, CampaignState.Paused) => CampaignState.Active,
        (CampaignStep.SendBack, CampaignState.Proposed) => CampaignState.Draft,
        (CampaignStep.Pause, CampaignState.Active) => CampaignState.Paused,
        (CampaignStep.End, CampaignState.Active or CampaignState.Paused) => CampaignState.Ended,
        _ => null,
    };

    /// <summary>What was right when it was kept may be gone by now.</summary>
    private async Task<Refusal?> CanGoAsync(StudioDb db, Campaign campaign, CancellationToken ct)
    {
        var draft = CampaignDraft.Of(campaign);
        List<FieldError> errors = [.. draft.Validate(), .. FlowKnowledge.Check(draft.Flow, catalogue), .. await FlowKnowledge.MissingAsync(db, draft.Flow, ct)];
        return errors.Count == 0 ? null : Refuse.Conflict("campaign_wrong", "Something in this campaign is not right any more. Open it, save it and see what has to change.");
    }

    /// <summary>The author, and whoever saved words or steps of it.</summary>
    internal static async Task<bool> WroteAsync(StudioDb db, Campaign campaign, Actor actor, CancellationToken ct) =>
        campaign.Author == actor.Stamp || await db.Set<CampaignEdition>().AnyAsync(e => e.CampaignId == campaign.Id && e.SavedBy == actor.Stamp, ct);

    private async Task ApplyAsync(StudioDb db, Campaign campaign, CampaignStep step, CampaignState state, Actor actor, DateOnly today, CancellationToken ct)
    {
        campaign.State = state;
        campaign.StartedAt ??= state == CampaignState.Active ? clock.GetUtcNow().UtcDateTime : null;
        campaign.ApprovedBy = step == CampaignStep.Approve ? actor.Stamp : campaign.ApprovedBy;
        await db.SaveChangesAsync(ct);
        if (state == CampaignState.Ended)
        {
            await db.Set<Journey>().Where(j => j.CampaignId == campaign.Id && j.State == JourneyState.Waiting)
                .ExecuteUpdateAsync(u => u.SetProperty(j => j.State, JourneyState.Stopped).SetProperty(j => j.Step, "").SetProperty(j => j.Reason, "campaign_ended"), ct);
            await WithdrawAsync(db, campaign.Id, today, ct);
        }
    }

    /// <summary>Mail that waits, letters that were not printed, what till and site would show, and calls to other programs that were not made.</summary>
    private static async Task WithdrawAsync(StudioDb db, long campaignId, DateOnly today, CancellationToken ct)
    {
        await db.Set<OutboxMessage>().Where(m => m.CampaignId == campaignId && m.State == MessageState.Queued)
            .ExecuteUpdateAsync(u => u.SetProperty(m => m.State, MessageState.Withheld).SetProperty(m => m.Error, Ended), ct);
        await db.Set<Placement>().Where(p => p.CampaignId == campaignId && p.State == PlacementState.Open && p.Until >= today).ExecuteUpdateAsync(u => u.SetProperty(p => p.Until, today.AddDays(-1)), ct);
        await db.Set<HandOver>().Where(h => h.CampaignId == campaignId && h.State == HandOverState.Queued).ExecuteUpdateAsync(u => u.SetProperty(h => h.State, HandOverState.Withheld).SetProperty(h => h.Error, Ended), ct);
    }

    private static string AuditName(CampaignStep step, CampaignState state) => step switch
    {
        CampaignStep.Start => state == CampaignState.Proposed ? "campaign.propose" : "campaign.start",
        CampaignStep.Approve => "campaign.approve",
        CampaignStep.SendBack => "campaign.sendback",
        CampaignStep.Pause => "campaign.pause",
        CampaignStep.Resume => "campaign.resume",
        CampaignStep.End => "campaign.end",
    };
}
