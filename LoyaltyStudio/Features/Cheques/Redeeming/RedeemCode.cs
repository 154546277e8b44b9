using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Access.Settings;
using LoyaltyStudio.Features.Cheques.Codes;
using LoyaltyStudio.Platform;

namespace LoyaltyStudio.Features.Cheques.Redeeming;

/// <summary>
/// Uses a cheque or coupon on a receipt. The same code and receipt again give the same answer, for ever. Wrong codes are counted per till and
/// slow the guesser down.
/// </summary>
public sealed class RedeemCode(StudioData data, TimeProvider clock, OrganisationBook organisation, CodeVault vault, IEnumerable<ICodeKind> kinds, WrongCodes wrong)
{
    public async Task<Outcome<RedeemedCode>> RunAsync(Actor actor, RedeemRequest request, CancellationToken ct)
    {
        if (Check(actor, request) is { } refusal)
        {
            return refusal;
        }

        await organisation.CurrentAsync(ct);
        return await data.WriteAsync(db => RunInAsync(db, actor, request, ct), ct);
    }

    /// <summary>The same inside a transaction of the caller, after <see cref="Check"/>.</summary>
    public async Task<Outcome<RedeemedCode>> RunInAsync(StudioDb db, Actor actor, RedeemRequest request, CancellationToken ct)
    {
        var hash = vault.Hash(CodeText.Normalise(request.Code)!);
        var today = (await organisation.CurrentAsync(ct)).Today(clock);
        foreach (var kind in kinds)
        {
            if (await kind.RedeemAsync(db, actor, hash, request, today, clock.GetUtcNow().UtcDateTime, ct) is { } outcome)
            {
                if (outcome is { IsDone: true, Value: { } done })
                {
                    db.Audit(actor, $"{done.Kind}.redeemed", $"redemption {done.RedemptionId}", $"{done.AmountCents} cents on receipt {request.ReceiptId}");
                }

                return outcome;
            }
        }

        wrong.Add(actor);
        return Refuse.NotFound("unknown_code", "This code is not known.");
    }

    /// <summary>What can be said without the database: permission, form, and whether this till has guessed too often.</summary>
    public Refusal? Check(Actor actor, RedeemRequest request)
    {
        if (!actor.May(Permission.RedeemCodes) || (request.StoreId is { } store && !actor.Sees(store)))
        {
            return Refuse.Forbidden();
        }

        if (string.IsNullOrWhiteSpace(request.ReceiptId) || request.ReceiptId.Length > 100)
        {
            return Refuse.Invalid("receipt_id", "Give the number of the receipt, at most 100 characters.");
        }

        if (wrong.TooMany(actor))
        {
            return Refuse.Conflict("too_many_wrong_codes", "Too many wrong codes. Wait ten minutes.");
        }

        if (CodeText.Normalise(request.Code) is null)
        {
            wrong.Add(actor);
            return Refuse.NotFound("unknown_code", "This code is not known.");
        }

        return null;
    }
}

/// <summary>Counts wrong codes per person or key: ten within ten minutes stop further tries until the oldest is ten minutes old.</summary>
public sealed class WrongCodes(TimeProvider clock)
{
    private const int Allowed = 10;
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(10);
    private readonly Dictionary<string, Queue<DateTimeOffset>> tries = [];
    private readonly Lock gate = new();

    public void Add(Actor actor)
    {
        lock (gate)
        {
            Recent(actor).Enqueue(clock.GetUtcNow());
        }
    }

    public bool TooMany(Actor actor)
    {
        lock (gate)
        {
            return Recent(actor).Count >= Allowed;
        }
    }

    private Queue<DateTimeOffset> Recent(Actor actor)
    {
        if (!tries.TryGetValue(actor.Stamp, out var queue))
        {
            tries[actor.Stamp] = queue = new Queue<DateTimeOffset>();
        }

        while (queue.TryPeek(out var oldest) && clock.GetUtcNow() - oldest > Window)
        {
            queue.Dequeue();
        }

        return queue;
    }
}
