using LoyaltyStudio.Features.BackTest.Gathering;
using LoyaltyStudio.Features.Points.Earning;
using LoyaltyStudio.Features.Programme.Model;

namespace LoyaltyStudio.Features.BackTest.Replaying;

/// <summary>One version, made ready for counting millions of purchases.</summary>
internal sealed class CourseVersion
{
    private readonly DateOnly[] activates;
    private readonly DateOnly?[] expires;
    private readonly int firstDay;

    internal CourseVersion(LiveProgramme live, int index, PartNames parts, int firstDay, int lastDay)
    {
        this.firstDay = firstDay;
        (Live, Index, Plan) = (live, index, EarningPlan.Of(live.Content));
        PartAt = [.. Plan.Parts.Select(parts.PlaceOf)];
        var conditions = live.Content.Rules.Where(r => !r.Off).SelectMany(r => r.When.Everything()).Select(c => c.Kind).ToHashSet();
        LooksAtFacts = conditions.Overlaps([ConditionKind.Channel, ConditionKind.Store, ConditionKind.Payment, ConditionKind.Weekday, ConditionKind.Hour, ConditionKind.Dates,
            ConditionKind.FirstPurchase, ConditionKind.Segment, ConditionKind.Attribute, ConditionKind.Source]);
        Gate = new TierGate(live.Content, firstDay, lastDay);
        var days = Enumerable.Range(firstDay, lastDay - firstDay + 1).Select(DateOnly.FromDayNumber).ToList();
        activates = [.. days.Select(d => LotPolicy.ActivatesOn(live.Content.Earning, d))];
        expires = [.. days.Select(d => LotPolicy.ExpiresOn(live.Content.Earning, d))];
        (MovesByEarning, MovesBySpending, ByActivity) = (LotPolicy.Moves(Rule, spending: false), LotPolicy.Moves(Rule, spending: true), Rule.Expiry == ExpiryKind.Inactivity);
        Plain = [.. live.Content.Tiers.Select(t => new EarningFacts(DateTime.UnixEpoch, "", "", "", t.Code, false, MemberFacts.None))];
    }

    internal LiveProgramme Live { get; }
    internal EarningRule Rule => Live.Content.Earning;
    internal int Index { get; }
    internal EarningPlan Plan { get; }

    /// <summary>The place of each part of the plan among the parts of the whole back-test.</summary>
    internal int[] PartAt { get; }

    /// <summary>Whether a condition looks at something besides the tier and what was bought.</summary>
    internal bool LooksAtFacts { get; }
    internal TierGate Gate { get; }

    /// <summary>Facts that hold nothing but the tier, by its rank.</summary>
    internal EarningFacts[] Plain { get; }

    internal bool MovesByEarning { get; }
    internal bool MovesBySpending { get; }

    /// <summary>Whether points live by activity.</summary>
    internal bool ByActivity { get; }

    /// <summary>A delivery may lie ahead of the last day that was worked out.</summary>
    internal DateOnly ActivatesOn(int day) => day - firstDay < activates.Length ? activates[day - firstDay] : LotPolicy.ActivatesOn(Rule, DateOnly.FromDayNumber(day));

    internal DateOnly? ExpiresOn(int day) => day - firstDay < expires.Length ? expires[day - firstDay] : LotPolicy.ExpiresOn(Rule, DateOnly.FromDayNumber(day));
}

/// <summary>The names of everything that gives points, in either course.</summary>
internal sealed class PartNames
{
    private readonly List<string> ids = [];

    internal IReadOnlyList<string> Ids => ids;

    internal int PlaceOf(string id)
    {
        if (ids.IndexOf(id) is >= 0 and var at)
        {
            return at;
        }

        ids.Add(id);
        return ids.Count - 1;
    }
}

internal enum CheckpointKind { Version, CutOff, Cheques, MonthEnd }

/// <summary>A moment at which something happens to every member.</summary>
/// <param name="Position">Twice the day; one more when it comes behind what members did that day.</param>
/// <param name="Place">The number of the month, or of the cheque run in <see cref="Course.Runs"/>.</param>
internal readonly record struct Checkpoint(long Position, CheckpointKind Kind, int Place)
{
    internal int Day => (int)(Position >> 1);
}

/// <summary>A cheque run that a course issues.</summary>
/// <param name="Content">The version of the period's last day, by which it goes.</param>
/// <param name="From">First day of the period, for the turnover.</param>
/// <param name="Until">Last day of the period.</param>
/// <param name="Also">Members who got a cheque then and are no longer active now.</param>
internal sealed record CourseRun(ProgrammeContent Content, ChequeScheme Scheme, int From, int Until, DateOnly CutOff, int IssuedOn, HashSet<int>? Also)
{
    internal static CourseRun Of(ProgrammeContent content, ChequeScheme scheme, DateOnly lastDay, DateOnly cutOff, int issuedOn, HashSet<int>? also) =>
        new(content, scheme, Platform.BusinessCalendar.Floor(lastDay, scheme.Period).DayNumber, lastDay.DayNumber, cutOff, issuedOn, also);
}

/// <summary>A course of versions through which the history is replayed: the real one, or the real one up to a day and the draft from it on.</summary>
internal sealed class Course
{
    private readonly short[] versionOfDay;
    private readonly int firstDay;

