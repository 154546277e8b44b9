using LoyaltyStudio.Data;
using LoyaltyStudio.Platform;

namespace LoyaltyStudio.Features.Cheques.Redeeming;

/// <summary>Holds a cheque for one receipt, for some minutes. The same code and receipt again are the same reservation while it lasts.</summary>
public sealed class ReserveCode(CodeDesk desk)
{
    public async Task<Outcome<ReservedCode>> RunAsync(Actor actor, ReserveRequest request, CancellationToken ct)
    {
        if (Check(actor, request) is { } refusal)
        {
            return refusal;
        }

        return await desk.ServeAsync(actor, request.Terminal, request.Code, db => RunInAsync(db, actor, request, ct), ct);
    }

    /// <summary>The same inside a transaction of the caller, after <see cref="Check"/> and the desk's own check of the code.</summary>
    public async Task<Outcome<ReservedCode>> RunInAsync(StudioDb db, Actor actor, ReserveRequest request, CancellationToken ct)
    {
        var at = await desk.NowAsync(actor, ct);
        var outcome = await desk.AskAsync(request.Code, (kind, typed) => kind.ReserveAsync(db, typed, request, at, ct));
        if (outcome.IsDone)
        {
            CrashPoint.Here("reserve-before-commit");
        }

        return outcome;
    }

    /// <summary>What can be said without the database.</summary>
    public static Refusal? Check(Actor actor, ReserveRequest request) => CodeDesk.MayNot(actor, request.StoreId) ?? CodeDesk.Wrong(request.ReceiptId, request.Terminal, request.Code)
        ?? (request.Minutes is < 1 or > ReserveRequest.MostMinutes ? Refuse.Invalid("minutes", "A cheque can be reserved for 1 minute to 24 hours.") : null);
}
