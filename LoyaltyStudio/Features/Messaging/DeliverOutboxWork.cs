using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Messaging.Delivery;
using LoyaltyStudio.Features.Messaging.Model;
using LoyaltyStudio.Jobs;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Messaging;

/// <summary>Every minute, when something waits. Runs by hand and by schedule are told apart by the minute.</summary>
public sealed class DeliverOutboxWork(StudioData data, TimeProvider clock, DeliverOutbox deliver) : IScheduledWork
{
    public string Name => "deliver-outbox";

    public string DefaultCron => "0 * 0,3-23 * * ?";

    public string FiringKey(DateTime local) => local.ToString("yyyy-MM-ddTHH:mm", System.Globalization.CultureInfo.InvariantCulture);

    public async Task<bool> IsDueAsync(CancellationToken ct)
    {
        await using var db = data.Read();
        var now = clock.GetUtcNow().UtcDateTime;
        return await db.Set<OutboxMessage>().AnyAsync(m => (m.State == MessageState.Queued && m.NextAttemptAt <= now) || m.State == MessageState.Sending, ct);
    }

    public async Task<string> RunAsync(WorkRun run, CancellationToken ct)
    {
        var counts = (await deliver.RunAsync(run.Actor, new DeliverOutboxRequest(run.Report), ct)).Must();
        return FormattableString.Invariant($"{counts.Sent:N0} sent, {counts.Withheld:N0} withheld, {counts.Waiting:N0} to be tried again, {counts.Failed:N0} failed, {counts.Unknown:N0} unknown.");
    }
}
