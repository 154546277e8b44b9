using System.Globalization;
using LoyaltyStudio.Features.Campaigns.Model;
using LoyaltyStudio.Features.Cheques.Model;
using LoyaltyStudio.Features.Members.Model;
using LoyaltyStudio.Features.Points.Model;
using LoyaltyStudio.Features.Purchases.Model;
using LoyaltyStudio.Features.Segments;
using LoyaltyStudio.Features.Segments.Asking;
using LoyaltyStudio.Features.Segments.Model;

namespace LoyaltyStudio.Tests.Features.Segments;

/// <summary>One happening of a member as the naive evaluator sees it.</summary>
internal sealed record Happening(long Member, DateOnly? On, long Amount, object Identity, Dictionary<string, object?> Details);

/// <summary>
/// Segments member by member over lists in memory, written from the meaning of each condition and without any of the product's expressions: what the compiled statements are held against.
/// </summary>
internal sealed class NaiveSegments(SegmentWorld world, SegmentCatalogue catalogue, IReadOnlyDictionary<long, (SegmentNode Root, HashSet<long>? List)> segments)
{
    private static DateOnly Today => SegmentWorld.Today;

    internal List<long> MembersOf(SegmentNode root)
    {
        var asksStatus = root.Everything().Any(n => n.Field == "status");
        return [.. world.People.Where(m => m.Status != MemberStatus.Erased && (asksStatus || m.Status == MemberStatus.Active) && Fits(m, root)).Select(m => m.Id).Order()];
    }

    private bool Fits(Member m, SegmentNode node) => node switch
    {
        { Match: SegmentMatch.All } => node.Parts.All(p => Fits(m, p)),
        { Match: SegmentMatch.Any } => node.Parts.Count == 0 || node.Parts.Any(p => Fits(m, p)),
        { Match: SegmentMatch.None } => node.Parts.Count == 0 || !node.Parts.Any(p => Fits(m, p)),
        { Segment: { } id } => (segments[id].List is { } list ? list.Contains(m.Id) : MembersOf(segments[id].Root).Contains(m.Id)) == (node.Test == SegmentTest.Is),
        { Event: { } key } => FitsEvent(m, key, node),
        _ => Compare(catalogue.Field(node.Field)!, ValueOf(m, node.Field!), node),
    };

    private object? ValueOf(Member m, string field)
    {
        var stat = world.Stats.Find(s => s.MemberId == m.Id);
        var tier = world.Tiers.Find(t => t.MemberId == m.Id);
        var score = world.Scores.Find(s => s.MemberId == m.Id);
        var open = world.Cheques.Where(c => c.MemberId == m.Id && c.State is ChequeState.Issued or ChequeState.Reserved or ChequeState.PartlyRedeemed && c.MemberId == m.Id && c.ValidUntil >= Today).ToList();
        bool Latest(ConsentPurpose purpose) => world.Consents.Where(c => c.MemberId == m.Id && c.Purpose == purpose).OrderBy(c => c.At).ThenBy(c => c.Id).LastOrDefault()?.Granted ?? false;
        return field switch
        {
            "store" => m.HomeStoreId?.ToString(CultureInfo.InvariantCulture),
            "language" => m.Language,
            "country" => m.Country,
            "city" => m.City,
            "postal_code" => m.PostalCode,
            "age" => m.BirthDate is { } b ? (long)(Today.Year - b.Year - ((Today.Month, Today.Day).CompareTo((b.Month, b.Day)) < 0 ? 1 : 0)) : null,
            "birth_month" => m.BirthDate?.Month.ToString("00", CultureInfo.InvariantCulture),
            "enrolled" => m.EnrolledOn,
            "source" => m.AcquisitionSource,
            "referred" => m.ReferredById is not null,
            "has_email" => m.Email is not null,
            "status" => m.Status.ToString(),
            "consent.email" => m.EmailConsent,
            "consent.sms" => Latest(ConsentPurpose.Sms),
            "consent.post" => Latest(ConsentPurpose.Post),
            "consent.profiling" => Latest(ConsentPurpose.Profiling),
            "birthday" => m.BirthDate,
            "moved" => m.MovedOn,
            "purchases.last" => stat?.LastPurchaseOn,
            "purchases.first" => stat?.FirstPurchaseOn,
            "purchases.count" => (long)(stat?.PurchaseCount ?? 0),
            "returns.count" => (long)(stat?.ReturnCount ?? 0),
            "spend.total" => stat?.NetCents ?? 0,
            "basket.average" => stat is { PurchaseCount: > 0 } ? stat.NetCents / stat.PurchaseCount : null,
            "rfm.recency" => score is null ? null : (long)score.Recency,
            "rfm.frequency" => score is null ? null : (long)score.Frequency,
            "rfm.monetary" => score is null ? null : (long)score.Monetary,
            "tier" => tier?.Tier ?? "brons",
            "tier.since" => tier?.Since,
            "tier.until" => tier?.ValidUntil,
            "points.balance" => world.Balances.Find(b => b.MemberId == m.Id)?.Total ?? 0,
            "cheques.open" => open.Sum(c => c.OpenCents),
            "cheques.ends" => open.Count == 0 ? null : open.Min(c => c.ValidUntil),
            _ when field.Split('.')[0] is "feedback" or "state" or "prediction" => world.Insight.ValueOf(m.Id, field),
            _ when field.StartsWith("attribute:", StringComparison.Ordinal) => world.Attributes.Find(a => a.MemberId == m.Id && a.Name == field[10..])?.Value,
            _ => throw new NotSupportedException($"The naive evaluator does not know {field}: teach it."),
        };
    }

