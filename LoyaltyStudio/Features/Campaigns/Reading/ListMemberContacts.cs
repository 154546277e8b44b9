using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Campaigns.Model;
using LoyaltyStudio.Features.Members.Searching;
using LoyaltyStudio.Features.Messaging.Model;
using LoyaltyStudio.Platform;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Campaigns.Reading;

/// <summary>One thing that a campaign did for a member, or left out.</summary>
/// <param name="Kind">message, offer, gift, task, handOver or split, as <see cref="CampaignContact.Kind"/>.</param>
/// <param name="Subject">Of a message in the member's language, of a task what is to be done, of a split the arm; otherwise empty.</param>
/// <param name="Reason">Why it was not done; empty: it was done.</param>
/// <param name="MessageId">The e-mail in the outbox; null: there is none.</param>
/// <param name="Mail">Where that e-mail is.</param>
/// <param name="CouponLastFour">Of the coupon that it carries; empty: none.</param>
public sealed record MemberContactRow(long Id, long CampaignId, string Campaign, DateTime At, string Kind, MessageChannel? Channel, string Step, string Subject, string Reason, int Points, long? MessageId, MessageState? Mail,
    string CouponLastFour, CouponState? CouponState, DateOnly? CouponUntil);

/// <summary>A way through a campaign.</summary>
/// <param name="Step">The step that comes next; null at the end.</param>
/// <param name="DueAt">When it goes on, at the latest (UTC).</param>
public sealed record MemberJourneyRow(long CampaignId, string Campaign, DateOnly EnteredOn, JourneyState State, FlowStep? Step, DateTime DueAt, string Reason);

public sealed record MemberContacts(PageOf<MemberContactRow> Contacts, IReadOnlyList<MemberJourneyRow> Journeys);

public sealed record ListMemberContactsRequest(long MemberId, PageRequest Page);

/// <summary>Every contact of campaigns with one member, the latest first, and where the member is on the way now.</summary>
public sealed class ListMemberContacts(StudioData data)
{
    public async Task<Outcome<MemberContacts>> RunAsync(Actor actor, ListMemberContactsRequest request, CancellationToken ct)
    {
        if (!actor.May(Permission.ViewCampaigns))
        {
            return Refuse.Forbidden();
        }

        await using var db = data.Read();
        if (!await MemberSearch.SeesAsync(db, actor, request.MemberId, ct))
        {
            return MemberSearch.Unknown;
        }

        var mine = db.Set<CampaignContact>().Where(c => c.MemberId == request.MemberId);
        var total = await mine.CountAsync(ct);
        var rows = await mine.OrderByDescending(c => c.At).ThenByDescending(c => c.Id).Skip(request.Page.Offset).Take(request.Page.Limit).ToListAsync(ct);
        var flows = await FlowsAsync(db, rows, ct);
        var ids = rows.ConvertAll(c => c.CampaignId).Distinct().ToArray();

        // There are few campaigns, and a way is found by campaign and member.
        var all = await db.Set<Campaign>().Select(c => c.Id).ToListAsync(ct);
        var ways = await db.Set<Journey>().Where(j => all.Contains(j.CampaignId) && j.MemberId == request.MemberId).Join(db.Set<Campaign>(), j => j.CampaignId, c => c.Id, (j, c) => new { Journey = j, c.Name, c.Flow }).ToListAsync(ct);
        var names = await db.Set<Campaign>().Where(c => ids.Contains(c.Id)).ToDictionaryAsync(c => c.Id, c => c.Name, ct);
        var coupons = await CouponsAsync(db, rows, ct);
        var contactIds = rows.ConvertAll(c => (long?)c.Id);
        var mails = (await db.Set<OutboxMessage>().Where(m => m.MemberId == request.MemberId && contactIds.Contains(m.ContactId)).Select(m => new { m.Id, m.ContactId, m.State }).ToListAsync(ct)).ToDictionary(m => m.ContactId!.Value);
        var language = await db.Set<Members.Model.Member>().Where(m => m.Id == request.MemberId).Select(m => m.Language).FirstAsync(ct);
        return new MemberContacts(new PageOf<MemberContactRow>(rows.ConvertAll(c =>
        {
            var mail = mails.GetValueOrDefault(c.Id);
            var coupon = c.CouponId is { } k ? coupons.GetValueOrDefault(k) : null;
            return new MemberContactRow(c.Id, c.CampaignId, names.GetValueOrDefault(c.CampaignId, ""), c.At, c.Kind, c.Channel, c.Step, SubjectOf(flows.GetValueOrDefault((c.CampaignId, c.Edition))?.Find(c.Step), c, language), c.Reason, c.Amount,
                mail?.Id, mail?.State, coupon?.LastFour ?? "", coupon?.State, coupon?.ValidUntil);
        }), total), [.. ways.OrderByDescending(w => w.Journey.State == JourneyState.Waiting).ThenByDescending(w => w.Journey.EnteredOn)
            .Select(w => RowOf(w.Journey, w.Name, w.Journey.Step.Length > 0 ? FlowDefinition.Parse(w.Flow).Find(w.Journey.Step) : null))]);
    }

    /// <summary>Who waits for something to happen goes on at the latest when the time is over.</summary>
    private static MemberJourneyRow RowOf(Journey way, string campaign, FlowStep? step) =>
        new(way.CampaignId, campaign, way.EnteredOn, way.State, step, step is WaitUntilStep until ? way.SinceAt.AddDays(until.Days) : way.DueAt, way.Reason);

    /// <summary>The words as they were when each contact was made.</summary>
    private static async Task<Dictionary<(long, int), FlowDefinition>> FlowsAsync(StudioDb db, List<CampaignContact> rows, CancellationToken ct)
    {
        var campaigns = rows.ConvertAll(r => r.CampaignId).Distinct().ToArray();
        var wanted = rows.ConvertAll(r => (r.CampaignId, r.Edition)).ToHashSet();
        return (await db.Set<CampaignEdition>().Where(e => campaigns.Contains(e.CampaignId)).ToListAsync(ct)).Where(e => wanted.Contains((e.CampaignId, e.Edition)))
            .ToDictionary(e => (e.CampaignId, e.Edition), e => FlowDefinition.Parse(e.Flow));
    }

    private static async Task<Dictionary<long, Coupon>> CouponsAsync(StudioDb db, List<CampaignContact> rows, CancellationToken ct)
    {
        var ids = rows.ConvertAll(r => r.CouponId).OfType<long>().Distinct().ToArray();
        return ids.Length == 0 ? [] : await db.Set<Coupon>().Where(c => ids.Contains(c.Id)).ToDictionaryAsync(c => c.Id, ct);
    }

    private static string SubjectOf(FlowStep? step, CampaignContact contact, string language) => step switch
    {
        MessageStep m => contact.Variant == "B" ? m.Of(language).OtherSubject : m.Of(language).Subject,
        TaskStep t => t.Title,
        _ => contact.Variant,
    };
}
