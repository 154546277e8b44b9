using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Access.Settings;
using LoyaltyStudio.Features.Campaigns.Model;
using LoyaltyStudio.Features.Cheques.Codes;
using LoyaltyStudio.Features.Feedback.Model;
using LoyaltyStudio.Features.Messaging.Respect;
using LoyaltyStudio.Features.Programme;
using LoyaltyStudio.Features.Segments.Asking;
using LoyaltyStudio.Jobs;
using LoyaltyStudio.Platform;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Campaigns.Running;

/// <summary>What a run came to, over all active campaigns.</summary>
public sealed record CampaignsRun(int Campaigns, int Entered, int Holdout, int Excluded, int MovedOn);

/// <summary>
/// One day of all active campaigns, the highest priority first, then the highest expected value: moves on who waits, sorts who is meant, draws a side and takes the treated through the steps, in blocks of one transaction
/// each. Who is in is never drawn again and no step happens twice, so a run that was killed just goes on.
/// </summary>
public sealed class RunCampaigns(StudioData data, TimeProvider clock, OrganisationBook organisation, CodeVault vault, SegmentQuery segments, CampaignSets sets, DrawGlobalHoldout holdouts)
{
    private const int Block = 3_000;

    public async Task<Outcome<CampaignsRun>> RunAsync(Actor actor, DateOnly asOf, Action<long, long, string>? report, CancellationToken ct)
    {
        if (!actor.May(Permission.RunJobs))
        {
            return Refuse.Forbidden();
        }

        (await holdouts.RunAsync(actor, asOf, ct)).Must();
        List<Campaign> active;
        await using (var read = data.Read())
        {
            active = await read.Set<Campaign>().Where(c => c.State == CampaignState.Active).OrderByDescending(c => c.Priority).ThenByDescending(c => c.ExpectedValueCents).ThenBy(c => c.Id).ToListAsync(ct);
        }

        var total = new CampaignsRun(active.Count, 0, 0, 0, 0);
        foreach (var campaign in active)
        {
            var moved = await MoveOnAsync(actor, campaign, asOf, report, ct);
            var open = (campaign.StartOn is not { } from || from <= asOf) && (campaign.EndOn is not { } until || until >= asOf);
            var run = open ? await EnterAsync(actor, campaign, asOf, report, ct) : null;
            if (campaign.EndOn < asOf)
            {
                await EndAsync(actor, campaign.Id, ct);
            }

            total = total with
            {
                MovedOn = total.MovedOn + moved,
                Entered = total.Entered + (run?.Messaged ?? 0),
                Holdout = total.Holdout + (run?.Holdout ?? 0),
                Excluded = total.Excluded + (run is null ? 0 : run.Members - run.Messaged - run.Holdout - run.AlreadyIn),
            };
        }

        return total;
    }

    /// <summary>A campaign whose period is over ends when the last one on the way has arrived.</summary>
    private Task EndAsync(Actor actor, long campaignId, CancellationToken ct) => data.WriteAsync(async db =>
    {
        if (!await db.Set<Journey>().AnyAsync(j => j.CampaignId == campaignId && j.State == JourneyState.Waiting, ct)
            && await db.Set<Campaign>().Where(c => c.Id == campaignId && c.State == CampaignState.Active).ExecuteUpdateAsync(s => s.SetProperty(c => c.State, CampaignState.Ended).SetProperty(c => c.Version, c => c.Version + 1), ct) == 1)
        {
            db.Audit(actor, "campaign.end", $"campaign {campaignId}", "Its period is over and nobody is on the way any more.");
            await db.SaveChangesAsync(ct);
        }
    }, ct, Lane.Job);

