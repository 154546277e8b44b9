using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Members.Model;
using LoyaltyStudio.Features.Members.Searching;
using LoyaltyStudio.Features.Predictions.Model;
using LoyaltyStudio.Features.Purchases.Model;
using LoyaltyStudio.Platform;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Predictions.Reading;

/// <summary>A member who will probably buy a product again.</summary>
/// <param name="Share">Chance within the window of the settings.</param>
public sealed record DueRow(long MemberId, string Member, string Sku, string Product, string Category, int Times, DateOnly LastOn, int TypicalDays, DateOnly DueOn, DateOnly EarlyOn, DateOnly LateOn, double Share);

/// <summary>Products that members will probably buy again, the likeliest first.</summary>
public sealed class ListDue(StudioData data)
{
    public async Task<Outcome<PageOf<DueRow>>> RunAsync(Actor actor, int page, CancellationToken ct)
    {
        if (!actor.May(Permission.ViewInsight) || !actor.May(Permission.ViewMembers))
        {
            return Refuse.Forbidden();
        }

        await using var db = data.Read();
        var rows = from r in db.Set<Replenishment>()
                   join m in MemberSearch.Scoped(db.Set<Member>(), actor) on r.MemberId equals m.Id
                   where m.Status == MemberStatus.Active
                   select new { r, m };
        var total = await rows.CountAsync(ct);
        var part = await rows.OrderByDescending(x => x.r.DueShare).ThenBy(x => x.r.MemberId).ThenBy(x => x.r.ProductId).Skip((Math.Max(1, page) - 1) * 25).Take(25)
            .Join(db.Set<Product>(), x => x.r.ProductId, p => p.Id, (x, p) => new { x.r, x.m, p }).ToListAsync(ct);
        return new PageOf<DueRow>([.. part.OrderByDescending(x => x.r.DueShare).ThenBy(x => x.r.MemberId).Select(x => Row(x.r, x.m, x.p))], total);
    }

    internal static DueRow Row(Replenishment r, Member m, Product p) => new(m.Id, m.FullName, p.Sku, p.Name.Length > 0 ? p.Name : p.Sku, p.Category, r.Gaps + 1, r.LastOn, r.TypicalDays, r.DueOn, r.EarlyOn, r.LateOn, r.DueShare / 10_000.0);
}
