using LoyaltyStudio.Features.Programme.Model;
using LoyaltyStudio.Ui;
using Microsoft.Extensions.Localization;

namespace LoyaltyStudio.Features.Programme.Reading;

/// <summary>Cheque schemes in sentences, and taken apart into facts that can be compared.</summary>
internal sealed class SchemeFacts(IStringLocalizer texts, ProgrammeWords words, Func<ConditionKind, string, string?>? labels)
{
    internal IEnumerable<string> Sentences(ProgrammeContent content, ChequeScheme scheme)
    {
        yield return texts["Every {0} points become {1}.", UiFormat.Number(scheme.PointsPerStep), words.Euro(scheme.StepCents)];
        yield return texts["Cheques are issued every {0}, in steps of {1}.", words.Period(scheme.Period), words.Euro(scheme.StepCents)];
        if (scheme.CutOffDays > 0)
        {
            yield return texts["Points that become active within {0} after the {1} still count.", Days(scheme.CutOffDays), words.Period(scheme.Period)];
        }

        yield return texts["From {0}, at most {1} per member and issue.", words.Euro(scheme.MinimumCents), words.Euro(scheme.MaximumCents)];
        yield return texts["A cheque is valid for {0}, to the end of the month.", words.Months(scheme.ValidMonths)];
        foreach (var tier in content.Tiers.Where(t => scheme.PercentOf(t.Code) != 100))
        {
            yield return texts["For {0} points are worth {1} times as much.", tier.Name(StudioLanguages.Current), ProgrammeWords.Times(scheme.PercentOf(tier.Code))];
        }

        foreach (var band in scheme.Bands)
        {
            yield return texts["Whoever bought for {0} or more in the {1}: points are worth {2} times as much.", words.Euro(band.FromCents), words.Period(scheme.Period), ProgrammeWords.Times(band.Percent)];
        }

        if (scheme.OnlyTiers.Count > 0 || scheme.OnlyStores.Count > 0 || scheme.MemberDays > 0)
        {
            yield return texts["Only for {0}.", string.Join(texts[" and "], Limits(content, scheme))];
        }

        yield return texts["What is left of the points stays for the next time."];
    }

    private IEnumerable<string> Limits(ProgrammeContent content, ChequeScheme scheme)
    {
        if (scheme.OnlyTiers.Count > 0)
        {
            yield return Tiers(content, scheme);
        }

        if (scheme.OnlyStores.Count > 0)
        {
            yield return texts["customers of {0}", Stores(scheme)];
        }

        if (scheme.MemberDays > 0)
        {
            yield return texts["whoever is a member for {0}", Days(scheme.MemberDays)];
        }
    }

    /// <param name="both">Schemes that are taken apart; others are one fact each.</param>
    internal IEnumerable<ProgrammeFact> Of(ProgrammeContent content, IReadOnlyList<string> both)
    {
        foreach (var scheme in content.Schemes)
        {
            if (!both.Contains(scheme.Code))
            {
                yield return new($"cheques.{scheme.Code}", texts["Cheque {0}", words.SchemeName(scheme)], string.Join(' ', Sentences(content, scheme)));
                continue;
            }

            var name = content.Schemes.Count > 1 || scheme.Name(StudioLanguages.Current).Length > 0 ? $"{words.SchemeName(scheme)}: " : "";
            foreach (var fact in One(content, scheme))
            {
                yield return fact with { Key = $"cheques.{scheme.Code}.{fact.Key}", Label = $"{name}{fact.Label}" };
            }
        }

        if (content.Schemes.Count > 1)
        {
            yield return new("cheques.order", texts["Cheques in order"], string.Join(" → ", content.Schemes.Select(words.SchemeName)));
        }
    }

    private IEnumerable<ProgrammeFact> One(ProgrammeContent content, ChequeScheme scheme)
    {
        yield return new("name", texts["Name of the cheque"], scheme.NameNl.Length + scheme.NameEn.Length == 0 ? words.SchemeName(scheme) : $"{scheme.NameNl} / {scheme.NameEn}");
        yield return new("period", texts["Cheques every"], words.Period(scheme.Period));
        yield return new("cutoff", texts["Points count until"], scheme.CutOffDays == 0 ? texts["the last day of the period"] : texts["{0} after the period", Days(scheme.CutOffDays)]);
        yield return new("value", texts["Value of points"], texts["{0} points = {1}", UiFormat.Number(scheme.PointsPerStep), words.Euro(scheme.StepCents)]);
        yield return new("minimum", texts["Lowest cheque"], words.Euro(scheme.MinimumCents));
        yield return new("maximum", texts["Highest cheque"], words.Euro(scheme.MaximumCents));
        yield return new("valid", texts["Cheque valid for"], words.Months(scheme.ValidMonths));
        foreach (var tier in content.Tiers)
        {
            yield return new($"tier.{tier.Code}", texts["Value for {0}", tier.Name(StudioLanguages.Current)], $"× {ProgrammeWords.Times(scheme.PercentOf(tier.Code))}");
        }

        yield return new("bands", texts["Value by turnover"], scheme.Bands.Count == 0 ? texts["turnover does not matter"] : string.Join(" · ", scheme.Bands.Select(b => texts["from {0} × {1}", words.Euro(b.FromCents), ProgrammeWords.Times(b.Percent)].Value)));
        yield return new("tiers", texts["For which tiers"], scheme.OnlyTiers.Count == 0 ? texts["all"] : Tiers(content, scheme));
        yield return new("stores", texts["For which stores"], scheme.OnlyStores.Count == 0 ? texts["all"] : Stores(scheme));
        yield return new("since", texts["Member for at least"], Days(scheme.MemberDays));
        yield return new("remind", texts["Reminder of an open cheque"], scheme.RemindDays.Count == 0 ? texts["not at all"] : texts["{0} days before the last day", string.Join(", ", scheme.RemindDays)]);
        yield return new("restored", texts["A cheque that comes back is good for at least"], Days(scheme.RestoredDays));
    }

    private string Days(int days) => days == 1 ? texts["1 day"] : texts["{0} days", days];

    private static string Tiers(ProgrammeContent content, ChequeScheme scheme) => string.Join(", ", scheme.OnlyTiers.Select(c => content.Tiers.FirstOrDefault(t => t.Code == c)?.Name(StudioLanguages.Current) ?? c));

    private string Stores(ChequeScheme scheme) => string.Join(", ", scheme.OnlyStores.Select(c => labels?.Invoke(ConditionKind.Store, c) ?? c));
}
