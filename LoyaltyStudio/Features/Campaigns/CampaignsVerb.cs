using System.CommandLine;
using LoyaltyStudio.Cli;
using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Campaigns.Editing;
using LoyaltyStudio.Features.Campaigns.Measuring;
using LoyaltyStudio.Features.Campaigns.Model;
using LoyaltyStudio.Features.Campaigns.Reading;
using LoyaltyStudio.Features.Campaigns.Recipes;
using LoyaltyStudio.Features.Campaigns.Running;
using LoyaltyStudio.Platform;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Campaigns;

/// <summary>`campaigns list|show|recipes|make|try|start|approve|sendback|pause|resume|end|result`; running the active ones is the job run-campaigns.</summary>
public sealed class CampaignsVerb : ICliVerb
{
    public Command Build(CliContext context)
    {
        var campaigns = new Command("campaigns", "Show campaigns, make one from a ready-made one, and start, pause or end one");
        campaigns.Add(List(context));
        campaigns.Add(Of(context, "show", "Show a campaign: state, what starts it, steps and what happened", ShowAsync));
        campaigns.Add(Recipes(context));
        campaigns.Add(Make(context));
        campaigns.Add(Of(context, "try", "Count whom a campaign would reach today, without doing anything", TryAsync));
        foreach (var step in Enum.GetValues<CampaignStep>())
        {
            campaigns.Add(Of(context, step.ToString().ToLowerInvariant(), step == CampaignStep.SendBack ? "Make a proposed campaign a draft again" : $"{step} a campaign", async (session, id, token) =>
                Tell(session, await session.Services.GetRequiredService<MoveCampaign>().RunAsync(session.Actor, id, step, token), state => (new { State = state }, $"Campaign {id} is {state}."))));
        }

        campaigns.Add(ResultVerb.Build(context));
        return campaigns;
    }

    private static Command List(CliContext context)
    {
        var list = new Command("list", "Show all campaigns");
        list.SetAction((parse, ct) => context.RunAsync(parse, async (session, token) =>
        {
            await using var db = session.Services.GetRequiredService<StudioData>().Read();
            var rows = await db.Set<Campaign>().OrderBy(c => c.Id).Select(c => new { c.Id, c.Name, c.State, c.Recipe, c.DaysWithoutPurchase, c.SegmentId, c.HoldoutPercent }).ToListAsync(token);
            rows.ForEach(c => session.Output.Say($"{c.Id,4}  {c.State,-8} {c.Name} ({(c.SegmentId is { } s ? $"segment {s}" : c.DaysWithoutPurchase is { } d ? $"no purchase for {d} days" : "everybody")}, {c.HoldoutPercent} % left out)"));
            session.Output.Result(new { State = "done", Campaigns = rows }, $"{rows.Count} campaigns.");
            return CliExit.Done;
        }, ct));
        return list;
    }

    private static Command Recipes(CliContext context)
    {
        var recipes = new Command("recipes", "Show the ready-made campaigns");
        recipes.SetAction((parse, ct) => context.RunAsync(parse, (session, _) =>
        {
            foreach (var recipe in CampaignRecipe.All)
            {
                session.Output.Say($"{recipe.Key,-16} {recipe.Name}: {recipe.ForWhom}");
            }

            session.Output.Result(new { State = "done", Recipes = CampaignRecipe.All.Select(r => new { r.Key, r.Name, r.About, r.ForWhom }) }, $"{CampaignRecipe.All.Count} ready-made campaigns.");
            return Task.FromResult(CliExit.Done);
        }, ct));
        return recipes;
    }

    private static Command Make(CliContext context)
    {
        var recipe = new Argument<string>("RECIPE") { Description = "Name of a ready-made campaign, as `campaigns recipes` shows it" };
        var make = new Command("make", "Make a draft of a ready-made campaign") { recipe };
        make.SetAction((parse, ct) => context.RunAsync(parse, async (session, token) =>
            Tell(session, await session.Services.GetRequiredService<MakeCampaign>().RunAsync(session.Actor, parse.GetValue(recipe)!, token), id => (new { State = "done", Campaign = id }, $"Campaign {id} is a draft.")), ct));
        return make;
    }

    private static Command Of(CliContext context, string name, string about, Func<CliSession, long, CancellationToken, Task<int>> act)
    {
        var id = new Argument<long>("ID") { Description = "Number of the campaign, as `campaigns list` shows it" };
        var verb = new Command(name, about) { id };
        verb.SetAction((parse, ct) => context.RunAsync(parse, (session, token) => act(session, parse.GetValue(id), token), ct));
        return verb;
    }

    private static async Task<int> ShowAsync(CliSession session, long id, CancellationToken ct)
    {
        var found = await session.Services.GetRequiredService<ShowCampaign>().RunAsync(session.Actor, id, ct);
        var flow = await session.Services.GetRequiredService<ShowFlow>().RunAsync(session.Actor, id, ct);
        return Tell(session, found, campaign =>
        {
            foreach (var step in campaign.Draft.Flow.Everything())
            {
                var count = flow.Value!.Counts.GetValueOrDefault(step.Key, StepCount.None);
                session.Output.Say(FormattableString.Invariant($"{step.Key,5}  {FlowWords.KindOf(step),-10} {count.Done,9:N0} done {count.Waiting,9:N0} waiting {count.Skipped.Values.Sum(),9:N0} left out"));
            }

            return (new { campaign.State, Campaign = campaign.Id, campaign.Draft.Name, Trigger = campaign.Draft.Flow.Trigger.Kind, flow.Value!.Entered, flow.Value.Waiting, flow.Value.Counts }, $"{campaign.Draft.Name} is {campaign.State}; {flow.Value.Entered} ways begun, {flow.Value.Waiting} on their way.");
        });
    }

    private static async Task<int> TryAsync(CliSession session, long id, CancellationToken ct)
    {
        var found = await session.Services.GetRequiredService<ShowCampaign>().RunAsync(session.Actor, id, ct);
        return !found.IsDone ? Tell(session, found, _ => (new object(), "")) : Tell(session, await session.Services.GetRequiredService<CountAudience>().RunAsync(session.Actor, found.Value!.Draft, ct), count =>
        {
            foreach (var why in Enum.GetValues<Exclusion>().Where(w => count.Of(w) > 0))
            {
                session.Output.Say(FormattableString.Invariant($"{-count.Of(why),10:N0}  {AssignmentPolicy.CodeOf(why)}"));
            }

            return (new { State = "done", count.Members, count.Eligible, count.Holdout, Fallen = count.Fallen.ToDictionary(f => AssignmentPolicy.CodeOf(f.Key), f => f.Value) }, FormattableString.Invariant($"{count.Eligible:N0} of {count.Members:N0} members would get in, {count.Holdout:N0} of them left out to compare."));
        });
    }

    private static int Tell<T>(CliSession session, Outcome<T> outcome, Func<T, (object Json, string Text)> say)
    {
        if (!outcome.IsDone)
        {
            session.Output.Refuse(outcome.Code, outcome.Text);
            return CliExit.Refused;
        }

        var (json, text) = say(outcome.Value!);
        session.Output.Result(json, text);
        return CliExit.Done;
    }
}
