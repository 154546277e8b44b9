using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Access.Settings;
using LoyaltyStudio.Features.Campaigns.Model;
using LoyaltyStudio.Features.Campaigns.Reading;
using LoyaltyStudio.Features.Cheques.Codes;
using LoyaltyStudio.Features.Cheques.Model;
using LoyaltyStudio.Features.Lifecycle;
using LoyaltyStudio.Features.Lifecycle.Model;
using LoyaltyStudio.Features.Members.Profiles;
using LoyaltyStudio.Features.Points;
using LoyaltyStudio.Features.Points.Reading;
using LoyaltyStudio.Features.Programme.Model;
using LoyaltyStudio.Features.Programme.Sales;
using LoyaltyStudio.Features.Tiers.Reading;
using LoyaltyStudio.Platform;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Dashboards.MemberSummary;

/// <param name="PointsToNext">Points still to earn by the nearest way, 0 where it asks none; see <paramref name="ToNext"/> for everything that it asks.</param>
/// <param name="ToNext">The ways to the next tier; each is enough.</param>
/// <param name="ToKeep">The ways to stay in this tier after its last day; each is enough.</param>
/// <param name="ComingCode">A tier that is reached and begins on <paramref name="ComingOn"/>.</param>
/// <param name="Outlook">The tier after the next review.</param>
public sealed record TierSummary(string Code, string Name, DateOnly? Since, DateOnly? ValidUntil, string? NextCode, string? NextName, long PointsToNext, long PointsToKeep,
    IReadOnlyList<TierWaySummary> ToNext, IReadOnlyList<TierWaySummary> ToKeep, string? ComingCode, DateOnly? ComingOn, bool GivenByHand, TierOutlookSummary Outlook);

/// <summary>All goals of a way are asked together.</summary>
public sealed record TierWaySummary(IReadOnlyList<TierGoalSummary> Goals);

/// <param name="Metric">points, spend (cents) or visits.</param>
/// <param name="From">The first day that counts.</param>
/// <param name="Until">The last day on which something can be added; none where the window moves along.</param>
public sealed record TierGoalSummary(TierMetric Metric, long Have, long Asked, DateOnly From, DateOnly? Until);

/// <param name="IfNothing">The tier where nothing more is bought until then.</param>
/// <param name="AtPace">The tier where buying goes on as in the last six months.</param>
public sealed record TierOutlookSummary(DateOnly On, string IfNothing, string AtPace);

/// <param name="EntersAt">The moment from which this member may enter.</param>
/// <param name="StartsAt">The moment for everybody.</param>
/// <param name="Channels">Where the early access holds; none named: everywhere.</param>
public sealed record SaleSummary(string Name, DateTime EntersAt, DateTime StartsAt, DateTime EndsAt, IReadOnlyList<string> Channels);

/// <param name="Kind">free_delivery, discount, early_sale_access, birthday_gift, invitation or text.</param>
/// <param name="Value">Percents of a discount, hours of early access; 0 otherwise.</param>
/// <param name="Channels">store, web, marketplace, phone; none named: in all.</param>
public sealed record BenefitSummary(BenefitKind Kind, int Value, string Text, IReadOnlyList<string> Channels);

/// <param name="Active">Can be spent today: without what is held.</param>
/// <param name="Held">Points that go into a cheque which is calculated and not issued yet.</param>
public sealed record PointsSummary(long Active, long Pending, long Debt, DateOnly? NextExpiryOn, long NextExpiryPoints, IReadOnlyList<ExpiringPoints> Expiries, long Held = 0);

/// <param name="Code">Only for keys that may redeem codes.</param>
public sealed record ChequeSummary(string? Code, string LastFour, long LeftCents, DateOnly ValidUntil);

/// <param name="Code">Only for keys that may redeem codes.</param>
/// <param name="Benefit">percent, amount, product, delivery or points.</param>
/// <param name="Value">Percents, cents or points; of a product cents off one piece, 0 for free.</param>
public sealed record CouponSummary(string? Code, string LastFour, int? Percent, int? AmountCents, DateOnly ValidUntil, string Benefit = "", int Value = 0);

/// <summary>A message of a campaign for whoever stands at the till. POST …/messages/{id}/shown says that it was shown.</summary>
/// <param name="Benefit">Of the coupon that goes with it; empty without one. The code is that of the coupon with the same last four characters.</param>
public sealed record TillMessage(long Id, string Title, string Text, string Benefit, int Value, string CouponEndsIn, DateOnly Until);

/// <param name="State">unknown, new, active, ambassador, at-risk, hesitating, lapsed, lost or returned, as of the last night.</param>
public sealed record LifecycleSummary(string State, DateOnly Since);

/// <summary>What a till or web shop shows this member now.</summary>
public sealed record MemberSummaryAnswer(string CardNumber, string Name, string Language, TierSummary? Tier, IReadOnlyList<BenefitSummary> Benefits, PointsSummary Points,
    IReadOnlyList<ChequeSummary> Cheques, IReadOnlyList<CouponSummary> Coupons, IReadOnlyList<SaleSummary> Sales, LifecycleSummary? Lifecycle = null, IReadOnlyList<TillMessage>? Messages = null);

