using LoyaltyStudio.Data;
using LoyaltyStudio.Platform;

namespace LoyaltyStudio.Features.Cheques.Redeeming;

/// <summary>Says what a code is worth at this moment, without changing anything.</summary>
public sealed class LookUpCode(StudioData data, CodeDesk desk)
{
    public async Task<Outcome<FoundCode>> RunAsync(Actor actor, LookUpRequest request, CancellationToken ct)
    {
        if ((CodeDesk.MayNot(actor, request.StoreId) ?? CodeDesk.Wrong("-", request.Terminal, null)) is { } refusal)
        {
            return refusal;
        }

        if (await desk.BeforeAsync(actor, request.Terminal, request.Code, ct) is { } before)
        {
            return before;
        }

        var at = await desk.NowAsync(actor, ct);
        await using var db = data.Read();
        var outcome = await desk.AskAsync(request.Code, (kind, typed) => kind.LookUpAsync(db, typed, at, ct));
        return outcome is { IsDone: true, Value: { } found } ? found with { Card = await Cards.OfAsync(db, found.MemberId, ct) }
            : await desk.AfterAsync(actor, request.Terminal, outcome, ct) is { } later ? later : outcome;
    }
}
