using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Access.Model;
using LoyaltyStudio.Features.Access.Settings;
using LoyaltyStudio.Features.Access.Users;
using LoyaltyStudio.Features.BackTest.Running;
using LoyaltyStudio.Features.Campaigns.Editing;
using LoyaltyStudio.Features.Campaigns.Model;
using LoyaltyStudio.Features.Campaigns.Running;
using LoyaltyStudio.Features.Cheques.Codes;
using LoyaltyStudio.Features.Cheques.Issuing;
using LoyaltyStudio.Features.Cheques.Model;
using LoyaltyStudio.Features.Cheques.Printing;
using LoyaltyStudio.Features.Cheques.Redeeming;
using LoyaltyStudio.Features.Cheques.Reissuing;
using LoyaltyStudio.Features.Lifecycle.Refreshing;
using LoyaltyStudio.Features.Points.Expiring;
using LoyaltyStudio.Features.Programme;
using LoyaltyStudio.Features.Programme.Model;
using LoyaltyStudio.Features.Programme.Publishing;
using LoyaltyStudio.Features.Purchases.Recording;
using LoyaltyStudio.Features.Tiers.Evaluating;
using LoyaltyStudio.Platform;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Shell.Demo;

/// <param name="Password">Of every account of the demo; generated, shown once.</param>
public sealed record DemoMade(int Members, long Purchases, long Returns, long Points, int Cheques, string Email, string Marketer, string StoreManager, string Auditor, string Password);

/// <summary>
/// Makes the fictional retailer: two years of purchases, with the nights and quarter-ends in between done by the same use cases as the jobs, on a clock
/// that shows the day. The same seed gives the same members and purchases; codes and salts are random as everywhere.
/// </summary>
internal sealed class DemoRetailer(IServiceProvider services, DemoClock clock, DateOnly today, int memberCount, ulong seed)
{
    private const int Days = 730;

    /// <summary>Days before today on which the second version of the programme began.</summary>
    private const int SecondVersionAgo = 330;

    /// <summary>Above this number the past campaign and the use of cheques are left out; the bulk is what counts then.</summary>
    private const int StoryLimit = 50_000;
    private readonly BusinessCalendar calendar = new(TimeZoneInfo.FindSystemTimeZoneById("Europe/Amsterdam"));
    private readonly DateOnly firstDay = today.AddDays(-Days);
    private readonly DemoRewards rewards = new(services, seed);
    private int cheques;

    private T Get<T>() where T : notnull => services.GetRequiredService<T>();