    internal Course(ProgrammeTimeline timeline, IReadOnlyList<CourseRun> runs, PartNames parts, int firstDay, DateOnly from, DateOnly today)
    {
        this.firstDay = firstDay;
        (Timeline, Runs) = (timeline, runs);
        Versions = [.. timeline.Versions.Select((v, i) => new CourseVersion(v, i, parts, firstDay, today.DayNumber))];
        versionOfDay = [.. Enumerable.Range(firstDay, today.DayNumber - firstDay + 1).Select(d => timeline.On(DateOnly.FromDayNumber(d)) is { } live ? (short)timeline.Versions.ToList().IndexOf(live) : (short)-1)];
        Months = MonthsOf(from, today);
        Checkpoints = [.. timeline.Versions.Where(v => v.From.DayNumber > firstDay && v.From <= today).Select(v => new Checkpoint(v.From.DayNumber * 2L, CheckpointKind.Version, 0))
            .Concat(runs.Select((r, i) => new Checkpoint((r.CutOff.DayNumber * 2L) + 1, CheckpointKind.CutOff, i)).Where(c => c.Day >= firstDay))
            .Concat(runs.Select((r, i) => new Checkpoint(r.IssuedOn * 2L, CheckpointKind.Cheques, i)))
            .Concat(Months.Select((m, i) => new Checkpoint((m.DayNumber * 2L) + 1, CheckpointKind.MonthEnd, i)))
            .OrderBy(c => c.Position)];
    }

    internal ProgrammeTimeline Timeline { get; }
    internal CourseVersion[] Versions { get; }
    internal Checkpoint[] Checkpoints { get; }
    internal IReadOnlyList<CourseRun> Runs { get; }

    /// <summary>The last day of each month of the back-test; today for the one that is not over.</summary>
    internal IReadOnlyList<DateOnly> Months { get; }

    internal CourseVersion? On(int day) => versionOfDay[day - firstDay] is >= 0 and var at ? Versions[at] : null;

    /// <summary>The last version that began, also where it was stopped since.</summary>
    internal CourseVersion Last => Versions[Math.Max(0, (int)versionOfDay.Max())];

    private static List<DateOnly> MonthsOf(DateOnly from, DateOnly today)
    {
        List<DateOnly> months = [];
        for (var end = Platform.BusinessCalendar.Ceiling(from, Platform.CalendarUnit.Month); ; end = Platform.BusinessCalendar.Ceiling(end.AddDays(1), Platform.CalendarUnit.Month))
        {
            months.Add(end < today ? end : today);
            if (end >= today)
            {
                return months;
            }
        }
    }
}

/// <summary>Which cheque runs each course issues in the window.</summary>
/// <param name="Assumed">True where the books hold no run in the window at all: then both courses issue at every end of a period, as the schemes say.</param>
internal sealed record ChequeSchedule(IReadOnlyList<CourseRun> Happened, IReadOnlyList<CourseRun> WouldBe, bool Assumed)
{
    /// <summary>
    /// What happened issues the runs that were issued, on the day on which they were. What would be issues the same ones where the draft has the same
    /// period; with another period its own ends, on the day after each.
    /// </summary>
    internal static ChequeSchedule Of(IReadOnlyList<IssuedRun> issued, ProgrammeTimeline real, ProgrammeTimeline draft, DateOnly from, DateOnly today)
    {
        if (issued.Count == 0)
        {
            return new ChequeSchedule(Ends(real, from, today), Ends(draft, from, today), true);
        }

        var happened = issued.Select(r => RunOf(real, r)).OfType<CourseRun>().ToList();
        var same = real.Versions.LastOrDefault(v => v.From <= today) is { } live && draft.On(today) is { } tried && Rhythm(live.Content).SetEquals(Rhythm(tried.Content));
        return new ChequeSchedule(happened, same
            ? [.. issued.Select(r => RunOf(draft, r)).OfType<CourseRun>()]
            : [.. issued.Where(r => r.CutOff < from.DayNumber).Select(r => RunOf(draft, r)).OfType<CourseRun>(), .. Ends(draft, from, today)], false);
    }

    private static HashSet<(string, Platform.CalendarUnit, int)> Rhythm(ProgrammeContent content) => [.. content.Schemes.Select(s => (s.Code, s.Period, s.CutOffDays))];

    private static CourseRun? RunOf(ProgrammeTimeline timeline, IssuedRun run) => timeline.On(DateOnly.FromDayNumber(run.LastDay))?.Content is { } content && content.SchemeOf(run.Scheme) is { } scheme
        ? CourseRun.Of(content, scheme, DateOnly.FromDayNumber(run.LastDay), DateOnly.FromDayNumber(run.CutOff), run.IssuedOn, run.Members) : null;

    /// <summary>Every cut-off in the window that a scheme of the version of the period's last day asks for.</summary>
    private static List<CourseRun> Ends(ProgrammeTimeline timeline, DateOnly from, DateOnly today)
    {
        List<CourseRun> runs = [];
        for (var day = from; day < today; day = day.AddDays(1))
        {
            var content = timeline.On(day)?.Content;
            foreach (var scheme in content?.Schemes ?? [])
            {
                if (Platform.BusinessCalendar.Ceiling(day, scheme.Period) == day && scheme.CutOffOf(day) is var cutOff && cutOff < today)
                {
                    runs.Add(CourseRun.Of(content!, scheme, day, cutOff, cutOff.DayNumber + 1, null));
                }
            }
        }

        return [.. runs.OrderBy(r => r.IssuedOn)];
    }
}
