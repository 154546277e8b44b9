using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Messaging.Model;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Messaging.Delivery;

/// <summary>What became of a message that was claimed.</summary>
/// <param name="Attempts">Added to the row's: -1 where the try does not count.</param>
internal sealed record Verdict(OutboxMessage Message, MessageState State, string Error, DateTime? NextAt = null, DateTime? SentAt = null, int Attempts = 0, string Subject = "")
{
    internal static Verdict PutBack(OutboxMessage message) => new(message, MessageState.Queued, message.Error, message.NextAttemptAt, Attempts: -1);

    internal static Verdict Of(OutboxMessage message, Respect.Held held) => held.Until is { } until ? new(message, MessageState.Queued, held.Reason, until, Attempts: -1) : new(message, MessageState.Withheld, held.Reason);

    internal void WriteTo(OutboxMessage row)
    {
        row.State = State;
        row.Error = Error;
        row.Attempts += Attempts;
        row.NextAttemptAt = NextAt ?? row.NextAttemptAt;
        row.SentAt = State == MessageState.Sent ? SentAt : null;
        row.Subject = Subject.Length > 0 ? Subject : row.Subject;
    }
}

/// <summary>The rows of the outbox as delivery takes them up and puts them down.</summary>
internal sealed class OutboxQueue(StudioData data)
{
    /// <summary>Rows that a dead process left in the middle of the hand-over: sent again only where that cannot make a second message. Answers how many are unknown now.</summary>
    internal Task<int> RecoverAsync(bool repeatIsHarmless, CancellationToken ct) => data.WriteAsync(async db =>
    {
        var left = db.Set<OutboxMessage>().Where(m => m.State == MessageState.Sending);
        if (repeatIsHarmless)
        {
            await left.ExecuteUpdateAsync(set => set.SetProperty(m => m.State, MessageState.Queued), ct);
            return 0;
        }

        return await left.ExecuteUpdateAsync(set => set.SetProperty(m => m.State, MessageState.Unknown)
            .SetProperty(m => m.Error, "The program stopped while this message was being handed over. Look in the mail server's log, then decide."), ct);
    }, ct);

    internal async Task<long> WaitingAsync(DateTime now, CancellationToken ct)
    {
        await using var db = data.Read();
        return await db.Set<OutboxMessage>().LongCountAsync(m => m.State == MessageState.Queued && m.NextAttemptAt <= now, ct);
    }

    internal Task<List<OutboxMessage>> ClaimAsync(int size, DateTime now, CancellationToken ct) => data.WriteAsync(async db =>
    {
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

    /// <summary>Writes what became of the messages, only where they are still ours, and empties the list.</summary>
    internal async Task<DeliveryCounts> WriteDownAsync(List<Verdict> verdicts, DeliveryCounts counts)
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
}
