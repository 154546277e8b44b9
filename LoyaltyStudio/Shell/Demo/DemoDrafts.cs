using LoyaltyStudio.Features.Programme.Model;

namespace LoyaltyStudio.Shell.Demo;

/// <summary>Drafts that a marketer of the demo retailer thinks about.</summary>
internal static class DemoDrafts
{
    internal static IEnumerable<(ProgrammeContent Content, string Note)> Of(ProgrammeContent live)
    {
        var rule = new PointRule("demo-double", "Verlichting dubbel", Triggers.Purchase, RuleCondition.Is(ConditionKind.Category, "Verlichting"), new RuleEffect(EffectKind.Multiplier, 200));
        yield return (live with { Earning = live.Earning with { CentsPerPoint = live.Earning.CentsPerPoint * 5 / 4 }, Rules = [.. live.Rules, rule] }, "Een punt per € 1,25, verlichting dubbel");
        yield return (live with
        {
            Tiers = [.. live.Tiers.Select(t => t.Code == "goud" ? t with { Ways = ReferenceProgramme.Reached(1000, 800) } : t)],
            Rules = [.. live.Rules, rule],
        }, "Goud vanaf 1.000 punten, verlichting dubbel");
    }
}
