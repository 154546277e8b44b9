using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Access.Settings;
using LoyaltyStudio.Features.Members.Consents;
using LoyaltyStudio.Features.Members.Model;
using LoyaltyStudio.Features.Messaging.Events;
using LoyaltyStudio.Features.Messaging.Model;
using LoyaltyStudio.Platform;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Messaging.Unsubscribing;

/// <summary>Takes back the consent for e-mail of the reader of a message. The token is the right to do so; an unknown one does nothing and looks the same.</summary>
public sealed class Unsubscribe(StudioData data, TimeProvider clock, OrganisationBook organisation)
{
    public const string Source = "unsubscribe link";

    /// <summary>The language of the message, or null when the token belongs to none.</summary>
    public async Task<string?> LanguageAsync(string token, CancellationToken ct)
    {
        await using var db = data.Read();
        return await db.Set<OutboxMessage>().Where(m => m.UnsubscribeToken == token).Select(m => m.Language).FirstOrDefaultAsync(ct);
    }

    public async Task RunAsync(string token, string wording, CancellationToken ct)
    {
        await using (var db = data.Read())
        {
            if (!await Reader(db, token).AnyAsync(ct))
            {
                return;
            }
        }

        var today = (await organisation.CurrentAsync(ct)).Today(clock);
        await data.WriteAsync(async db =>
        {
            var now = clock.GetUtcNow().UtcDateTime;
            if (await Reader(db, token).Select(m => (long?)m.Id).FirstOrDefaultAsync(ct) is { } member)
            {
                var actor = new Actor("member", member, Source, new HashSet<Permission>(), null);
                await ConsentBook.RecordAsync(db, actor, member, ConsentPurpose.Email, granted: false, now, Source, wording, now);
                await EventBook.AddAsync(db, await db.Set<OutboxMessage>().AsNoTracking().FirstAsync(m => m.UnsubscribeToken == token, ct), MessageEventKind.Unsubscribed, 0, "", today, now, ct);
                await db.SaveChangesAsync(ct);
            }
        }, ct);
    }

    /// <summary>The member behind the token, as long as there is a consent to take back.</summary>
    private static IQueryable<Member> Reader(StudioDb db, string token) =>
        from message in db.Set<OutboxMessage>()
        join member in db.Set<Member>() on message.MemberId equals member.Id
        where message.UnsubscribeToken == token && member.EmailConsent
        select member;
}
