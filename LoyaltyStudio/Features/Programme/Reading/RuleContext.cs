using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Access.Model;
using LoyaltyStudio.Features.Programme.Model;
using LoyaltyStudio.Platform;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Programme.Reading;

/// <summary>What reading rules needs besides the rules: what limited rules gave so far, and the names of stores.</summary>
/// <param name="Given">Points by rule id, only of rules with a limit over days, customers or all.</param>
public sealed record RuleFacts(IReadOnlyDictionary<string, long> Given, IReadOnlyDictionary<string, string> Stores)
{
    public static RuleFacts Empty { get; } = new(new Dictionary<string, long>(), new Dictionary<string, string>());

    /// <summary>What people call a code; null for the code itself.</summary>
    public string? Label(ConditionKind kind, string code) => kind == ConditionKind.Store ? Stores.GetValueOrDefault(code) : null;
}

/// <summary>Reads what rules need to be shown.</summary>
public sealed class RuleContext(StudioData data, IEnumerable<IRuleUse> uses)
{
    public async Task<Outcome<RuleFacts>> RunAsync(Actor actor, CancellationToken ct)
    {
        if (!actor.May(Permission.ViewProgramme))
        {
            return Refuse.Forbidden();
        }

        await using var db = data.Read();
        var given = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var use in uses)
        {
            foreach (var (rule, points) in await use.GivenAsync(db, ct))
            {
                given[rule] = points;
            }
        }

        return new RuleFacts(given, await db.Set<Store>().ToDictionaryAsync(s => s.Code, s => s.Name, ct));
    }
}
