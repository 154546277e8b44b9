using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Feedback.Model;
using LoyaltyStudio.Features.Lifecycle.Model;
using LoyaltyStudio.Features.Predictions.Model;
using LoyaltyStudio.Features.Purchases.Model;

namespace LoyaltyStudio.Tests.Features.Segments;

/// <summary>What is known of the population besides purchases and points: feedback, promises, states and expectations; and what each says, by reading the lists.</summary>
internal sealed class InsightWorld(int seed)
{
    internal static readonly string[] Tables = ["survey_answer", "complaint", "member_promise", "survey", "state_change", "member_state", "replenishment", "member_prediction"];
    internal static readonly string[] Promised = ["delivery", "callback"];
    internal static readonly string[] States = Enum.GetNames<LifecycleState>();
    private readonly Random random = new(seed);
    private long ids;

    private List<SurveyAnswer> Answers { get; } = [];
    private List<Complaint> Complaints { get; } = [];
    private List<MemberPromise> Promises { get; } = [];
    private List<MemberState> Now { get; } = [];
    private List<StateChange> Changes { get; } = [];
    private List<MemberPrediction> Expected { get; } = [];
    private List<Replenishment> Again { get; } = [];

    private bool Chance(double share) => random.NextDouble() < share;

    private T Pick<T>(IReadOnlyList<T> of) => of[random.Next(of.Count)];

    private DateOnly Day(int back = 500, int ahead = 0) => SegmentWorld.Today.AddDays(Chance(0.4) ? Pick([0, -1, -6, -7, -8, -29, -30, -31]) : random.Next(-back, ahead + 1));

    private DateTime At(DateOnly on) => on.ToDateTime(new TimeOnly(random.Next(8, 20), 0), DateTimeKind.Utc);

    internal void Fill(IReadOnlyList<long> members)
    {
        foreach (var member in members)
        {
            Says(Chance(0.9) ? member : null);
            Stands(member);
            Expects(member);
        }
    }

    private void Says(long? member)
    {
        for (var i = random.Next(3); i > 0; i--)
        {
            var on = Day();
            Answers.Add(new SurveyAnswer { Id = ++ids, SurveyId = 1, MemberId = member, Channel = Pick(Enum.GetValues<Channel>()), Score = Pick([0, 1, 2, 3, 6, 9, 10]), AnsweredAt = At(on), AnsweredOn = on });
        }

        for (var i = random.Next(3); i > 0; i--)
        {
            var on = Day();
            Complaints.Add(new Complaint
            {
                Id = ++ids, MemberId = member, Channel = Pick(Enum.GetValues<Channel>()), State = Pick(Enum.GetValues<ComplaintState>()), Subject = "s", Body = "b", OpenedOn = on, OpenedAt = At(on), DueOn = on.AddDays(3),
            });
        }

        for (var i = random.Next(3); i > 0; i--)
        {
            var due = Day(ahead: 40);
            Promises.Add(new MemberPromise
            {
                Id = ++ids, Kind = Pick(Promised), Reference = $"{ids}", MemberId = member, Channel = Pick(Enum.GetValues<Channel>()), MadeOn = due.AddDays(-5), DueOn = due, DoneOn = Chance(0.5) ? due : null, BrokenOn = Chance(0.4) ? due.AddDays(1) : null,
            });
        }
    }

    private void Stands(long member)
    {
        if (Chance(0.8))
        {
            Now.Add(new MemberState { MemberId = member, State = Pick(Enum.GetValues<LifecycleState>()), Since = Day(), Cause = "t", RhythmDays = Pick([0, 0.5, 2, 36, 36.5, 100]), Category = Pick(SegmentWorld.Categories) });
        }

        for (var i = random.Next(3); i > 0; i--)
        {
            Changes.Add(new StateChange { Id = ++ids, MemberId = member, FromState = Chance(0.3) ? null : Pick(Enum.GetValues<LifecycleState>()), ToState = Pick(Enum.GetValues<LifecycleState>()), On = Day(), Cause = "t" });
        }
    }