    internal async Task<Outcome<DemoMade>> MakeAsync(Actor actor, Action<long, long, string> report, CancellationToken ct)
    {
        clock.Set(calendar.ToUtc(firstDay.ToDateTime(new TimeOnly(9, 0))));
        var password = PasswordRule.Generate();
        var choices = new SetUpChoices("Anna Admin", "anna@huisenhaard.example", password, DemoCatalogue.Organisation);
        var setUp = await Get<SetUpOrganisation>().RunAsync(actor, choices, ct);
        if (!setUp.IsDone)
        {
            return setUp.As<DemoMade>();
        }

        var settings = new SaveOrganisationRequest(choices.OrganisationName, choices.Language, "http://localhost:5000", "hallo@huisenhaard.example", true, 0);
        (await Get<SaveOrganisation>().RunAsync(actor, settings, ct)).Must();
        (await Get<SaveBrand>().RunAsync(actor, new SaveBrandRequest("#17594a", "Oudegracht 112", "3511 AW", "Utrecht", null, SaveBrandRequest.None), ct)).Must();
        var shoppers = Enumerable.Range(1, memberCount).Select(n => new DemoShopper(seed, n, Days, n <= memberCount * 0.6)).ToList();
        var people = new DemoPeople(Get<StudioData>(), seed, firstDay, calendar);
        var stores = await people.StoresAsync(ct);
        var products = await people.ProductsAsync(ct);
        await UsersAsync(actor, password, stores, ct);
        var members = await people.MembersAsync(actor, shoppers, stores, report, ct);
        var history = new DemoHistory(Get<StudioData>(), Get<PurchaseBook>(), clock, calendar, firstDay, shoppers, members, stores, products);
        var bram = await UserAsync("bram@huisenhaard.example", ct);
        await rewards.AddAsync(bram, ct);
        await LiveAsync(history, shoppers, members, report, ct);
        await rewards.SpendAsync(bram, today, ct);
        await DemoProgramme.PlanSaleAsync(services, bram, calendar, today, ct);
        await rewards.CorrectAsync(bram, members, ct);
        await SpeakAsync(bram, stores, ct);
        await PrintAsync(bram, ct);
        await TryOutAsync(ct);
        await DemoInsight.LearnAsync(services, clock, calendar, today, memberCount <= StoryLimit, ct);
        if (memberCount <= StoryLimit)
        {
            await new DemoCampaigns(services, clock, calendar, today, seed).MakeAsync(bram, await UserAsync("chantal@huisenhaard.example", ct), ct);
        }

        await new DemoSegments(services, clock, calendar, today).EndAsync(bram, ct);
        await new DemoProof(services, clock, calendar, today, seed).EndAsync(bram, ct);
        await using var db = Get<StudioData>().Read();
        var points = await db.Set<Features.Points.Model.PointBalance>().SumAsync(b => b.Total, ct);
        return new DemoMade(memberCount, history.Purchases, history.Returns, points, cheques, choices.Email, "bram@huisenhaard.example", "chantal@huisenhaard.example", "dirk@huisenhaard.example", password);
    }

    private async Task UsersAsync(Actor actor, string password, long[] stores, CancellationToken ct)
    {
        (string Name, string Email, StudioRole Role, long[] Stores)[] people =
        [
            ("Bram de Marketeer", "bram@huisenhaard.example", StudioRole.Marketer, []),
            ("Chantal uit Utrecht", "chantal@huisenhaard.example", StudioRole.StoreManager, [stores[0]]),
            ("Dirk de Controller", "dirk@huisenhaard.example", StudioRole.Auditor, []),
        ];
        foreach (var p in people)
        {
            (await Get<AddUser>().RunAsync(actor, new AddUserRequest(p.Name, p.Email, p.Role, p.Stores, "nl", password), ct)).Must();
        }
    }

    /// <summary>Purchases day by day; on the first of a quarter the run of the last one, except the newest, which is left for the jobs to do.</summary>
    private async Task LiveAsync(DemoHistory history, List<DemoShopper> shoppers, long[] members, Action<long, long, string> report, CancellationToken ct)
    {
        var newest = BusinessCalendar.Floor(today, CalendarUnit.Quarter);
        var campaignDay = memberCount <= StoryLimit ? Days - 130 : -1;
        var stops = Enumerable.Range(1, Days - 1).Where(d => d == campaignDay || IsProofDay(d) || d == Days - SecondVersionAgo || firstDay.AddDays(d).Day == 1 || IsSegmentNight(d) || (firstDay.AddDays(d) is { Day: 2, Month: 1 or 4 or 7 or 10 } date && date < newest)).ToList();
        var lived = 0;
        foreach (var stop in stops.Append(Days))
        {
            await history.LiveAsync(lived, stop, report, Days, ct);
            lived = stop;
            if (stop == Days - SecondVersionAgo)
            {
                clock.Set(calendar.ToUtc(firstDay.AddDays(stop).ToDateTime(new TimeOnly(6, 0))));
                await DemoProgramme.PublishAsync(services, await UserAsync("anna@huisenhaard.example", ct), firstDay.AddDays(stop), ct);
            }

            if (stop < Days && firstDay.AddDays(stop).Day == 1)
            {
                await StatesAsync(firstDay.AddDays(stop), ct);
            }

            if (IsSegmentNight(stop))
            {
                await SegmentNightAsync(stop, ct);
            }

            if (IsProofDay(stop))
            {
                await new DemoProof(services, clock, calendar, today, seed).OnAsync(Days - stop, await UserAsync("bram@huisenhaard.example", ct), ct);
            }

            if (stop == campaignDay)
            {
                await CampaignAsync(stop, shoppers, members, ct);
            }
            else if (stop < Days && firstDay.AddDays(stop) is { Day: 2, Month: 1 or 4 or 7 or 10 })
            {
                await QuarterAsync(firstDay.AddDays(stop), ct);
            }
        }
    }

