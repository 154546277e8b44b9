using LoyaltyStudio.Features.Points.Earning;
using LoyaltyStudio.Features.Programme.Model;

namespace LoyaltyStudio.Features.Points.Reading;

/// <summary>What a part of the programme gave to an entry: the base, the tier or a rule.</summary>
public sealed record AccountPart(string Id, PointRule? Rule, long Points);

/// <summary>A rule that gave nothing or less, and the condition that kept it out.</summary>
public sealed record AccountSilence(PointRule Rule, RuleSilence Why, RuleCondition? Obstacle);

/// <summary>An entry's own account, from what was kept with it and the version that made it.</summary>
public sealed record EntryAccount(ProgrammeContent Content, IReadOnlyList<AccountPart> Parts, IReadOnlyList<AccountSilence> Silent)
{
    /// <summary>Null for entries that were not counted by rules, and for those of the first release, which kept other things.</summary>
    public static EntryAccount? Of(string? basisJson, ProgrammeContent? content)
    {
        if (basisJson is null || content is null || EarningBasis.FromJson(basisJson) is not { Parts: { } parts } basis)
        {
            return null;
        }

        var rules = content.Rules.ToDictionary(r => r.Id);
        return new EntryAccount(content, [.. parts.Select(p => new AccountPart(p.Id, rules.GetValueOrDefault(p.Id), p.Points))],
            [.. (basis.Silent ?? []).Where(s => rules.ContainsKey(s.Id))
                .Select(s => new AccountSilence(rules[s.Id], s.Why, s.Why == RuleSilence.Condition ? rules[s.Id].When.Everything().ElementAtOrDefault(s.At) : null))]);
    }
}
