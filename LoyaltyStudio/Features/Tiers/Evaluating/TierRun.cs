using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Members.Model;
using LoyaltyStudio.Features.Points.Earning;
using LoyaltyStudio.Features.Points.Model;
using LoyaltyStudio.Features.Programme.Model;
using LoyaltyStudio.Features.Tiers.Model;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Tiers.Evaluating;

/// <summary>Opens a <see cref="TierRun"/> for a batch of purchases.</summary>
public sealed class TierCourse : ITierCourse
{
    public async Task<ITierRun> StartAsync(StudioDb db, ProgrammeTimeline timeline, IReadOnlyCollection<long> memberIds, DateOnly from, CancellationToken ct) =>
        await TierRun.LoadAsync(db, timeline, memberIds, from, ct);
}

/// <summary>Follows the tiers of some members through their earnings and writes the changes in one go.</summary>
internal sealed class TierRun : ITierRun
{
    private readonly StudioDb db;
    private readonly ProgrammeTimeline timeline;
    private readonly Dictionary<long, TierStanding> standings;
    private readonly Dictionary<long, List<(DateOnly On, long Points)>> earned;
    private readonly Dictionary<long, DateOnly> since;
    private readonly ILookup<long, TierChange> history;
    private readonly List<(long Member, TierStep Step)> steps = [];

    private TierRun(StudioDb db, ProgrammeTimeline timeline, Dictionary<long, TierStanding> standings, Dictionary<long, List<(DateOnly, long)>> earned, Dictionary<long, DateOnly> since, ILookup<long, TierChange> history)
    {
        this.db = db;
        this.timeline = timeline;
        this.standings = standings;
        this.earned = earned;
        this.since = since;
        this.history = history;
    }

    internal IEnumerable<string> Causes => steps.Select(s => s.Step.Cause);

    internal static async Task<TierRun> LoadAsync(StudioDb db, ProgrammeTimeline timeline, IReadOnlyCollection<long> memberIds, DateOnly from, CancellationToken ct)
    {
        var ids = memberIds.ToArray();
        var standings = await db.Set<MemberTier>().AsNoTracking().Where(t => ids.Contains(t.MemberId)).ToDictionaryAsync(t => t.MemberId, t => new TierStanding(t.Tier, t.Since, t.ValidUntil), ct);

        // A review looks back from the last day of the tier, which may lie well before this batch.
        var earliest = standings.Values.Select(s => s.ValidUntil ?? from).Append(from).Min();
        var enrolled = await db.Set<Member>().AsNoTracking().Where(m => ids.Contains(m.Id)).ToDictionaryAsync(m => m.Id, m => m.EnrolledOn, ct);
        var first = FirstDay(timeline, earliest, enrolled.Values);
        var rows = await db.Set<LedgerEntry>().AsNoTracking().Where(e => ids.Contains(e.MemberId) && e.QualifiesOn >= first)
            .Select(e => new { e.MemberId, On = e.QualifiesOn!.Value, e.Points }).ToListAsync(ct);
        var late = standings.Where(s => s.Value.Since > from).Select(s => s.Key).ToArray();
        var history = late.Length == 0 ? [] : await db.Set<TierChange>().AsNoTracking().Where(c => late.Contains(c.MemberId)).OrderBy(c => c.Id).ToListAsync(ct);
        return new TierRun(db, timeline, standings, rows.GroupBy(r => r.MemberId).ToDictionary(g => g.Key, g => g.Select(r => (r.On, r.Points)).ToList()), enrolled,
            history.ToLookup(c => c.MemberId));
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
        return steps.Where(s => s.Member == memberId && s.Step.On <= date).Select(s => s.Step.To.Tier).LastOrDefault()
            ?? history[memberId].LastOrDefault(c => c.On <= date)?.ToTier
            ?? timeline.On(date)!.Content.Tiers[0].Code;
    }

    public void Earned(long memberId, DateOnly qualifiesOn, long points)
    {
        if (!earned.TryGetValue(memberId, out var list))
        {
            earned[memberId] = list = [];
        }

        list.Add((qualifiesOn, points));
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

        foreach (var step in TierPolicy.Advance(now, timeline, (metric, from, to) => metric == TierMetric.Points ? Sum(memberId, from, to) : 0, since.GetValueOrDefault(memberId), asOf))
        {
            steps.Add((memberId, step));
            standings[memberId] = step.To;
        }
    }

    public async Task SaveAsync(DateTime now, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        var ids = await db.NextIdsAsync<TierChange>(steps.Count);
        var changes = steps.ConvertAll(s => ChangeOf(s.Member, s.Step, now));
        for (var i = 0; i < changes.Count; i++)
        {
            changes[i].Id = ids[i];
        }

        await db.BulkInsertAsync(changes);
        var changed = steps.Select(s => s.Member).Distinct().Select(m => RowOf(m, standings[m])).ToList();
        await db.BulkUpsertAsync(changed, [nameof(MemberTier.Tier), nameof(MemberTier.Since), nameof(MemberTier.ValidUntil)], []);
    }

    /// <summary>The row that keeps a step; its id is still to be given.</summary>
    internal static TierChange ChangeOf(long memberId, TierStep step, DateTime now) => new()
    {
        MemberId = memberId, FromTier = step.FromTier, ToTier = step.To.Tier, On = step.On, ValidUntil = step.To.ValidUntil, Metric = step.Metric,
        VersionId = step.Programme.VersionId, Cause = step.Cause, Reason = step.Reason, RecordedAt = now,
    };

    internal static MemberTier RowOf(long memberId, TierStanding standing) => new() { MemberId = memberId, Tier = standing.Tier, Since = standing.Since, ValidUntil = standing.ValidUntil };

    /// <summary>The first day that any window looks at which ends on or after a day.</summary>
    private static DateOnly FirstDay(ProgrammeTimeline timeline, DateOnly end, IEnumerable<DateOnly> enrolled)
    {
        var windows = timeline.Versions.SelectMany(v => v.Content.Tiers).SelectMany(t => t.Ways).SelectMany(w => w.Goals).Select(g => g.Window).Distinct().ToList();
        return windows.Count == 0 ? end : windows.Min(w => w.Kind == WindowKind.MembershipYear ? end.AddYears(-1) : TierPolicy.Window(w, end, end).From);
    }

    private long Sum(long memberId, DateOnly from, DateOnly to)
    {
        long sum = 0;
        foreach (var (on, points) in earned.GetValueOrDefault(memberId) ?? [])
        {
            sum += on >= from && on <= to ? points : 0;
        }

        return sum;
    }
}
