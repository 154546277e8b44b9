using System.Diagnostics;
using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Access.Model;
using LoyaltyStudio.Features.Access.Settings;
using LoyaltyStudio.Features.BackTest.Counting;
using LoyaltyStudio.Features.BackTest.Gathering;
using LoyaltyStudio.Features.BackTest.Replaying;
using LoyaltyStudio.Features.Programme;
using LoyaltyStudio.Features.Programme.Model;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.BackTest.Running;

/// <summary>
/// Reads the history, replays it through the real course and through the one with the draft, and counts what differs (semantics 6). Writes nothing.
/// The order of time is that of business dates, within a day that in which things were recorded, with the nightly jobs at the beginning of every day. So the
/// recount agrees with the books where things were recorded as they happened and the jobs ran; a purchase that was recorded late was counted in the books
/// with the tier that was known then, here it takes its own place in time.
/// </summary>
public sealed class BackTestEngine(StudioData data, TimeProvider clock, OrganisationBook organisation)
{
    /// <summary>Tells of every member; only for proofs.</summary>
    internal Action<MemberOutcome>? Each { get; set; }

    internal async Task<BackTestResult> RunAsync(long versionId, int number, ProgrammeContent content, int months, Action<double> progress, CancellationToken ct)
    {
        var started = clock.GetTimestamp();
        var settings = await organisation.CurrentAsync(ct);
        var today = settings.Today(clock);
        var from = today.AddMonths(-months);
        ProgrammeTimeline real;
        Dictionary<long, string> stores;
        await using (var db = data.Read())
        {
            real = await ProgrammeBook.TimelineAsync(db, ct);
            stores = await db.Set<Store>().ToDictionaryAsync(s => s.Id, s => s.Name, ct);
        }

        var draft = new ProgrammeTimeline([.. real.Versions.Where(v => v.From < from), new LiveProgramme(versionId, number, from, content)]);
        var history = await new GatherHistory(data, settings.Calendar, from, today, done => progress(0.6 * done)).RunAsync([.. real.Versions, .. draft.Versions], ct);
        var read = clock.GetElapsedTime(started).TotalSeconds;
        var replayed = await new Replay(history, real, draft, from, today) { Each = Each }.RunAsync(done => progress(0.6 + (0.4 * done)), ct);
        using var process = Process.GetCurrentProcess();
        var work = new ResultWork(history.Members.Count, history.Purchases, Math.Round(read, 2), Math.Round(clock.GetElapsedTime(started).TotalSeconds - read, 2), process.PeakWorkingSet64 >> 20);
        return CountResult.Of(history, replayed, stores, from, today, months, work);
    }
}
