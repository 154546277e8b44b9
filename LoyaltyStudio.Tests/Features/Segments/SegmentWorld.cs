using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Access.Model;
using LoyaltyStudio.Features.Campaigns.Model;
using LoyaltyStudio.Features.Cheques.Model;
using LoyaltyStudio.Features.Members.Model;
using LoyaltyStudio.Features.Points.Model;
using LoyaltyStudio.Features.Purchases.Model;
using LoyaltyStudio.Features.Rewards.Model;
using LoyaltyStudio.Features.Segments.Model;
using LoyaltyStudio.Features.Tiers.Model;
using LoyaltyStudio.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Tests.Features.Segments;

/// <summary>A small population with everything that segments ask for, drawn from a seed. Many values lie on limits and many are missing, since that is where comparisons go wrong.</summary>
internal sealed class SegmentWorld(int seed)
{
    internal static readonly DateOnly Today = new(2026, 3, 1);
    internal static readonly string[] Cities = ["Utrecht", "utrecht", "Den Bosch", "Zürich", "100% stad", "a_b", ""];
    internal static readonly string[] Categories = ["Koffie", "Thee", ""];
    internal static readonly string[] Brands = ["Aurelia", "Bosrand"];
    internal static readonly string[] Payments = ["pin", "ideal", ""];
    internal static readonly string[] Kinds = ["review", "check-in"];
    internal const int Members = 45, Products = 6, Stores = 3, Campaigns = 2;
    private readonly Random random = new(seed);
    private long ids;

    internal List<Member> People { get; } = [];
    internal List<MemberAttribute> Attributes { get; } = [];
    internal List<ConsentRecord> Consents { get; } = [];
    internal List<Product> Goods { get; } = [];
    internal List<Purchase> Purchases { get; } = [];
    internal List<PurchaseLine> Lines { get; } = [];
    internal List<MemberStat> Stats { get; } = [];
    internal List<MemberTier> Tiers { get; } = [];
    internal List<TierChange> Changes { get; } = [];
    internal List<PointBalance> Balances { get; } = [];
    internal List<LedgerEntry> Entries { get; } = [];
    internal List<PointLot> Lots { get; } = [];
    internal List<MemberEvent> Events { get; } = [];
    internal List<RewardOrder> Orders { get; } = [];
    internal List<MemberRfm> Scores { get; } = [];
    internal List<Cheque> Cheques { get; } = [];
    internal List<ChequeEntry> ChequeEntries { get; } = [];
    internal List<Redemption> Redemptions { get; } = [];
    internal List<CampaignMember> InCampaigns { get; } = [];
    internal List<CampaignContact> Contacts { get; } = [];
    internal List<LoyaltyStudio.Features.Messaging.Model.MessageEvent> Clicks { get; } = [];
    internal List<Coupon> Coupons { get; } = [];
    internal InsightWorld Insight { get; } = new(seed * 7);

    private static readonly DateTime At = new(2026, 1, 1, 12, 0, 0, DateTimeKind.Utc);

    private bool Chance(double share) => random.NextDouble() < share;

    private T Pick<T>(IReadOnlyList<T> of) => of[random.Next(of.Count)];

    private DateOnly Day(int back = 500, int ahead = 0) => Today.AddDays(Chance(0.3) ? Pick([0, -1, -6, -7, -8, -29, -30, -31, 0]) : random.Next(-back, ahead + 1));

    private DateOnly Coming() => Today.AddDays(Pick([-1, 0, 1, 13, 14, 15, 30, 31, 400]));

    internal SegmentWorld Fill()
    {
        for (var i = 1; i <= Products; i++)
        {
            Goods.Add(new Product { Id = i, Sku = $"P{i}", Name = $"Product {i}", Category = Pick(Categories), Brand = Pick(Brands) });
        }

        for (var i = 1; i <= Members; i++)
        {
            // Numbers with holes, so that nobody counts on a row for each.
            Person((i * 3) + (i > 20 ? 60 : 0));
        }

        foreach (var person in People)
        {
            Buys(person.Id);
            Standing(person.Id);
            Cheque(person.Id);
            Campaign(person.Id);
        }

        Insight.Fill([.. People.Select(p => p.Id)]);

        return this;
    }