    /// <summary>Each week of the last two months is a night in which the segments are refreshed.</summary>
    private bool IsSegmentNight(int day) => memberCount <= StoryLimit && day < Days && Days - day <= DemoSegments.HistoryDays && (Days - day) % DemoSegments.HistoryStep == 0;

    private bool IsProofDay(int day) => memberCount <= StoryLimit && DemoProof.DaysAgo.Contains(Days - day);

    private async Task SegmentNightAsync(int day, CancellationToken ct)
    {
        var bram = await UserAsync("bram@huisenhaard.example", ct);
        var segments = new DemoSegments(services, clock, calendar, today);
        clock.Set(calendar.ToUtc(firstDay.AddDays(day).ToDateTime(new TimeOnly(4, 0))));
        if (Days - day == DemoSegments.HistoryDays)
        {
            await segments.AddAsync(bram, ct);
        }

        await segments.NightAsync(bram, firstDay.AddDays(day), ct);
    }

    /// <summary>What customers said and were promised, and how the channels were scanned.</summary>
    private async Task SpeakAsync(Actor bram, long[] stores, CancellationToken ct)
    {
        if (memberCount <= StoryLimit)
        {
            await new DemoFeedback(services, clock, calendar, today, seed).MakeAsync(bram, await UserAsync("chantal@huisenhaard.example", ct), stores, ct);
            await new DemoScans(services, clock, calendar, today, seed).MakeAsync(bram, ct);
            await new DemoOffers(services, clock, calendar, today, seed).MakeAsync(bram, ct);
        }
    }

    /// <summary>Cheques of customers without e-mail went to the printer; a few letters came back and wait with a new code.</summary>
    private async Task PrintAsync(Actor bram, CancellationToken ct)
    {
        if (memberCount > StoryLimit)
        {
            return;
        }

        clock.Set(calendar.ToUtc(today.AddDays(-9).ToDateTime(new TimeOnly(10, 0))));
        if (await Get<PrintCheques>().RunAsync(bram, ct) is not { IsDone: true, Value: { } batch })
        {
            return;
        }

        await using var db = Get<StudioData>().Read();
        foreach (var cheque in await db.Set<Cheque>().Where(c => c.PrintBatchId == batch.Id).OrderBy(c => c.Id).Take(3).Select(c => new { c.Id, c.MemberId, c.CodeNumber }).ToListAsync(ct))
        {
            await Get<ReissueCheque>().RunAsync(bram, new ReissueChequeRequest(cheque.MemberId, cheque.Id, "Brief kwam onbestelbaar terug", cheque.CodeNumber), ct);
        }
    }

    /// <summary>Two ideas for the programme, tried on the history: gold from 1,000 points with double points on a category, and a dearer point.</summary>
    private async Task TryOutAsync(CancellationToken ct)
    {
        clock.Set(calendar.ToUtc(today.ToDateTime(new TimeOnly(0, 1))));
        var night = Actor.Job("night");
        (await Get<ExpirePoints>().RunAsync(night, today, null, ct)).Must();
        (await Get<EvaluateTiers>().RunAsync(night, today, null, ct)).Must();
        await StatesAsync(today, ct);
        var bram = await UserAsync("bram@huisenhaard.example", ct);
        await using var db = Get<StudioData>().Read();
        var live = (await ProgrammeBook.TimelineAsync(db, ct)).On(today)!.Content;
        foreach (var (content, note) in DemoDrafts.Of(live))
        {
            var draft = (await Get<SaveProgrammeDraft>().RunAsync(bram, new SaveProgrammeDraftRequest(null, 0, content, note), ct)).Must();
            (await Get<RunBackTest>().RunAsync(bram, new StartBackTestRequest(draft, 12), null, ct)).Must();
        }
    }

