using LoyaltyStudio.Features.Members.Model;
using LoyaltyStudio.Features.Points.Earning;
using LoyaltyStudio.Features.Points.Model;
using LoyaltyStudio.Features.Purchases.Model;
using LoyaltyStudio.Features.Tiers.Evaluating;
using LoyaltyStudio.Features.Tiers.Model;
using LoyaltyStudio.Platform;

namespace LoyaltyStudio.Tests.Scale;

/// <summary>Rows as the product would have written them, table by table; a set is written in one transaction.</summary>
internal sealed class BigRows
{
    internal List<Member> Members { get; } = [];
    internal List<ConsentRecord> Consents { get; } = [];
    internal List<MemberStat> Stats { get; } = [];
    internal List<PointBalance> Balances { get; } = [];
    internal List<MemberTier> Tiers { get; } = [];
    internal List<TierChange> Changes { get; } = [];
    internal List<Purchase> Purchases { get; } = [];
    internal List<PurchaseLine> Lines { get; } = [];
    internal List<LedgerEntry> Entries { get; } = [];
    internal List<PointLot> Lots { get; } = [];
    internal List<LotMovement> Movements { get; } = [];
    internal List<TierProgress> Progress { get; } = [];
}

/// <summary>Turns the sales of the big retailer into rows. Ids rise with time, as they do in life.</summary>
internal sealed class BigRetailerRows(int members)
{
    private const int PerSet = 20_000;
    private const string Till = "till";
    private static readonly string[] FirstNames = ["Sanne", "Daan", "Emma", "Lucas", "Julia", "Finn", "Noor", "Sem", "Lotte", "Bram", "Zoë", "Jesse"];
    private static readonly string[] LastNames = ["de Vries", "Jansen", "Bakker", "Visser", "Smit", "Meijer", "de Boer", "Mulder", "Peters", "Hendriks", "Dekker", "Brouwer"];
    private readonly BigRetailerSales sales = new(1);
    private readonly List<BigSale> all = new(members * 10);
    private readonly long[] totals = new long[members + 1];
    private long changeId, lineId, expiryId, consentId;

    internal IEnumerable<BigRows> Sets()
    {
        foreach (var set in MemberSets())
        {
            yield return set;
        }

        var order = all.ToArray();
        all.Clear();
        Array.Sort(order, (a, b) => (a.Day, a.Minute, a.Member).CompareTo((b.Day, b.Minute, b.Member)));
        expiryId = order.Length;
        foreach (var set in SaleSets(order))
        {
            yield return set;
        }

        foreach (var set in ExpirySets(order).Concat(BalanceSets()))
        {
            yield return set;
        }
    }

    private IEnumerable<BigRows> MemberSets()
    {
        for (var from = 1; from <= members; from += PerSet)
        {
            var set = new BigRows();
            for (var id = from; id < from + PerSet && id <= members; id++)
            {
                AddMember(set, id);
            }

            yield return set;
        }
    }

    private void AddMember(BigRows set, int id)
    {
        var begin = all.Count;
        TierStep? last = null;
        var enrolled = sales.Member(id, all, (m, step) =>
        {
            last = step;
            var change = TierRun.ChangeOf(m, step, MomentOf(step.On, 240));
            change.Id = ++changeId;
            set.Changes.Add(change);
        });
        if (last is not null)
        {
            set.Tiers.Add(TierRun.RowOf(id, last.To));
        }

        if (all.Count > begin)
        {
            set.Stats.Add(new MemberStat
            {
                MemberId = id, FirstPurchaseOn = DateOf(all[begin]), LastPurchaseOn = DateOf(all[^1]), PurchaseCount = all.Count - begin,
                NetCents = all.Skip(begin).Sum(s => (long)s.Cents),
            });
        }

        AddPerson(set, id, enrolled);
    }

    private void AddPerson(BigRows set, int id, DateOnly enrolled)
    {
        var (first, last, at) = (FirstNames[id % 12], LastNames[id / 12 % 12], MomentOf(enrolled, 600));
        var member = new Member
        {
            Id = id, CardNumber = FormattableString.Invariant($"9{id:000000000}"), ExternalId = FormattableString.Invariant($"K{id}"), FirstName = first, LastName = last,
            Email = FormattableString.Invariant($"klant{id}@voorbeeld.example"), Language = id % 20 == 0 ? "en" : "nl", Country = "NL",
            BirthDate = id % 3 == 0 ? null : new DateOnly(1950 + (id % 55), 1 + (id % 12), 1 + (id % 28)), HomeStoreId = 1 + (id % BigRetailerSales.Stores), EnrolledOn = enrolled,
            EmailConsent = id % 10 < 7, CreatedAt = at, ChangedAt = at,
        };
        member.Index();
        set.Members.Add(member);
        if (member.EmailConsent)
        {
            set.Consents.Add(new ConsentRecord
            {
                Id = ++consentId, MemberId = id, Purpose = ConsentPurpose.Email, Granted = true, At = at, Source = Till, Wording = "Ja, stuur mij e-mail.", RecordedBy = "cli scale", RecordedAt = at,
            });
        }
    }