    private void Person(long id)
    {
        var member = new Member
        {
            Id = id, CardNumber = $"C{id}", Language = Pick(["nl", "en"]), Country = Pick(["Nederland", "België", ""]), City = Pick(Cities), PostalCode = Pick(["3511 AW", "3512 BB", "1012 AB", ""]),
            BirthDate = Chance(0.3) ? null : Pick([new DateOnly(1980, 2, 28), new DateOnly(1984, 2, 29), new DateOnly(1990, 3, 1), new DateOnly(1975, 3, 15), new DateOnly(1999, 12, 31), new DateOnly(2001, 1, 1), new DateOnly(1966, 2, 20)]),
            HomeStoreId = Chance(0.2) ? null : random.Next(1, Stores + 1), AcquisitionSource = Pick(["beurs", "Beurs 2025", ""]), EnrolledOn = Day(), EmailConsent = Chance(0.6),
            Status = Chance(0.75) ? MemberStatus.Active : Chance(0.7) ? MemberStatus.Cancelled : MemberStatus.Erased, MovedOn = Chance(0.7) ? null : Day(60), Email = Chance(0.8) ? $"m{id}@example.nl" : null,
            ReferredById = People.Count > 0 && Chance(0.3) ? Pick(People).Id : null, CreatedAt = At, ChangedAt = At,
        };
        member.Index();
        People.Add(member);
        if (Chance(0.5))
        {
            Attributes.Add(new MemberAttribute { MemberId = id, Name = "tuin", Value = Pick(["ja", "Ja", "nee", "balkon"]) });
        }

        for (var i = random.Next(4); i > 0; i--)
        {
            Consents.Add(new ConsentRecord { Id = ++ids, MemberId = id, Purpose = Pick(Enum.GetValues<ConsentPurpose>()), Granted = Chance(0.5), At = At.AddDays(random.Next(3)), Source = "t", Wording = "w", RecordedBy = "t", RecordedAt = At });
        }
    }

    private void Buys(long member)
    {
        var own = new List<Purchase>();
        for (var i = random.Next(6); i > 0; i--)
        {
            var kind = Chance(0.8) ? PurchaseKind.Purchase : PurchaseKind.Return;
            long id = ++ids, eligible = kind == PurchaseKind.Return ? 0 : random.Next(1, 30) * 500;
            own.Add(new Purchase
            {
                Id = id, Source = "till", ExternalId = $"B{id}", Kind = kind, MemberId = member, StoreId = Chance(0.3) ? null : random.Next(1, Stores + 1), Channel = Pick(Enum.GetValues<Channel>()), OccurredAt = At, BusinessDate = Day(),
                TotalCents = kind == PurchaseKind.Return ? -1_000 : eligible, Payment = Pick(Payments), EligibleCents = eligible, KeptCents = eligible == 0 ? 0 : Pick([eligible, 0, eligible / 2]), ContentHash = "h", RecordedAt = At,
                DeliveredOn = kind == PurchaseKind.Purchase && Chance(0.4) ? Today : null,
            });
            for (var n = 1; n <= random.Next(1, 4); n++)
            {
                var quantity = random.Next(1, 4);
                var bought = kind == PurchaseKind.Purchase;
                Lines.Add(new PurchaseLine
                {
                    Id = ++ids, PurchaseId = id, LineNo = n, ProductId = Chance(0.1) ? null : random.Next(1, Products + 1), Kind = LineKind.Goods, Quantity = quantity, AmountCents = random.Next(1, 5_000), ReturnedQuantity = bought ? random.Next(quantity + 1) : 0,
                    BuyerId = bought ? member : null, BoughtOn = bought ? own[^1].BusinessDate : null,
                });
            }
        }

        Purchases.AddRange(own);
        var purchases = own.Where(p => p.Kind == PurchaseKind.Purchase).ToList();
        if (own.Count > 0)
        {
            Stats.Add(new MemberStat
            {
                MemberId = member, FirstPurchaseOn = purchases.Count == 0 ? null : purchases.Min(p => p.BusinessDate), LastPurchaseOn = purchases.Count == 0 ? null : purchases.Max(p => p.BusinessDate),
                PurchaseCount = purchases.Count, ReturnCount = own.Count - purchases.Count, NetCents = own.Sum(p => p.TotalCents),
            });
        }
    }