    private static bool Compare(SegmentField field, object? value, SegmentNode node)
    {
        var known = value is not null and not "";
        if (node.Test is SegmentTest.Known or SegmentTest.Unknown)
        {
            return known == (node.Test == SegmentTest.Known);
        }

        return value switch
        {
            null => false,
            bool flag => flag == (node.Values[0] == "true"),
            DateOnly date when field.Yearly => Enumerable.Range(0, int.Parse(node.Values[0], CultureInfo.InvariantCulture) + 1).Any(n => IsBirthday(date, Today.AddDays(n))),
            DateOnly date => OfDate(date, node),
            long figure => OfFigure(figure, node),
            decimal figure => OfFigure(field.Kind == SegmentKind.Percent ? 100 * figure : figure, node),
            string text when field.Kind == SegmentKind.Text => OfText(Low(text), node),
            string text => node.Values.Contains(text) == (node.Test == SegmentTest.Is),
            _ => throw new NotSupportedException(),
        };
    }

    private static bool IsBirthday(DateOnly born, DateOnly on) => (born.Month, born.Day) == (on.Month, on.Day) || (born is { Month: 2, Day: 29 } && on is { Month: 2, Day: 28 } && !DateTime.IsLeapYear(on.Year));

    private static bool OfDate(DateOnly date, SegmentNode node)
    {
        DateOnly At(int i) => DateOnly.Parse(node.Values[i], CultureInfo.InvariantCulture);
        int Ago() => Today.DayNumber - date.DayNumber;
        int Days() => int.Parse(node.Values[0], CultureInfo.InvariantCulture);
        return node.Test switch
        {
            SegmentTest.LastDays => Ago() >= 0 && Ago() < Days(),
            SegmentTest.LongerAgo => Ago() >= Days(),
            SegmentTest.NextDays => Ago() <= 0 && -Ago() <= Days(),
            SegmentTest.Before => date < At(0),
            SegmentTest.After => date > At(0),
            SegmentTest.Between => date >= At(0) && date <= At(1),
            _ => date == At(0),
        };
    }

    /// <summary>A percentage is compared as a person types it: 70 for 70 %.</summary>
    private static bool OfFigure(decimal figure, SegmentNode node)
    {
        decimal At(int i) => decimal.Parse(node.Values[i], CultureInfo.InvariantCulture);
        return node.Test switch
        {
            SegmentTest.AtLeast => figure >= At(0),
            SegmentTest.AtMost => figure <= At(0),
            SegmentTest.Between => figure >= At(0) && figure <= At(1),
            _ => figure == At(0),
        };
    }

    private static string Low(string text) => new([.. text.Select(c => c is >= 'A' and <= 'Z' ? char.ToLowerInvariant(c) : c)]);

    private static bool OfText(string text, SegmentNode node) => node.Test switch
    {
        SegmentTest.StartsWith => text.StartsWith(Low(node.Values[0].Trim()), StringComparison.Ordinal),
        SegmentTest.Contains => text.Contains(Low(node.Values[0].Trim()), StringComparison.Ordinal),
        _ => node.Values.Any(v => Low(v.Trim()) == text) == (node.Test == SegmentTest.Is),
    };

    private bool FitsEvent(Member m, string key, SegmentNode node)
    {
        var (from, until) = node.Period switch
        {
            { LastDays: { } n } => (Today.AddDays(-n + 1), Today),
            { NextDays: { } n } => (Today, Today.AddDays(n)),
            { } p => (p.From ?? DateOnly.MinValue, p.Until ?? DateOnly.MaxValue),
            null => (DateOnly.MinValue, DateOnly.MaxValue),
        };
        var limited = node.Period is { IsEver: false };
        var details = catalogue.Event(key)!.AllDetails;
        var found = HappeningsOf(key, node).Where(h => h.Member == m.Id && (h.On is { } on ? on >= from && on <= until : !limited)
            && node.Details.All(d => Compare(details.First(f => f.Key == d.Field), h.Details[d.Field!], d))).ToList();
        var figure = node.Measure == SegmentMeasure.Sum ? found.Sum(h => h.Amount) : found.Select(h => h.Identity).Distinct().Count();
        return OfFigure(figure, node);
    }

