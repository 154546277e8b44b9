using System.Security.Cryptography;
using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Campaigns.Model;
using LoyaltyStudio.Features.Messaging.Respect;
using LoyaltyStudio.Features.Segments.Asking;
using LoyaltyStudio.Features.Segments.Model;
using LoyaltyStudio.Platform;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Campaigns.Editing;

/// <summary>Keeps a campaign. Audience, holdout, measuring and steps are fixed once it has started, so that its result stays honest. One that waits for approval is a draft again after a change: what is approved is what was read. So one that runs stands still after other words or another budget, until a second person has approved them.</summary>
public sealed class SaveCampaign(StudioData data, TimeProvider clock, SegmentCatalogue catalogue)
{
    /// <returns>The id of the campaign.</returns>
    public async Task<Outcome<long>> RunAsync(Actor actor, CampaignDraft draft, CancellationToken ct)
    {
        if (!actor.May(Permission.EditCampaigns))
        {
            return Refuse.Forbidden();
        }

        List<FieldError> errors = [.. draft.Validate(), .. FlowKnowledge.Check(draft.Flow, catalogue)];
        if (errors.Count > 0)
        {
            return Refuse.Invalid(errors);
        }

        return await data.WriteAsync<Outcome<long>>(async db =>
        {
            foreach (var (field, segment) in new[] { (nameof(CampaignDraft.SegmentId), draft.SegmentId), (nameof(CampaignDraft.ExceptSegmentId), draft.ExceptSegmentId) })
            {
                if (segment is { } wanted && !await db.Set<Segment>().AnyAsync(s => s.Id == wanted, ct))
                {
                    return Refuse.Invalid(field, "This segment does not exist any more. Choose another one.");
                }
            }

            if (await FlowKnowledge.MissingAsync(db, draft.Flow, ct) is { Count: > 0 } gone)
            {
                return Refuse.Invalid(gone);
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
                case { StartedAt: not null } c when !Fixed(CampaignDraft.Of(c)).Equals(Fixed(draft)) || !FlowShape.Same(FlowDefinition.Parse(c.Flow), draft.Flow):
                    return Refuse.Conflict("campaign_started", "Audience, control group, measuring days and steps are fixed once a campaign has started; words may change. End it and start a new one.");
            }

            if (draft.Id is null)
            {
                db.Add(campaign);
            }

            var (words, budget) = (campaign.Flow, campaign.BudgetCents);
            draft.ApplyTo(campaign);
            campaign.State = campaign.State == CampaignState.Proposed ? CampaignState.Draft
                : campaign.State is CampaignState.Active or CampaignState.Paused && (words != campaign.Flow || budget != campaign.BudgetCents) && (await ContactRules.ReadAsync(db, ct)).ApproveCampaigns ? CampaignState.Proposed : campaign.State;
            campaign.Edition += draft.Id is not null && (words != campaign.Flow || budget != campaign.BudgetCents) ? 1 : 0;
            await db.SaveChangesAsync(ct);
            await EditionAsync(db, campaign, actor, ct);
            db.Audit(actor, "campaign.saved", $"campaign {campaign.Id}", campaign.Name);
            return campaign.Id;
        }, ct);
    }

    private Campaign New(Actor actor, string? salt) => new()
    {
        Name = "", Flow = "", Author = actor.Stamp, CreatedAt = clock.GetUtcNow().UtcDateTime,
        Salt = salt ?? Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16)),
    };

    /// <summary>What stays as it is once a campaign has started.</summary>
    private static object Fixed(CampaignDraft d) => (d.SegmentId, d.ExceptSegmentId, d.DaysWithoutPurchase, d.HoldoutPercent, d.MeasureDays, d.Purpose, d.ReEntryDays);

    /// <summary>Keeps the flow under its number.</summary>
    private async Task EditionAsync(StudioDb db, Campaign campaign, Actor actor, CancellationToken ct)
    {
        if (!await db.Set<CampaignEdition>().AnyAsync(e => e.CampaignId == campaign.Id && e.Edition == campaign.Edition, ct))
        {
            db.Add(new CampaignEdition { CampaignId = campaign.Id, Edition = campaign.Edition, Flow = campaign.Flow, SavedBy = actor.Stamp, SavedAt = clock.GetUtcNow().UtcDateTime });
            await db.SaveChangesAsync(ct);
        }
    }
}