    private IEnumerable<BigRows> SaleSets(BigSale[] order)
    {
        for (var from = 0; from < order.Length; from += PerSet)
        {
            var set = new BigRows();
            for (var i = from; i < from + PerSet && i < order.Length; i++)
            {
                AddSale(set, i + 1, order[i]);
            }

            yield return set;
        }
    }

    private void AddSale(BigRows set, long id, in BigSale sale)
    {
        var (on, at) = (DateOf(sale), MomentOf(DateOf(sale), sale.Minute - 60));
        var external = FormattableString.Invariant($"B{id}");
        var web = sale.Seed % 3 == 0;
        set.Purchases.Add(new Purchase
        {
            Id = id, Source = Till, ExternalId = external, Kind = PurchaseKind.Purchase, MemberId = sale.Member, StoreId = web ? null : 1 + (sale.Seed / 3 % BigRetailerSales.Stores),
            Channel = web ? Channel.Web : Channel.Store, OccurredAt = at, BusinessDate = on, TotalCents = sale.Cents, Payment = "pin", EligibleCents = sale.Cents, KeptCents = sale.Cents,
            ContentHash = ContentHash.Of(external), RecordedAt = at,
        });
        var number = 0;
        long buyer = sale.Member;
        BigRetailerSales.Lines(sale.Member, sale.Seed, (product, quantity, cents) => set.Lines.Add(new PurchaseLine
        {
            Id = ++lineId, PurchaseId = id, LineNo = ++number, ProductId = product, Kind = LineKind.Goods, Quantity = quantity, AmountCents = cents, BuyerId = buyer, BoughtOn = on,
        }));
        set.Entries.Add(Entry(id, sale.Member, EntryKind.Earn, sale.Points, at, on, $"Purchase {external}", "purchase", id));
        set.Entries[^1].QualifiesOn = on;
        set.Entries[^1].VersionId = 1;
        set.Entries[^1].Basis = sales.Basis(sale);
        if (sale.Points > 0)
        {
            var expires = LotPolicy.ExpiresOn(sales.Programme.Content.Earning, on);
            var open = expires >= BigRetailerSales.Today ? sale.Points : 0;
            totals[sale.Member] += open;
            set.Lots.Add(new PointLot
            {
                Id = id, MemberId = sale.Member, EntryId = id, Earned = sale.Points, Remaining = open, ActivatesOn = LotPolicy.ActivatesOn(sales.Programme.Content.Earning, on), ExpiresOn = expires,
            });
        }
    }

    private IEnumerable<BigRows> ExpirySets(BigSale[] order)
    {
        var set = new BigRows();
        for (var i = 0; i < order.Length; i++)
        {
            var expires = LotPolicy.ExpiresOn(sales.Programme.Content.Earning, DateOf(order[i]));
            if (expires >= BigRetailerSales.Today)
            {
                break;
            }

            if (order[i].Points > 0)
            {
                var (id, on) = (++expiryId, expires!.Value.AddDays(1));
                set.Entries.Add(Entry(id, order[i].Member, EntryKind.Expiry, -order[i].Points, MomentOf(on, 255), on, "Points expired", "lot", i + 1));
                set.Movements.Add(new LotMovement { Id = id, EntryId = id, LotId = i + 1, Points = -order[i].Points });
            }

            if (set.Entries.Count == PerSet)
            {
                yield return set;
                set = new BigRows();
            }
        }

        set.Progress.Add(new TierProgress { Id = 1, AsOf = BigRetailerSales.Today, EntryId = expiryId, EntryIdBefore = expiryId, Versions = 1 });
        yield return set;
    }

    private IEnumerable<BigRows> BalanceSets()
    {
        for (var from = 1; from <= members; from += PerSet)
        {
            var set = new BigRows();
            for (var id = from; id < from + PerSet && id <= members; id++)
            {
                set.Balances.Add(new PointBalance { MemberId = id, Total = totals[id] });
            }

            yield return set;
        }
    }

    private static LedgerEntry Entry(long id, int member, EntryKind kind, long points, DateTime at, DateOnly on, string reason, string type, long source) => new()
    {
        Id = id, MemberId = member, Kind = kind, Points = points, OccurredAt = at, BusinessDate = on, RecordedAt = at, Actor = "cli scale", Reason = reason, SourceType = type,
        SourceId = source.ToString(System.Globalization.CultureInfo.InvariantCulture), ContentHash = ContentHash.Of(FormattableString.Invariant($"{member}|{points}|{on:yyyy-MM-dd}|1")),
    };

    private static DateOnly DateOf(in BigSale sale) => BigRetailerSales.First.AddDays(sale.Day);

    private static DateTime MomentOf(DateOnly on, int minute) => on.ToDateTime(TimeOnly.MinValue, DateTimeKind.Utc).AddMinutes(minute);
}