    /// <summary>Goes on with everybody whose time has come.</summary>
    private async Task<int> MoveOnAsync(Actor actor, Campaign campaign, DateOnly asOf, Action<long, long, string>? report, CancellationToken ct)
    {
        FlowDay? day = null;
        var answers = new FlowAnswers(data, segments, campaign.Id, asOf);
        var (pace, moved) = (new JobPace(data, clock, Block), 0);
        while (true)
        {
            ct.ThrowIfCancellationRequested();
            day ??= await DayAsync(campaign, asOf, ct);
            var end = day.Begin(asOf.AddDays(1));
            var size = pace.Next;
            var count = await pace.WriteAsync(size, async db =>
            {
                if (!await HoldAsync(db, campaign.Id, ct))
                {
                    return 0;
                }

                var due = await db.Set<Journey>().AsNoTracking().Where(j => j.CampaignId == campaign.Id && j.State == JourneyState.Waiting && j.DueAt < end).OrderBy(j => j.DueAt).ThenBy(j => j.MemberId).Take(size).ToListAsync(ct);
                var people = await CampaignAudience.PeopleAsync(db, [.. due.Select(j => j.MemberId).Distinct()], ct);
                var effects = await WalkAsync(day, answers, due.ConvertAll(j => new Traveller(j, people[j.MemberId])), ct);
                await effects.SaveAsync(db, day, actor, ct);
                await db.BulkUpdateAsync(due, [nameof(Journey.State), nameof(Journey.Step), nameof(Journey.DueAt), nameof(Journey.SinceAt), nameof(Journey.CouponId), nameof(Journey.Reason)], []);
                return due.Count;
            }, ct);
            CrashPoint.Here("campaign-after-moving-on");
            moved += count;
            report?.Invoke(moved, moved, campaign.Name);
            if (count < size)
            {
                return moved;
            }
        }
    }

    /// <returns>Null on a day on which the trigger means nobody.</returns>
    private async Task<CampaignRun?> EnterAsync(Actor actor, Campaign campaign, DateOnly asOf, Action<long, long, string>? report, CancellationToken ct)
    {
        var day = await DayAsync(campaign, asOf, ct);
        var sorted = await sets.SortAsync(campaign, day.Rules, asOf, ct);
        var answers = new FlowAnswers(data, segments, campaign.Id, asOf);
        var pace = new JobPace(data, clock, Block);
        List<long> over = [], eligible = [.. sorted.Eligible];
        var (at, done) = (0, 0);
        var next = Ready();
        while (await next is { } ready)
        {
            // The next block is thought out while this one is written.
            next = Ready();
            var runs = await pace.WriteAsync(ready.Members, async db =>
            {
                if (!await HoldAsync(db, campaign.Id, ct))
                {
                    return false;
                }

                await db.BulkInsertAsync(ready.Drawn);
                await ready.Effects.SaveAsync(db, day, actor, ct);
                await db.BulkInsertAsync(ready.Travellers.ConvertAll(t => t.Journey));
                CrashPoint.Here("campaign-before-commit");
                return true;
            }, ct);
            CrashPoint.Here("campaign-after-block");
            if (!runs)
            {
                await next;
                return null;
            }

            over.AddRange(ready.OverBudget);
            report?.Invoke(done += ready.Members, eligible.Count, campaign.Name);
        }

        return sorted.Members == 0 ? null : await data.WriteAsync(db => CampaignFunnel.WriteAsync(db, campaign.Id, asOf, sorted, over, ct), ct, Lane.Job);

        Task<ReadyBlock?> Ready()
        {
            var block = eligible.GetRange(at, Math.Min(pace.Next, eligible.Count - at));
            at += block.Count;
            return block.Count == 0 ? Task.FromResult<ReadyBlock?>(null) : Task.Run<ReadyBlock?>(async () => await ReadyAsync(day, answers, block, ct), ct);
        }
    }

    /// <summary>Whether a campaign still runs, held for the rest of the transaction: what a person pauses or ends while the night is at it takes nobody in any more. SQLite has one writer and needs no lock.</summary>
    private static async Task<bool> HoldAsync(StudioDb db, long campaignId, CancellationToken ct)
    {
        await using var hold = db.Command($"SELECT state FROM campaign WHERE id = @id{(db.IsSqlite ? "" : " FOR SHARE")}").With("id", campaignId);
        return await hold.ExecuteScalarAsync(ct) is nameof(CampaignState.Active);
    }

    /// <summary>Members of one transaction: their places, ways, and what the first steps do.</summary>
    private sealed record ReadyBlock(int Members, List<CampaignMember> Drawn, List<Traveller> Travellers, FlowEffects Effects, List<long> OverBudget);

