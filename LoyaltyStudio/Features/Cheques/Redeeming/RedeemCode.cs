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
        var outcome = request.Code is { } code ? await desk.AskAsync(code, (kind, typed) => kind.RedeemAsync(db, typed, request, at, ct))
            : await desk.Cheques.RedeemReservedAsync(db, request, at, ct);
        if (outcome is { IsDone: true, Value.Kind: ChequeCodes.Kind } && await ObjectionAsync(db, request, ct) is { } objection)
        {
            return objection;
        }

        if (outcome.IsDone)
        {
            CrashPoint.Here("redeem-before-commit");
        }

        return outcome;
    }

    /// <summary>Why the cheque may not go with what its receipt used before.</summary>
    private async Task<Refusal?> ObjectionAsync(StudioDb db, RedeemRequest request, CancellationToken ct)
    {
        foreach (var kind in desk.Kinds)
        {
            if (await kind.ObjectsAsync(db, request, ct) is { } objection)
            {
                return objection;
            }
        }

        return null;
    }

    /// <summary>What can be said without the database.</summary>
    public static Refusal? Check(Actor actor, RedeemRequest request) => CodeDesk.MayNot(actor, request.StoreId) ?? CodeDesk.Wrong(request.ReceiptId, request.Terminal, request.Code)
        ?? (request.Code is null == request.ReservationId is null ? Refuse.Invalid("code", "Give the code or the reservation, one of the two.") : null)
        ?? (request.Basket is { IsSound: false } ? Refuse.Invalid("lines", "The lines of the receipt cannot be right: at most {0} lines of at least one piece each.", Basket.MostLines) : null);
}
