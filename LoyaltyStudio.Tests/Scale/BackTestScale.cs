using System.Diagnostics;
using LoyaltyStudio.Data;
using LoyaltyStudio.Features.BackTest.Counting;
using LoyaltyStudio.Features.BackTest.Running;
using LoyaltyStudio.Features.Programme.Model;
using LoyaltyStudio.Tests.Support;

namespace LoyaltyStudio.Tests.Scale;

/// <summary>Back-tests of twelve months over the big retailer, each beside the bare database handing over the same columns over two connections.</summary>
internal static class BackTestScale
{
    internal static Task<int> TierAsync(string engine, int members, string? folder, CancellationToken ct)
    {
        var live = ReferenceProgramme.Content;
        var draft = live with { Tiers = [live.Tiers[0], live.Tiers[1] with { Ways = ReferenceProgramme.Reached(400, 300) }, live.Tiers[2] with { Ways = ReferenceProgramme.Reached(1000, 800) }] };
        return RunAsync("backtest_tier", draft, ["SELECT id, member_id, business_date, kept_cents FROM purchase WHERE member_id"], engine, members, folder, ct);
    }

    internal static Task<int> RuleAsync(string engine, int members, string? folder, CancellationToken ct)
    {
        var live = ReferenceProgramme.Content;
        var rule = new PointRule("double", "Verlichting dubbel", Triggers.Purchase, RuleCondition.Is(ConditionKind.Category, "Verlichting"), new RuleEffect(EffectKind.Multiplier, 200));
        return RunAsync("backtest_rule", live with { Rules = [.. live.Rules, rule] },
            ["SELECT id, member_id, business_date, kept_cents FROM purchase WHERE member_id", "SELECT purchase_id, kind, quantity, amount_cents, product_id FROM purchase_line WHERE id"], engine, members, folder, ct);
    }

    private static async Task<int> RunAsync(string name, ProgrammeContent draft, string[] selects, string engine, int members, string? folder, CancellationToken ct)
    {
        await using var retailer = await BigRetailer.OpenAsync(engine, members, folder, ct);
        var bare = await BareAsync(retailer.Data, selects, members, ct);
        var started = Stopwatch.GetTimestamp();
        var result = await new BackTestEngine(retailer.Data, new WallTime(retailer.Clock), retailer.Get<LoyaltyStudio.Features.Access.Settings.OrganisationBook>())
            .RunAsync(99, 99, ProgrammeContent.FromJson(draft.ToJson()), 12, _ => { }, ct);
        ScaleProgram.Tell($"{name}_seconds", Stopwatch.GetElapsedTime(started).TotalSeconds, "s", bare, engine, members);
        ScaleProgram.Tell($"{name}_read_seconds", result.Work.ReadSeconds, "s", null, engine, members);
        ScaleProgram.Tell($"{name}_replay_seconds", result.Work.ReplaySeconds, "s", null, engine, members);
        ScaleProgram.Tell($"{name}_purchases", result.Work.Purchases, "purchases", null, engine, members);
        ScaleProgram.Tell($"{name}_peak_memory", result.Work.PeakMemoryMb, "MB", null, engine, members);
        ScaleProgram.Tell($"{name}_agrees", 100 * result.Control.Share, "%", null, engine, members);
        ScaleProgram.Tell($"{name}_gain", result.Gain, "members", null, engine, members);
        return 0;
    }

    /// <summary>The database handing over the columns and nobody doing anything with them, two halves side by side.</summary>
    private static async Task<double> BareAsync(StudioData data, string[] selects, int members, CancellationToken ct)
    {
        var started = Stopwatch.GetTimestamp();
        foreach (var select in selects)
        {
            var middle = select.EndsWith("member_id", StringComparison.Ordinal) ? members / 2 : members * 13L / 2;
            await Task.WhenAll(new[] { $"{select} <= {middle}", $"{select} > {middle}" }.Select(half => Task.Run(async () =>
            {
                await using var db = data.Read();
                using var rows = await db.BulkReadAsync(half, ct);
                long sum = 0;
                while (rows.Read())
                {
                    sum += rows.Number(0) + rows.Number(1) + rows.Number(3);
                }

                return sum;
            }, ct)));
        }

        return Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    /// <summary>The day of the retailer, and the seconds of the wall.</summary>
    private sealed class WallTime(FakeClock day) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => day.GetUtcNow();
    }
}
