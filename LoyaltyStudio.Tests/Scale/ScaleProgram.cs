using System.CommandLine;
using System.Diagnostics;
using System.Text.Json;
using LoyaltyStudio.Tests.Support;

namespace LoyaltyStudio.Tests.Scale;

/// <summary>`dotnet run -c Release --project LoyaltyStudio.Tests -- scale NAME …`: each figure is one line of JSON on standard output.</summary>
internal static class ScaleProgram
{
    private static readonly JsonSerializerOptions Format = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    internal static Task<int> RunAsync(string[] args)
    {
        var database = new Option<string>("--database") { Description = "sqlite, or postgres on the server that LOYALTYSTUDIO_TEST_POSTGRES names", DefaultValueFactory = _ => "sqlite" };
        database.AcceptOnlyFromAmong("sqlite", "postgres");
        var file = new Argument<FileInfo>("FILE") { Description = "Purchases, as `import purchases` reads them" };
        file.AcceptExistingOnly();
        var map = new Option<string?>("--map") { Description = "Mapping, as `import purchases` takes it; by default online-retail for files of that name" };
        var import = new Command("import-file", "Imports a file of purchases with points, beside a bare insert of the same rows") { file, map, database };
        import.SetAction((parse, ct) => ImportFile.RunAsync(parse.GetValue(file)!.FullName, parse.GetValue(map), EngineOf(parse.GetValue(database)!), ct));
        var rules = new Command("rule-bench", "The test bench: 60 rules, a basket of 20 lines, a member with a long history") { database };
        rules.SetAction((parse, ct) => RuleBench.RunAsync(EngineOf(parse.GetValue(database)!), ct));
        var members = new Option<int>("--members") { Description = "Members of the big retailer", DefaultValueFactory = _ => 1_000_000 };
        var folder = new Option<string?>("--folder") { Description = "Where big retailers are kept and found again; by default under the folder for temporary files" };
        var build = new Command("big-retailer", "Makes the big retailer, or finds it, and tells how long that took") { database, members, folder };
        build.SetAction((parse, ct) => BuildAsync(EngineOf(parse.GetValue(database)!), parse.GetValue(members), parse.GetValue(folder), ct));
        var times = new Option<int>("--times") { Description = "How often each side runs; the better time counts", DefaultValueFactory = _ => 2 };
        var full = new Command("nightly-full", "Expiry of points and tiers of everybody at the turn of a month, beside the same in bare statements") { database, members, folder, times };
        full.SetAction((parse, ct) => Nightly.FullAsync(EngineOf(parse.GetValue(database)!), parse.GetValue(members), parse.GetValue(folder), parse.GetValue(times), ct));
        var daily = new Command("nightly-daily", "The same after an ordinary day on which one member in a hundred bought something") { database, members, folder };
        daily.SetAction((parse, ct) => Nightly.DailyAsync(EngineOf(parse.GetValue(database)!), parse.GetValue(members), parse.GetValue(folder), ct));
        var lots = new Option<int>("--lots") { Description = "How many lots expire", DefaultValueFactory = _ => 200_000 };
        var expire = new Command("expire-points", "Expires lots in sets, beside bare statements over the same rows") { lots, database };
        expire.SetAction((parse, ct) => ExpireLots.RunAsync(parse.GetValue(lots), EngineOf(parse.GetValue(database)!), ct));
        var tierTest = new Command("backtest-tier", "Tries a draft with other thresholds on the big retailer, beside reading the same columns") { database, members, folder };
        tierTest.SetAction((parse, ct) => BackTestScale.TierAsync(EngineOf(parse.GetValue(database)!), parse.GetValue(members), parse.GetValue(folder), ct));
        var ruleTest = new Command("backtest-rule", "Tries a draft with a multiplier for a category, beside reading the same columns") { database, members, folder };
        ruleTest.SetAction((parse, ct) => BackTestScale.RuleAsync(EngineOf(parse.GetValue(database)!), parse.GetValue(members), parse.GetValue(folder), ct));
        var issue = new Command("issue-cheques", "Issues the cheques of a quarter to everybody with enough points, beside bare statements that write the same rows") { database, members, folder, times };
        issue.SetAction((parse, ct) => IssueCheques.RunAsync(EngineOf(parse.GetValue(database)!), parse.GetValue(members), parse.GetValue(folder), parse.GetValue(times), ct));
        var preview = new Command("scheme-preview", "What the form of the cheque schemes reads once and works out at every change") { database, members, folder };
        preview.SetAction((parse, ct) => SchemePreviewScale.RunAsync(EngineOf(parse.GetValue(database)!), parse.GetValue(members), parse.GetValue(folder), ct));
        var seconds = new Option<int>("--seconds") { Description = "How long each rate is held", DefaultValueFactory = _ => 30 };
        var redeem = new Command("redeem-http", "Redemptions and look-ups over HTTP with an API key at 200 a second, beside bare statements with one commit each at the same rate") { database, seconds };
        redeem.SetAction((parse, ct) => RedeemHttp.RunAsync(EngineOf(parse.GetValue(database)!), parse.GetValue(seconds), ct));
        var personal = new Command("personalisation-http", "Content for a web shop over HTTP at 200 a second, by card number, by token and for strangers, beside bare statements at the same rate") { database, members, seconds };
        personal.SetAction((parse, ct) => PersonalisationHttp.RunAsync(EngineOf(parse.GetValue(database)!), parse.GetValue(members), parse.GetValue(seconds), ct));
        var cheques = new Option<int>("--cheques") { Description = "How many cheques the batch holds", DefaultValueFactory = _ => 10_000 };
        var chequePdf = new Command("cheque-pdf", "Makes the pages of a print batch, beside one such page packed and written as often") { cheques, database };
        chequePdf.SetAction((parse, ct) => ChequePages.RunAsync(parse.GetValue(cheques), EngineOf(parse.GetValue(database)!), ct));
        var states = new Command("states-nightly", "The state of everybody in the lifecycle, and of those of an ordinary day, beside bare statements") { database, members, folder };
        states.SetAction((parse, ct) => StatesScale.RunAsync(EngineOf(parse.GetValue(database)!), parse.GetValue(members), parse.GetValue(folder), ct));
        var refit = new Command("refit", "Fits all prediction models on the big retailer, reading included, beside the bare read; then scores and writes everybody") { database, members, folder };
        refit.SetAction((parse, ct) => RefitScale.RunAsync(EngineOf(parse.GetValue(database)!), parse.GetValue(members), parse.GetValue(folder), ct));
        var segmentCount = new Command("segment-count", "Counts segments of the big retailer, beside one statement each") { database, members, folder };
        segmentCount.SetAction((parse, ct) => SegmentScale.CountAsync(EngineOf(parse.GetValue(database)!), parse.GetValue(members), parse.GetValue(folder), ct));
        var segmentsNightly = new Command("segments-nightly", "Refreshes fifty segments of the big retailer, the first time and the next night, beside fifty bare statements") { database, members, folder };
        segmentsNightly.SetAction((parse, ct) => SegmentScale.NightlyAsync(EngineOf(parse.GetValue(database)!), parse.GetValue(members), parse.GetValue(folder), ct));
        var campaign = new Command("campaign-run", "One day of a campaign for everybody of the big retailer, beside statements that write the same rows") { database, members, folder };
        campaign.SetAction((parse, ct) => CampaignScale.RunAsync(EngineOf(parse.GetValue(database)!), parse.GetValue(members), parse.GetValue(folder), ct));
        var messages = new Option<int>("--messages") { Description = "How many messages are written", DefaultValueFactory = _ => 100_000 };
        var renderMail = new Command("render-mail", "Writes messages of a campaign with members' data and codes, beside a replacement of the same fields in the same words") { messages, database };
        renderMail.SetAction((parse, ct) => RenderMail.RunAsync(parse.GetValue(messages), EngineOf(parse.GetValue(database)!), ct));
        var measure = new Command("measure-campaigns", "Measures a campaign that everybody is in, with a subject test, beside bare statements") { database, members, folder };
        measure.SetAction((parse, ct) => MeasureScale.RunAsync(EngineOf(parse.GetValue(database)!), parse.GetValue(members), parse.GetValue(folder), ct));
        return new RootCommand("Measures the product.") { import, rules, build, full, daily, expire, tierTest, ruleTest, issue, preview, redeem, chequePdf, states, refit, segmentCount, segmentsNightly, campaign, renderMail, personal, measure }.Parse(args).InvokeAsync();
    }

    /// <param name="bare">The same work with nothing but the database; null where there is nothing to compare with.</param>
    internal static void Tell(string name, double value, string unit, double? bare, string engine, long members) => Console.WriteLine(JsonSerializer.Serialize(new
    {
        Name = name, Value = Math.Round(value, 2), Unit = unit, Bare = bare is { } b ? Math.Round(b, 2) : (double?)null, Ratio = bare is > 0 ? Math.Round(value / bare.Value, 3) : (double?)null,
        Database = engine == Engines.Sqlite ? "sqlite" : "postgres", Members = members,
    }, Format));

    private static async Task<int> BuildAsync(string engine, int members, string? folder, CancellationToken ct)
    {
        var started = Stopwatch.GetTimestamp();
        await BigRetailer.DatabaseAsync(engine, members, folder, ct);
        Tell("big_retailer", Stopwatch.GetElapsedTime(started).TotalSeconds, "s", null, engine, members);
        return 0;
    }

    private static string EngineOf(string name) => name == "sqlite" ? Engines.Sqlite : Engines.PostgreSql;
}
