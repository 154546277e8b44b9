using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Cheques.Book;
using LoyaltyStudio.Features.Cheques.Model;
using LoyaltyStudio.Platform;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Cheques.Redeeming;

/// <summary>Redeems cheques, whole or in parts. One guarded update decides, so that of many tills at once exactly one wins (promise 4).</summary>
internal sealed class ChequeCodes : ICodeKind
{
    public async Task<Outcome<RedeemedCode>?> RedeemAsync(StudioDb db, Actor actor, byte[] hash, RedeemRequest request, DateOnly today, DateTime now, CancellationToken ct)
    {
        if (await FindAsync(db, hash, ct) is not { } cheque)
        {
            return null;
        }

        if (await BeforeAsync(db, cheque, request, ct) is { } before)
        {
            return before;
        }

        var amount = request.AmountCents ?? cheque.FaceCents - cheque.RedeemedCents;
        var won = amount > 0 ? await db.Set<Cheque>()
            .Where(c => c.Id == cheque.Id && (c.State == ChequeState.Issued || c.State == ChequeState.PartlyRedeemed) && c.ValidUntil >= today && c.RedeemedCents + amount <= c.FaceCents)
            .ExecuteUpdateAsync(s => s
                .SetProperty(c => c.RedeemedCents, c => c.RedeemedCents + amount)
                .SetProperty(c => c.State, c => c.RedeemedCents + amount == c.FaceCents ? ChequeState.Redeemed : ChequeState.PartlyRedeemed), ct) : 0;
        if (won == 0)
        {
            // Whoever was faster may have changed it since it was read, and may have been this very receipt.
            cheque = (await FindAsync(db, hash, ct))!;
            return await BeforeAsync(db, cheque, request, ct) ?? WhyNot(cheque, amount, today);
        }

        // Read again: another receipt may have used a part between the first look and the update.
        cheque = (await FindAsync(db, hash, ct))!;
        var redemption = await RedemptionBook.AddAsync(db, actor, "cheque", cheque.Id, cheque.MemberId, request, amount, cheque.OpenCents, today, now, ct);
        await ChequeBook.WriteAsync(db, [ChequeBook.Redeemed(actor, now, today, cheque, redemption)]);
        return Answer(redemption, cheque);
    }

    private static Task<Cheque?> FindAsync(StudioDb db, byte[] hash, CancellationToken ct) => db.Set<Cheque>().AsNoTracking().FirstOrDefaultAsync(c => c.CodeHash == hash, ct);

    /// <summary>What this receipt was answered before; null when it used this cheque never yet.</summary>
    private static async Task<Outcome<RedeemedCode>?> BeforeAsync(StudioDb db, Cheque cheque, RedeemRequest request, CancellationToken ct) =>
        await db.Set<Redemption>().AsNoTracking().FirstOrDefaultAsync(r => r.CodeKind == "cheque" && r.CodeId == cheque.Id && r.ReceiptId == request.ReceiptId, ct) is not { } before ? null
            : request.AmountCents is null || request.AmountCents == before.AmountCents ? Answer(before, cheque)
            : Refuse.Conflict("receipt_differs", "This cheque was used on receipt {0} before, for another amount.", request.ReceiptId);

    private static RedeemedCode Answer(Redemption redemption, Cheque cheque) =>
        new(redemption.Id, "cheque", cheque.MemberId, redemption.AmountCents, null, redemption.LeftCents, cheque.ValidUntil);

    private static Outcome<RedeemedCode> WhyNot(Cheque cheque, long amount, DateOnly today) => cheque switch
    {
        { State: ChequeState.Redeemed } => Refuse.Conflict("already_redeemed", "This cheque has been used already."),
        { State: ChequeState.Revoked } => Refuse.Conflict("revoked", "This cheque was withdrawn."),
        { State: ChequeState.Reserved } => Refuse.Conflict("reserved", "This cheque is reserved for another receipt."),
        _ when cheque.State == ChequeState.Expired || cheque.ValidUntil < today => Refuse.Conflict("expired", "This cheque was valid until {0}.", cheque.ValidUntil),
        _ when amount <= 0 => Refuse.Invalid("amount_cents", "The amount must be more than nothing."),
        _ => Refuse.Conflict("too_much", "This cheque has {0} cents left.", cheque.FaceCents - cheque.RedeemedCents),
    };
}