    private void Standing(long member)
    {
        if (Chance(0.5))
        {
            Tiers.Add(new MemberTier { MemberId = member, Tier = Pick(["brons", "zilver", "goud"]), Since = Day(), ValidUntil = Chance(0.5) ? Coming() : null });
        }

        if (Chance(0.4))
        {
            Changes.Add(new TierChange { Id = ++ids, MemberId = member, FromTier = "brons", ToTier = Pick(["brons", "zilver", "goud"]), On = Day(), VersionId = 1, Cause = Pick(["upgrade", "kept", "coming"]), Reason = "r", RecordedAt = At });
        }

        if (Chance(0.6))
        {
            Balances.Add(new PointBalance { MemberId = member, Total = random.Next(-20, 300) });
        }

        for (var i = random.Next(3); i > 0; i--)
        {
            Lots.Add(new PointLot { Id = ++ids, EntryId = ids, MemberId = member, Earned = 100, Remaining = Pick([0L, 20L, 100L]), ActivatesOn = Today, ExpiresOn = Chance(0.2) ? null : Coming() });
            Entries.Add(new LedgerEntry
            {
                Id = ++ids, MemberId = member, Kind = Pick([EntryKind.Earn, EntryKind.EventEarn, EntryKind.Spend]), Points = random.Next(1, 100), OccurredAt = At, BusinessDate = Day(), RecordedAt = At, Actor = "t", Reason = "r", SourceType = "t", SourceId = $"{ids}", ContentHash = "h",
            });
            Events.Add(new MemberEvent { Id = ++ids, MemberId = member, Kind = Pick(Kinds), Source = "s", ExternalId = $"{ids}", StoreId = Chance(0.5) ? null : random.Next(1, Stores + 1), OccurredAt = At, BusinessDate = Day(), ContentHash = "h" });
            Orders.Add(new RewardOrder { Id = ++ids, RewardId = 1, MemberId = member, EntryId = ids, Points = 50, RequestKey = $"{ids}", At = At, On = Day(), By = "t", UndoneAt = Chance(0.3) ? At : null });
        }

        if (Chance(0.6))
        {
            Scores.Add(new MemberRfm { MemberId = member, Recency = random.Next(1, 6), Frequency = random.Next(1, 6), Monetary = random.Next(1, 6) });
        }
    }

    private void Cheque(long member)
    {
        for (var i = 1; i <= random.Next(3); i++)
        {
            long id = ++ids, used = Pick([0L, 300L, 500L]);
            Cheques.Add(new Cheque
            {
                Id = id, RunId = i, MemberId = member, EntryId = id, CodeHash = BitConverter.GetBytes(id), CodeSealed = "s", LastFour = "ABCD", FaceCents = 500, RedeemedCents = used, PointsUsed = 20,
                State = used == 500 ? ChequeState.Redeemed : Pick([ChequeState.Issued, ChequeState.PartlyRedeemed, ChequeState.Expired]), IssuedOn = Day(), ValidUntil = Coming(),
            });
            ChequeEntries.Add(new ChequeEntry { Id = ++ids, ChequeId = id, RunId = i, Kind = Pick([ChequeEntryKind.Issued, ChequeEntryKind.Expired]), Cents = -200, BusinessDate = Day(), RecordedAt = At, Actor = "t" });
            Redeem("cheque", id, member);
        }
    }

    private void Redeem(string kind, long code, long member)
    {
        if (Chance(0.6))
        {
            Redemptions.Add(new Redemption
            {
                Id = ++ids, CodeKind = kind, CodeId = code, MemberId = member, ReceiptId = $"{ids}", AmountCents = random.Next(1, 500), StoreId = Chance(0.4) ? null : random.Next(1, Stores + 1), Actor = "t", At = At, BusinessDate = Day(), ReversedAt = Chance(0.2) ? At : null,
            });
        }
    }

