using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Access.Settings;
using LoyaltyStudio.Features.Campaigns.Model;
using LoyaltyStudio.Features.Campaigns.Running;
using LoyaltyStudio.Features.Members.Model;
using LoyaltyStudio.Platform;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Campaigns.Printing;

/// <param name="At">When it was made (UTC): the name of the print run.</param>
/// <param name="Withheld">Letters that wait but may not go out now: no consent any more, no address, an open complaint.</param>
public sealed record CampaignPrintMade(DateTime At, int Letters, int Withheld);

/// <summary>Takes the letters of a campaign that wait into a print run, each into one only. Consent, address and complaints are asked again: this is the hand-over.</summary>
public sealed class MakeCampaignPrint(StudioData data, TimeProvider clock, OrganisationBook organisation)
{
    public async Task<Outcome<CampaignPrintMade>> RunAsync(Actor actor, long campaignId, CancellationToken ct)
    {
        if (!actor.May(Permission.EditCampaigns))
        {
            return Refuse.Forbidden();
        }

        var today = (await organisation.CurrentAsync(ct)).Today(clock);
        var consent = await CampaignSets.PostConsentAsync(data, ct);
        var complaining = await CampaignSets.ComplainingAsync(data, ct);
        return await data.WriteAsync<Outcome<CampaignPrintMade>>(async db =>
        {
            if (await db.Set<Campaign>().AsNoTracking().FirstOrDefaultAsync(c => c.Id == campaignId, ct) is not { } campaign)
            {
                return Refuse.NotFound("campaign_unknown", "This campaign does not exist any more.");
            }

            var waiting = await db.Set<Placement>().AsNoTracking().Where(p => p.CampaignId == campaignId && p.Channel == MessageChannel.Print && p.State == PlacementState.Open && p.Until >= today).ToListAsync(ct);
            var members = waiting.ConvertAll(p => p.MemberId);
            var reachable = (await db.Set<Member>().Where(m => members.Contains(m.Id) && m.Status == MemberStatus.Active && m.Street != "" && m.PostalCode != "" && m.City != "").Select(m => m.Id).ToListAsync(ct)).ToHashSet();
            var going = waiting.FindAll(p => reachable.Contains(p.MemberId) && (campaign.Purpose == CampaignPurpose.Service || (consent.Contains(p.MemberId) && !complaining.Contains(p.MemberId))));
            if (going.Count == 0)
            {
                return Refuse.Conflict("nothing_to_print", "No letter of this campaign waits to be printed.");
            }

            // Whole milliseconds, because the moment names the run in an address.
            var now = clock.GetUtcNow().UtcDateTime;
            now = new DateTime(now.Ticks - (now.Ticks % TimeSpan.TicksPerMillisecond), DateTimeKind.Utc);
            going.ForEach(p => (p.State, p.DoneAt) = (PlacementState.Done, now));
            await db.BulkUpdateAsync(going, [nameof(Placement.State), nameof(Placement.DoneAt)], []);
            db.Audit(actor, "campaign.printed", $"campaign {campaignId}", $"{going.Count} letters");
            return new CampaignPrintMade(now, going.Count, waiting.Count - going.Count);
        }, ct);
    }
}
