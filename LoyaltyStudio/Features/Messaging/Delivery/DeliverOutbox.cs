using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Access.Settings;
using LoyaltyStudio.Features.Members.Model;
using LoyaltyStudio.Features.Messaging.Model;
using LoyaltyStudio.Features.Messaging.Respect;
using LoyaltyStudio.Platform;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace LoyaltyStudio.Features.Messaging.Delivery;

public sealed record DeliverOutboxRequest(Action<long, long, string>? Report = null);

/// <summary>How many messages went which way.</summary>
public sealed record DeliveryCounts(int Sent = 0, int Withheld = 0, int Waiting = 0, int Failed = 0, int Unknown = 0);

/// <summary>
/// Hands waiting messages to the transport. Only ever runs once at a time (the job's lease), so that a row found in Sending at the start was left by
/// a process that died. What a campaign promises about how often and when stands in <see cref="ContactGate"/>; consent is asked for one by one, right before each hand-over.
/// </summary>
public sealed class DeliverOutbox(StudioData data, TimeProvider clock, OrganisationBook organisations, IMailTransport transport, IOptions<MessagingOptions> options,
    IEnumerable<IMailAttachment>? attachments = null)
{
    public const int MaxAttempts = 5;
    private static readonly TimeSpan[] BackOff = [TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(30), TimeSpan.FromHours(2), TimeSpan.FromHours(6)];
    private readonly OutboxQueue queue = new(data);

    private DateTime Now => clock.GetUtcNow().UtcDateTime;

    public async Task<Outcome<DeliveryCounts>> RunAsync(Actor actor, DeliverOutboxRequest request, CancellationToken ct)
    {
        if (!actor.May(Permission.RunJobs))
        {
            return Refuse.Forbidden();
        }

        var organisation = await organisations.CurrentAsync(ct);
        var envelope = MailEnvelope.Of(organisation, options.Value);
        if (envelope.PublicUrl.Length == 0 && options.Value.Transport == MailTransportKind.Smtp)
        {
            return Refuse.Conflict("no_public_url", "Fill in the public address under Settings first, so that people can unsubscribe.");
        }

        var gate = await GateAsync(organisation, ct);
        var counts = new DeliveryCounts(Unknown: await queue.RecoverAsync(transport.RepeatIsHarmless, ct));
        if (gate.QuietUntil(Now) is { } until)
        {
            counts = counts with { Waiting = await gate.PutOffAsync(Now, until, ct) };
        }

        counts = await DeliverAsync(gate, envelope, request, counts, ct);
        ct.ThrowIfCancellationRequested();
        return counts;
    }

    private async Task<ContactGate> GateAsync(OrganisationInfo organisation, CancellationToken ct)
    {
        await using var db = data.Read();
        return new ContactGate(data, organisation, await ContactRules.ReadAsync(db, ct));
    }

    private async Task<DeliveryCounts> DeliverAsync(ContactGate gate, MailEnvelope envelope, DeliverOutboxRequest request, DeliveryCounts counts, CancellationToken ct)
    {
        var total = await queue.WaitingAsync(Now, ct);
        var pace = options.Value.MaxPerMinute is > 0 and var limit ? TimeSpan.FromMinutes(1) / limit : TimeSpan.Zero;
        long done = 0;
        while (!ct.IsCancellationRequested && await queue.ClaimAsync(transport.RepeatIsHarmless ? 200 : 10, Now, ct) is { Count: > 0 } batch)
        {
            var verdicts = new List<Verdict>();
            var held = await gate.JudgeAsync(batch, Now, CancellationToken.None);
            var made = await MakeManyAsync(batch.FindAll(m => !held.ContainsKey(m.Id)));
            foreach (var message in batch)
            {
                verdicts.Add(ct.IsCancellationRequested ? Verdict.PutBack(message)
                    : held.TryGetValue(message.Id, out var why) ? Verdict.Of(message, why)
                    : message.Kind == MessageKind.Marketing && gate.QuietUntil(Now) is { } until ? Verdict.Of(message, new Held(ContactGate.Quiet, until))
                    : await HandOverAsync(envelope, message, made.GetValueOrDefault(message.Id)));
                request.Report?.Invoke(++done, Math.Max(total, done), "Sending messages");
                if (pace > TimeSpan.Zero && verdicts[^1].Attempts == 0)
                {
                    await Task.Delay(pace, ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                }

                if (!transport.RepeatIsHarmless || verdicts.Count == 50)
                {
                    counts = await queue.WriteDownAsync(verdicts, counts);
                }
            }

            counts = await queue.WriteDownAsync(verdicts, counts);
        }

        return counts;
    }

    private async Task<Verdict> HandOverAsync(MailEnvelope envelope, OutboxMessage message, MadeAttachment? made)
    {
        if (RestsOnConsent(message) && await WithholdAsync(message.MemberId) is { } reason)
        {
            return new Verdict(message, MessageState.Withheld, reason);
        }

        try
        {
            made ??= message.AttachmentKind.Length == 0 ? null : await MakeAsync(message);
            if (made is { WithheldBecause.Length: > 0 })
            {
                return new Verdict(message, MessageState.Withheld, made.WithheldBecause);
            }

            CrashPoint.Here("mail-before-hand-over");
            await transport.HandOverAsync(envelope.Address(message, made), CancellationToken.None);
            CrashPoint.Here("mail-after-hand-over");
            return new Verdict(message, MessageState.Sent, "", SentAt: Now, Subject: made?.KeptSubject ?? "");
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

    /// <summary>What goes with the messages of a batch, for kinds that make many at once. Where that fails each of them is made by itself, so that one does not hold up the others.</summary>
    private async Task<Dictionary<long, MadeAttachment>> MakeManyAsync(List<OutboxMessage> batch)
    {
        Dictionary<long, MadeAttachment> all = [];
        foreach (var maker in attachments?.OfType<IMailBatchMaker>() ?? [])
        {
            if (batch.FindAll(m => m.AttachmentKind == maker.Kind) is not { Count: > 0 } own)
            {
                continue;
            }

            try
            {
                foreach (var (id, made) in await maker.MakeManyAsync(own, CancellationToken.None))
                {
                    all[id] = made;
                }
            }
            catch (Exception e) when (e is not OutOfMemoryException)
            {
                // Each is made by itself at its own hand-over, which tells why where it cannot be.
            }
        }

        return all;
    }

    /// <summary>What goes with the message. Where it cannot be made nothing has gone out, so that the message may be tried again.</summary>
    private async Task<MadeAttachment> MakeAsync(OutboxMessage message)
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
}