    /// <summary>Where every customer stands, looked at once a month.</summary>
    private async Task StatesAsync(DateOnly on, CancellationToken ct)
    {
        clock.Set(calendar.ToUtc(on.ToDateTime(new TimeOnly(4, 40))));
        (await Get<RefreshStates>().RunAsync(Actor.Job("night"), on, null, ct)).Must();
    }

    private async Task QuarterAsync(DateOnly on, CancellationToken ct)
    {
        clock.Set(calendar.ToUtc(on.ToDateTime(new TimeOnly(5, 0))));
        var night = Actor.Job("issue-cheques");
        (await Get<ExpirePoints>().RunAsync(night, on, null, ct)).Must();
        (await Get<EvaluateTiers>().RunAsync(night, on, null, ct)).Must();
        if (memberCount <= StoryLimit)
        {
            await rewards.SpendAsync(await UserAsync("bram@huisenhaard.example", ct), on, ct);
        }

        (await Get<ExpireCheques>().RunAsync(night, on, ct)).Must();
        List<long> runs = [await IssueAsync(on, ChequeScheme.Main, CalendarUnit.Quarter, ct)];
        await using var db = Get<StudioData>().Read();
        if (on.Month == 1 && (await ProgrammeBook.TimelineAsync(db, ct)).On(on.AddDays(-on.Day))?.Content.SchemeOf(DemoProgramme.GoldYear) is not null)
        {
            runs.Add(await IssueAsync(on, DemoProgramme.GoldYear, CalendarUnit.Year, ct));
        }

        if (memberCount <= StoryLimit)
        {
            await RedeemAsync(runs, on, ct);
        }
    }

    private async Task<long> IssueAsync(DateOnly on, string scheme, CalendarUnit unit, CancellationToken ct)
    {
        var night = Actor.Job("issue-cheques");
        var run = (await Get<PrepareChequeRun>().RunAsync(night, new PrepareChequeRunRequest(BusinessCalendar.PeriodKey(on.AddDays(-5), unit), scheme), ct)).Must();
        var calculated = (await Get<CalculateChequeRun>().RunAsync(night, run, null, ct)).Must();
        (await Get<ApproveChequeRun>().RunAsync(await UserAsync("bram@huisenhaard.example", ct), run, calculated.Version, ct)).Must();
        cheques += (await Get<IssueChequeRun>().RunAsync(night, run, null, ct)).Must().IssuedCount;
        return run;
    }

    /// <summary>Two in three cheques are spent within the quarter, some in two goes.</summary>
    private async Task RedeemAsync(List<long> runs, DateOnly on, CancellationToken ct)
    {
        await using var db = Get<StudioData>().Read();
        var issued = await db.Set<Cheque>().Where(c => runs.Contains(c.RunId)).OrderBy(c => c.RunId).ThenBy(c => c.MemberId)
            .Join(db.Set<Features.Members.Model.Member>(), c => c.MemberId, m => m.Id, (c, m) => new { c.Id, c.RunId, c.CodeSealed, c.FaceCents, c.MemberId, m.HomeStoreId }).ToListAsync(ct);
        var till = Actor.Job("demo tills");
        var work = issued.Select(c => (c, chance: new DemoChance(seed ^ 0xC4E9, (ulong)((c.RunId * 1_000_003) + c.MemberId)))).ToList();
        foreach (var day in work.Select(w => (w.c, Day: w.chance.Happens(0.66) ? 3 + w.chance.Below(80) : -1, Half: w.chance.Happens(0.2))).Where(w => w.Day > 0 && on.AddDays(w.Day) < today).GroupBy(w => w.Day).OrderBy(g => g.Key))
        {
            clock.Set(calendar.ToUtc(on.AddDays(day.Key).ToDateTime(new TimeOnly(14, 0))));
            await Task.WhenAll(day.Select(w => Get<RedeemCode>().RunAsync(till,
                new RedeemRequest(Get<CodeVault>().Reveal(w.c.CodeSealed), $"bon-{w.c.Id}", w.Half && w.c.FaceCents > 500 ? w.c.FaceCents / 1000 * 500 : null, w.c.HomeStoreId), ct)));
        }
    }

