using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Access.Settings;
using LoyaltyStudio.Features.Campaigns.Measuring;
using LoyaltyStudio.Features.Campaigns.Model;
using LoyaltyStudio.Features.Campaigns.Running;
using LoyaltyStudio.Platform;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Campaigns.Budget;

/// <summary>One month of money, cents. Discounts given count as activation.</summary>
/// <param name="Brand">Brand campaigns and what was entered as brand.</param>
/// <param name="Activation">Activation campaigns without their discounts, and what was entered as activation.</param>
/// <param name="Discounts">Coupons of campaigns and discount lines on receipts.</param>
/// <param name="Revenue">Of members, and the part of it bought at a discount.</param>
public sealed record BudgetMonth(DateOnly Month, long Brand, long Activation, long Discounts, long Revenue, long Discounted)
{
    public long All => Brand + Activation + Discounts;
}

/// <summary>A campaign's money.</summary>
/// <param name="Budget">Most that it may cost; null: no limit.</param>
/// <param name="Margin">Null where nothing may be said of what it brought.</param>
public sealed record BudgetCampaign(long Id, string Name, CampaignState State, BudgetKind Kind, long? Budget, long Spent, CampaignMargin? Margin, Verdict Verdict)
{
    /// <summary>Cost of one euro of extra margin, in euros: the estimate, and the best and worst that the interval allows; null where the campaign may have brought nothing.</summary>
    public (double Cost, double Best, double? Worst)? PerIncrementalEuro => Margin is { ExtraCents: > 0, ExtraHigh: > 0 } m && Spent > 0
        ? ((double)Spent / m.ExtraCents, (double)Spent / m.ExtraHigh!.Value, m.ExtraLow > 0 ? (double)Spent / m.ExtraLow : null) : null;
}

public sealed record SpendRow(long Id, DateOnly Month, BudgetKind Kind, long AmountCents, string Note, string Author);

public sealed record BudgetView(DateOnly Today, IReadOnlyList<BudgetMonth> Months, IReadOnlyList<BudgetCampaign> Campaigns, IReadOnlyList<SpendRow> Spends)
{
    /// <summary>Les Binet and Peter Field, The Long and the Short of It, IPA 2013: about 60 % brand, 40 % activation. A rule of thumb over many brands, no law.</summary>
    public const double RuleOfThumb = 0.6;

    public long Brand => Months.Sum(m => m.Brand);

    public long All => Months.Sum(m => m.All);

    /// <summary>Brand ÷ (brand + activation) over the twelve months; null where nothing was spent.</summary>
    public double? BrandShare => All > 0 ? (double)Brand / All : null;

    /// <summary>Share of what members bought that was bought at a discount.</summary>
    public double? AtDiscount => Months.Sum(m => m.Revenue) is > 0 and var revenue ? (double)Months.Sum(m => m.Discounted) / revenue : null;
}

/// <summary>Money of the last twelve months: brand against activation, campaigns, discounts. From what the night counted and what people entered.</summary>
public sealed class ShowBudget(StudioData data, TimeProvider clock, OrganisationBook organisation)
{
    public const int MonthsShown = 12;

    public async Task<Outcome<BudgetView>> RunAsync(Actor actor, CancellationToken ct)
    {
        if (!actor.May(Permission.ViewCampaigns))
        {
            return Refuse.Forbidden();
        }

        await using var db = data.Read();
        var today = (await organisation.CurrentAsync(ct)).Today(clock);
        var first = new DateOnly(today.Year, today.Month, 1).AddMonths(1 - MonthsShown);
        var spends = await db.Set<MarketingSpend>().Where(s => s.Month >= first).OrderByDescending(s => s.Month).ThenByDescending(s => s.Id).ToListAsync(ct);
        return new BudgetView(today, await MonthsAsync(db, first, spends, ct), await CampaignsAsync(db, first, today, ct), spends.ConvertAll(s => new SpendRow(s.Id, s.Month, s.Kind, s.AmountCents, s.Note, s.Author)));
    }