    private async Task<ReadyBlock> ReadyAsync(FlowDay day, FlowAnswers answers, List<long> block, CancellationToken ct)
    {
        await using var db = data.Read();
        var people = await CampaignAudience.PeopleAsync(db, [.. block], ct);
        var placed = day.Campaign.ReEntryDays is null ? [] : (await db.Set<CampaignMember>().Where(m => m.CampaignId == day.Campaign.Id && block.Contains(m.MemberId)).Select(m => m.MemberId).ToListAsync(ct)).ToHashSet();
        List<CampaignMember> drawn = [];
        List<Traveller> travellers = [];
        List<Traveller> walking = [];
        List<long> over = [];
        var runner = new FlowRunner(day, answers, new FlowEffects(vault));
        foreach (var person in block.Where(people.ContainsKey).Select(m => people[m]))
        {
            // Nobody is drawn for whom there is no money: they would count as treated and get nothing.
            if (!day.Purse.Has(day.EntryMillicents * (walking.Count + 1)))
            {
                await runner.MoveAsync(walking, ct);
                walking.Clear();
                if (!day.Purse.Has(day.EntryMillicents))
                {
                    over.Add(person.MemberId);
                    continue;
                }
            }

            var known = placed.Contains(person.MemberId);
            var group = known ? CampaignGroup.Treatment : AssignmentPolicy.GroupOf(day.Campaign.Salt, person.PersonKey, day.Campaign.HoldoutPercent);
            if (!known)
            {
                drawn.Add(new CampaignMember { CampaignId = day.Campaign.Id, MemberId = person.MemberId, Group = group, AssignedOn = day.AsOf, AssignedAt = day.Now });
            }

            if (group == CampaignGroup.Treatment)
            {
                walking.Add(new Traveller(new Journey { CampaignId = day.Campaign.Id, MemberId = person.MemberId, EnteredOn = day.AsOf, Step = day.Map.First, DueAt = day.Now, SinceAt = day.Now }, person));
                travellers.Add(walking[^1]);
            }
        }

        await runner.MoveAsync(walking, ct);
        return new ReadyBlock(block.Count, drawn, travellers, runner.Effects, over);
    }

    private async Task<FlowEffects> WalkAsync(FlowDay day, FlowAnswers answers, List<Traveller> travellers, CancellationToken ct)
    {
        var runner = new FlowRunner(day, answers, new FlowEffects(vault));
        await runner.MoveAsync(travellers, ct);
        return runner.Effects;
    }

    private async Task<FlowDay> DayAsync(Campaign campaign, DateOnly asOf, CancellationToken ct)
    {
        var offers = await data.WriteAsync(db => CampaignOffers.EnsureAsync(db, campaign, clock.GetUtcNow().UtcDateTime, ct), ct, Lane.Job);
        await using var db = data.Read();
        var rules = await ContactRules.ReadAsync(db, ct);
        var hundredPoints = await db.Set<FeedbackSetting>().Select(s => (long?)s.HundredPointsCents).FirstOrDefaultAsync(ct) ?? new FeedbackSetting().HundredPointsCents;
        var left = campaign.BudgetCents is { } budget ? (budget * 1_000) - await CampaignCosts.SpentMillicentsAsync(db, campaign, rules, hundredPoints, ct) : (long?)null;
        return new FlowDay(campaign, new FlowMap(FlowDefinition.Parse(campaign.Flow)), await organisation.CurrentAsync(ct), rules, asOf, clock.GetUtcNow().UtcDateTime, offers,
            await CampaignSets.ComplainingAsync(data, ct), await CampaignSets.CappedAsync(data, rules, MessageChannel.Email, asOf, ct), await CampaignSets.CappedAsync(data, rules, MessageChannel.Print, asOf, ct),
            await CampaignSets.PostConsentAsync(data, ct), await CampaignSets.HeldOutAsync(data, ct), new Purse(left), hundredPoints,
            (await ProgrammeBook.TimelineAsync(db, ct)).On(asOf)?.Content.TierOf(null).Code ?? "");
    }
}

/// <summary>The job run-campaigns.</summary>
internal sealed class RunCampaignsWork(RunCampaigns campaigns) : IScheduledWork
{
    public string Name => "run-campaigns";

    public string DefaultCron => "0 0 6 * * ?";

    public async Task<string> RunAsync(WorkRun run, CancellationToken ct)
    {
        var done = (await campaigns.RunAsync(run.Actor, run.AsOf, run.Report, ct)).Must();
        return FormattableString.Invariant($"{done.Campaigns} active campaigns: {done.Entered:N0} members on their way, {done.MovedOn:N0} a step further, {done.Holdout:N0} left out to compare, {done.Excluded:N0} not in the audience or excluded.");
    }
}
