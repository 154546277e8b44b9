using LoyaltyStudio.Features.Programme.Model;
using LoyaltyStudio.Features.Programme.Publishing;
using LoyaltyStudio.Features.Programme.Sales;
using LoyaltyStudio.Platform;

namespace LoyaltyStudio.Shell.Demo;

/// <summary>The second version of the fictional programme: the reference programme with rules as a marketer would add them after a year.</summary>
internal static class DemoProgramme
{
    internal static async Task PublishAsync(IServiceProvider services, Actor marketer, DateOnly on, CancellationToken ct)
    {
        var content = ReferenceProgramme.Content with { Rules = [.. ReferenceProgramme.Content.Rules, .. Rules(on)], Schemes = [.. Schemes()] };
        var draft = (await services.GetRequiredService<SaveProgrammeDraft>().RunAsync(marketer, new SaveProgrammeDraftRequest(null, 0, content, "Meer punten voor nieuwe klanten en in de webwinkel"), ct)).Must();
        var versions = (await services.GetRequiredService<ProgrammeVersions>().RunAsync(marketer, ct)).Must();
        (await services.GetRequiredService<PublishProgramme>().RunAsync(marketer, new PublishProgrammeRequest(draft, versions.First(v => v.Id == draft).RowVersion, on), ct)).Must();
    }

    /// <summary>A sale in some weeks, into which silver and gold may go early.</summary>
    internal static async Task PlanSaleAsync(IServiceProvider services, Actor marketer, BusinessCalendar calendar, DateOnly today, CancellationToken ct)
    {
        var start = today.AddDays(21);
        var sale = new SaveSaleRequest(0, "Winteruitverkoop", calendar.ToUtc(start.ToDateTime(new TimeOnly(9, 0))), calendar.ToUtc(start.AddDays(16).ToDateTime(new TimeOnly(18, 0))), 0);
        (await services.GetRequiredService<SaveSale>().RunAsync(marketer, sale, ct)).Must();
    }

    /// <summary>Code of the cheque that gold gets once a year besides the one of every quarter.</summary>
    internal const string GoldYear = "goud-jaar";

    private static IEnumerable<ChequeScheme> Schemes()
    {
        var quarterly = ReferenceProgramme.Content.Cheques with { NameNl = "Kwartaalcheque", NameEn = "Quarterly cheque" };
        yield return quarterly;
        yield return quarterly with
        {
            Code = GoldYear,
            NameNl = "Jaarcheque goud",
            NameEn = "Gold yearly cheque",
            Period = CalendarUnit.Year,
            PointsPerStep = 100,
            StepCents = 250,
            MinimumCents = 250,
            MaximumCents = 5_000,
            OnlyTiers = ["goud"],
            Bands = [new(500_00, 125), new(1_000_00, 150)],
            RemindDays = [30, 7],
        };
    }

    private static IEnumerable<PointRule> Rules(DateOnly on)
    {
        PointRule Rule(string id, string name, EffectKind kind, long amount, params RuleCondition[] when) => new(id, name, Triggers.Purchase, RuleCondition.All(when), new RuleEffect(kind, amount));
        var spring = new DateOnly(on.Year + (on.Month > 3 ? 1 : 0), 3, 1);
        yield return Rule("eerste-aankoop", "Eerste aankoop", EffectKind.Fixed, 50, new RuleCondition(ConditionKind.FirstPurchase)) with { Limits = new RuleLimits(PerMember: 50) };
        yield return Rule("tuin", "Dubbel op tuin in het voorjaar", EffectKind.Multiplier, 200, RuleCondition.Is(ConditionKind.Category, "Tuin"),
            new RuleCondition(ConditionKind.Dates) { FromDate = spring, ToDate = spring.AddMonths(3).AddDays(-1) });
        yield return Rule("webweekend", "Weekend in de webwinkel", EffectKind.Multiplier, 150, RuleCondition.Is(ConditionKind.Channel, "web"), RuleCondition.Is(ConditionKind.Weekday, "6", "7"))
            with
        { Limits = new RuleLimits(Budget: 400_000) };
        yield return Rule("geuren", "Twee geuren of meer", EffectKind.Fixed, 15, RuleCondition.Is(ConditionKind.Category, "Geur en verzorging"), RuleCondition.Between(ConditionKind.Quantity, 2))
            with
        { Limits = new RuleLimits(PerDay: 15) };
    }
}
