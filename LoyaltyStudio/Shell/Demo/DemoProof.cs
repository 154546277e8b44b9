using LoyaltyStudio.Features.Campaigns.Budget;
using LoyaltyStudio.Features.Campaigns.Editing;
using LoyaltyStudio.Features.Campaigns.Holdouts;
using LoyaltyStudio.Features.Campaigns.Measuring;
using LoyaltyStudio.Features.Campaigns.Model;
using LoyaltyStudio.Features.Campaigns.Running;
using LoyaltyStudio.Features.Messaging.Delivery;
using LoyaltyStudio.Platform;

namespace LoyaltyStudio.Shell.Demo;

/// <summary>What there is to prove beside the summer campaign: one campaign whose result is inconclusive, one that has just begun, two global control groups, and what the shop spends elsewhere.</summary>
internal sealed class DemoProof(IServiceProvider services, DemoClock clock, BusinessCalendar calendar, DateOnly today, ulong seed)
{
    private const int FirstHoldout = 430;
    private const int FirstHoldoutEnds = 200;
    private const int Autumn = 80;
    private const int SecondHoldout = 45;
    private const int JustBegun = 9;

    private static readonly (string Note, BudgetKind Kind, int Euros, int[] MonthsAgo)[] Spends =
    [
        ("Regionale radio, \"thuis begint hier\"", BudgetKind.Brand, 3_100, [11, 8, 5, 2]),
        ("Sponsoring woonbeurs en open dag", BudgetKind.Brand, 4_600, [9, 3]),
        ("Etalages en winkelinrichting seizoen", BudgetKind.Brand, 1_900, [10, 7, 4, 1]),
        ("Film over de makers, op Instagram", BudgetKind.Brand, 1_950, [6, 5, 0]),
        ("Zoekadvertenties webshop", BudgetKind.Activation, 620, [11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0]),
        ("Folder huis aan huis", BudgetKind.Activation, 1_750, [8, 2]),
    ];

    /// <summary>Days before today on which something of this happens.</summary>
    internal static IReadOnlyList<int> DaysAgo { get; } = [FirstHoldout, FirstHoldoutEnds, Autumn, SecondHoldout, JustBegun];

    private T Get<T>() where T : notnull => services.GetRequiredService<T>();

    internal async Task OnAsync(int ago, Actor bram, CancellationToken ct)
    {
        var on = today.AddDays(-ago);
        clock.Set(calendar.ToUtc(on.ToDateTime(new TimeOnly(7, 0))));
        switch (ago)
        {
            case FirstHoldout or SecondHoldout:
                (await Get<StartHoldout>().RunAsync(bram, 5, ct)).Must();
                (await Get<DrawGlobalHoldout>().RunAsync(Actor.Job("run-campaigns"), on, ct)).Must();
                break;
            case FirstHoldoutEnds:
                (await Get<EndHoldout>().RunAsync(bram, (await Get<ShowHoldouts>().RunAsync(bram, ct)).Must().Running!.Id, ct)).Must();
                break;
            case Autumn:
                await CampaignAsync(bram, on, AutumnDraft, ends: true, ct);
                break;
            case JustBegun:
                await CampaignAsync(bram, on, JustBegunDraft with { Flow = JustBegunDraft.Flow with { Trigger = new FlowTrigger(TriggerKind.Schedule) { Schedule = TriggerSchedule.Once, On = on } } }, ends: false, ct);
                break;
        }
    }

    private CampaignDraft AutumnDraft => Message(CampaignDraft.WinBack with
    {
        Name = "Herfst: nieuwe collectie",
        DaysWithoutPurchase = 30,
        HoldoutPercent = 15,
        MeasureDays = 30,
        CoolDownDays = 7,
        BudgetKind = BudgetKind.Brand,
        BudgetCents = 150_000,
        FixedCostCents = 38_500,
        Salt = $"demo autumn {seed}",
    }, new OfferTerms(CouponKind.Percent, 5, 21), ("{{voornaam}}, de herfst staat in de winkel", "Drie kamers in herfstkleuren: kom je kijken?"), ("{{first_name}}, autumn has come to the shop", "Three rooms in autumn colours: come and see?"));

    private CampaignDraft JustBegunDraft => Message(CampaignDraft.WinBack with
    {
        Name = "Kom je nog eens langs?",
        DaysWithoutPurchase = 60,
        HoldoutPercent = 20,
        MeasureDays = 45,
        BudgetCents = 120_000,
        FixedCostCents = 9_500,
        Salt = $"demo visit {seed}",
    }, new OfferTerms(CouponKind.Amount, 500, 30) { MinimumCents = 2_500 }, ("{{voornaam}}, we zetten koffie voor je", ""), ("{{first_name}}, the coffee is ready", ""));

    /// <summary>The words of the win-back campaign under other subjects; a second one makes it a subject test.</summary>
    private static CampaignDraft Message(CampaignDraft draft, OfferTerms terms, (string One, string Other) nl, (string One, string Other) en)
    {
        var words = draft.Flow.Everything().OfType<MessageStep>().First();
        return draft.WithMail(terms, words.Nl with { Subject = nl.One, OtherSubject = nl.Other }, words.En with { Subject = en.One, OtherSubject = en.Other });
    }

    private async Task CampaignAsync(Actor bram, DateOnly on, CampaignDraft draft, bool ends, CancellationToken ct)
    {
        var campaign = (await Get<SaveCampaign>().RunAsync(bram, draft, ct)).Must();
        (await Get<MoveCampaign>().RunAsync(bram, campaign, CampaignStep.Start, ct)).Must();
        (await Get<RunCampaigns>().RunAsync(Actor.Job("run-campaigns"), on, null, ct)).Must();
        (await Get<DeliverOutbox>().RunAsync(Actor.Job("deliver-outbox"), new(), ct)).Must();
        if (ends)
        {
            (await Get<MoveCampaign>().RunAsync(bram, campaign, CampaignStep.End, ct)).Must();
        }
    }

    /// <summary>What went out elsewhere, and the night in which everything is measured.</summary>
    internal async Task EndAsync(Actor bram, CancellationToken ct)
    {
        foreach (var (note, kind, euros, months) in Spends)
        {
            foreach (var ago in months)
            {
                clock.Set(calendar.ToUtc(today.AddMonths(-ago).ToDateTime(new TimeOnly(11, 0))));
                (await Get<AddSpend>().RunAsync(bram, new AddSpendRequest(today.AddMonths(-ago), kind, (euros * 100) + (ago * 1_250), note), ct)).Must();
            }
        }

        clock.Set(calendar.ToUtc(today.ToDateTime(new TimeOnly(0, 3))));
        (await Get<MeasureCampaigns>().RunAsync(Actor.Job("measure-campaigns"), today, null, ct)).Must();
    }
}
