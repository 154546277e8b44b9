using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Access.Settings;
using LoyaltyStudio.Features.Campaigns.Measuring;
using LoyaltyStudio.Features.Campaigns.Model;
using LoyaltyStudio.Features.Cheques.Model;
using LoyaltyStudio.Features.Members.Model;
using LoyaltyStudio.Features.Points.Model;
using LoyaltyStudio.Features.Programme;
using LoyaltyStudio.Features.Programme.Model;
using LoyaltyStudio.Features.Purchases.Model;
using LoyaltyStudio.Features.Tiers.Model;
using LoyaltyStudio.Platform;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Dashboards.Today;

/// <summary>The figures of today over the whole chain. For those who may see all stores.</summary>
public sealed class ReadToday(StudioData data, TimeProvider clock, OrganisationBook organisation, CampaignResults results)
{
    private const int MonthsShown = 12;
    private const int QuartersShown = 8;
    private const int CampaignsShown = 3;

    public async Task<Outcome<TodayBoard>> RunAsync(Actor actor, CancellationToken ct)
    {
        if (!actor.May(Permission.ViewDashboard) || actor.Stores is not null)
        {
            return Refuse.Forbidden();
        }

        var today = (await organisation.CurrentAsync(ct)).Today(clock);
        await using var db = data.Read();
        var live = (await ProgrammeBook.TimelineAsync(db, ct)).On(today);
        return new TodayBoard(today, await MembersAsync(db, today, ct), await PointsAsync(db, today, live?.Content.Cheques, ct), await ChequesAsync(db, today, ct), await PurchaseMonthsAsync(db, today, ct),
            await PointMonthsAsync(db, today, ct), await TiersAsync(db, live?.Content, null, ct), await ChequeQuartersAsync(db, today, ct), await CampaignsAsync(db, actor, ct),
            [.. await AttentionList.ReadAsync(db, live is not null, clock.GetUtcNow().UtcDateTime, ct), .. await AttentionList.FeedbackAsync(db, actor, today, ct)]);
    }

    private async Task<IReadOnlyList<CampaignLine>> CampaignsAsync(StudioDb db, Actor actor, CancellationToken ct)
    {
        var latest = await db.Set<Campaign>().Where(c => c.StartedAt != null).OrderByDescending(c => c.StartedAt).Take(CampaignsShown).Select(c => new { c.Id, c.Name }).ToListAsync(ct);
        var outcome = await results.RunAsync(actor, latest.ConvertAll(c => c.Id), ct);
        return outcome is not { IsDone: true, Value: { } found } ? [] : [.. latest.Where(c => found.ContainsKey(c.Id)).Select(c => new CampaignLine(c.Id, c.Name, found[c.Id]))];
    }

    private static async Task<MemberFigures> MembersAsync(StudioDb db, DateOnly today, CancellationToken ct)
    {
        var members = db.Set<Member>().Where(m => m.Status == MemberStatus.Active);
        var since = today.AddMonths(-12);
        var month = BusinessCalendar.Floor(today, CalendarUnit.Month);
        var (from, to) = Periods.SameDaysLastMonth(today);
        return new MemberFigures(await members.CountAsync(ct), await members.CountAsync(m => db.Set<MemberStat>().Any(s => s.MemberId == m.Id && s.LastPurchaseOn > since), ct),
            await members.CountAsync(m => m.EnrolledOn >= month && m.EnrolledOn <= today, ct), await members.CountAsync(m => m.EnrolledOn >= from && m.EnrolledOn <= to, ct), month);
    }

    private static async Task<PointFigures> PointsAsync(StudioDb db, DateOnly today, ChequeScheme? scheme, CancellationToken ct)
    {
        var (from, to) = Periods.SameDaysLastMonth(today);
        var now = await SumsAsync(db, BusinessCalendar.Floor(today, CalendarUnit.Month), today, ct);
        var before = await SumsAsync(db, from, to, ct);
        var outstanding = await db.Set<PointLot>().Where(l => l.Remaining > 0 && (l.ExpiresOn == null || l.ExpiresOn >= today)).SumAsync(l => l.Remaining, ct);
        return new PointFigures(now.In, before.In, now.Out, before.Out, outstanding,
            scheme is null ? null : (long)Math.Round((decimal)outstanding * scheme.StepCents / scheme.PointsPerStep, MidpointRounding.AwayFromZero));
    }

    private static async Task<(long In, long Out)> SumsAsync(StudioDb db, DateOnly from, DateOnly to, CancellationToken ct)
    {
        var kinds = await db.Set<LedgerEntry>().Where(e => e.BusinessDate >= from && e.BusinessDate <= to).GroupBy(e => e.Kind).Select(g => new { g.Key, Points = g.Sum(e => e.Points) }).ToListAsync(ct);
        return (kinds.Where(k => !IsOut(k.Key)).Sum(k => k.Points), -kinds.Where(k => IsOut(k.Key)).Sum(k => k.Points));
    }

    private static bool IsOut(EntryKind kind) => kind is EntryKind.Cheque or EntryKind.Expiry or EntryKind.Spend or EntryKind.SpendUndo or EntryKind.Reinstatement;

