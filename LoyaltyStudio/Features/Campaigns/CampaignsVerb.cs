using System.CommandLine;
using LoyaltyStudio.Cli;
using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Campaigns.Editing;
using LoyaltyStudio.Features.Campaigns.Measuring;
using LoyaltyStudio.Features.Campaigns.Model;
using LoyaltyStudio.Platform;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Campaigns;

/// <summary>`campaigns list|start|pause|resume|end|result`; running the active ones is the job run-campaigns.</summary>
public sealed class CampaignsVerb : ICliVerb
{
    public Command Build(CliContext context)
    {
        var campaigns = new Command("campaigns", "Show campaigns, and start, pause or end one");
        var list = new Command("list", "Show all campaigns");
        list.SetAction((parse, ct) => context.RunAsync(parse, async (session, token) =>
        {
            await using var db = session.Services.GetRequiredService<StudioData>().Read();
            var rows = await db.Set<Campaign>().OrderBy(c => c.Id).Select(c => new { c.Id, c.Name, c.State, c.DaysWithoutPurchase, c.SegmentId, c.HoldoutPercent }).ToListAsync(token);
            rows.ForEach(c => session.Output.Say($"{c.Id,4}  {c.State,-8} {c.Name} ({(c.SegmentId is { } s ? $"segment {s}" : c.DaysWithoutPurchase is { } d ? $"no purchase for {d} days" : "everybody")}, {c.HoldoutPercent} % left out)"));
            session.Output.Result(new { State = "done", Campaigns = rows }, $"{rows.Count} campaigns.");
            return CliExit.Done;
        }, ct));
        campaigns.Add(list);
        foreach (var step in Enum.GetValues<CampaignStep>())
        {
            var id = new Argument<long>("ID") { Description = "Number of the campaign, as `campaigns list` shows it" };
            var verb = new Command(step.ToString().ToLowerInvariant(), $"{step} a campaign") { id };
            verb.SetAction((parse, ct) => context.RunAsync(parse, async (session, token) =>
            {
                var moved = await session.Services.GetRequiredService<MoveCampaign>().RunAsync(session.Actor, parse.GetValue(id), step, token);
                if (!moved.IsDone)
                {
                    session.Output.Refuse(moved.Code, moved.Text);
                    return CliExit.Refused;
                }

                session.Output.Result(new { State = moved.Value }, $"Campaign {parse.GetValue(id)} is {moved.Value}.");
                return CliExit.Done;
            }, ct));
            campaigns.Add(verb);
        }

        campaigns.Add(ResultVerb.Build(context));
        return campaigns;
    }
}
