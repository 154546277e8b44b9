using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Access.Model;
using LoyaltyStudio.Features.Programme.Model;
using LoyaltyStudio.Platform;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Programme.Reading;

/// <summary>A value that a condition may name, and what people call it.</summary>
public sealed record RuleChoice(string Code, string Label);

/// <summary>Knows the values for some kinds of condition; the feature that owns them answers.</summary>
public interface IRuleChoices
{
    bool Knows(ConditionKind kind);

    /// <param name="name">Of an attribute; null asks for the names themselves.</param>
    /// <param name="search">What the reader typed; empty for the first values.</param>
    Task<IReadOnlyList<RuleChoice>> ListAsync(StudioDb db, ConditionKind kind, string? name, string search, int most, CancellationToken ct);
}

/// <param name="Kind">The kind of condition.</param>
/// <param name="Name">Of an attribute; null asks for the names of attributes.</param>
public sealed record RuleChoicesRequest(ConditionKind Kind, string? Name = null, string Search = "", int Most = 200);

/// <summary>The values to choose from while a rule is written. Codes that no list knows may be typed too.</summary>
public sealed class RuleChoices(StudioData data, IEnumerable<IRuleChoices> sources)
{
    public async Task<Outcome<IReadOnlyList<RuleChoice>>> RunAsync(Actor actor, RuleChoicesRequest request, CancellationToken ct)
    {
        if (!actor.May(Permission.ViewProgramme))
        {
            return Refuse.Forbidden();
        }

        await using var db = data.Read();
        var source = sources.FirstOrDefault(s => s.Knows(request.Kind));
        return source is null ? [] : (await source.ListAsync(db, request.Kind, request.Name, request.Search.Trim(), Math.Clamp(request.Most, 1, 500), ct)).ToList();
    }
}

/// <summary>Stores by their code.</summary>
internal sealed class StoreChoices : IRuleChoices
{
    public bool Knows(ConditionKind kind) => kind == ConditionKind.Store;

    public async Task<IReadOnlyList<RuleChoice>> ListAsync(StudioDb db, ConditionKind kind, string? name, string search, int most, CancellationToken ct) =>
        await db.Set<Store>().OrderBy(s => s.Name).Take(most).Select(s => new RuleChoice(s.Code, s.Name)).ToListAsync(ct);
}
