using LoyaltyStudio.Data;
using LoyaltyStudio.Platform;

namespace LoyaltyStudio.Features.Cheques.Redeeming;

/// <summary>
/// Uses a cheque or coupon on a receipt: by its code, or by the reservation that holds it. The same code or reservation and receipt again give the same answer, for
/// ever, unless the use was undone meanwhile.
/// </summary>
public sealed class RedeemCode(CodeDesk desk)
{
    public async Task<Outcome<RedeemedCode>> RunAsync(Actor actor, RedeemRequest request, CancellationToken ct)
    {
        if (Check(actor, request) is { } refusal)
        {
            return refusal;
        }

        var outcome = await desk.ServeAsync(actor, request.Terminal, request.Code, db => RunInAsync(db, actor, request, ct), ct);
        CrashPoint.Here("redeem-after-commit");
        return outcome;
    }

    /// <summary>The same inside a transaction of the caller, after <see cref="Check"/> and the desk's own check of the code.</summary>
    public async Task<Outcome<RedeemedCode>> RunInAsync(StudioDb db, Actor actor, RedeemRequest request, CancellationToken ct)
    {
        var at = await desk.NowAsync(actor, ct);
        var outcome = request.Code is { } code ? await desk.AskAsync(code, (kind, hash) => kind.RedeemAsync(db, hash, request, at, ct))
            : await desk.Cheques.RedeemReservedAsync(db, request, at, ct);
        if (outcome.IsDone)
        {
            CrashPoint.Here("redeem-before-commit");
        }

        return outcome;
    }

    /// <summary>What can be said without the database.</summary>
    public static Refusal? Check(Actor actor, RedeemRequest request) => CodeDesk.MayNot(actor, request.StoreId) ?? CodeDesk.Wrong(request.ReceiptId, request.Terminal, request.Code)
        ?? (request.Code is null == request.ReservationId is null ? Refuse.Invalid("code", "Give the code or the reservation, one of the two.") : null);
}
