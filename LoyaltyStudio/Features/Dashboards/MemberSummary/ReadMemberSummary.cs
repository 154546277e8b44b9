using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Access.Settings;
using LoyaltyStudio.Features.Campaigns.Model;
using LoyaltyStudio.Features.Cheques.Codes;
using LoyaltyStudio.Features.Cheques.Model;
using LoyaltyStudio.Features.Members.Profiles;
using LoyaltyStudio.Features.Points.Reading;
using LoyaltyStudio.Features.Programme.Model;
using LoyaltyStudio.Features.Tiers.Reading;
using LoyaltyStudio.Platform;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Dashboards.MemberSummary;

public sealed record TierSummary(string Code, string Name, DateOnly? Since, DateOnly? ValidUntil, string? NextCode, string? NextName, long PointsToNext, long PointsToKeep);

/// <param name="Kind">free_delivery, discount, early_sale_access, birthday_gift, invitation or text.</param>
/// <param name="Value">Percents of a discount, hours of early access; 0 otherwise.</param>
public sealed record BenefitSummary(BenefitKind Kind, int Value, string Text);

public sealed record PointsSummary(long Active, long Pending, long Debt, DateOnly? NextExpiryOn, long NextExpiryPoints, IReadOnlyList<ExpiringPoints> Expiries);

/// <param name="Code">Only for keys that may redeem codes.</param>
public sealed record ChequeSummary(string? Code, string LastFour, long LeftCents, DateOnly ValidUntil);

/// <param name="Code">Only for keys that may redeem codes.</param>
public sealed record CouponSummary(string? Code, string LastFour, int? Percent, int? AmountCents, DateOnly ValidUntil);

/// <summary>What a till or web shop shows this member now.</summary>
public sealed record MemberSummaryAnswer(string CardNumber, string Name, string Language, TierSummary? Tier, IReadOnlyList<BenefitSummary> Benefits, PointsSummary Points,
    IReadOnlyList<ChequeSummary> Cheques, IReadOnlyList<CouponSummary> Coupons);

/// <summary>Name, tier, benefits, points, and the cheques and coupons that can be used today.</summary>
public sealed class ReadMemberSummary(StudioData data, TimeProvider clock, OrganisationBook organisation, CodeVault vault)
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
        var codes = actor.May(Permission.RedeemCodes);
        var cheques = await db.Set<Cheque>().AsNoTracking().Where(c => c.MemberId == member.Id && c.ValidUntil >= today && (c.State == ChequeState.Issued || c.State == ChequeState.PartlyRedeemed))
            .OrderBy(c => c.ValidUntil).ThenBy(c => c.Id).ToListAsync(ct);
        var coupons = await db.Set<Coupon>().AsNoTracking().Where(c => c.MemberId == member.Id && c.State == CouponState.Open && c.ValidUntil >= today).OrderBy(c => c.ValidUntil).ToListAsync(ct);
        var points = await PointsOf.ReadAsync(db, member.Id, today, ct);
        var tier = await TierOf.ReadAsync(db, member.Id, today, ct);
        return new MemberSummaryAnswer(member.CardNumber, member.FullName, member.Language, tier is null ? null : TierOfMember(tier, member.Language),
            tier is null ? [] : [.. tier.Tier.Benefits.Select(b => new BenefitSummary(b.Kind, b.Value, BenefitWords.Say(b, member.Language)))],
            new PointsSummary(points.Active, points.Pending, points.Debt, points.NextExpiryOn, points.NextExpiryPoints, await PointsOf.ExpiriesAsync(db, member.Id, today, ct)),
            cheques.ConvertAll(c => new ChequeSummary(codes ? CodeText.Print(vault.Reveal(c.CodeSealed)) : null, c.LastFour, c.FaceCents - c.RedeemedCents, c.ValidUntil)),
            coupons.ConvertAll(c => new CouponSummary(codes ? CodeText.Print(vault.Reveal(c.CodeSealed)) : null, c.LastFour,
                c.Kind == CouponKind.Percent ? c.Value : null, c.Kind == CouponKind.Amount ? c.Value : null, c.ValidUntil)));
    }

    private static TierSummary TierOfMember(TierState t, string language) =>
        new(t.Tier.Code, t.Tier.Name(language), t.Since, t.ValidUntil, t.Next?.Code, t.Next?.Name(language), t.ToNext, t.ToKeep);
}
