using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Access.Settings;
using LoyaltyStudio.Features.Programme.Model;
using LoyaltyStudio.Platform;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Programme.Sales;

/// <param name="Early">Per tier with early access, highest first: from when its members may enter.</param>
public sealed record SaleRow(long Id, string Name, DateTime StartsAt, DateTime EndsAt, int Version, bool Over, IReadOnlyList<(Tier Tier, DateTime EntersAt)> Early);

/// <summary>The sales, those to come first.</summary>
public sealed class ListSales(StudioData data, TimeProvider clock, OrganisationBook organisation)
{
    public async Task<Outcome<IReadOnlyList<SaleRow>>> RunAsync(Actor actor, CancellationToken ct)
    {
        if (!actor.May(Permission.ViewProgramme))
        {
            return Refuse.Forbidden();
        }

        await using var db = data.Read();
        var now = clock.GetUtcNow().UtcDateTime;
        var tiers = (await ProgrammeBook.TimelineAsync(db, ct)).On((await organisation.CurrentAsync(ct)).Today(clock))?.Content.Tiers ?? [];
        var sales = await db.Set<Sale>().AsNoTracking().OrderByDescending(s => s.StartsAt).Take(200).ToListAsync(ct);
        return sales.ConvertAll(s => new SaleRow(s.Id, s.Name, s.StartsAt, s.EndsAt, s.Version, s.EndsAt <= now,
            [.. tiers.Reverse().Select(t => (t, SaleAccess.Of(s, t).EntersAt)).Where(t => t.EntersAt < s.StartsAt)]));
    }
}
