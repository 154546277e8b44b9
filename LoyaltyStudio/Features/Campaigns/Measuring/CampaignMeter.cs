using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Campaigns.Model;
using LoyaltyStudio.Features.Campaigns.Running;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Campaigns.Measuring;

/// <summary>Everything that is measured of a campaign, as rows.</summary>
public sealed record Measurement(MeasuredCampaign Head, IReadOnlyList<MeasuredArm> Arms, IReadOnlyList<MeasuredDay> Days, IReadOnlyList<CampaignCost> Costs);

/// <summary>Measures a campaign by streaming statements, so that memory does not grow with its members. Everybody assigned counts, over their own window; a purchase that came back counts as far as it was kept.</summary>
internal static class CampaignMeter
{
    /// <summary>Days after the last window in which goods still come back and coupons are still used.</summary>
    internal const int Aftermath = 60;

    /// <param name="asOf">The first day that is not counted.</param>
    internal static async Task<Measurement> ReadAsync(StudioDb db, Campaign campaign, DateOnly asOf, DateTime now, SpendRates rates, CancellationToken ct)
    {
        var span = await MeasuringSpan.ReadAsync(db, campaign.Id, campaign.MeasureDays, asOf, ct);
        var (costs, messages) = await CampaignCosts.ReadAsync(db, campaign, rates, ct);
        var coupons = await db.Set<Coupon>().Where(c => c.CampaignId == campaign.Id).GroupBy(c => c.State).Select(g => new { g.Key, Count = g.Count() }).ToDictionaryAsync(g => g.Key, g => g.Count, ct);
        var head = new MeasuredCampaign
        {
            CampaignId = campaign.Id, AsOf = asOf, MeasuredAt = now, LastAssignedOn = span.Through, LaterMembers = span.Later,
            Final = campaign.State == CampaignState.Ended && (span.Through is not { } last || last.AddDays(campaign.MeasureDays + Aftermath) < asOf),
            SendMillicents = costs.Sum(c => c.SendMillicents), GiftMillicents = costs.Sum(c => c.GiftMillicents), OfferMillicents = costs.Sum(c => c.OfferMillicents), FixedMillicents = costs.Sum(c => c.FixedMillicents),
            Messages = messages, CouponsIssued = coupons.Values.Sum(), CouponsRedeemed = coupons.GetValueOrDefault(CouponState.Redeemed), CouponCents = await CouponCentsAsync(db, campaign.Id, ct),
        };
        if (span.First is not { } first || span.Through is not { } through)
        {
            return new Measurement(head, [], [], costs);
        }

        var tallies = await BuyerStream.ReadAsync(db, SidesSql(db, campaign, first, through, asOf), ct);
        var arms = await SidesAsync(db, campaign, through, tallies, ct);
        arms.AddRange(await TestsAsync(db, campaign, first, through, asOf, ct));
        return new Measurement(head, arms, DaysOf(campaign.Id, tallies), costs);
    }

    /// <summary>Only the sizes and buyers of both sides, for a list.</summary>
    internal static async Task<(MeasuringSpan Span, Side Treated, Side Holdout)> CountAsync(StudioDb db, long campaignId, int days, DateOnly asOf, CancellationToken ct)
    {
        var span = await MeasuringSpan.ReadAsync(db, campaignId, days, asOf, ct);
        if (span.Through is not { } through)
        {
            return (span, default, default);
        }

        var members = db.Set<CampaignMember>().Where(m => m.CampaignId == campaignId && m.AssignedOn <= through);
        var sizes = await members.GroupBy(m => m.Group).Select(g => new { g.Key, Count = g.Count() }).ToDictionaryAsync(g => g.Key, g => g.Count, ct);
        var buyers = await members.Where(m => db.Set<Purchases.Model.Purchase>().Any(p => p.MemberId == m.MemberId && p.Kind == Purchases.Model.PurchaseKind.Purchase
                && p.BusinessDate >= m.AssignedOn && p.BusinessDate <= m.AssignedOn.AddDays(days) && p.BusinessDate < asOf))
            .GroupBy(m => m.Group).Select(g => new { g.Key, Count = g.Count() }).ToDictionaryAsync(g => g.Key, g => g.Count, ct);
        Side Of(CampaignGroup group) => new(sizes.GetValueOrDefault(group), buyers.GetValueOrDefault(group));
        return (span, Of(CampaignGroup.Treatment), Of(CampaignGroup.Holdout));
    }

