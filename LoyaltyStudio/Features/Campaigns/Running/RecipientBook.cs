using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Members.Model;
using LoyaltyStudio.Features.Messaging.Links;
using LoyaltyStudio.Features.Messaging.Templates;
using LoyaltyStudio.Features.Points.Model;
using LoyaltyStudio.Features.Predictions.Model;
using LoyaltyStudio.Features.Purchases.Model;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Campaigns.Running;

/// <summary>Reads what the words of a batch of messages need of their members, a statement for each kind of data and only for kinds that are used.</summary>
internal sealed class RecipientBook(IReferralLink referral)
{
    /// <summary>Points that end within so many days are worth a warning; products bought within so many days are no suggestion; so many products are suggested.</summary>
    internal const int ExpiringDays = 60, LatelyDays = 30, MostProducts = 3;

    /// <summary>A product is suggested from so many days before it is probably needed; favourites are counted over so many days.</summary>
    private const int AheadDays = 14, FavouriteDays = 730;

    /// <param name="uses">The words that will be filled.</param>
    internal async Task<Dictionary<long, Recipient>> ReadAsync(StudioDb db, long[] memberIds, IReadOnlyCollection<MessageTemplate> uses, DateOnly today, CancellationToken ct)
    {
        var people = (await CampaignAudience.RecipientsAsync(db, memberIds, ct)).ToDictionary(r => r.MemberId);
        var profiling = await ProfilingAsync(db, memberIds, ct);
        var expiring = uses.Any(u => u.Uses(MergeField.PointsExpiring, MergeField.PointsExpireOn)) ? await ExpiringAsync(db, memberIds, today, ct) : [];
        var products = uses.Any(u => u.Uses(MergeField.Products)) ? await ProductsAsync(db, memberIds, today, ct) : [];
        var links = uses.Any(u => u.Uses(MergeField.ReferralLink)) ? await referral.OfAsync(memberIds, ct) : new Dictionary<long, string>();
        foreach (var (id, person) in people)
        {
            var (on, points) = expiring.GetValueOrDefault(id);
            people[id] = person with
            {
                Profiling = profiling.Contains(id),
                PointsExpiring = points,
                PointsExpireOn = points > 0 ? on : null,
                Products = products.GetValueOrDefault(id, []),
                ReferralLink = links.GetValueOrDefault(id, ""),
            };
        }

        return people;
    }

    /// <summary>Whose latest word about profiling is yes.</summary>
    internal static async Task<HashSet<long>> ProfilingAsync(StudioDb db, long[] memberIds, CancellationToken ct)
    {
        var said = await db.Set<ConsentRecord>().Where(c => memberIds.Contains(c.MemberId) && c.Purpose == ConsentPurpose.Profiling).Select(c => new { c.MemberId, c.At, c.Id, c.Granted }).ToListAsync(ct);
        return [.. said.GroupBy(c => c.MemberId).Where(g => g.OrderBy(c => c.At).ThenBy(c => c.Id).Last().Granted).Select(g => g.Key)];
    }

    private static async Task<Dictionary<long, (DateOnly On, long Points)>> ExpiringAsync(StudioDb db, long[] memberIds, DateOnly today, CancellationToken ct)
    {
        var limit = today.AddDays(ExpiringDays);
        var lots = await db.Set<PointLot>().Where(l => memberIds.Contains(l.MemberId) && l.Remaining > 0 && l.ExpiresOn >= today && l.ExpiresOn <= limit).Select(l => new { l.MemberId, On = l.ExpiresOn!.Value, l.Remaining }).ToListAsync(ct);
        return lots.GroupBy(l => l.MemberId).ToDictionary(g => g.Key, g => g.GroupBy(l => l.On).OrderBy(d => d.Key).Select(d => (d.Key, d.Sum(l => l.Remaining))).First());
    }

    /// <summary>What the member probably needs again soon, the likeliest first; who has none of those: what they buy most and have not bought lately.</summary>
    private static async Task<Dictionary<long, IReadOnlyList<string>>> ProductsAsync(StudioDb db, long[] memberIds, DateOnly today, CancellationToken ct)
    {
        var soon = today.AddDays(AheadDays);
        var due = await (from r in db.Set<Replenishment>()
                         join p in db.Set<Product>() on r.ProductId equals p.Id
                         where memberIds.Contains(r.MemberId) && r.DueOn <= soon && p.Name != ""
                         select new { r.MemberId, r.DueShare, r.ProductId, p.Name }).ToListAsync(ct);
        var found = due.GroupBy(d => d.MemberId).ToDictionary(g => g.Key, g => (IReadOnlyList<string>)[.. g.OrderByDescending(d => d.DueShare).ThenBy(d => d.ProductId).Select(d => d.Name).Distinct().Take(MostProducts)]);
        var others = memberIds.Where(id => !found.ContainsKey(id)).ToArray();
        var (first, lately) = (today.AddDays(-FavouriteDays), today.AddDays(-LatelyDays));
        var lines = others.Length == 0 ? [] : await (from p in db.Set<Purchase>()
                                                     join l in db.Set<PurchaseLine>() on p.Id equals l.PurchaseId
                                                     join product in db.Set<Product>() on l.ProductId equals product.Id
                                                     where p.MemberId != null && others.Contains(p.MemberId.Value) && p.BusinessDate >= first && p.Kind == PurchaseKind.Purchase && l.Kind == LineKind.Goods && l.Quantity > l.ReturnedQuantity && product.Name != ""
                                                     select new { MemberId = p.MemberId!.Value, product.Id, product.Name, p.BusinessDate, Units = l.Quantity - l.ReturnedQuantity }).ToListAsync(ct);
        foreach (var member in lines.GroupBy(l => l.MemberId))
        {
            var favourites = member.GroupBy(l => (l.Id, l.Name)).Where(g => g.Max(l => l.BusinessDate) < lately).OrderByDescending(g => g.Select(l => l.BusinessDate).Distinct().Count()).ThenByDescending(g => g.Sum(l => l.Units)).ThenBy(g => g.Key.Id);
            if (favourites.Select(g => g.Key.Name).Distinct().Take(MostProducts).ToList() is { Count: > 0 } names)
            {
                found[member.Key] = names;
            }
        }

        return found;
    }
}
