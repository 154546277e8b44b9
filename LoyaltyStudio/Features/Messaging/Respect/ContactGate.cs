using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Access.Settings;
using LoyaltyStudio.Features.Feedback.Model;
using LoyaltyStudio.Features.Members.Model;
using LoyaltyStudio.Features.Messaging.Model;
using LoyaltyStudio.Platform;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Messaging.Respect;

/// <summary>Why a message does not go out now. No moment: it never will.</summary>
/// <param name="Until">When it is tried again (UTC).</param>
internal sealed record Held(string Reason, DateTime? Until);

/// <summary>
/// What stands between a message and its hand-over besides consent (semantics 9): an address that does not work, quiet hours, an open complaint, and how often one person, told apart by e-mail address, may get a promotion in a
/// calendar day and week (Monday to Sunday). Among promotions that wait for the same person the one with the higher priority goes first, then the higher expected value, then the older. Service messages only need an address.
/// </summary>
internal sealed class ContactGate(StudioData data, OrganisationInfo organisation, ContactSetting rules)
{
    /// <summary>A promotion waits so many days for its turn, and so many for a complaint to be answered; then it is withheld, because its words have grown old.</summary>
    internal const int PatienceDays = 7, ComplaintDays = 14;

    internal const string Quiet = "It waits until the quiet hours are over.";
    internal const string Complaint = "It waits because the member has a complaint that nobody has answered yet.";
    internal const string ComplaintTooLong = "The member has a complaint that nobody answered in time.";
    internal const string Capped = "It waits because this person may not get more promotions now.";
    internal const string CappedTooLong = "This person may not get more promotions, and the message waited too long.";
    internal const string Unusable = "This e-mail address does not work: earlier mail came back.";

    private const int Block = 20_000;

    internal DateTime? QuietUntil(DateTime now) => QuietHours.End(rules, organisation.Calendar, now);

    /// <summary>Puts off every promotion that is due, in sets. The number of them.</summary>
    internal async Task<int> PutOffAsync(DateTime now, DateTime until, CancellationToken ct)
    {
        var (all, some) = (0, 0);
        do
        {
            some = await data.WriteAsync(db => db.Set<OutboxMessage>().Where(m => m.State == MessageState.Queued && m.Kind == MessageKind.Marketing && m.NextAttemptAt <= now).OrderBy(m => m.Id).Take(Block)
                .ExecuteUpdateAsync(set => set.SetProperty(m => m.NextAttemptAt, until).SetProperty(m => m.Error, Quiet), ct), ct, Lane.Job);
            all += some;
        }
        while (some == Block);
        return all;
    }

    /// <summary>Those of a batch that do not go out now, by id.</summary>
    internal async Task<IReadOnlyDictionary<long, Held>> JudgeAsync(IReadOnlyList<OutboxMessage> batch, DateTime now, CancellationToken ct)
    {
        await using var db = data.Read();
        Dictionary<long, Held> held = [];
        var keys = batch.Where(m => m.MemberId > 0 && m.AddressKey.Length > 0).Select(m => m.AddressKey).Distinct().ToArray();
        var broken = keys.Length == 0 ? [] : await db.Set<UnusableAddress>().Where(a => keys.Contains(a.AddressKey)).Select(a => a.AddressKey).ToHashSetAsync(ct);
        foreach (var message in batch.Where(m => m.MemberId > 0 && broken.Contains(m.AddressKey)))
        {
            held[message.Id] = new Held(Unusable, null);
        }

        var promotions = batch.Where(m => m.Kind == MessageKind.Marketing && !held.ContainsKey(m.Id)).ToList();
        if (promotions.Count > 0)
        {
            await ComplaintsAsync(db, promotions, held, now, ct);
            await CapsAsync(db, await ReachableAsync(db, promotions.FindAll(m => !held.ContainsKey(m.Id)), ct), [.. held.Keys], held, now, ct);
        }

        return held;
    }

