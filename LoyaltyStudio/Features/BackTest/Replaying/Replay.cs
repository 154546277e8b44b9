using LoyaltyStudio.Features.BackTest.Gathering;
using LoyaltyStudio.Features.Points.Earning;
using LoyaltyStudio.Features.Points.Model;
using LoyaltyStudio.Features.Programme.Model;
using LoyaltyStudio.Features.Tiers.Evaluating;

namespace LoyaltyStudio.Features.BackTest.Replaying;

/// <summary>What is replayed, and what came of it.</summary>
internal sealed record Replayed(Course Happened, Course WouldBe, ChequeSchedule Schedule, PartNames Parts, IReadOnlyList<string> TierCodes, Tally TallyHappened, Tally TallyWouldBe, PairTally Pairs, bool BudgetRanOut);

/// <summary>One member as both courses left it, for whoever wants to see everybody. The lists live until the next member.</summary>
internal sealed record MemberOutcome(long MemberId, long PointsHappened, long PointsWouldBe, long DebtHappened, TierStanding? TierHappened, TierStanding? TierWouldBe,
    IReadOnlyList<TierStep> StepsHappened, IReadOnlyList<TierStep> StepsWouldBe, MemberPair Pair)
{
    internal IReadOnlyList<PointLot> LotsHappened { get; init; } = [];
    internal IReadOnlyList<PointLot> LotsWouldBe { get; init; } = [];
}

/// <summary>Replays the history of all members through both courses, blocks of members on every core.</summary>
internal sealed class Replay(History history, ProgrammeTimeline real, ProgrammeTimeline draft, DateOnly from, DateOnly today)
{
    private const int Block = 1024;

    /// <summary>Is told of every member; only for proofs, from several threads at once.</summary>
    internal Action<MemberOutcome>? Each { get; init; }

    internal async Task<Replayed> RunAsync(Action<double> progress, CancellationToken ct)
    {
        var schedule = ChequeSchedule.Of(history.Runs, real, draft, from, today);
        var parts = new PartNames();
        var first = Math.Min(history.FirstDay, from.DayNumber);
        var (happened, wouldBe) = (new Course(real, schedule.Happened, parts, first, from, today), new Course(draft, schedule.WouldBe, parts, first, from, today));
        var shadow = schedule.Assumed && schedule.Happened.Count > 0 ? new Course(real, [], parts, first, from, today) : null;
        var codes = TierCodes(happened, wouldBe);
        var budgets = (Happened: new Budgets(), WouldBe: new Budgets());
        var two = real.Versions.Concat(draft.Versions).SelectMany(v => v.Content.Rules).Any(r => r is { Off: false, Limits.Budget: not null });
        Workshop NewShop() => new(history, (happened, wouldBe, shadow), parts, codes, budgets, from, today);
        if (two)
        {
            await WorkAsync(NewShop, done => progress(done / 2), null, ct);
            budgets.Happened.Close();
            budgets.WouldBe.Close();
        }

        var shop = await WorkAsync(NewShop, done => progress(two ? 0.5 + (done / 2) : done), Each, ct);
        return new Replayed(happened, wouldBe, schedule, parts, codes, shop.Happened, shop.WouldBe, shop.Pairs, budgets.Happened.RanOut || budgets.WouldBe.RanOut);
    }

    /// <summary>All tiers of both courses, the lowest first.</summary>
    private static List<string> TierCodes(Course happened, Course wouldBe)
    {
        var codes = wouldBe.Last.Live.Content.Tiers.Select(t => t.Code).ToList();
        codes.AddRange(happened.Versions.Concat(wouldBe.Versions).SelectMany(v => v.Live.Content.Tiers).Select(t => t.Code).Distinct().Where(c => !codes.Contains(c)).ToList());
        return codes;
    }

    private async Task<Workshop> WorkAsync(Func<Workshop> newShop, Action<double> progress, Action<MemberOutcome>? each, CancellationToken ct)
    {
        var left = new int[history.Returns.Lines.Count];
        for (var i = 0; i < left.Length; i++)
        {
            left[i] = history.Returns.Lines[i].Quantity;
        }

        var counted = (Happened: new Counted[history.Returns.Purchases.Count], WouldBe: new Counted[history.Returns.Purchases.Count]);
        var next = 0;
        var shops = new Workshop[Math.Max(1, Environment.ProcessorCount)];
        await Task.WhenAll(Enumerable.Range(0, shops.Length).Select(n => Task.Run(async () =>
        {
            var shop = shops[n] = newShop();
            var replayer = new Replayer(shop, left, counted, each);
            for (int block; (block = Interlocked.Increment(ref next) - 1) * (long)Block < history.Members.Count;)
            {
                ct.ThrowIfCancellationRequested();
                var to = Math.Min(history.Members.Count, (block + 1) * Block);
                var facts = history.MemberFacts is { } load ? await load(history.Members.Ids[(block * Block)..to], ct) : null;
                for (var m = block * Block; m < to; m++)
                {
                    replayer.Member(m, facts?.MemberOf(history.Members.Ids[m]) ?? MemberFacts.None);
                }

                progress((double)to / history.Members.Count);
            }
        }, ct)));
        foreach (var other in shops.Skip(1))
        {
            shops[0].Add(other);
        }

        return shops[0];
    }
}

/// <summary>What one thread works with and gathers.</summary>
internal sealed class Workshop(History history, (Course Happened, Course WouldBe, Course? Shadow) courses, PartNames parts, IReadOnlyList<string> codes, (Budgets Happened, Budgets WouldBe) budgets, DateOnly from, DateOnly today)
{
    internal History History => history;
    internal (Course Happened, Course WouldBe, Course? Shadow) Courses => courses;
    internal (Budgets Happened, Budgets WouldBe) Budgets => budgets;
    internal int From => from.DayNumber;
    internal int Today => today.DayNumber;
    internal Tally Happened { get; } = new(parts.Ids.Count, courses.Happened.Versions.Length, courses.Happened.Months.Count, codes);
    internal Tally WouldBe { get; } = new(parts.Ids.Count, courses.WouldBe.Versions.Length, courses.WouldBe.Months.Count, codes);

    /// <summary>Of nothing that anybody looks at.</summary>
    internal Tally ShadowTally { get; } = new(parts.Ids.Count, courses.Happened.Versions.Length, courses.Happened.Months.Count, codes);
    internal PairTally Pairs { get; } = new(codes.Count, history.StoreIds.Count);

    /// <summary>Whether a goal of a tier counts spend or visits.</summary>
    internal bool Measured { get; } = courses.Happened.Versions.Concat(courses.WouldBe.Versions).SelectMany(v => v.Live.Content.Tiers).SelectMany(t => t.Ways).SelectMany(w => w.Goals).Any(g => g.Metric != TierMetric.Points);

    internal void Add(Workshop other)
    {
        Happened.Add(other.Happened);
        WouldBe.Add(other.WouldBe);
        Pairs.Add(other.Pairs);
    }
}