/// <summary>Name, tier, benefits, points, and the cheques and coupons that can be used today.</summary>
public sealed class ReadMemberSummary(StudioData data, TimeProvider clock, OrganisationBook organisation, CodeVault vault, IEnumerable<IPointHold> holds, PlacedMessages placed)
{
    public async Task<Outcome<MemberSummaryAnswer>> RunAsync(Actor actor, string reference, CancellationToken ct)
    {
        if (!actor.May(Permission.ViewMembers))
        {
            return Refuse.Forbidden();
        }

        await using var db = data.Read();
        if (await MemberRef.FindAsync(db, reference, ct) is not { } member)
        {
            return Refuse.NotFound("member_unknown", "There is no member with this card number, customer number or e-mail address.");
        }

        var today = (await organisation.CurrentAsync(ct)).Today(clock);
        var now = clock.GetUtcNow().UtcDateTime;
        var codes = actor.May(Permission.RedeemCodes);
        var cheques = await db.Set<Cheque>().AsNoTracking().Where(c => c.MemberId == member.Id && c.ValidUntil >= today
                && (c.State == ChequeState.Issued || c.State == ChequeState.PartlyRedeemed || (c.State == ChequeState.Reserved && c.ReservedUntil <= now)))
            .OrderBy(c => c.ValidUntil).ThenBy(c => c.Id).ToListAsync(ct);
        var coupons = await db.Set<Coupon>().AsNoTracking().Where(c => c.MemberId == member.Id && c.State == CouponState.Open && c.ValidUntil >= today).OrderBy(c => c.ValidUntil).ToListAsync(ct);
        var points = await PointsOf.ReadAsync(db, holds, member.Id, today, ct);
        var tier = await TierOf.ReadAsync(db, member.Id, today, ct);
        return new MemberSummaryAnswer(member.CardNumber, member.FullName, member.Language, tier is null ? null : TierOfMember(tier, member.Language),
            tier is null ? [] : [.. tier.Tier.Benefits.Select(b => new BenefitSummary(b.Kind, b.Value, BenefitWords.Say(b, member.Language), b.Channels))],
            new PointsSummary(points.Spendable, points.Pending, points.Debt, points.NextExpiryOn, points.NextExpiryPoints, await PointsOf.ExpiriesAsync(db, member.Id, today, ct), points.Held),
            cheques.ConvertAll(c => new ChequeSummary(codes ? CodeText.Print(vault.Reveal(c.CodeSealed)) : null, c.LastFour, c.OpenCents, c.ValidUntil)),
            coupons.ConvertAll(c => new CouponSummary(codes ? CodeText.Print(vault.Reveal(c.CodeSealed)) : null, c.LastFour,
                c.Kind == CouponKind.Percent ? c.Value : null, c.Kind == CouponKind.Amount ? c.Value : null, c.ValidUntil, Slug(c.Kind), c.Value)),
            tier is null ? [] : [.. (await SaleAccess.OfAsync(db, tier.Tier, now, ct)).Select(s => new SaleSummary(s.Name, s.EntersAt, s.StartsAt, s.EndsAt, s.Channels))],
            await db.Set<MemberState>().Where(s => s.MemberId == member.Id).Select(s => new { s.State, s.Since }).FirstOrDefaultAsync(ct) is { } state ? new LifecycleSummary(StateWords.Slug(state.State), state.Since) : null,
            [.. (await placed.OfAsync(db, member, MessageChannel.Till, today, ct)).Select(m => new TillMessage(m.Id, m.Title, m.Text, m.CouponKind is { } kind ? Slug(kind) : "", m.CouponValue, m.CouponEndsIn, m.Until))]);
    }

    private static string Slug(CouponKind kind) => kind.ToString().ToLowerInvariant();

    private static TierSummary TierOfMember(TierState t, string language) =>
        new(t.Tier.Code, t.Tier.Name(language), t.Since, t.ValidUntil, t.Next?.Code, t.Next?.Name(language), Points(t.ToNext), t.IsKept ? 0 : Points(t.ToKeep), Ways(t.ToNext), Ways(t.ToKeep),
            t.Coming?.Code, t.ComingOn, t.ManualUntil is not null, new TierOutlookSummary(t.Outlook.On, t.Outlook.IfNothing.Code, t.Outlook.AtPace.Code));

    private static long Points(IReadOnlyList<TierWayNow> ways) => ways.Count == 0 ? 0 : ways[0].Goals.Where(g => g.Metric == TierMetric.Points).Select(g => g.Missing).DefaultIfEmpty().Max();

    private static List<TierWaySummary> Ways(IReadOnlyList<TierWayNow> ways) =>
        [.. ways.Select(w => new TierWaySummary([.. w.Goals.Select(g => new TierGoalSummary(g.Metric, g.Have, g.Asked, g.From == DateOnly.MinValue ? new DateOnly(1900, 1, 1) : g.From, g.Until))]))];
}
