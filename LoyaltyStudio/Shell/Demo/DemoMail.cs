using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Access.Settings;
using LoyaltyStudio.Features.Campaigns.Editing;
using LoyaltyStudio.Features.Campaigns.Links;
using LoyaltyStudio.Features.Campaigns.Model;
using LoyaltyStudio.Features.Members.Consents;
using LoyaltyStudio.Features.Members.Model;
using LoyaltyStudio.Features.Messaging;
using LoyaltyStudio.Features.Messaging.Delivery;
using LoyaltyStudio.Features.Messaging.Events;
using LoyaltyStudio.Features.Messaging.Links;
using LoyaltyStudio.Features.Messaging.Model;
using LoyaltyStudio.Features.Messaging.Respect;
using LoyaltyStudio.Features.Messaging.Unsubscribing;
using LoyaltyStudio.Platform;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace LoyaltyStudio.Shell.Demo;

/// <summary>What happens around the messages of the demo's past campaign: some members let their clicks be counted, follow a link, unsubscribe; some addresses do not exist any more.</summary>
internal sealed class DemoMail(IServiceProvider services, DemoClock clock, BusinessCalendar calendar, ulong seed)
{
    private T Get<T>() where T : notnull => services.GetRequiredService<T>();

    /// <summary>The same campaign with a button to the web shop and a second subject to test.</summary>
    internal static CampaignDraft WithButton(CampaignDraft draft) => draft with
    {
        Flow = draft.Flow with
        {
            Steps = [.. draft.Flow.Steps.Select(step => step is not MessageStep m ? step : m with
            {
                Nl = new MessageText(m.Nl.Subject, m.Nl.Body.Replace("Tot snel!", "{{producten}}\n\n[Naar de webshop](https://www.huisenhaard.example)\n\nTot snel!", StringComparison.Ordinal), "10 % voor jou, {{voornaam}}"),
                En = new MessageText(m.En.Subject, m.En.Body.Replace("See you soon!", "{{products}}\n\n[To the web shop](https://www.huisenhaard.example)\n\nSee you soon!", StringComparison.Ordinal), "10 % for you, {{first_name}}"),
            })],
        },
    };

    /// <summary>The rules of contact, and the word of six in ten of the members who are about to get a message that clicks may be counted.</summary>
    internal async Task PrepareAsync(Actor marketer, CancellationToken ct)
    {
        var rules = (await Get<ShowContactRules>().RunAsync(marketer, ct)).Must();
        (await Get<SaveContactRules>().RunAsync(marketer, rules with { MailCostCents = 0.1m }, ct)).Must();
        var now = clock.GetUtcNow().UtcDateTime;
        await Get<StudioData>().WriteAsync(async db =>
        {
            foreach (var member in (await QueuedAsync(db, ct)).Where(id => new DemoChance(seed ^ 0x9F0F, (ulong)id).Happens(0.6)))
            {
                await ConsentBook.RecordAsync(db, Actor.Job("import"), member, ConsentPurpose.Profiling, granted: true, now, "account in de webshop", "Ja, jullie mogen zien wat ik bekijk en koop om mij passende aanbiedingen te doen.", now);
            }
        }, ct);
    }

    /// <summary>What comes back in the days after: links followed, a few bounces, one complaint and some who unsubscribe.</summary>
    internal async Task ReactAsync(Actor marketer, long campaign, DateOnly on, CancellationToken ct)
    {
        var envelope = MailEnvelope.Of(await Get<OrganisationBook>().CurrentAsync(ct), Get<IOptions<MessagingOptions>>().Value);
        List<OutboxMessage> sent;
        await using (var db = Get<StudioData>().Read())
        {
            sent = await db.Set<OutboxMessage>().AsNoTracking().Where(m => m.CampaignId == campaign && m.State == MessageState.Sent).OrderBy(m => m.Id).ToListAsync(ct);
        }

        clock.Set(calendar.ToUtc(on.ToDateTime(new TimeOnly(11, 30))));
        foreach (var (message, place) in sent.Select((m, i) => (m, i)))
        {
            var chance = new DemoChance(seed ^ 0xC11C, (ulong)message.Id);
            if (place % 67 == 5)
            {
                var kind = place % 3 == 0 ? ReturnedKind.SoftBounce : ReturnedKind.HardBounce;
                (await Get<RecordMessageEvent>().RunAsync(marketer, new RecordMessageEventRequest(envelope.MessageId(message), kind, kind == ReturnedKind.HardBounce ? "5.1.1 550 User unknown" : "5.2.2 552 Mailbox full"), ct)).Must();
            }
            else if (place == 11)
            {
                (await Get<RecordMessageEvent>().RunAsync(marketer, new RecordMessageEventRequest(envelope.MessageId(message), ReturnedKind.Complaint, "abuse"), ct)).Must();
            }
            else if (chance.Happens(0.012))
            {
                await Get<Unsubscribe>().RunAsync(message.UnsubscribeToken, "One-click unsubscribe from a message", ct);
            }
            else if (chance.Happens(0.24))
            {
                await Get<FollowLink>().RunAsync(Get<LinkTokens>().Of(LinkUse.Click, message.Id, 1), count: true, ct);
            }
        }
    }

    private static Task<List<long>> QueuedAsync(StudioDb db, CancellationToken ct) => db.Set<OutboxMessage>().Where(m => m.State == MessageState.Queued && m.MemberId > 0).Select(m => m.MemberId).Distinct().ToListAsync(ct);
}
