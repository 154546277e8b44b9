using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Members.Model;
using LoyaltyStudio.Features.Points.Earning;
using LoyaltyStudio.Features.Programme.Model;
using LoyaltyStudio.Features.Tiers.Model;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Tiers.Evaluating;

/// <summary>Opens a <see cref="TierRun"/> for a batch of purchases.</summary>
public sealed class TierCourse : ITierCourse
{
    public async Task<ITierRun> StartAsync(StudioDb db, ProgrammeTimeline timeline, IReadOnlyCollection<long> memberIds, DateOnly from, IReadOnlyCollection<long> without, CancellationToken ct) =>
        await TierRun.LoadAsync(db, timeline, memberIds, from, without, ct);
}

/// <summary>Follows the tiers of some members through their purchases and writes the changes in one go.</summary>
internal sealed class TierRun : ITierRun
{
    private readonly StudioDb db;
    private readonly ProgrammeTimeline timeline;
    private readonly Dictionary<long, TierStanding> standings;
    private readonly TierMetrics metrics;
    private readonly Dictionary<long, DateOnly> since;
    private readonly ILookup<long, TierChange> history;
    private readonly List<(long Member, TierStep Step)> steps = [];
    private readonly Dictionary<long, List<TierStep>> stepsOf = [];

    private TierRun(StudioDb db, ProgrammeTimeline timeline, Dictionary<long, TierStanding> standings, TierMetrics metrics, Dictionary<long, DateOnly> since, ILookup<long, TierChange> history)
    {
        this.db = db;
        this.timeline = timeline;
        this.standings = standings;
        this.metrics = metrics;
        this.since = since;
        this.history = history;
    }

    internal IEnumerable<string> Causes => steps.Select(s => s.Step.Cause);

    internal static async Task<TierRun> LoadAsync(StudioDb db, ProgrammeTimeline timeline, IReadOnlyCollection<long> memberIds, DateOnly from, IReadOnlyCollection<long> without, CancellationToken ct)
    {
        var ids = memberIds.ToArray();
        var rows = await db.Set<MemberTier>().AsNoTracking().Where(t => ids.Contains(t.MemberId)).ToListAsync(ct);
        var standings = rows.ToDictionary(t => t.MemberId, StandingOf);

        // A review looks back from the last day of the tier, a coming tier from the day it was reached: both may lie well before this batch.
        var earliest = standings.Values.SelectMany(s => new[] { s.ValidUntil, s.ComingSince }).OfType<DateOnly>().Append(from).Min();
        var enrolled = await db.Set<Member>().AsNoTracking().Where(m => ids.Contains(m.Id)).Select(m => new { m.Id, m.EnrolledOn }).ToDictionaryAsync(m => m.Id, m => m.EnrolledOn, ct);
        var metrics = await TierMetrics.LoadAsync(db, timeline, ids, TierMetrics.FirstDay(timeline, earliest), without, ct);
        var late = standings.Where(s => s.Value.Since > from).Select(s => s.Key).ToArray();
        var history = late.Length == 0 ? [] : await db.Set<TierChange>().AsNoTracking().Where(c => late.Contains(c.MemberId)).OrderBy(c => c.Id).ToListAsync(ct);
        return new TierRun(db, timeline, standings, metrics, enrolled, history.ToLookup(c => c.MemberId));
    }

    public string TierOn(long memberId, DateOnly date)
    {
        Advance(memberId, date);
        var now = standings.GetValueOrDefault(memberId);
        if (now is null || date >= now.Since)
        {
            return now?.Tier ?? timeline.On(date)!.Content.Tiers[0].Code;
        }

        // Older than the tier of today: what the member was then.
        return stepsOf.GetValueOrDefault(memberId)?.FindLast(s => s.On <= date)?.To.Tier
            ?? history[memberId].LastOrDefault(c => c.On <= date)?.ToTier
            ?? timeline.On(date)!.Content.Tiers[0].Code;
    }

    public void Kept(long memberId, long purchaseId, DateOnly on, long cents) => metrics.Kept(memberId, purchaseId, on, cents);

    public void Earned(long memberId, DateOnly qualifiesOn, long points)
    {
        metrics.Earned(memberId, qualifiesOn, points);
        var now = standings.GetValueOrDefault(memberId);
        Advance(memberId, now is not null && now.Since > qualifiesOn ? now.Since : qualifiesOn);
    }

    /// <summary>Does the reviews that fell due and the upgrade that is reached, up to this day.</summary>
    internal void Advance(long memberId, DateOnly asOf)
    {
        var now = standings.GetValueOrDefault(memberId);
        if (now is not null && asOf < now.Since)
        {
            return;
        }

        foreach (var step in TierPolicy.Advance(now, timeline, metrics.Of(memberId), since.GetValueOrDefault(memberId), asOf))
        {
            Add(memberId, step);
        }
    }

    internal TierStanding? StandingOf(long memberId) => standings.GetValueOrDefault(memberId);

    /// <summary>Puts a step of a person's among those of the policy.</summary>
    internal void Add(long memberId, TierStep step)
    {
        steps.Add((memberId, step));
        standings[memberId] = step.To;
        if (!stepsOf.TryGetValue(memberId, out var own))
        {
            stepsOf[memberId] = own = [];
        }

        own.Add(step);
    }

    public async Task SaveAsync(DateTime now, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        if (steps.Count == 0)
        {
            return;
        }

        var ids = await db.NextIdsAsync<TierChange>(steps.Count);
        var changes = steps.ConvertAll(s => ChangeOf(s.Member, s.Step, now));
        for (var i = 0; i < changes.Count; i++)
        {
            changes[i].Id = ids[i];
        }

        await db.BulkInsertAsync(changes);
        var changed = steps.Select(s => s.Member).Distinct().Select(m => RowOf(m, standings[m])).ToList();
        await db.BulkUpsertAsync(changed, [nameof(MemberTier.Tier), nameof(MemberTier.Since), nameof(MemberTier.ValidUntil), nameof(MemberTier.Coming), nameof(MemberTier.ComingOn),
            nameof(MemberTier.ComingSince), nameof(MemberTier.ManualUntil)], []);
    }

    /// <summary>The row that keeps a step; its id is still to be given.</summary>
    internal static TierChange ChangeOf(long memberId, TierStep step, DateTime now) => new()
    {
        MemberId = memberId, FromTier = step.FromTier, ToTier = step.To.Tier, On = step.On, ValidUntil = step.To.ValidUntil, Metric = step.Metric,
        VersionId = step.Programme.VersionId, Cause = step.Cause, Reason = step.Reason, Measured = step.Measured.Count == 0 ? null : MeasuredGoal.ToJson(step.Measured),
        Coming = step.To.Coming, ComingOn = step.To.ComingOn, Author = step.Author, RecordedAt = now,
    };

    internal static MemberTier RowOf(long memberId, TierStanding standing) => new()
    {
        MemberId = memberId, Tier = standing.Tier, Since = standing.Since, ValidUntil = standing.ValidUntil, Coming = standing.Coming, ComingOn = standing.ComingOn,
        ComingSince = standing.ComingSince, ManualUntil = standing.ManualUntil,
    };

    internal static TierStanding StandingOf(MemberTier row) => new(row.Tier, row.Since, row.ValidUntil)
    {
        Coming = row.Coming, ComingOn = row.ComingOn, ComingSince = row.ComingSince, ManualUntil = row.ManualUntil,
    };
}
