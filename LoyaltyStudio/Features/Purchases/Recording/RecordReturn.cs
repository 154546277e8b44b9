using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Access.Settings;
using LoyaltyStudio.Features.Purchases.Model;
using LoyaltyStudio.Platform;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Purchases.Recording;

/// <param name="Line">Number of the line on the purchase, 1 for the first.</param>
public sealed record ReturnedLine(int Line, int Quantity);

/// <param name="Source">Source of the purchase and of the return.</param>
/// <param name="PurchaseId">Number of the purchase that lines come back from.</param>
/// <param name="Id">Number of the return, unique in the source.</param>
public sealed record RecordReturnRequest(string Source, string PurchaseId, string Id, DateTime OccurredAt, IReadOnlyList<ReturnedLine> Lines, string? Store = null, Channel? Channel = null);

/// <summary>Records that units of a known purchase came back, to the line. Points follow under the rules of the purchase (semantics 4).</summary>
public sealed class RecordReturn(OrganisationBook organisation, PurchaseBook book, TimeProvider clock)
{
    /// <returns>The id of the return.</returns>
    public async Task<Outcome<long>> RunInAsync(StudioDb db, Actor actor, RecordReturnRequest request, CancellationToken ct)
    {
        if (!actor.May(Permission.RecordPurchases))
        {
            return Refuse.Forbidden();
        }

        List<FieldError> errors = [.. RecordPurchase.Keys(request.Source, request.Id, request.OccurredAt, clock)];
        if (request.Lines.Count is 0 or > 500 || request.Lines.Any(l => l.Quantity < 1) || request.Lines.Select(l => l.Line).Distinct().Count() < request.Lines.Count)
        {
            errors.Add(new("lines", "Name every returned line once, with a quantity of at least 1."));
        }

        if (errors.Count > 0)
        {
            return Refuse.Invalid(errors);
        }

        var original = await db.Set<Purchase>().AsNoTracking().FirstOrDefaultAsync(p => p.Source == request.Source && p.ExternalId == request.PurchaseId && p.Kind == PurchaseKind.Purchase, ct);
        if (original is null)
        {
            return Refuse.NotFound("purchase_unknown", "There is no purchase {0} of {1}.", request.PurchaseId, request.Source);
        }

        var store = await RecordPurchase.StoreOfAsync(db, actor, request.Store, ct);
        if (!store.IsDone)
        {
            return store.As<long>();
        }

        return await RecordAsync(db, actor, request, original, store.Value, ct);
    }

    private async Task<Outcome<long>> RecordAsync(StudioDb db, Actor actor, RecordReturnRequest request, Purchase original, long store, CancellationToken ct)
    {
        var bought = await db.Set<PurchaseLine>().AsNoTracking().Where(l => l.PurchaseId == original.Id).ToDictionaryAsync(l => l.LineNo, ct);
        var again = await db.Set<Purchase>().AnyAsync(p => p.Source == request.Source && p.ExternalId == request.Id, ct);
        List<LineDraft> lines = [];
        foreach (var line in request.Lines)
        {
            if (!bought.TryGetValue(line.Line, out var sold))
            {
                return Refuse.Invalid("lines", "Purchase {0} has no line {1}.", request.PurchaseId, line.Line);
            }

            var left = sold.Quantity - sold.ReturnedQuantity;
            if (!again && line.Quantity > left)
            {
                return Refuse.Conflict("too_many_returned", "Of line {0} only {1} can still come back.", line.Line, left);
            }

            // The amount of these units, so that all units together come to the whole line, whatever the steps.
            var amount = Rounding.Share(sold.AmountCents, sold.ReturnedQuantity + line.Quantity, sold.Quantity) - Rounding.Share(sold.AmountCents, sold.ReturnedQuantity, sold.Quantity);
            lines.Add(new LineDraft(sold.ProductId, sold.Kind, line.Quantity, amount, line.Line));
        }

        var at = DateTime.SpecifyKind(request.OccurredAt, DateTimeKind.Utc);
        var draft = new PurchaseDraft(request.Source, request.Id, PurchaseKind.Return, original.MemberId, store == 0 ? original.StoreId : store, request.Channel ?? original.Channel, at,
            (await organisation.CurrentAsync(ct)).Calendar.DateOf(at), 0, lines, request.PurchaseId);
        var result = (await book.RecordAsync(db, actor, [draft], ct))[0];
        return result.Result == RecordResult.Different
            ? Refuse.Conflict("return_differs", "Return {0} of {1} is recorded already with other content: {2}.", request.Id, request.Source, await PurchaseDifference.DescribeAsync(db, result.PurchaseId, draft, ct))
            : result.PurchaseId;
    }
}