    private static async Task<IReadOnlyList<BudgetMonth>> MonthsAsync(StudioDb db, DateOnly first, List<MarketingSpend> spends, CancellationToken ct)
    {
        var costs = await (from c in db.Set<CampaignCost>()
                           join x in db.Set<Campaign>() on c.CampaignId equals x.Id
                           where c.Month >= first
                           group c by new { c.Month, x.BudgetKind } into g
                           select new { g.Key.Month, g.Key.BudgetKind, Own = g.Sum(c => c.SendMillicents + c.GiftMillicents + c.FixedMillicents), Offers = g.Sum(c => c.OfferMillicents) }).ToListAsync(ct);
        var discounts = await db.Set<DiscountMonth>().Where(d => d.Month >= first).ToDictionaryAsync(d => d.Month, ct);
        return
        [
            .. Enumerable.Range(0, MonthsShown).Select(i => first.AddMonths(i)).Select(month =>
            {
                long Of(BudgetKind kind) => CampaignSpend.Cents(costs.Where(c => c.Month == month && c.BudgetKind == kind).Sum(c => c.Own)) + spends.Where(s => s.Month == month && s.Kind == kind).Sum(s => s.AmountCents);
                var offers = CampaignSpend.Cents(costs.Where(c => c.Month == month).Sum(c => c.Offers));
                var counted = discounts.GetValueOrDefault(month);

                // A till that books a coupon as a discount line has it in both, so the greater of the two counts.
                return new BudgetMonth(month, Of(BudgetKind.Brand), Of(BudgetKind.Activation), Math.Max(offers, counted?.DiscountCents ?? 0), counted?.RevenueCents ?? 0, counted?.DiscountedCents ?? 0);
            }),
        ];
    }

    private static async Task<IReadOnlyList<BudgetCampaign>> CampaignsAsync(StudioDb db, DateOnly first, DateOnly today, CancellationToken ct)
    {
        var campaigns = await db.Set<Campaign>().Where(c => c.StartedAt != null && (c.State != CampaignState.Ended || db.Set<CampaignCost>().Any(x => x.CampaignId == c.Id && x.Month >= first))).OrderByDescending(c => c.StartedAt).Take(100).ToListAsync(ct);
        var ids = campaigns.ConvertAll(c => c.Id).ToArray();
        var share = await ShowCampaignResult.MarginShareAsync(db, ct);
        var heads = await db.Set<MeasuredCampaign>().Where(r => ids.Contains(r.CampaignId)).ToDictionaryAsync(r => r.CampaignId, ct);
        var arms = (await db.Set<MeasuredArm>().Where(a => ids.Contains(a.CampaignId) && a.Step == "").ToListAsync(ct)).ToLookup(a => a.CampaignId);
        return campaigns.ConvertAll(c => Row(c, heads.GetValueOrDefault(c.Id), [.. arms[c.Id].OrderBy(a => a.Place)], today, share));
    }

    private static BudgetCampaign Row(Campaign c, MeasuredCampaign? head, List<MeasuredArm> arms, DateOnly today, double share)
    {
        var result = CampaignResult.Of(CampaignResults.SideOf(arms, 1), CampaignResults.SideOf(arms, 0), c.HoldoutPercent, head?.LastAssignedOn, c.MeasureDays, head is null ? today : CampaignResults.DayOf(head, today), 0);
        var spent = head is null ? c.FixedCostCents : CampaignSpend.Of(head).TotalCents;
        var margin = result.Verdict is Verdict.More or Verdict.Fewer or Verdict.NoDifference && arms is [{ Members: > 0 } held, { Members: > 0 } treated]
            ? new CampaignMargin(share * treated.KeptCents / treated.Members, share * held.KeptCents / held.Members, treated.KeptLow * share, treated.KeptHigh * share, treated.Members, spent) : null;
        return new BudgetCampaign(c.Id, c.Name, c.State, c.BudgetKind, c.BudgetCents, spent, margin, result.Verdict);
    }
}
