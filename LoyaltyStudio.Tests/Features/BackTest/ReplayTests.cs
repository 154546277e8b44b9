using System.Collections.Concurrent;
using LoyaltyStudio.Data;
using LoyaltyStudio.Features.BackTest.Counting;
using LoyaltyStudio.Features.BackTest.Replaying;
using LoyaltyStudio.Features.BackTest.Running;
using LoyaltyStudio.Features.Points.Model;
using LoyaltyStudio.Features.Programme;
using LoyaltyStudio.Features.Programme.Model;
using LoyaltyStudio.Features.Tiers.Model;
using LoyaltyStudio.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Tests.Features.BackTest;

/// <summary>The recount of a back-test against the books that the real services made, member by member.</summary>
public sealed class ReplayTests
{
    [Theory]
    [InlineData(Engines.Sqlite, 1)]
    [InlineData(Engines.Sqlite, 2)]
    [InlineData(Engines.Sqlite, 3)]
    [InlineData(Engines.PostgreSql, 4)]
    [InlineData(Engines.PostgreSql, 5)]
    public async Task A_draft_that_says_what_is_live_gives_every_member_exactly_what_the_books_hold(string engine, int seed)
    {
        await using var life = await RandomLife.LiveAsync(engine, seed);
        var result = await ProveAsync(life);
        Assert.True(result.ChequeCount.Happened > 0 && result.ExpiredPoints.Happened > 0, $"The history is too dull to prove anything: {result.ChequeCount} {result.ExpiredPoints}.");
    }

    [Theory]
    [InlineData(Engines.Sqlite, 20)]
    [InlineData(Engines.Sqlite, 21)]
    [InlineData(Engines.Sqlite, 22)]
    [InlineData(Engines.Sqlite, 23)]
    [InlineData(Engines.Sqlite, 24)]
    [InlineData(Engines.PostgreSql, 25)]
    [InlineData(Engines.PostgreSql, 26)]
    [InlineData(Engines.PostgreSql, 27)]
    public async Task It_gives_what_the_books_hold_with_rewards_corrections_deliveries_activity_tiers_by_hand_and_a_stopped_version(string engine, int seed)
    {
        await using var life = await RandomLife.LiveAsync(engine, seed, rich: true);
        await ProveAsync(life);
        Assert.True(life.Rich!.Done.Count == 9 && life.Rich.Done.Values.All(n => n > 0), $"The history is too dull to prove anything: {string.Join(", ", life.Rich.Done)}.");
    }

    /// <summary>Points, open lots, debt, tier and tier history of every member, in both worlds, against the books.</summary>
    private static async Task<BackTestResult> ProveAsync(RandomLife life)
    {
        var (result, members) = await TestAsync(life.Retailer, await life.Retailer.ReadAsync(LiveAsync), months: 9);
        var books = await BooksAsync(life.Retailer);
        Assert.Equal(books.Count, members.Count);
        foreach (var (id, book) in books)
        {
            var member = members[id];
            Assert.Equal(string.Join('\n', book.Steps), string.Join('\n', member.Steps));
            Assert.Equal((book.Tier, book.Points, book.Debt), (member.Tier, member.Points, member.Debt));
            Assert.Equal(string.Join('\n', book.Lots), string.Join('\n', member.Lots));
            Assert.Equal(member.Lots, member.LotsWouldBe);
            Assert.Equal(member.Points, member.PointsWouldBe);
            Assert.Equal(member.Steps, member.StepsWouldBe);
        }

        Assert.True(result.Control.Agrees, $"{result.Control}");
        Assert.Equal(books.Values.Sum(b => b.Points), result.Control.PointsBooked);
        Assert.Equal(result.Control.ChequesBooked, result.ChequeCount.Happened);
        Assert.Equal(result.Control.ChequeCentsBooked, result.ChequeCents.Happened);
        Assert.True(books.Values.Any(b => b.Steps.Count > 2), "The history is too dull to prove anything.");
        NothingDiffers(result);
        return result;
    }

    [Theory]
    [InlineData(Engines.Sqlite)]
    [InlineData(Engines.PostgreSql)]
    public async Task A_back_test_changes_nothing_in_the_books(string engine)
    {
        await using var life = await RandomLife.LiveAsync(engine, 7, steps: 60);
        var before = await BooksAsync(life.Retailer);
        var live = await life.Retailer.ReadAsync(LiveAsync);
        var (result, _) = await TestAsync(life.Retailer, live with { Earning = live.Earning with { CentsPerPoint = 50 } }, months: 6);
        Assert.True(result.NetPoints.WouldBe > result.NetPoints.Happened && result.Gain > 0 && result.Lose == 0);
        Assert.Equal(before.OrderBy(b => b.Key).Select(b => $"{b.Key} {b.Value.Points} {b.Value.Tier}"), (await BooksAsync(life.Retailer)).OrderBy(b => b.Key).Select(b => $"{b.Key} {b.Value.Points} {b.Value.Tier}"));
    }

