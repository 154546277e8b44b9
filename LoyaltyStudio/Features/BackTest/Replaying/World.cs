using LoyaltyStudio.Features.BackTest.Gathering;
using LoyaltyStudio.Features.Cheques.Issuing;
using LoyaltyStudio.Features.Points.Earning;
using LoyaltyStudio.Features.Points.Model;
using LoyaltyStudio.Features.Programme.Model;
using LoyaltyStudio.Features.Tiers.Evaluating;

namespace LoyaltyStudio.Features.BackTest.Replaying;

/// <summary>
/// The points and the tier of one member in one course, moved through time by the same policies as the books: <see cref="EarningPlan"/> counts,
/// <see cref="LotPolicy"/> takes from lots, <see cref="TierPolicy"/> decides tiers, <see cref="ChequePolicy"/> cheques. Used for one member after another.
/// </summary>
internal sealed partial class World(Course course, MemberSide side, Tally tally) : IMeasures
{
    private readonly List<PointLot> lots = [];
    private readonly Stack<PointLot> spare = [];
    private readonly RunningSum points = new();
    private int next, earliestExpiry, lotNumber, memberSince, lastActivity, looked;
    private bool plainStanding = true;

    /// <summary>The tier at the cut-off of each run.</summary>
    private readonly string?[] tiersThen = new string?[course.Runs.Count];

    internal Course Course => course;
    internal Tally Tally => tally;
    internal long Total { get; private set; }
    internal long Debt { get; private set; }
    internal TierStanding? Standing { get; private set; }
    internal IReadOnlyList<PointLot> Lots => lots;

    /// <summary>Filled only when somebody asks for it.</summary>
    internal List<TierStep>? Steps { get; set; }

    /// <summary>What the member got since the first day of the back-test.</summary>
    internal long Earned { get; set; }
    internal long ChequeCents { get; private set; }

    /// <summary>Set from the first day of the back-test on.</summary>
    internal bool Counting { get; set; }

    internal void Begin(int since)
    {
        foreach (var lot in lots)
        {
            spare.Push(lot);
        }

        lots.Clear();
        spent.Clear();
        ended.Clear();
        points.Clear();
        Steps?.Clear();
        (next, earliestExpiry, lotNumber, memberSince, plainStanding) = (0, int.MaxValue, 0, since, true);
        (lastActivity, looked) = (0, 0);
        (Total, Debt, Standing, Earned, ChequeCents, Counting) = (0, 0, null, 0, 0, false);
    }

    /// <summary>Takes over everything from the world that was the same up to now.</summary>
    internal void CopyFrom(World other, long position)
    {
        Begin(other.memberSince);
        var copies = other.spent.Count + other.ended.Count == 0 ? null : new Dictionary<PointLot, PointLot>();
        foreach (var lot in other.lots)
        {
            lots.Add(CopyOf(lot, copies));
        }

        if (copies is not null)
        {
            CopyKept(other, copies);
        }

        points.CopyFrom(other.points);
        Steps?.AddRange(other.Steps!);
        (earliestExpiry, lotNumber, plainStanding, lastActivity, looked) = (other.earliestExpiry, other.lotNumber, other.plainStanding, other.lastActivity, other.looked);
        (Total, Debt, Standing) = (other.Total, other.Debt, other.Standing);
        for (; next < course.Checkpoints.Length && course.Checkpoints[next].Position <= position; next++)
        {
            // A cut-off that lies before the draft holds: the tier was the same there.
            if (course.Checkpoints[next] is { Kind: CheckpointKind.CutOff, Place: var run })
            {
                var same = other.Course.Runs.ToList().FindIndex(r => r.CutOff == course.Runs[run].CutOff);
                tiersThen[run] = same >= 0 ? other.tiersThen[same] : other.Standing?.Tier;
            }
        }
    }

    public long Sum(TierMetric metric, int from, int to) => metric == TierMetric.Points ? points.Sum(from, to) : side.Sum(metric, from, to);

    /// <summary>Lets everything happen that falls due up to a moment: reviews, expiry, cheques, ends of months.</summary>
    internal void RollTo(long position)
    {
        while (next < course.Checkpoints.Length && course.Checkpoints[next].Position <= position)
        {
            ref readonly var checkpoint = ref course.Checkpoints[next++];
            Night(checkpoint.Day);
            if (checkpoint.Kind == CheckpointKind.Cheques)
            {
                Issue(course.Runs[checkpoint.Place], tiersThen[checkpoint.Place]);
            }
            else if (checkpoint.Kind == CheckpointKind.CutOff)
            {
                tiersThen[checkpoint.Place] = Standing?.Tier;
            }
            else if (checkpoint.Kind == CheckpointKind.MonthEnd && Counting && memberSince <= checkpoint.Day)
            {
                tally.Month(checkpoint.Place, Total + Debt, TierCode(checkpoint.Day));
            }
        }

        Night((int)(position >> 1));
    }

    /// <summary>The tier that the member has on this day.</summary>
    internal string TierCode(int day) => Standing?.Tier ?? (course.On(day) is { } version ? version.Live.Content.Tiers[0].Code : "");

    /// <summary>Does the reviews that fell due and the upgrade that is reached, up to this day; a day before the tier of now changes nothing.</summary>
    internal void AdvanceTier(int day)
    {
        var version = course.On(day);
        if (Standing?.Since.DayNumber > day || (!ReviewIsDue(day) && version?.Gate.MayRise(version.Live.Content.RankOf(Standing?.Tier), day, memberSince, this) != true))
        {
            return;
        }

        foreach (var step in TierPolicy.Advance(Standing, course.Timeline, (metric, from, to) => Sum(metric, from.DayNumber, to.DayNumber), DateOnly.FromDayNumber(memberSince), DateOnly.FromDayNumber(day)))
        {
            Stand(step);
        }
    }

    private void Stand(TierStep step)
    {
        Standing = step.To;
        Steps?.Add(step);

        // A standing that says more than tier, since and last day waits for something; then the policy is asked every time.
        plainStanding = Standing == new TierStanding(Standing.Tier, Standing.Since, Standing.ValidUntil);
    }

    private bool ReviewIsDue(int day) => !plainStanding || (Standing?.ValidUntil is { } until && until.DayNumber < day);

    private void Night(int day)
    {
        if (earliestExpiry < day)
        {
            Expire(DateOnly.FromDayNumber(day));
        }

        // Every night on which something was due is looked at by itself, as the nightly job does.
        for (var on = Math.Max(looked + 1, Due()); on <= day; on = Math.Max(on + 1, Due()))
        {
            AdvanceTier(on);
        }

        looked = Math.Max(looked, day);
        if (next > 0 && course.Checkpoints[next - 1] is { Kind: CheckpointKind.Version } last && last.Day == day)
        {
            AdvanceTier(day);
        }
    }

    /// <summary>The first night on which the tier has to be looked at: after its last day, and on the first day of one that comes.</summary>
    private int Due() => Standing is null ? int.MaxValue : Math.Min(Standing.ValidUntil is { } until ? until.DayNumber + 1 : int.MaxValue, Standing.ComingOn?.DayNumber ?? int.MaxValue);
}
