using LoyaltyStudio.Features.BackTest.Gathering;
using LoyaltyStudio.Features.BackTest.Replaying;
using LoyaltyStudio.Features.Points.Earning;
using LoyaltyStudio.Features.Programme.Model;

namespace LoyaltyStudio.Features.BackTest.Counting;

/// <summary>Makes the result of what was replayed.</summary>
internal static class CountResult
{
    /// <summary>Events that the product notices by itself, where a version gives points for them.</summary>
    private static readonly string[] Moments = ["enrolment", "profile", "birthday"];

    internal static BackTestResult Of(History history, Replayed replayed, IReadOnlyDictionary<long, string> storeNames, DateOnly from, DateOnly today, int months, ResultWork work)
    {
        var (one, two, pairs) = (replayed.TallyHappened, replayed.TallyWouldBe, replayed.Pairs);
        var (schemeOne, schemeTwo) = (replayed.Happened.Last.Live.Content.Cheques, replayed.WouldBe.Last.Live.Content.Cheques);
        var control = new ResultControl(history.Members.Count, pairs.PointsAgree, pairs.TiersAgree, history.Booked.Points.Sum(), pairs.PointsRecounted, history.ChequesBooked, history.ChequesBookedCents);
        Pair Worth(Pair points) => new(Value(points.Happened, schemeOne), Value(points.WouldBe, schemeTwo));
        var byMonth = replayed.Happened.Months.Select((m, i) => Month(replayed, m, i, Worth)).ToList();
        return new BackTestResult(from, today, months, work, control, Remarks(history, replayed, control))
        {
            Tiers = [.. replayed.TierCodes.Select(c => TierOf(replayed, c))],
            Parts = [.. replayed.Parts.Ids.Select((id, i) => new ResultPart(id, NameOf(replayed, id), new Pair(one.PointsByPart[i], two.PointsByPart[i])))
                .Where(p => p.Points is not { Happened: 0, WouldBe: 0 }).OrderByDescending(p => Math.Max(p.Points.Happened, p.Points.WouldBe))],
            ByMonth = byMonth,
            TierMatrix = [.. replayed.TierCodes.Select((_, row) => pairs.Matrix[(row * replayed.TierCodes.Count)..((row + 1) * replayed.TierCodes.Count)])],
            Cheques = [.. one.ChequesByValue.Keys.Union(two.ChequesByValue.Keys).Order().Select(v => new ResultCheque(v, one.ChequesByValue.GetValueOrDefault(v), two.ChequesByValue.GetValueOrDefault(v)))],
            Changes = [.. pairs.Changes.Select((n, i) => new ResultChange(i == 0 ? null : PairTally.Edges[i - 1], i == PairTally.Edges.Length ? null : PairTally.Edges[i] - 1, n))],
            Stores = Stores(history, pairs, storeNames),
            Winners = [.. pairs.Winners().Select(p => MemberOf(history, p))],
            Losers = [.. pairs.Losers().Select(p => MemberOf(history, p))],
            NetPoints = new Pair(one.EarnedPoints - one.TakenBackPoints, two.EarnedPoints - two.TakenBackPoints),
            CostCents = new Pair(Cost(replayed.Happened, one), Cost(replayed.WouldBe, two)),
            ExpiredPoints = new Pair(one.ExpiredPoints, two.ExpiredPoints),
            ChequeCount = new Pair(one.ChequeCount, two.ChequeCount),
            ChequeCents = new Pair(one.ChequeCents, two.ChequeCents),
            ChequePoints = new Pair(one.ChequePoints, two.ChequePoints),
            OpenPoints = byMonth[^1].OpenPoints,
            OpenCents = byMonth[^1].OpenCents,
            Active = pairs.Active, Gain = pairs.Gain, Lose = pairs.Lose, Up = pairs.Up, Down = pairs.Down,
        };
    }

    /// <summary>What points are worth in cheques, in cents.</summary>
    internal static long Value(long points, ChequeScheme scheme) => (long)((Int128)points * scheme.StepCents / scheme.PointsPerStep);