    private IEnumerable<Happening> HappeningsOf(string key, SegmentNode node)
    {
        string? Text(long? id) => id?.ToString(CultureInfo.InvariantCulture);
        Dictionary<string, object?> None() => [];
        Dictionary<string, object?> OfPurchase(Purchase p) => new()
        {
            ["channel"] = p.Channel.ToString(), ["store"] = Text(p.StoreId), ["payment"] = p.Payment, ["total"] = p.TotalCents, ["delivered"] = p.DeliveredOn is not null,
        };
        IEnumerable<Happening> Lines() =>
            from p in world.Purchases
            where p.Kind == PurchaseKind.Purchase
            from l in world.Lines
            where l.PurchaseId == p.Id && l.ProductId is not null
            let product = world.Goods.Find(g => g.Id == l.ProductId)!
            select new Happening(p.MemberId!.Value, p.BusinessDate, l.AmountCents * (l.Quantity - l.ReturnedQuantity) / l.Quantity, p.Id,
                new Dictionary<string, object?>(OfPurchase(p)) { ["category"] = product.Category, ["brand"] = product.Brand, ["product"] = product.Sku });
        return key switch
        {
            "purchase" when node.Details.Any(d => d.Field is "category" or "brand" or "product") => Lines(),
            "purchase" => world.Purchases.Where(p => p.Kind == PurchaseKind.Purchase).Select(p => new Happening(p.MemberId!.Value, p.BusinessDate, p.KeptCents, p.Id, OfPurchase(p))),
            "return" => world.Purchases.Where(p => p.Kind == PurchaseKind.Return).Select(p => new Happening(p.MemberId!.Value, p.BusinessDate, -p.TotalCents, p.Id, OfPurchase(p))),
            "referral" => world.People.Where(p => p.ReferredById is not null && p.Status != MemberStatus.Erased).Select(p => new Happening(p.ReferredById!.Value, p.EnrolledOn, 0, p.Id, None())),
            "happening" => world.Events.Select(e => new Happening(e.MemberId, e.BusinessDate, 0, e.Id, new() { ["kind"] = e.Kind, ["store"] = Text(e.StoreId) })),
            "points.ending" => world.Lots.Where(l => l.Remaining > 0).Select(l => new Happening(l.MemberId, l.ExpiresOn, l.Remaining, l.Id, None())),
            "points.earned" => world.Entries.Where(e => e.Kind is EntryKind.Earn or EntryKind.EventEarn).Select(e => new Happening(e.MemberId, e.BusinessDate, e.Points, e.Id, None())),
            "tier.change" => world.Changes.Where(c => c.FromTier != c.ToTier && c.Cause is not ("coming" or "cancelled")).Select(c => new Happening(c.MemberId, c.On, 0, c.Id, new() { ["to"] = c.ToTier })),
            "reward" => world.Orders.Where(o => o.UndoneAt is null).Select(o => new Happening(o.MemberId, o.On, o.Points, o.Id, None())),
            "cheque.issued" => world.Cheques.Select(c => new Happening(c.MemberId, c.IssuedOn, c.FaceCents, c.Id, None())),
            "cheque.used" => world.Redemptions.Where(r => r is { CodeKind: "cheque", ReversedAt: null }).Select(r => new Happening(r.MemberId, r.BusinessDate, r.AmountCents, r.Id, new() { ["store"] = Text(r.StoreId) })),
            "cheque.expired" => world.ChequeEntries.Where(e => e.Kind == ChequeEntryKind.Expired).Select(e => new Happening(world.Cheques.Find(c => c.Id == e.ChequeId)!.MemberId, e.BusinessDate, -e.Cents, e.Id, None())),
            "campaign.received" => world.InCampaigns.Where(c => c.Group == CampaignGroup.Treatment).Select(InCampaign),
            "campaign.holdout" => world.InCampaigns.Where(c => c.Group == CampaignGroup.Holdout).Select(InCampaign),
            "campaign.gift" => world.Contacts.Where(c => c is { Kind: "gift", Outcome: ContactOutcome.Queued }).Select(c => new Happening(c.MemberId, c.On, c.Amount, c.Id, new() { ["campaign"] = Text(c.CampaignId) })),
            "message.clicked" => world.Clicks.Where(c => c.Kind == LoyaltyStudio.Features.Messaging.Model.MessageEventKind.Clicked).Select(c => new Happening(c.MemberId, c.On, 0, c.Id, new() { ["campaign"] = Text(c.CampaignId) })),
            "coupon.used" => world.Redemptions.Where(r => r is { CodeKind: "coupon", ReversedAt: null }).Select(r => (r, c: world.Coupons.Find(c => c.Id == r.CodeId)!)).Select(x => new Happening(x.c.MemberId, x.r.BusinessDate, 0, x.r.Id, new() { ["campaign"] = Text(x.c.CampaignId) })),
            "coupon.ending" => world.Coupons.Where(c => c.State == CouponState.Open).Select(c => new Happening(c.MemberId, c.ValidUntil, 0, c.Id, new() { ["campaign"] = Text(c.CampaignId) })),
            _ => world.Insight.HappeningsOf(key, world.Goods),
        };

        Happening InCampaign(CampaignMember c) => new(c.MemberId, c.AssignedOn, 0, (c.CampaignId, c.MemberId), new() { ["campaign"] = Text(c.CampaignId) });
    }
}
