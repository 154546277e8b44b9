using LoyaltyStudio.Api;
using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Campaigns.Model;
using LoyaltyStudio.Features.Campaigns.Reading;
using LoyaltyStudio.Features.Members.Profiles;
using LoyaltyStudio.Features.Messaging.Model;
using LoyaltyStudio.Platform;

namespace LoyaltyStudio.Features.Campaigns;

/// <param name="Kind">message, offer, gift, task, handOver or split.</param>
/// <param name="Channel">Of a message.</param>
/// <param name="Subject">Of a message in the member's language; of a task what is to be done; of a split the arm.</param>
/// <param name="Done">False: it was left out, for the reason.</param>
/// <param name="Reason">no_consent, no_email, no_address, open_complaint, capped, no_budget, not_drawn; empty when done.</param>
/// <param name="Mail">Where the e-mail is; null: there is none.</param>
public sealed record MemberContactAnswer(DateTime At, string Campaign, string Kind, MessageChannel? Channel, string Subject, bool Done, string Reason, int Points, MessageState? Mail, string CouponLastFour);

/// <param name="NextAt">When it goes on; null where it is over.</param>
public sealed record MemberJourneyAnswer(string Campaign, DateOnly EnteredOn, JourneyState State, DateTime? NextAt, string Reason);

/// <param name="Reason">The test that left the member out: no_consent, open_complaint, global_holdout, exclusive_elsewhere, recent_campaign, capped, no_budget, not_active, no_email, no_address.</param>
public sealed record MemberPassedByAnswer(string Campaign, string Reason, DateOnly FirstOn, DateOnly LastOn);

public sealed record MemberControlAnswer(string Campaign, DateOnly Since);

/// <param name="Total">Contacts in all; the latest stand in the answer.</param>
public sealed record MemberContactsAnswer(int Total, IReadOnlyList<MemberContactAnswer> Contacts, IReadOnlyList<MemberJourneyAnswer> Journeys, IReadOnlyList<MemberPassedByAnswer> PassedBy, IReadOnlyList<MemberControlAnswer> ControlGroups);

/// <summary>Campaigns over HTTP: what a member got, and why something was not sent.</summary>
internal static class CampaignsEndpoints
{
    internal static void Map(IEndpointRouteBuilder app) => ApiRoutes.Group(app).MapGroup("/members").WithTags("Members")
        .MapGet("/{reference}/contacts", async (HttpContext context, string reference, int? offset, int? limit, StudioData data, ListMemberContacts contacts, ListMemberCampaigns campaigns, CancellationToken ct) =>
        {
            var actor = ApiCaller.Of(context).Actor;
            if (!actor.May(Permission.ViewCampaigns))
            {
                return ApiResults.From<MemberContactsAnswer>(Refuse.Forbidden(), ApiAnswer.Ok);
            }

            await using var db = data.Read();
            if (await MemberRef.FindAsync(db, reference, ct) is not { } member)
            {
                return ApiResults.From<MemberContactsAnswer>(Refuse.NotFound("member_unknown", "There is no member with this card number, customer number or e-mail address."), ApiAnswer.Ok);
            }

            var found = await contacts.RunAsync(actor, new ListMemberContactsRequest(member.Id, new PageRequest(Math.Max(0, offset ?? 0), Math.Clamp(limit ?? 100, 1, 500))), ct);
            var places = await campaigns.RunAsync(actor, member.Id, ct);
            return ApiResults.From(found.IsDone && !places.IsDone ? places.As<MemberContacts>() : found, f => ApiAnswer.Ok(Answer(f, places.Value!)));
        })
        .WithName("get_member_contacts").WithSummary("What campaigns did for a member, and why something was not sent")
        .WithDescription("The latest contacts first, up to 500 at a time (offset, limit); the ways through campaigns, the campaigns that passed the member by with the reason, and control groups. The reference is as in get_member.")
        .WithResponseExample(200, new MemberContactsAnswer(1, [new(new DateTime(2026, 11, 21, 6, 0, 0, DateTimeKind.Utc), "Birthday", "message", MessageChannel.Email, "Gefeliciteerd, {{voornaam}}!", true, "", 0, MessageState.Sent, "7KQZ")],
            [new("Win back in three steps", new DateOnly(2026, 11, 10), JourneyState.Waiting, new DateTime(2026, 11, 24, 23, 0, 0, DateTimeKind.Utc), "")],
            [new("Newsletter", "no_consent", new DateOnly(2026, 9, 1), new DateOnly(2026, 11, 1))], [new("We miss you", new DateOnly(2026, 7, 14))]));

    private static MemberContactsAnswer Answer(MemberContacts found, MemberCampaigns places) => new(found.Contacts.Total,
        [.. found.Contacts.Rows.Select(c => new MemberContactAnswer(c.At, c.Campaign, c.Kind, c.Channel, c.Subject, c.Reason.Length == 0, c.Reason, c.Points, c.Mail, c.CouponLastFour))],
        [.. found.Journeys.Select(j => new MemberJourneyAnswer(j.Campaign, j.EnteredOn, j.State, j.State == JourneyState.Waiting ? j.DueAt : null, j.Reason))],
        [.. places.Out.Select(e => new MemberPassedByAnswer(e.Campaign, e.Reason, e.FirstOn, e.LastOn))],
        [.. places.In.Where(p => p.Group == CampaignGroup.Holdout).Select(p => new MemberControlAnswer(p.Campaign, p.AssignedOn))]);
}
