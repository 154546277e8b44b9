using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Access.Settings;
using LoyaltyStudio.Features.Cheques.Model;
using LoyaltyStudio.Platform;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Cheques.Redeeming;

/// <param name="ReceiptId">The receipt on which it was used, to be sure that it is the right one; null does not compare.</param>
public sealed record ReverseRequest(long RedemptionId, string Reason, string? ReceiptId = null);

/// <summary>Undoes the use of a cheque or coupon when the purchase comes back, at most once. Whoever may act for one store undoes what was used there.</summary>
public sealed class ReverseRedemption(StudioData data, OrganisationBook organisation, CodeDesk desk)
{
    public async Task<Outcome<ReversedRedemption>> RunAsync(Actor actor, ReverseRequest request, CancellationToken ct)
    {
        if (!actor.May(Permission.RedeemCodes))
        {
            return Refuse.Forbidden();
        }

        await organisation.CurrentAsync(ct);
        return await data.WriteAsync(db => RunInAsync(db, actor, request, ct), ct);
    }

    /// <summary>The same inside a transaction of the caller.</summary>
    public async Task<Outcome<ReversedRedemption>> RunInAsync(StudioDb db, Actor actor, ReverseRequest request, CancellationToken ct)
    {
        if (!actor.May(Permission.RedeemCodes))
        {
            return Refuse.Forbidden();
        }

        if (string.IsNullOrWhiteSpace(request.Reason) || request.Reason.Length > 200)
        {
            return Refuse.Invalid("reason", "Say why, in at most 200 characters.");
        }

        if (await db.Set<Redemption>().AsNoTracking().FirstOrDefaultAsync(r => r.Id == request.RedemptionId, ct) is not { } redemption || !actor.Sees(redemption.StoreId))
        {
            return Refuse.NotFound("redemption_unknown", "This redemption does not exist.");
        }

        if (request.ReceiptId is { } receipt && receipt != redemption.ReceiptId)
        {
            return Refuse.Conflict("receipt_differs", "This redemption was on another receipt.");
        }

        var outcome = await desk.KindOf(redemption.CodeKind).ReverseAsync(db, redemption, request.Reason.Trim(), await desk.NowAsync(actor, ct), ct);
        if (outcome.IsDone)
        {
            CrashPoint.Here("reverse-before-commit");
        }

        return outcome;
    }
}
