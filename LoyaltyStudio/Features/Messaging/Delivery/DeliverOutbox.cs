using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Access.Settings;
using LoyaltyStudio.Features.Members.Model;
using LoyaltyStudio.Features.Messaging.Model;
using LoyaltyStudio.Platform;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace LoyaltyStudio.Features.Messaging.Delivery;

public sealed record DeliverOutboxRequest(Action<long, long, string>? Report = null);

/// <summary>How many messages went which way.</summary>
public sealed record DeliveryCounts(int Sent = 0, int Withheld = 0, int Waiting = 0, int Failed = 0, int Unknown = 0);

/// <summary>
/// Hands waiting messages to the transport. Only ever runs once at a time (the job's lease), so that a row found in Sending at the start was left by
/// a process that died. Consent is asked for one by one, right before each hand-over.
/// </summary>
public sealed class DeliverOutbox(StudioData data, TimeProvider clock, OrganisationBook organisations, IMailTransport transport, IOptions<MessagingOptions> options,
    IEnumerable<IMailAttachment>? attachments = null)
{
    public const int MaxAttempts = 5;
    private static readonly TimeSpan[] BackOff = [TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(30), TimeSpan.FromHours(2), TimeSpan.FromHours(6)];

    private DateTime Now => clock.GetUtcNow().UtcDateTime;

    public async Task<Outcome<DeliveryCounts>> RunAsync(Actor actor, DeliverOutboxRequest request, CancellationToken ct)
    {
        if (!actor.May(Permission.RunJobs))
        {
            return Refuse.Forbidden();
        }

        var envelope = MailEnvelope.Of(await organisations.CurrentAsync(ct), options.Value);
        if (envelope.PublicUrl.Length == 0 && options.Value.Transport == MailTransportKind.Smtp)
        {
            return Refuse.Conflict("no_public_url", "Fill in the public address under Settings first, so that people can unsubscribe.");
        }

        var counts = new DeliveryCounts(Unknown: await RecoverAsync(ct));
        var total = await WaitingAsync(ct);
        var pace = options.Value.MaxPerMinute is > 0 and var limit ? TimeSpan.FromMinutes(1) / limit : TimeSpan.Zero;
        long done = 0;
        while (!ct.IsCancellationRequested && await ClaimAsync(transport.RepeatIsHarmless ? 200 : 10, ct) is { Count: > 0 } batch)
        {
            var verdicts = new List<Verdict>();
            foreach (var message in batch)
            {
                verdicts.Add(ct.IsCancellationRequested ? Verdict.PutBack(message) : await HandOverAsync(envelope, message));
                request.Report?.Invoke(++done, Math.Max(total, done), "Sending messages");
                if (pace > TimeSpan.Zero)
                {
                    await Task.Delay(pace, ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                }

                if (!transport.RepeatIsHarmless || verdicts.Count == 50)
                {
                    counts = await WriteDownAsync(verdicts, counts);
                }
            }

            counts = await WriteDownAsync(verdicts, counts);
        }

        ct.ThrowIfCancellationRequested();
        return counts;
    }

    /// <summary>Rows that a dead process left in the middle of the hand-over: sent again only where that cannot make a second message.</summary>
    private Task<int> RecoverAsync(CancellationToken ct) => data.WriteAsync(async db =>
    {
        var left = db.Set<OutboxMessage>().Where(m => m.State == MessageState.Sending);
        if (transport.RepeatIsHarmless)
        {
            await left.ExecuteUpdateAsync(set => set.SetProperty(m => m.State, MessageState.Queued), ct);
            return 0;
        }

        return await left.ExecuteUpdateAsync(set => set.SetProperty(m => m.State, MessageState.Unknown)
            .SetProperty(m => m.Error, "The program stopped while this message was being handed over. Look in the mail server's log, then decide."), ct);
    }, ct);

    private async Task<long> WaitingAsync(CancellationToken ct)
    {
        await using var db = data.Read();
        var now = Now;
        return await db.Set<OutboxMessage>().LongCountAsync(m => m.State == MessageState.Queued && m.NextAttemptAt <= now, ct);
    }

    private Task<List<OutboxMessage>> ClaimAsync(int size, CancellationToken ct) => data.WriteAsync(async db =>
    {
        var now = Now;
        var batch = await db.Set<OutboxMessage>().AsTracking().Where(m => m.State == MessageState.Queued && m.NextAttemptAt <= now)
            .OrderBy(m => m.NextAttemptAt).ThenBy(m => m.Id).Take(size).ToListAsync(ct);
        foreach (var message in batch)
        {
            message.State = MessageState.Sending;
            message.Attempts++;
        }

        await db.SaveChangesAsync(ct);
        return batch;
    }, ct, Lane.Job);

    private async Task<Verdict> HandOverAsync(MailEnvelope envelope, OutboxMessage message)
    {
        if (RestsOnConsent(message) && await WithholdAsync(message.MemberId) is { } reason)
        {
            return new Verdict(message, MessageState.Withheld, reason);
        }

        try
        {
            var made = message.AttachmentKind.Length == 0 ? null : await AttachAsync(message);
            if (made is { WithheldBecause.Length: > 0 })
            {
                return new Verdict(message, MessageState.Withheld, made.WithheldBecause);
            }

            CrashPoint.Here("mail-before-hand-over");
            await transport.HandOverAsync(envelope.Address(message, made), CancellationToken.None);
            CrashPoint.Here("mail-after-hand-over");
            return new Verdict(message, MessageState.Sent, "", SentAt: Now);
        }
        catch (MailRefusedException e)
        {
            return e.Kind switch
            {
                RefusalKind.Temporary when message.Attempts < MaxAttempts => new Verdict(message, MessageState.Queued, e.Message, Now + BackOff[message.Attempts - 1]),
                RefusalKind.Temporary or RefusalKind.Permanent => new Verdict(message, MessageState.Failed, e.Message),
                RefusalKind.Unclear => new Verdict(message, MessageState.Unknown, e.Message),
            };
        }
    }

    /// <summary>What goes with the message. Where it cannot be made nothing has gone out, so that the message may be tried again.</summary>
    private async Task<MadeAttachment> AttachAsync(OutboxMessage message)
    {
        try
        {
            var maker = attachments?.FirstOrDefault(a => a.Kind == message.AttachmentKind) ?? throw new InvalidOperationException($"Nothing makes attachments of kind {message.AttachmentKind}.");
            return await maker.MakeAsync(message, CancellationToken.None);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            throw new MailRefusedException(RefusalKind.Temporary, $"The attachment could not be made: {e.Message}", e);
        }
    }

    /// <summary>Marketing does, and whatever carries the way to unsubscribe, such as warnings ahead.</summary>
    private static bool RestsOnConsent(OutboxMessage message) => message.Kind == MessageKind.Marketing || message.Html.Contains(Templates.MailLayout.UnsubscribeMark, StringComparison.Ordinal);

    private async Task<string?> WithholdAsync(long memberId)
    {
        await using var db = data.Read();
        var member = await db.Set<Member>().Where(m => m.Id == memberId).Select(m => new { m.EmailConsent, m.Status }).FirstOrDefaultAsync();
        return member switch
        {
            null => "The member does not exist any more.",
            { Status: not MemberStatus.Active } => "The member is not active any more.",
            { EmailConsent: false } => "The member has no consent for e-mail any more.",
            _ => null,
        };
    }

    /// <summary>Writes what became of the messages, only where they are still ours, and empties the list.</summary>
    private async Task<DeliveryCounts> WriteDownAsync(List<Verdict> verdicts, DeliveryCounts counts)
    {
        if (verdicts.Count == 0)
        {
            return counts;
        }

        await data.WriteAsync(async db =>
        {
            var ids = verdicts.ConvertAll(v => v.Message.Id);
            var rows = await db.Set<OutboxMessage>().AsTracking().Where(m => ids.Contains(m.Id) && m.State == MessageState.Sending).ToDictionaryAsync(m => m.Id);
            foreach (var verdict in verdicts.Where(v => rows.ContainsKey(v.Message.Id)))
            {
                verdict.WriteTo(rows[verdict.Message.Id]);
            }

            await db.SaveChangesAsync();
        }, CancellationToken.None);
        int Count(MessageState state) => verdicts.Count(v => v.State == state);
        counts = new DeliveryCounts(counts.Sent + Count(MessageState.Sent), counts.Withheld + Count(MessageState.Withheld), counts.Waiting + Count(MessageState.Queued),
            counts.Failed + Count(MessageState.Failed), counts.Unknown + Count(MessageState.Unknown));
        verdicts.Clear();
        return counts;
    }

    private sealed record Verdict(OutboxMessage Message, MessageState State, string Error, DateTime? NextAt = null, DateTime? SentAt = null, int Attempts = 0)
    {
        internal static Verdict PutBack(OutboxMessage message) => new(message, MessageState.Queued, message.Error, message.NextAttemptAt, Attempts: -1);

        internal void WriteTo(OutboxMessage row)
        {
            row.State = State;
            row.Error = Error;
            row.Attempts += Attempts;
            row.NextAttemptAt = NextAt ?? row.NextAttemptAt;
            row.SentAt = State == MessageState.Sent ? SentAt : null;
        }
    }
}
