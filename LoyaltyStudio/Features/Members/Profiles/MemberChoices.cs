using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Members.Model;
using LoyaltyStudio.Features.Programme.Model;
using LoyaltyStudio.Features.Programme.Reading;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Members.Profiles;

/// <summary>Details of members and the ways in which they came, for rules.</summary>
internal sealed class MemberChoices : IRuleChoices
{
    public bool Knows(ConditionKind kind) => kind is ConditionKind.Attribute or ConditionKind.Source;

    public async Task<IReadOnlyList<RuleChoice>> ListAsync(StudioDb db, ConditionKind kind, string? name, string search, int most, CancellationToken ct)
    {
        var values = (kind, name) switch
        {
            (ConditionKind.Source, _) => db.Set<Member>().Where(m => m.AcquisitionSource != "").Select(m => m.AcquisitionSource),
            (_, null) => db.Set<MemberAttribute>().Select(a => a.Name),
            (_, MemberAttributes.Country) => db.Set<Member>().Where(m => m.Country != "").Select(m => m.Country),
            (_, MemberAttributes.Language) => db.Set<Member>().Select(m => m.Language),
            _ => db.Set<MemberAttribute>().Where(a => a.Name == name).Select(a => a.Value),
        };
        var found = await values.Distinct().Order().Take(most).ToListAsync(ct);
        return [.. (kind == ConditionKind.Attribute && name is null ? MemberAttributes.Fixed.Concat(found) : found).Select(v => new RuleChoice(v, v))];
    }
}