    private void Campaign(long member)
    {
        for (var c = 1; c <= Campaigns; c++)
        {
            if (Chance(0.5))
            {
                Contacts.Add(new CampaignContact
                {
                    Id = Contacts.Count + 1, CampaignId = c, MemberId = member, EnteredOn = Day(), Step = "s1", Kind = Chance(0.7) ? "gift" : "message", Amount = Pick([0, 10, 250]), Outcome = Chance(0.8) ? ContactOutcome.Queued : ContactOutcome.Skipped, On = Day(), At = At,
                });
                Clicks.Add(new LoyaltyStudio.Features.Messaging.Model.MessageEvent
                {
                    Id = Clicks.Count + 1, MessageId = Clicks.Count + 1, MemberId = member, CampaignId = c, On = Day(), At = At,
                    Kind = Chance(0.7) ? LoyaltyStudio.Features.Messaging.Model.MessageEventKind.Clicked : LoyaltyStudio.Features.Messaging.Model.MessageEventKind.Bounced,
                });
                InCampaigns.Add(new CampaignMember { CampaignId = c, MemberId = member, Group = Chance(0.7) ? CampaignGroup.Treatment : CampaignGroup.Holdout, AssignedOn = Day(), AssignedAt = At });
                Coupons.Add(new Coupon { Id = ++ids, CampaignId = c, MemberId = member, CodeHash = BitConverter.GetBytes(ids), CodeSealed = "s", LastFour = "ABCD", State = Pick(Enum.GetValues<CouponState>()), IssuedOn = Today, ValidUntil = Coming() });
                Redeem("coupon", ids, member);
            }
        }
    }

    /// <summary>Takes away the rows of an earlier population and writes these.</summary>
    internal async Task WriteAsync(StudioDb db, CancellationToken ct)
    {
        await FreeAsync(db, ct);
        foreach (var table in InsightWorld.Tables.Concat(["redemption", "coupon", "campaign_contact", "message_event", "campaign_member", "cheque_entry", "cheque", "cheque_run", "member_rfm", "reward_order", "reward", "member_event", "point_lot", "ledger_entry", "point_balance", "tier_change", "member_tier", "member_stat",
                     "purchase_line", "purchase", "product", "consent_record", "member_attribute", "member", "store"]))
        {
            await using var clear = db.Command($"DELETE FROM {table}");
            await clear.ExecuteNonQueryAsync(ct);
        }

        db.AddRange(Enumerable.Range(1, Stores).Select(i => new Store { Id = i, Code = $"w{i}", Name = $"Winkel {i}" }));
        db.Add(new Reward { Id = 1, Code = "r" });
        db.AddRange(Enumerable.Range(1, 2).Select(i => new ChequeRun { Id = i, Scheme = "s", Period = $"2026-Q{i}", PreparedBy = "t" }));
        await db.SaveChangesAsync(ct);
        await db.BulkInsertAsync(People);
        await db.BulkInsertAsync(Attributes);
        await db.BulkInsertAsync(Consents);
        await db.BulkInsertAsync(Goods);
        await db.BulkInsertAsync(Purchases);
        await db.BulkInsertAsync(Lines);
        await db.BulkInsertAsync(Stats);
        await db.BulkInsertAsync(Tiers);
        await db.BulkInsertAsync(Changes);
        await db.BulkInsertAsync(Balances);
        await db.BulkInsertAsync(Entries);
        await db.BulkInsertAsync(Lots);
        await db.BulkInsertAsync(Events);
        await db.BulkInsertAsync(Orders);
        await db.BulkInsertAsync(Scores);
        await db.BulkInsertAsync(Cheques);
        await db.BulkInsertAsync(ChequeEntries);
        await db.BulkInsertAsync(Redemptions);
        await db.BulkInsertAsync(InCampaigns);
        await db.BulkInsertAsync(Contacts);
        await db.BulkInsertAsync(Clicks);
        await db.BulkInsertAsync(Coupons);
        await Insight.WriteAsync(db);
    }

    /// <summary>Append-only tables are emptied between populations, which the product never does.</summary>
    private static async Task FreeAsync(StudioDb db, CancellationToken ct)
    {
        var statements = new List<string>();
        if (db.IsSqlite)
        {
            await using var find = db.Command("SELECT name FROM sqlite_master WHERE type = 'trigger' AND name NOT LIKE 'member_search%'");
            await using var reader = await find.ExecuteReaderAsync(ct);
            while (await reader.ReadAsync(ct))
            {
                statements.Add($"DROP TRIGGER \"{reader.GetString(0)}\"");
            }
        }
        else
        {
            statements.Add("SET LOCAL session_replication_role = replica");
        }

        foreach (var statement in statements)
        {
            await using var command = db.Command(statement);
            await command.ExecuteNonQueryAsync(ct);
        }
    }
}
