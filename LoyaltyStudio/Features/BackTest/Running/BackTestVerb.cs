using System.CommandLine;
using LoyaltyStudio.Cli;
using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Programme.Model;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.BackTest.Running;

/// <summary>`backtest NUMBER --months 12`: tries a draft on the history and keeps the result.</summary>
public sealed class BackTestVerb : ICliVerb
{
    public Command Build(CliContext context)
    {
        var number = new Argument<int>("NUMBER") { Description = "Number of the draft, as the screen shows it" };
        var months = new Option<int>("--months") { Description = "How far to look back, 1 to 36 months", DefaultValueFactory = _ => 12 };
        var command = new Command("backtest", "Try a draft of the programme on the purchases of the last months; nothing is booked") { number, months };
        command.SetAction((parse, ct) => context.RunAsync(parse, async (session, token) =>
        {
            var wanted = parse.GetValue(number);
            await using var db = session.Services.GetRequiredService<StudioData>().Read();
            if (await db.Set<ProgrammeVersion>().Where(v => v.Number == wanted).Select(v => (long?)v.Id).FirstOrDefaultAsync(token) is not { } id)
            {
                session.Output.Refuse("programme_unknown", $"There is no programme version {wanted}.");
                return CliExit.Refused;
            }

            var outcome = await session.Services.GetRequiredService<RunBackTest>()
                .RunAsync(session.Actor, new StartBackTestRequest(id, parse.GetValue(months)), done => session.Output.Progress((long)(done * 100), 100, "percent"), token);
            if (outcome is not { IsDone: true, Value: { } result })
            {
                session.Output.Refuse(outcome.Code, outcome.Text);
                return CliExit.Refused;
            }

            session.Output.Result(new { State = "done", Version = wanted, Result = result },
                $"""
                Version {wanted} over {result.From:yyyy-MM-dd} to {result.To:yyyy-MM-dd}, {result.Work.Members:N0} members and {result.Work.Purchases:N0} purchases, in {result.Work.ReadSeconds + result.Work.ReplaySeconds:N1} s.
                                       happened     would be
                Points earned   {result.NetPoints.Happened,15:N0} {result.NetPoints.WouldBe,12:N0}
                Open points     {result.OpenPoints.Happened,15:N0} {result.OpenPoints.WouldBe,12:N0}
                Cheques         {result.ChequeCount.Happened,15:N0} {result.ChequeCount.WouldBe,12:N0}
                Cheques, cents  {result.ChequeCents.Happened,15:N0} {result.ChequeCents.WouldBe,12:N0}
                {result.Gain:N0} members better off, {result.Lose:N0} worse off, {result.Same:N0} the same; {result.Up:N0} in a higher tier, {result.Down:N0} in a lower one.
                The recount of what happened agrees with the books for {result.Control.Share:P1} of the members.
                """);
            return CliExit.Done;
        }, ct));
        return command;
    }
}
