using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Points.Model;
using LoyaltyStudio.Features.Programme.Reading;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Points.Reading;

/// <summary>Tells the programme's screens what rules with a limit have given.</summary>
internal sealed class RuleUseReading : IRuleUse
{
    public async Task<IReadOnlyDictionary<string, long>> GivenAsync(StudioDb db, CancellationToken ct) =>
        await db.Set<RuleTotal>().AsNoTracking().ToDictionaryAsync(t => t.RuleId, t => t.Points, ct);
}
