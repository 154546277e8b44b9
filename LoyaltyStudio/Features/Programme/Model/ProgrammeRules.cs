using LoyaltyStudio.Platform;

namespace LoyaltyStudio.Features.Programme.Model;

/// <summary>What a programme must satisfy before it may be saved. Each error names the field as the editor does.</summary>
public static class ProgrammeRules
{
    public static IReadOnlyList<FieldError> Errors(ProgrammeContent content) => [.. Earning(content.Earning), .. Rules(content), .. Tiers(content), .. Cheques(content)];

    private static IEnumerable<FieldError> Earning(EarningRule rule)
    {
        if (rule.CentsPerPoint is < 1 or > 1_000_00)
        {
            yield return new("earning.cents_per_point", "One point must cost between 0.01 and 1,000.");
        }

        if (rule.PendingDays is < 0 or > 365)
        {
            yield return new("earning.pending_days", "The waiting time is between 0 and 365 days.");
        }

        if (rule.ValidMonths is < 1 or > 120)
        {
            yield return new("earning.valid_months", "Points stay valid for 1 to 120 months.");
        }

        if (rule.DeliveryFallbackDays is < 0 or > 365)
        {
            yield return new("earning.delivery_fallback_days", "A purchase counts as delivered after 0 to 365 days.");
        }

        if (rule.WarnDays.Count > 6 || rule.WarnDays.Any(d => d is < 1 or > 365) || rule.WarnDays.Distinct().Count() < rule.WarnDays.Count)
        {
            yield return new("earning.warn_days", "Name at most six different numbers of days, each between 1 and 365.");
        }

        if (rule.ExtendMonths is < 0 or > 60)
        {
            yield return new("earning.extend_months", "Points can be extended by 0 to 60 months.");
        }

        if (rule.ReinstateDays is < 0 or > 365)
        {
            yield return new("earning.reinstate_days", "Expired points can be given back within 0 to 365 days.");
        }
    }

    private static IEnumerable<FieldError> Rules(ProgrammeContent content)
    {
        for (var i = 0; i < content.Rules.Count; i++)
        {
            foreach (var error in RuleCheck.Errors(content, content.Rules[i], $"rules.{i}"))
            {
                yield return error;
            }
        }

        if (content.Rules.Select(r => r.Id).Distinct(StringComparer.Ordinal).Count() < content.Rules.Count)
        {
            yield return new("rules", "Two rules have the same key.");
        }
    }

    private static IEnumerable<FieldError> Tiers(ProgrammeContent content)
    {
        if (content.Tiers.Count == 0 || content.Tiers[0].Ways.Count > 0)
        {
            yield return new("tiers", "The lowest tier asks nothing, so that every member has one.");
        }

        for (var i = 0; i < content.Tiers.Count; i++)
        {
            var tier = content.Tiers[i];
            var field = $"tiers.{i}";
            if (string.IsNullOrWhiteSpace(tier.Code) || string.IsNullOrWhiteSpace(tier.NameNl) || string.IsNullOrWhiteSpace(tier.NameEn))
            {
                yield return new(field, "Give tier {0} a name in Dutch and in English.", i + 1);
            }

            if (i > 0 && (tier.Ways.Count == 0 || tier.Ways.Any(w => w.Goals.Count == 0)))
            {
                yield return new(field, "Say what it takes to reach {0}.", tier.Name(Ui.StudioLanguages.Current));
            }

            foreach (var goal in tier.Ways.SelectMany(w => w.Goals))
            {
                if (goal.Reach < 1)
                {
                    yield return new(field, "What {0} asks is more than nothing.", tier.Name(Ui.StudioLanguages.Current));
                }

                if (goal.Keep < 0 || goal.Keep > goal.Reach)
                {
                    yield return new(field, "Keeping {0} may not ask more than reaching it.", tier.Name(Ui.StudioLanguages.Current));
                }

                if (goal.Window is { Kind: WindowKind.Rolling, Months: < 1 or > 120 })
                {
                    yield return new(field, "A goal counts over 1 to 120 months.");
                }

                if (i > 0 && content.Tiers[i - 1].Ways is [{ Goals: [var lower] }] && tier.Ways.Count == 1 && tier.Ways[0].Goals.Count == 1 && lower.Metric == goal.Metric && lower.Window == goal.Window && lower.Reach >= goal.Reach)
                {
                    yield return new(field, "{0} must ask more than the tier below it.", tier.Name(Ui.StudioLanguages.Current));
                }
            }

            if (tier.PointsPercent is < 0 or > 10_000)
            {
                yield return new(field, "The multiplier of {0} is between 0 and 100 times.", tier.Name(Ui.StudioLanguages.Current));
            }

            if (tier.Benefits.Any(b => b is { Kind: BenefitKind.Discount, Value: < 1 or > 100 } or { Kind: BenefitKind.EarlySaleAccess, Value: < 1 or > 720 }))
            {
                yield return new(field, "A discount is between 1 and 100 %, early access between 1 and 720 hours.");
            }
        }

        if (content.Tiers.Select(t => t.Code).Distinct(StringComparer.Ordinal).Count() < content.Tiers.Count)
        {
            yield return new("tiers", "Two tiers have the same code.");
        }

        if (content.TierRule is { Validity: TierValidity.Months, ValidMonths: < 1 or > 60 })
        {
            yield return new("tier_rule", "A tier stays between 1 and 60 months.");
        }

        if (content.TierRule is { Validity: TierValidity.NextPeriod, Unit: CalendarUnit.Day } or { Upgrade: TierUpgrade.NextPeriod, Unit: CalendarUnit.Day })
        {
            yield return new("tier_rule", "Choose the period to which a tier runs: a week, month, quarter, half-year or year.");
        }

        if (content.TierRule.GraceDays is < 0 or > 180)
        {
            yield return new("tier_grace", "The grace days are between 0 and 180.");
        }

        if (content.TierRule.WarnDays.Count > 6 || content.TierRule.WarnDays.Any(d => d is < 1 or > 365) || content.TierRule.WarnDays.Distinct().Count() < content.TierRule.WarnDays.Count)
        {
            yield return new("tier_warn", "Name at most six different numbers of days, each between 1 and 365.");
        }
    }

    private static IEnumerable<FieldError> Cheques(ProgrammeContent content)
    {
        if (content.Schemes.Count is 0 or > 10 || content.Schemes.Select(s => s.Code).Distinct(StringComparer.Ordinal).Count() < content.Schemes.Count)
        {
            yield return new("cheques", "A programme has one to ten cheque schemes, each with a code of its own.");
        }

        foreach (var (scheme, i) in content.Schemes.Select((s, i) => (s, i)))
        {
            foreach (var error in SchemeRules.Check(scheme, content))
            {
                yield return error with { Field = $"cheques[{i}].{error.Field}" };
            }

            if (content.Schemes.Count > 1 && (scheme.NameNl.Length == 0 || scheme.NameEn.Length == 0))
            {
                yield return new($"cheques[{i}].name", "With several cheques side by side each has a name, in Dutch and in English.");
            }
        }
    }
}
