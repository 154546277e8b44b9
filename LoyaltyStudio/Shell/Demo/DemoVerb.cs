using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using LoyaltyStudio.Cli;
using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Access.Settings;
using LoyaltyStudio.Platform;

namespace LoyaltyStudio.Shell.Demo;

/// <summary>
/// `demo`: fills a new database with the fictional retailer. With --serve it then serves the app and runs the nightly jobs, the win-back campaign and a
/// cheque run through the scheduler, where one can watch, and prints what happened and how to sign in.
/// </summary>
public sealed class DemoVerb : ICliVerb
{
    public Command Build(CliContext context)
    {
        var members = new Option<int>("--members") { Description = "How many members", DefaultValueFactory = _ => 5_000 };
        members.Validators.Add(r =>
        {
            if (r.Tokens is [var t] && (!int.TryParse(t.Value, CultureInfo.InvariantCulture, out var n) || n is < 10 or > 1_000_000))
            {
                r.AddError("--members is between 10 and 1000000.");
            }
        });
        var seed = new Option<uint>("--seed") { Description = "The same seed makes the same members and purchases", DefaultValueFactory = _ => 20 };
        var serve = new Option<bool>("--serve") { Description = "Serve the app afterwards and run the jobs in it" };
        var urls = new Option<string>("--urls") { Description = "Addresses to serve on", DefaultValueFactory = _ => "http://localhost:5000" };
        var command = new Command("demo", "Fill a new database with a fictional Dutch retailer") { members, seed, serve, urls };
        command.SetAction(async (parse, ct) =>
        {
            DemoMade? made = null;
            var code = await context.RunAsync(parse, async (session, token) =>
            {
                made = await MakeAsync(session, parse.GetValue(members), parse.GetValue(seed), token);
                return made is null ? CliExit.Refused : CliExit.Done;
            }, ct);
            return code == CliExit.Done && parse.GetValue(serve) ? await DemoServe.RunAsync(made!, parse.GetValue(urls)!, context.Settings(parse), parse.InvocationConfiguration.Output, ct) : code;
        });
        return command;
    }

    private static async Task<DemoMade?> MakeAsync(CliSession session, int members, uint seed, CancellationToken ct)
    {
        if (await session.Services.GetRequiredService<OrganisationBook>().IsSetUpAsync(ct))
        {
            session.Output.Refuse("not_empty", "This database holds an organisation already. Give another file with --database FILE, or start without the verb demo to open it.");
            return null;
        }

        // The history is lived on its own clock, so it gets services of its own on the same settings.
        var clock = new DemoClock(DateTime.UnixEpoch);
        var configuration = session.Services.GetRequiredService<IConfiguration>();
        var services = new ServiceCollection().AddLogging().AddSingleton(configuration).AddSingleton<TimeProvider>(clock);
        StudioServices.Add(services, configuration);
        await using var provider = services.BuildServiceProvider();
        var today = new BusinessCalendar(TimeZoneInfo.FindSystemTimeZoneById("Europe/Amsterdam")).Today(session.Services.GetRequiredService<TimeProvider>());
        var started = Stopwatch.GetTimestamp();
        var outcome = await new DemoRetailer(provider, clock, today, members, seed).MakeAsync(session.Actor, session.Output.Progress, ct);
        if (outcome is not { IsDone: true, Value: { } made })
        {
            session.Output.Refuse(outcome.Code, outcome.Text);
            return null;
        }

        using var process = Process.GetCurrentProcess();
        var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        session.Output.Result(new { State = "done", made.Members, made.Purchases, made.Returns, made.Points, made.Cheques, made.Email, made.Password, Seconds = Math.Round(seconds, 1), PeakMemoryMb = process.PeakWorkingSet64 >> 20 },
            $"""
            {DemoCatalogue.Organisation}: {made.Members:N0} members, {made.Purchases:N0} purchases and {made.Returns:N0} returns over two years, {made.Points:N0} points open,
            {made.Cheques:N0} reward cheques issued so far. Made in {seconds:N0} s.
            Sign in as {made.Email} (administrator), {made.Marketer} (marketer), {made.StoreManager} (store manager) or {made.Auditor} (auditor).
            Password of all four, shown once: {made.Password}
            """);
        return made;
    }
}