    private static async Task<ChequeFigures> ChequesAsync(StudioDb db, DateOnly today, CancellationToken ct)
    {
        var soon = today.AddDays(30);
        var open = await db.Set<Cheque>().Where(c => (c.State == ChequeState.Issued || c.State == ChequeState.Reserved || c.State == ChequeState.PartlyRedeemed) && c.ValidUntil >= today)
            .GroupBy(_ => 1).Select(g => new { Count = g.Count(), Cents = g.Sum(c => c.FaceCents - c.RedeemedCents - c.EndedCents), Ending = g.Count(c => c.ValidUntil <= soon) }).FirstOrDefaultAsync(ct);
        return new ChequeFigures(open?.Count ?? 0, open?.Cents ?? 0, open?.Ending ?? 0);
    }

    private static async Task<IReadOnlyList<PurchaseMonth>> PurchaseMonthsAsync(StudioDb db, DateOnly today, CancellationToken ct)
    {
        var months = Periods.Months(today, MonthsShown);
        var days = await db.Set<Purchase>().Where(p => p.BusinessDate >= months[0] && p.BusinessDate <= today && p.Kind == PurchaseKind.Purchase)
            .GroupBy(p => new { p.BusinessDate, Known = p.MemberId != null }).Select(g => new { g.Key.BusinessDate, g.Key.Known, Count = g.Count() }).ToListAsync(ct);
        var byMonth = days.ToLookup(d => BusinessCalendar.Floor(d.BusinessDate, CalendarUnit.Month));
        var first = (await db.Set<MemberStat>().Where(s => s.FirstPurchaseOn >= months[0]).GroupBy(s => s.FirstPurchaseOn).Select(g => new { On = g.Key!.Value, Count = g.Count() }).ToListAsync(ct))
            .ToLookup(d => BusinessCalendar.Floor(d.On, CalendarUnit.Month));
        return [.. months.Select(m => new PurchaseMonth(m, byMonth[m].Where(d => d.Known).Sum(d => d.Count), first[m].Sum(d => d.Count), byMonth[m].Where(d => !d.Known).Sum(d => d.Count)))];
    }

    private static async Task<IReadOnlyList<PointMonth>> PointMonthsAsync(StudioDb db, DateOnly today, CancellationToken ct)
    {
        var months = Periods.Months(today, MonthsShown);
        var days = await db.Set<LedgerEntry>().Where(e => e.BusinessDate >= months[0] && e.BusinessDate <= today)
            .GroupBy(e => new { e.BusinessDate, e.Kind }).Select(g => new { g.Key.BusinessDate, g.Key.Kind, Points = g.Sum(e => e.Points) }).ToListAsync(ct);
        var byMonth = days.ToLookup(d => BusinessCalendar.Floor(d.BusinessDate, CalendarUnit.Month));
        return [.. months.Select(m => new PointMonth(m, byMonth[m].Where(d => !IsOut(d.Kind)).Sum(d => d.Points), -byMonth[m].Where(d => d.Kind is EntryKind.Cheque or EntryKind.Spend or EntryKind.SpendUndo).Sum(d => d.Points),
            -byMonth[m].Where(d => d.Kind is EntryKind.Expiry or EntryKind.Reinstatement).Sum(d => d.Points)))];
    }

    /// <summary>Members in each tier of the live programme; those without a row, or in a tier that is gone, are in the lowest.</summary>
    internal static async Task<IReadOnlyList<TierShare>> TiersAsync(StudioDb db, ProgrammeContent? content, long? storeId, CancellationToken ct)
    {
        if (content is null)
        {
            return [];
        }

        var members = db.Set<Member>().Where(m => m.Status == MemberStatus.Active && (storeId == null || m.HomeStoreId == storeId));
        var counts = await (from m in members join t in db.Set<MemberTier>() on m.Id equals t.MemberId group t by t.Tier into g select new { Tier = g.Key, Count = g.Count() }).ToDictionaryAsync(g => g.Tier, g => g.Count, ct);
        var rest = await members.CountAsync(ct) - content.Tiers.Skip(1).Sum(t => counts.GetValueOrDefault(t.Code));
        return [.. content.Tiers.Select((t, i) => new TierShare(t.Code, t.NameNl, t.NameEn, t.Colour, i == 0 ? rest : counts.GetValueOrDefault(t.Code)))];
    }

    private static async Task<IReadOnlyList<ChequeQuarter>> ChequeQuartersAsync(StudioDb db, DateOnly today, CancellationToken ct)
    {
        var quarters = Periods.Quarters(today, QuartersShown);
        var from = quarters[0];
        var issued = await db.Set<Cheque>().Where(c => c.IssuedOn >= from).GroupBy(c => c.IssuedOn).Select(g => new { On = g.Key, Cents = g.Sum(c => c.FaceCents) }).ToListAsync(ct);
        var redeemed = await db.Set<Redemption>().Where(r => r.BusinessDate >= from && r.CodeKind == "cheque" && r.ReversedAt == null).GroupBy(r => r.BusinessDate).Select(g => new { On = g.Key, Cents = g.Sum(r => r.AmountCents) }).ToListAsync(ct);
        var expired = await db.Set<Cheque>().Where(c => c.State == ChequeState.Expired && c.ValidUntil >= from).GroupBy(c => c.ValidUntil).Select(g => new { On = g.Key, Cents = g.Sum(c => c.EndedCents) }).ToListAsync(ct);
        static DateOnly Quarter(DateOnly on) => BusinessCalendar.Floor(on, CalendarUnit.Quarter);
        return [.. quarters.Select(q => new ChequeQuarter(q, issued.Where(i => Quarter(i.On) == q).Sum(i => i.Cents), redeemed.Where(r => Quarter(r.On) == q).Sum(r => r.Cents), expired.Where(e => Quarter(e.On) == q).Sum(e => e.Cents)))];
    }
}
