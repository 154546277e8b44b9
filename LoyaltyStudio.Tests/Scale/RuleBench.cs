using System.Diagnostics;
using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Points.Trying;
using LoyaltyStudio.Features.Programme.Model;
using LoyaltyStudio.Features.Purchases.Model;
using LoyaltyStudio.Features.Purchases.Recording;
using LoyaltyStudio.Tests.Support;

namespace LoyaltyStudio.Tests.Scale;

/// <summary>How long the test bench takes to answer for a real member with a long history, 60 rules with nested conditions and limits, and a basket of 20 lines.</summary>
internal static class RuleBench
{
    private static readonly DateTime Start = new(2026, 6, 10, 12, 0, 0, DateTimeKind.Utc);

    internal static async Task<int> RunAsync(string engine, CancellationToken ct)
    {
        await using var retailer = await Retailer.NewAsync(await TestDatabase.OnAsync(engine), new FakeClock(Start), ReferenceProgramme.Content with { Rules = [.. Enumerable.Range(0, 60).Select(Rule)] });
        var member = await retailer.AddMemberAsync("M1");
        for (var i = 0; i < 300; i++)
        {
            (await retailer.BuyAsync(new RecordPurchaseRequest("till", $"{i}", Start.AddDays(-i * 2), [new($"S{i % 50}", 1 + (i % 3), 1000 + (i * 37), "", $"C{i % 12}", $"B{i % 5}")], "M1"))).Must();
        }

        var lines = Enumerable.Range(0, 20).Select(i => new TriedLine($"S{i}", $"Product {i}", $"C{i % 12}", $"B{i % 5}", LineKind.Goods, 1 + (i % 4), 500 + (i * 311))).ToList();
        var request = new TryPurchaseRequest(1, lines, member, "brons", Start, "store", "", "pin", 0, false);
        var bench = retailer.Get<TryPurchase>();
        var answers = await TimesAsync(400, () => bench.RunAsync(retailer.Anna, request, ct));
        var bare = await TimesAsync(400, () => BareAsync(retailer, member, ct));
        ScaleProgram.Tell("rule-bench-p50", answers[answers.Length / 2], "ms", bare[bare.Length / 2], engine, 1);
        ScaleProgram.Tell("rule-bench-p99", answers[answers.Length * 99 / 100], "ms", bare[bare.Length * 99 / 100], engine, 1);
        return 0;
    }

    /// <summary>The same rows by plain SQL: the version, the tier with its history, what counts for tiers, what limited rules gave.</summary>
    private static async Task<int> BareAsync(Retailer retailer, long member, CancellationToken ct)
    {
        await using var db = retailer.Data.Read();
        var rows = 0;
        foreach (var sql in new[]
                 {
                     "SELECT content FROM programme_version", "SELECT tier, since, valid_until FROM member_tier WHERE member_id = @m", "SELECT qualifies_on, points FROM ledger_entry WHERE member_id = @m AND qualifies_on >= '2025-06-11'",
                     "SELECT id FROM purchase WHERE member_id = @m LIMIT 1", "SELECT rule_id, \"on\", points FROM rule_use WHERE member_id = @m", "SELECT rule_id, points FROM rule_total",
                 })
        {
            await using var command = db.Command(sql).With("m", member);
            await using var reader = await command.ExecuteReaderAsync(ct);
            while (await reader.ReadAsync(ct))
            {
                rows++;
            }
        }

        return rows;
    }

    private static PointRule Rule(int i)
    {
        var when = RuleCondition.All(RuleCondition.Is(ConditionKind.Category, $"C{i % 12}", $"C{(i + 1) % 12}"),
            RuleCondition.AnyOf(RuleCondition.Is(ConditionKind.Weekday, $"{1 + (i % 7)}"), RuleCondition.Between(ConditionKind.BasketTotal, i * 100), RuleCondition.NoneOf(RuleCondition.Is(ConditionKind.Brand, $"B{i % 5}"))));
        var effect = (i % 4) switch { 0 => new RuleEffect(EffectKind.Fixed, 10), 1 => new RuleEffect(EffectKind.Multiplier, 110), 2 => new RuleEffect(EffectKind.PerEuro, 5), _ => new RuleEffect(EffectKind.PerUnit, 2) };
        return new PointRule($"r{i}", $"Rule {i}", Triggers.Purchase, when, effect, i % 8 == 1 ? Stacking.BestOneWins : Stacking.Stack) { Limits = i % 3 == 0 ? new RuleLimits(PerDay: 200, Budget: 1_000_000) : new RuleLimits() };
    }

    private static async Task<double[]> TimesAsync<T>(int count, Func<Task<T>> work)
    {
        var times = new double[count];
        for (var i = -20; i < count; i++)
        {
            var start = Stopwatch.GetTimestamp();
            await work();
            if (i >= 0)
            {
                times[i] = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
            }
        }

        Array.Sort(times);
        return times;
    }
}
