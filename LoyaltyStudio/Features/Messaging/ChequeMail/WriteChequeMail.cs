using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Access.Settings;
using LoyaltyStudio.Features.Cheques.Book;
using LoyaltyStudio.Features.Messaging.Model;
using LoyaltyStudio.Jobs;
using LoyaltyStudio.Platform;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Messaging.ChequeMail;

public sealed record ChequeMailWritten(int Ready, int Reminders);

/// <summary>
/// Puts a message with the cheque into the outbox for every member who may be mailed, and reminders before the last day (semantics 7). What was told is noted in the same
/// transaction, unique by cheque and step, so that nobody gets a message twice, whatever happens in between. A new code is told anew.
/// </summary>
public sealed class WriteChequeMail(StudioData data, TimeProvider clock, OrganisationBook organisation)
{
    private const int Block = 1_000;

    public async Task<Outcome<ChequeMailWritten>> RunAsync(Actor actor, DateOnly asOf, Action<long, long, string>? report, CancellationToken ct)
    {
        if (!actor.May(Permission.RunJobs))
        {
            return Refuse.Forbidden();
        }

        var ready = await WriteAsync(ChequeNoticeKind.Ready, null, (db, from, to) => ChequesDue.Ready(db, asOf, from, to), report, ct);
        var reminders = 0;
        foreach (var step in await StepsAsync(asOf, ct))
        {
            reminders += await WriteAsync(ChequeNoticeKind.Reminder, step.Days, (db, from, to) => ChequesDue.Reminders(db, asOf, step, from, to), report, ct);
        }

        return new ChequeMailWritten(ready, reminders);
    }

    /// <summary>Whether a run would find anything.</summary>
    internal async Task<bool> IsDueAsync(CancellationToken ct)
    {
        if (!await organisation.IsSetUpAsync(ct))
        {
            return false;
        }

        var today = (await organisation.CurrentAsync(ct)).Today(clock);
        await using var db = data.Read();
        if (await ChequesDue.Ready(db, today).AnyAsync(ct))
        {
            return true;
        }

        foreach (var step in await ChequesDue.StepsAsync(db, today, ct))
        {
            if ((await ChequesDue.Reminders(db, today, step).ToListAsync(ct)).Exists(d => ChequesDue.WantsReminder(d, step.Days)))
            {
                return true;
            }
        }

        return false;
    }

    private async Task<IReadOnlyList<ReminderStep>> StepsAsync(DateOnly asOf, CancellationToken ct)
    {
        await using var db = data.Read();
        return await ChequesDue.StepsAsync(db, asOf, ct);
    }

    private async Task<int> WriteAsync(ChequeNoticeKind kind, int? days, Func<StudioDb, long, long, IQueryable<ChequeDue>> query, Action<long, long, string>? report, CancellationToken ct)
    {
        List<long> ids;
        await using (var db = data.Read())
        {
            ids = (await query(db, 0, long.MaxValue).ToListAsync(ct)).Where(d => days is null || ChequesDue.WantsReminder(d, days.Value)).Select(d => d.ChequeId).ToList();
        }

        var (written, done) = (0, 0);
        foreach (var block in ids.Chunk(Block))
        {
            ct.ThrowIfCancellationRequested();
            written += await data.WriteAsync(db => BlockAsync(db, kind, days, query, block, ct), ct, Lane.Job);
            CrashPoint.Here("cheque-mail-between-blocks");
            report?.Invoke(done += block.Length, ids.Count, "messages");
        }

        return written;
    }

    /// <summary>Looks again, with the cheques held, at what is still to be told: a print batch or a till may have been faster.</summary>
    private async Task<int> BlockAsync(StudioDb db, ChequeNoticeKind kind, int? days, Func<StudioDb, long, long, IQueryable<ChequeDue>> query, long[] block, CancellationToken ct)
    {
        await ChequeLocks.TakeAsync(db, block);
        var wanted = block.ToHashSet();
        var due = (await query(db, block[0], block[^1]).ToListAsync(ct)).Where(d => wanted.Contains(d.ChequeId)).ToList();
        if (due.Count == 0)
        {
            return 0;
        }

        var info = await organisation.CurrentAsync(ct);
        var texts = new ChequeMailTexts(info);
        var messages = await Outbox.AddAsync(db, due.ConvertAll(d => texts.Draft(kind, d)), info.Today(clock), clock.GetUtcNow().UtcDateTime);
        await db.BulkInsertAsync(due.Select((d, i) => new ChequeNotice { ChequeId = d.ChequeId, Kind = kind, Step = days ?? d.CodeNumber, MessageId = messages[i] }).ToList());
        CrashPoint.Here("cheque-mail-before-commit");
        return due.Count;
    }
}

/// <summary>The job deliver-cheques: every five minutes, when somebody is to be told about a cheque.</summary>
internal sealed class DeliverChequesWork(WriteChequeMail write) : IScheduledWork
{
    public string Name => "deliver-cheques";

    public string DefaultCron => "0 2/5 0,3-23 * * ?";

    public string FiringKey(DateTime local) => local.ToString("yyyy-MM-ddTHH:mm", System.Globalization.CultureInfo.InvariantCulture);

    public Task<bool> IsDueAsync(CancellationToken ct) => write.IsDueAsync(ct);

    public async Task<string> RunAsync(WorkRun run, CancellationToken ct)
    {
        var done = (await write.RunAsync(run.Actor, run.AsOf, run.Report, ct)).Must();
        return FormattableString.Invariant($"{done.Ready:N0} cheques and {done.Reminders:N0} reminders are on their way by e-mail.");
    }
}