    internal sealed record Book(long Points, long Debt, string? Tier, IReadOnlyList<string> Steps, IReadOnlyList<string> Lots);

    internal sealed record Seen(long Points, long Debt, string? Tier, IReadOnlyList<string> Steps, long PointsWouldBe, IReadOnlyList<string> StepsWouldBe, IReadOnlyList<string> Lots, IReadOnlyList<string> LotsWouldBe);

    private static async Task<ProgrammeContent> LiveAsync(StudioDb db) => (await ProgrammeBook.TimelineAsync(db)).Versions[^1].Content;

    internal static async Task<(BackTestResult Result, IReadOnlyDictionary<long, Seen> Members)> TestAsync(Retailer retailer, ProgrammeContent draft, int months)
    {
        var members = new ConcurrentDictionary<long, Seen>();
        var engine = retailer.Get<BackTestEngine>();
        engine.Each = m => members[m.MemberId] = new Seen(m.PointsHappened, m.DebtHappened, m.TierHappened?.Tier, [.. m.StepsHappened.Select(Say)], m.PointsWouldBe, [.. m.StepsWouldBe.Select(Say)], SayLots(m.LotsHappened), SayLots(m.LotsWouldBe));
        var result = await engine.RunAsync(99, 99, ProgrammeContent.FromJson(draft.ToJson()), months, _ => { }, CancellationToken.None);
        return (BackTestResult.FromJson(result.ToJson()), members);
    }

    private static string Say(LoyaltyStudio.Features.Tiers.Evaluating.TierStep s) => $"{s.On:yyyy-MM-dd} {s.FromTier} {s.To.Tier} {s.To.ValidUntil:yyyy-MM-dd} {s.Cause}";

    private static List<string> SayLots(IEnumerable<PointLot> lots) =>
        [.. lots.Where(l => l.Remaining > 0).Select(l => $"{l.Remaining} of {l.Earned} from {l.ActivatesOn:yyyy-MM-dd} to {l.ExpiresOn:yyyy-MM-dd} {l.ByActivity}").Order(StringComparer.Ordinal)];

    private static Task<Dictionary<long, Book>> BooksAsync(Retailer retailer) => retailer.ReadAsync(async db =>
    {
        var balances = await db.Set<PointBalance>().ToDictionaryAsync(b => b.MemberId);
        var tiers = await db.Set<MemberTier>().ToDictionaryAsync(t => t.MemberId, t => t.Tier);
        var steps = (await db.Set<TierChange>().OrderBy(c => c.Id).ToListAsync()).ToLookup(c => c.MemberId, c => $"{c.On:yyyy-MM-dd} {c.FromTier} {c.ToTier} {c.ValidUntil:yyyy-MM-dd} {c.Cause}");
        var lots = (await db.Set<PointLot>().Where(l => l.Remaining > 0).ToListAsync()).ToLookup(l => l.MemberId);
        var ids = await db.Set<LoyaltyStudio.Features.Members.Model.Member>().Select(m => m.Id).ToListAsync();
        return ids.ToDictionary(i => i, i => new Book(balances.GetValueOrDefault(i)?.Total ?? 0, balances.GetValueOrDefault(i)?.Debt ?? 0, tiers.GetValueOrDefault(i), [.. steps[i]], SayLots(lots[i])));
    });

    private static void NothingDiffers(BackTestResult result)
    {
        Assert.All(result.Parts, p => Assert.Equal(0, p.Points.Difference));
        Assert.All(result.ByMonth, m => Assert.Equal((m.OpenPoints.Happened, m.OpenCents.Happened, string.Join(',', m.TiersHappened)), (m.OpenPoints.WouldBe, m.OpenCents.WouldBe, string.Join(',', m.TiersWouldBe))));
        Assert.All(result.Cheques, c => Assert.Equal(c.Happened, c.WouldBe));
        Assert.Equal((0L, 0L, 0L, 0L), (result.NetPoints.Difference, result.CostCents.Difference, result.ExpiredPoints.Difference, result.ChequeCents.Difference));
        Assert.Equal("", string.Join('\n', result.Winners.Concat(result.Losers)));
        Assert.Equal((0, 0, 0, 0), (result.Gain, result.Lose, result.Up, result.Down));
    }
}