    private async Task ComplaintsAsync(StudioDb db, List<OutboxMessage> promotions, Dictionary<long, Held> held, DateTime now, CancellationToken ct)
    {
        var members = promotions.Select(m => (long?)m.MemberId).Distinct().ToArray();
        var complaining = await db.Set<Complaint>().Where(c => c.State == ComplaintState.Open && members.Contains(c.MemberId)).Select(c => c.MemberId!.Value).ToHashSetAsync(ct);
        var tomorrow = organisation.Calendar.DateOf(now).AddDays(1);
        foreach (var message in promotions.Where(m => complaining.Contains(m.MemberId)))
        {
            held[message.Id] = message.CreatedOn.AddDays(ComplaintDays) < tomorrow ? new Held(ComplaintTooLong, null) : new Held(Complaint, QuietHours.Morning(rules, organisation.Calendar, tomorrow));
        }
    }

    /// <summary>Without those that consent holds back anyway, so that they take nobody's turn.</summary>
    private static async Task<List<OutboxMessage>> ReachableAsync(StudioDb db, List<OutboxMessage> promotions, CancellationToken ct)
    {
        var members = promotions.Select(m => m.MemberId).Distinct().ToArray();
        var reachable = await db.Set<Member>().Where(m => members.Contains(m.Id) && m.EmailConsent && m.Status == MemberStatus.Active).Select(m => m.Id).ToHashSetAsync(ct);
        return promotions.FindAll(m => reachable.Contains(m.MemberId) && m.AddressKey.Length > 0);
    }

    private async Task CapsAsync(StudioDb db, List<OutboxMessage> promotions, HashSet<long> gone, Dictionary<long, Held> held, DateTime now, CancellationToken ct)
    {
        if (promotions.Count == 0)
        {
            return;
        }

        var today = organisation.Calendar.DateOf(now);
        var week = BusinessCalendar.Floor(today, CalendarUnit.Week);
        var (weekAt, todayAt) = (organisation.Calendar.ToUtc(week.ToDateTime(TimeOnly.MinValue)), organisation.Calendar.ToUtc(today.ToDateTime(TimeOnly.MinValue)));
        var keys = promotions.Select(m => m.AddressKey).Distinct().ToArray();
        var others = await db.Set<OutboxMessage>().Where(m => m.Kind == MessageKind.Marketing && keys.Contains(m.AddressKey)
                && ((m.State == MessageState.Sent && m.SentAt >= weekAt) || (m.State == MessageState.Unknown && m.NextAttemptAt >= weekAt) || ((m.State == MessageState.Queued || m.State == MessageState.Sending) && m.NextAttemptAt <= now)))
            .Select(m => new Other(m.Id, m.AddressKey, m.State, m.Priority, m.ExpectedValueCents, m.SentAt ?? m.NextAttemptAt)).ToListAsync(ct);
        var mine = promotions.ToDictionary(m => m.Id);
        foreach (var person in others.Where(o => !gone.Contains(o.Id)).GroupBy(o => o.AddressKey))
        {
            var had = person.Where(o => o.State is MessageState.Sent or MessageState.Unknown).Select(o => o.At).ToList();
            var leftOfWeek = Math.Min(rules.MostPerWeek, rules.MailsPerWeek) - had.Count;
            var left = Math.Min(leftOfWeek, Math.Min(rules.MostPerDay, rules.MailsPerDay) - had.Count(at => at >= todayAt));
            foreach (var late in person.Where(o => o.State is MessageState.Queued or MessageState.Sending).OrderByDescending(o => o.Priority).ThenByDescending(o => o.Value).ThenBy(o => o.Id).Skip(Math.Max(0, left)))
            {
                if (mine.TryGetValue(late.Id, out var message))
                {
                    held[late.Id] = Later(message, leftOfWeek <= 0 ? week.AddDays(7) : today.AddDays(1));
                }
            }
        }
    }

    private Held Later(OutboxMessage message, DateOnly day) => message.CreatedOn.AddDays(PatienceDays) < day ? new Held(CappedTooLong, null) : new Held(Capped, QuietHours.Morning(rules, organisation.Calendar, day));

    private sealed record Other(long Id, string AddressKey, MessageState State, int Priority, int Value, DateTime At);
}