    private static string SidesSql(StudioDb db, Campaign campaign, DateOnly first, DateOnly through, DateOnly asOf) => FormattableString.Invariant($"""
        SELECT '' AS step, CASE WHEN m."group" = 'Holdout' THEN 'holdout' ELSE 'treatment' END AS arm, m.member_id, m.assigned_on, p.business_date, p.kept_cents
        FROM campaign_member m JOIN purchase p ON p.member_id = m.member_id
        WHERE m.campaign_id = {campaign.Id} AND m.assigned_on <= {BuyerStream.Literal(through)} AND p.kind = 'Purchase'
        AND p.business_date >= {BuyerStream.Literal(first)} AND p.business_date <= {BuyerStream.Literal(through.AddDays(campaign.MeasureDays))} AND p.business_date < {BuyerStream.Literal(asOf)}
        AND p.business_date >= m.assigned_on AND p.business_date <= {BuyerStream.Later(db, "m.assigned_on", campaign.MeasureDays)} ORDER BY m.member_id
        """);

    private static async Task<List<MeasuredArm>> SidesAsync(StudioDb db, Campaign campaign, DateOnly through, Dictionary<(string, string), GroupTally> tallies, CancellationToken ct)
    {
        var sizes = await db.Set<CampaignMember>().Where(m => m.CampaignId == campaign.Id && m.AssignedOn <= through).GroupBy(m => m.Group).Select(g => new { g.Key, Count = g.Count() }).ToDictionaryAsync(g => g.Key, g => g.Count, ct);
        return ArmsOf(campaign, "", [("holdout", campaign.HoldoutPercent, sizes.GetValueOrDefault(CampaignGroup.Holdout)), ("treatment", 100 - campaign.HoldoutPercent, sizes.GetValueOrDefault(CampaignGroup.Treatment))], tallies);
    }

    /// <summary>Split and subject tests: every arm over the same window, from the day on which the member came to the step.</summary>
    private static async Task<IReadOnlyList<MeasuredArm>> TestsAsync(StudioDb db, Campaign campaign, DateOnly first, DateOnly through, DateOnly asOf, CancellationToken ct)
    {
        var tests = TestSteps.Of(FlowDefinition.Parse(campaign.Flow));
        if (tests.Count == 0)
        {
            return [];
        }

        var seen = $"""
            SELECT step, variant, member_id, min("on") AS began FROM campaign_contact
            WHERE campaign_id = {campaign.Id} AND variant <> '' AND outcome = 'Queued' AND entered_on <= {BuyerStream.Literal(through)} GROUP BY step, variant, member_id
            """;
        var sizes = await SizesAsync(db, $"SELECT step, variant, count(*) FROM ({seen}) a GROUP BY step, variant", ct);
        var tallies = await BuyerStream.ReadAsync(db, FormattableString.Invariant($"""
            SELECT a.step, a.variant, a.member_id, a.began, p.business_date, p.kept_cents FROM ({seen}) a JOIN purchase p ON p.member_id = a.member_id
            WHERE p.kind = 'Purchase' AND p.business_date >= {BuyerStream.Literal(first)} AND p.business_date < {BuyerStream.Literal(asOf)}
            AND p.business_date >= a.began AND p.business_date <= {BuyerStream.Later(db, "a.began", campaign.MeasureDays)} ORDER BY a.step, a.variant, a.member_id
            """), ct);
        return [.. tests.SelectMany(t => ArmsOf(campaign, t.Step, [.. t.Arms.Select(a => (a.Name, a.Percent, sizes.GetValueOrDefault((t.Step, a.Name))))], tallies))];
    }