    private void Expects(long member)
    {
        if (Chance(0.7))
        {
            Expected.Add(new MemberPrediction
            {
                MemberId = member, FirstOn = Day(), LastOn = Day(), Days = 3, Active90 = Pick([0, 49, 50, 3_599, 3_600, 6_999, 7_000, 7_001, 10_000]), Purchases90 = Pick([0, 999, 1_000, 1_001, 2_000, 2_500]), Purchases365 = Pick([0, 500, 1_000, 3_000, 36_000]),
                SpendCents = Pick([0, 1, 36, 100, 500, 4_000, 8_001]), ValueCents = Pick([0, 2, 99, 100, 4_000, 8_000, 90_000]), NextOn = Chance(0.3) ? null : Day(10, 60),
            });
        }

        for (var i = 1; i <= random.Next(4); i++)
        {
            Again.Add(new Replenishment { MemberId = member, ProductId = i, Gaps = 2, LastOn = Day(), TypicalDays = 30, DueOn = Day(20, 40), EarlyOn = Day(), LateOn = Day(), DueShare = Pick([0, 50, 3_600, 7_000, 9_999, 10_000]) });
        }
    }

    internal async Task WriteAsync(StudioDb db)
    {
        await db.BulkInsertAsync([new Survey { Id = 1, Name = "n", QuestionNl = "v", QuestionEn = "q" }]);
        await db.BulkInsertAsync(Answers);
        await db.BulkInsertAsync(Complaints);
        await db.BulkInsertAsync(Promises);
        await db.BulkInsertAsync(Now);
        await db.BulkInsertAsync(Changes);
        await db.BulkInsertAsync(Expected);
        await db.BulkInsertAsync(Again);
    }

    /// <summary>Numbers as decimals, a percentage as a share; null where it is not known.</summary>
    internal object? ValueOf(long member, string field)
    {
        var state = Now.Find(s => s.MemberId == member);
        var expected = Expected.Find(e => e.MemberId == member);
        var latest = Answers.Where(a => a.MemberId == member).OrderBy(a => a.AnsweredOn).ThenBy(a => a.Id).LastOrDefault();
        return field switch
        {
            "feedback.last_score" => (long?)latest?.Score,
            "feedback.last_answer" => latest?.AnsweredOn,
            "feedback.open_complaint" => Complaints.Exists(c => c.MemberId == member && c.State == ComplaintState.Open),
            "feedback.broken_promise" => Promises.Where(p => p.MemberId == member).Max(p => p.BrokenOn),
            "feedback.complaints" => Complaints.LongCount(c => c.MemberId == member),
            "state" => state?.State.ToString(),
            "state.since" => state?.Since,
            "state.rhythm" => state is { RhythmDays: > 0 } ? (decimal)state.RhythmDays : null,
            "state.category" => state?.Category is { Length: > 0 } category ? category : null,
            "prediction.active_90" => expected?.Active90 / 10_000m,
            "prediction.purchases_90" => expected?.Purchases90 / 1_000m,
            "prediction.purchases_year" => expected?.Purchases365 / 1_000m,
            "prediction.value" => (decimal?)expected?.ValueCents,
            "prediction.spend" => (decimal?)expected?.SpendCents,
            "prediction.next_on" => expected?.NextOn,
            _ => throw new NotSupportedException($"The naive evaluator does not know {field}: teach it."),
        };
    }

    internal IEnumerable<Happening> HappeningsOf(string key, IReadOnlyList<Product> goods)
    {
        Product Good(long id) => goods.First(g => g.Id == id);
        return key switch
        {
            "feedback.answers" => Answers.Where(a => a.MemberId is not null).Select(a => new Happening(a.MemberId!.Value, a.AnsweredOn, 0, a.Id, new() { ["score"] = (long)a.Score, ["channel"] = a.Channel.ToString() })),
            "feedback.complaints" => Complaints.Where(c => c.MemberId is not null).Select(c => new Happening(c.MemberId!.Value, c.OpenedOn, 0, c.Id, new() { ["channel"] = c.Channel.ToString() })),
            "feedback.promises" => Promises.Where(p => p.MemberId is not null).Select(p => new Happening(p.MemberId!.Value, p.DueOn, 0, p.Id, new() { ["kind"] = p.Kind, ["channel"] = p.Channel.ToString() })),
            "feedback.broken_promises" => Promises.Where(p => p.MemberId is not null && p.BrokenOn is not null).Select(p => new Happening(p.MemberId!.Value, p.BrokenOn, 0, p.Id, new() { ["kind"] = p.Kind })),
            "state.changes" => Changes.Select(c => new Happening(c.MemberId, c.On, 0, c.Id, new() { ["to"] = c.ToState.ToString(), ["from"] = c.FromState?.ToString() })),
            "prediction.product_due" => Again.Select(r => new Happening(r.MemberId, r.DueOn, 0, (r.MemberId, r.ProductId), new() { ["product"] = Good(r.ProductId).Sku, ["category"] = Good(r.ProductId).Category, ["share"] = r.DueShare / 10_000m })),
            _ => throw new NotSupportedException($"The naive evaluator does not know {key}: teach it."),
        };
    }
}
