using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Access.Model;
using LoyaltyStudio.Features.Members.Model;
using LoyaltyStudio.Features.Points.Model;
using LoyaltyStudio.Features.Programme.Model;
using LoyaltyStudio.Features.Purchases.Model;
using LoyaltyStudio.Platform;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Points.Earning;

/// <summary>The facts that rules look at, for some members; reads only what the rules ask for.</summary>
public sealed class FactsBook
{
    private readonly BusinessCalendar calendar;
    private readonly Dictionary<long, string> stores;
    private readonly Dictionary<long, long> firstPurchases;
    private readonly Dictionary<long, MemberFacts> members;

    private FactsBook(BusinessCalendar calendar, Dictionary<long, string> stores, Dictionary<long, long> firstPurchases, Dictionary<long, MemberFacts> members)
    {
        this.calendar = calendar;
        this.stores = stores;
        this.firstPurchases = firstPurchases;
        this.members = members;
    }

    public static async Task<FactsBook> LoadAsync(StudioDb db, BusinessCalendar calendar, IEnumerable<ProgrammeContent> contents, IReadOnlyCollection<long> memberIds, CancellationToken ct, ISegmentCodes? segments = null)
    {
        var plans = contents.Select(EarningPlan.Of).ToList();
        var ids = memberIds.ToArray();
        var stores = await db.Set<Store>().AsNoTracking().ToDictionaryAsync(s => s.Id, s => s.Code, ct);
        var first = plans.Exists(p => p.LooksAtFirstPurchase) ? await FirstAsync(db, ids, ct) : [];
        return new FactsBook(calendar, stores, first, await MembersAsync(db, plans, ids, stores, segments, ct));
    }

    public EarningFacts Of(Purchase purchase, string tier) => new(Local(purchase.OccurredAt), ChannelCode(purchase.Channel), StoreCode(purchase.StoreId), purchase.Payment, tier,
        purchase.MemberId is { } member && firstPurchases.GetValueOrDefault(member) == purchase.Id, MemberOf(purchase.MemberId));

    /// <summary>The facts under which a purchase was counted before.</summary>
    public EarningFacts Of(Purchase purchase, EarningBasis basis) =>
        EarningPolicy.FactsOf(basis, Local(purchase.OccurredAt), ChannelCode(purchase.Channel), StoreCode(purchase.StoreId), purchase.Payment);

    public EarningFacts Of(MemberEvent happened, string tier) => new(Local(happened.OccurredAt), "", StoreCode(happened.StoreId), "", tier, false, MemberOf(happened.MemberId));

    public MemberFacts MemberOf(long? member) => member is { } id ? members.GetValueOrDefault(id, MemberFacts.None) : MemberFacts.None;

    public static string ChannelCode(Channel channel) => channel.ToString().ToLowerInvariant();

    private DateTime Local(DateTime utc) => TimeZoneInfo.ConvertTimeFromUtc(DateTime.SpecifyKind(utc, DateTimeKind.Utc), calendar.Zone);

    private string StoreCode(long? store) => store is { } id ? stores.GetValueOrDefault(id, "") : "";

    /// <summary>The first purchase of each member that is known, by moment and then by id.</summary>
    private static async Task<Dictionary<long, long>> FirstAsync(StudioDb db, long[] ids, CancellationToken ct)
    {
        var rows = await db.Set<Purchase>().AsNoTracking().Where(p => p.Kind == PurchaseKind.Purchase && ids.Contains(p.MemberId!.Value))
            .Join(db.Set<MemberStat>(), p => p.MemberId!.Value, s => s.MemberId, (p, s) => new { Purchase = p, s.FirstPurchaseOn })
            .Where(x => x.Purchase.BusinessDate == x.FirstPurchaseOn)
            .Select(x => new { Member = x.Purchase.MemberId!.Value, x.Purchase.OccurredAt, x.Purchase.Id }).ToListAsync(ct);
        return rows.GroupBy(r => r.Member).ToDictionary(g => g.Key, g => g.OrderBy(r => r.OccurredAt).ThenBy(r => r.Id).First().Id);
    }

    private static async Task<Dictionary<long, MemberFacts>> MembersAsync(StudioDb db, List<EarningPlan> plans, long[] ids, Dictionary<long, string> stores, ISegmentCodes? segments, CancellationToken ct)
    {
        var names = plans.SelectMany(p => p.Attributes).Select(n => n.ToLowerInvariant()).Distinct().ToArray();
        if (names.Length == 0 && !plans.Exists(p => p.LooksAtSource || p.LooksAtSegments))
        {
            return [];
        }

        var people = await db.Set<Member>().AsNoTracking().Where(m => ids.Contains(m.Id))
            .Select(m => new { m.Id, m.AcquisitionSource, m.Language, m.Country, m.HomeStoreId, m.BirthDate }).ToListAsync(ct);
        var own = names.Length == 0 ? [] : await db.Set<MemberAttribute>().AsNoTracking().Where(a => ids.Contains(a.MemberId) && names.Contains(a.Name)).ToListAsync(ct);
        var byMember = own.ToLookup(a => a.MemberId);
        var codes = segments is not null && plans.Exists(p => p.LooksAtSegments) ? await segments.OfAsync(db, ids, ct) : null;
        return people.ToDictionary(p => p.Id, p =>
        {
            var attributes = byMember[p.Id].ToDictionary(a => a.Name, a => a.Value, StringComparer.OrdinalIgnoreCase);
            foreach (var name in names)
            {
                // What every member has is asked for in the same way as what the retailer adds.
                var value = name switch
                {
                    MemberAttributes.Language => p.Language,
                    MemberAttributes.Country => p.Country,
                    MemberAttributes.HomeStore => p.HomeStoreId is { } s ? stores.GetValueOrDefault(s, "") : "",
                    MemberAttributes.BirthMonth => p.BirthDate?.Month.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "",
                    _ => null,
                };
                if (value is not null)
                {
                    attributes[name] = value;
                }
            }

            return new MemberFacts(p.AcquisitionSource, attributes, codes is null ? [] : [.. codes[p.Id]]);
        });
    }
}