    /// <summary>A campaign four months ago: of those who had stopped, more come back with a message than without. The results page has to find that.</summary>
    private async Task CampaignAsync(int day, List<DemoShopper> shoppers, long[] members, CancellationToken ct)
    {
        var on = firstDay.AddDays(day);
        clock.Set(calendar.ToUtc(on.ToDateTime(new TimeOnly(6, 0))));
        var bram = await UserAsync("bram@huisenhaard.example", ct);
        var mail = new DemoMail(services, clock, calendar, seed);
        var draft = DemoMail.WithButton(CampaignDraft.WinBack) with { Name = "Zomer: we missen je", HoldoutPercent = 20, DaysWithoutPurchase = 100, FixedCostCents = 12_500, BudgetCents = 250_000, Salt = $"demo {seed}" };
        var campaign = (await Get<SaveCampaign>().RunAsync(bram, draft, ct)).Must();
        (await Get<MoveCampaign>().RunAsync(bram, campaign, CampaignStep.Start, ct)).Must();
        (await Get<RunCampaigns>().RunAsync(Actor.Job("run-campaigns"), on, null, ct)).Must();
        await mail.PrepareAsync(bram, ct);
        clock.Set(calendar.ToUtc(on.ToDateTime(new TimeOnly(10, 0))));
        (await Get<Features.Messaging.Delivery.DeliverOutbox>().RunAsync(Actor.Job("deliver-outbox"), new(), ct)).Must();
        (await Get<MoveCampaign>().RunAsync(bram, campaign, CampaignStep.End, ct)).Must();
        await mail.ReactAsync(bram, campaign, on, ct);
        await using var db = Get<StudioData>().Read();
        var drawn = await db.Set<CampaignMember>().Where(m => m.CampaignId == campaign).ToDictionaryAsync(m => m.MemberId, m => m.Group, ct);
        var back = new Dictionary<long, int>();
        for (var i = 0; i < members.Length; i++)
        {
            if (drawn.TryGetValue(members[i], out var group) && new DemoChance(seed ^ 0xCA3B, (ulong)i).Happens(group == CampaignGroup.Treatment ? 0.17 : 0.05))
            {
                shoppers[i].WinBack(day);
                if (group == CampaignGroup.Treatment && i % 5 < 3)
                {
                    back[members[i]] = shoppers[i].NextDay;
                }
            }
        }

        await UseCouponsAsync(campaign, back, ct);
    }

    /// <summary>Three in five of those who come back bring their coupon.</summary>
    private async Task UseCouponsAsync(long campaign, Dictionary<long, int> back, CancellationToken ct)
    {
        await using var db = Get<StudioData>().Read();
        var coupons = await db.Set<Coupon>().Where(c => c.CampaignId == campaign).OrderBy(c => c.Id).Select(c => new { c.Id, c.MemberId, c.CodeSealed, c.ValidUntil }).ToListAsync(ct);
        foreach (var coupon in coupons.Where(c => back.ContainsKey(c.MemberId)).OrderBy(c => back[c.MemberId]))
        {
            var on = firstDay.AddDays(back[coupon.MemberId]);
            if (on <= coupon.ValidUntil && on < today)
            {
                clock.Set(calendar.ToUtc(on.ToDateTime(new TimeOnly(15, 0))));
                (await Get<RedeemCode>().RunAsync(Actor.Job("demo tills"), new RedeemRequest(Get<CodeVault>().Reveal(coupon.CodeSealed), $"bon-{coupon.Id}", 300 + (coupon.Id * 137 % 1_200), null), ct)).Must();
            }
        }
    }

    private async Task<Actor> UserAsync(string email, CancellationToken ct)
    {
        await using var db = Get<StudioData>().Read();
        return await UserActor.FindAsync(db, email, ct) ?? throw new InvalidOperationException($"The demo has no user {email}.");
    }
}