    /// <summary>Points are worth what the scheme of their version says; those of schemes with the same value are rounded together.</summary>
    private static long Cost(Course course, Tally tally) => course.Versions.GroupBy(v => (v.Live.Content.Cheques.StepCents, v.Live.Content.Cheques.PointsPerStep))
        .Sum(g => Value(g.Sum(v => tally.NetByVersion[v.Index]), g.First().Live.Content.Cheques));

    private static ResultMonth Month(Replayed replayed, DateOnly month, int at, Func<Pair, Pair> worth)
    {
        var (one, two, tiers) = (replayed.TallyHappened, replayed.TallyWouldBe, replayed.TierCodes.Count);
        var open = new Pair(one.OpenByMonth[at], two.OpenByMonth[at]);
        return new ResultMonth(month, open, worth(open), one.TiersByMonth[(at * tiers)..((at + 1) * tiers)], two.TiersByMonth[(at * tiers)..((at + 1) * tiers)]);
    }

    private static List<string> Remarks(History history, Replayed replayed, ResultControl control)
    {
        List<string> remarks = [];
        if (replayed.Schedule.Assumed && replayed.TallyHappened.ChequeCount + replayed.TallyWouldBe.ChequeCount > 0)
        {
            remarks.Add("cheques_assumed");
        }

        if (!control.Agrees)
        {
            remarks.Add("books_differ");
        }

        if (replayed.BudgetRanOut)
        {
            remarks.Add("budget_shared");
        }

        if (history.MemberFacts is not null)
        {
            remarks.Add("facts_of_today");
        }

        if (history.Facts.Count > 0)
        {
            remarks.Add("facts_repeated");
        }

        if (history.Deliveries.Count > 0)
        {
            remarks.Add("deliveries_told");
        }

        if (Moments.Any(m => replayed.WouldBe.Last.Plan.EventRules(m).Any() && !replayed.Happened.Versions.Any(v => v.Plan.EventRules(m).Any())))
        {
            remarks.Add("moments_unknown");
        }

        return remarks;
    }

    private static ResultTier TierOf(Replayed replayed, string code)
    {
        var tier = replayed.WouldBe.Versions.Reverse().Concat(replayed.Happened.Versions.Reverse()).SelectMany(v => v.Live.Content.Tiers).First(t => t.Code == code);
        return new ResultTier(code, tier.NameNl, tier.NameEn, tier.Colour);
    }

    private static string NameOf(Replayed replayed, string id) => id is EarningPlan.Base or EarningPlan.TierPart ? id
        : replayed.WouldBe.Versions.Reverse().Concat(replayed.Happened.Versions.Reverse()).SelectMany(v => v.Live.Content.Rules).FirstOrDefault(r => r.Id == id)?.Name ?? id;

    private static List<ResultStore> Stores(History history, PairTally pairs, IReadOnlyDictionary<long, string> names) =>
        [.. pairs.Stores.Select((s, i) => (Tally: s, Id: i == 0 ? (long?)null : history.StoreIds[i - 1])).Where(s => s.Tally.Members > 0)
            .Select(s => new ResultStore(s.Id, s.Id is { } id ? names.GetValueOrDefault(id, "") : "", s.Tally.Members, s.Tally.Gain, s.Tally.Lose,
                new Pair(s.Tally.PointsHappened, s.Tally.PointsWouldBe), new Pair(s.Tally.ChequesHappened, s.Tally.ChequesWouldBe)))
            .OrderByDescending(s => s.Members)];

    private static ResultMember MemberOf(History history, MemberPair pair) => new(history.Members.Ids[pair.Member],
        history.Members.Stores[pair.Member] is >= 0 and var s ? history.StoreIds[s] : null, pair.SpentCents, new Pair(pair.Happened.Points, pair.WouldBe.Points),
        new Pair(pair.Happened.Tier, pair.WouldBe.Tier), new Pair(pair.Happened.ChequeCents, pair.WouldBe.ChequeCents), new Pair(pair.Happened.Open, pair.WouldBe.Open), pair.Difference / 1000);
}