    private static async Task<Dictionary<(string, string), int>> SizesAsync(StudioDb db, string sql, CancellationToken ct)
    {
        var sizes = new Dictionary<(string, string), int>();
        using var rows = await db.BulkReadAsync(sql, ct);
        while (rows.Read())
        {
            sizes[(rows.Text(0), rows.Text(1))] = (int)rows.Number(2);
        }

        return sizes;
    }

    /// <summary>The first is what the others are compared with.</summary>
    private static List<MeasuredArm> ArmsOf(Campaign campaign, string step, IReadOnlyList<(string Name, int Percent, int Members)> groups, Dictionary<(string, string), GroupTally> tallies)
    {
        List<MeasuredArm> arms = [];
        var compared = Tally(groups[0].Name, groups[0].Members);
        for (var place = 0; place < groups.Count; place++)
        {
            var (name, percent, members) = groups[place];
            var tally = Tally(name, members);
            var kept = place == 0 ? null : MarginBootstrap.Compare(tally.Amounts, compared.Amounts, $"{campaign.Salt}:{step}:{name}");
            arms.Add(new MeasuredArm { CampaignId = campaign.Id, Step = step, Arm = name, Place = place, Percent = percent, Members = members, Buyers = tally.Buyers, KeptCents = tally.Amounts.Sum, KeptLow = kept?.Low, KeptHigh = kept?.High });
        }

        return arms;

        GroupTally Tally(string name, int members)
        {
            var tally = tallies.GetValueOrDefault((step, name)) ?? new GroupTally();
            tally.Amounts.Members = members;
            return tally;
        }
    }

    private static List<MeasuredDay> DaysOf(long campaign, Dictionary<(string, string Arm), GroupTally> tallies) =>
        [.. tallies.SelectMany(t => t.Value.Days.OrderBy(d => d.Key).Select(d => new MeasuredDay
        {
            CampaignId = campaign, Group = t.Key.Arm == "holdout" ? CampaignGroup.Holdout : CampaignGroup.Treatment, Day = d.Key, Buyers = d.Value.Buyers, KeptCents = d.Value.Cents,
        }))];

    /// <summary>Purchases on a day on which the same member used a coupon of the campaign; receipts of tills and web shops do not always carry the same number.</summary>
    private static async Task<long> CouponCentsAsync(StudioDb db, long campaignId, CancellationToken ct)
    {
        await using var command = db.Command("""
            SELECT coalesce(sum(p.kept_cents), 0) FROM (SELECT DISTINCT r.member_id, r.business_date FROM redemption r JOIN coupon c ON c.id = r.code_id
            WHERE r.code_kind = 'coupon' AND r.reversed_at IS NULL AND c.campaign_id = @campaign) x JOIN purchase p ON p.member_id = x.member_id AND p.business_date = x.business_date WHERE p.kind = 'Purchase'
            """).With("@campaign", campaignId);
        return Convert.ToInt64(await command.ExecuteScalarAsync(ct), System.Globalization.CultureInfo.InvariantCulture);
    }
}

/// <summary>A step that divides members to see what works better.</summary>
public sealed record TestStep(string Step, bool Subject, IReadOnlyList<(string Name, int Percent, string Words)> Arms);

/// <summary>The tests within a flow.</summary>
public static class TestSteps
{
    public static IReadOnlyList<TestStep> Of(FlowDefinition flow) =>
    [
        .. flow.Everything().OfType<SplitStep>().Where(s => s.Arms.Count > 1).Select(s => new TestStep(s.Key, false, [.. s.Arms.Select(a => (a.Name, a.Percent, ""))])),
        .. flow.Everything().OfType<MessageStep>().Where(s => s.Nl.OtherSubject.Length > 0 || s.En.OtherSubject.Length > 0)
            .Select(s => new TestStep(s.Key, true, [("A", 50, Words(s.Nl.Subject, s.En.Subject)), ("B", 50, Words(s.Nl.OtherSubject, s.En.OtherSubject))])),
    ];

    private static string Words(string nl, string en) => Ui.StudioLanguages.Current == "en" && en.Length > 0 || nl.Length == 0 ? en : nl;
}
