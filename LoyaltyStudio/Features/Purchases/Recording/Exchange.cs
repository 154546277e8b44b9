using System.Globalization;
using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Purchases.Model;
using LoyaltyStudio.Platform;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Purchases.Recording;

/// <summary>
/// Goods that come back on the receipt of a new purchase. They are recorded as returns of their own purchases, in the same transaction and under numbers that follow
/// from the receipt's, so that points go back as with any return (semantics 4) and the whole is there once.
/// </summary>
public static class Exchange
{
    private const int Most = 100;
    private const int IdLimit = 85;

    /// <summary>The numbers under which the returns of a receipt are recorded: one for each earlier purchase.</summary>
    public static IReadOnlyList<string> ReturnIdsOf(RecordPurchaseRequest request) => [.. Groups(request).Select((_, i) => IdOf(request, i))];

    internal static IEnumerable<FieldError> Check(RecordPurchaseRequest request)
    {
        var lines = request.Returned ?? [];
        if (lines.Count > Most || lines.Any(l => l.Quantity < 1 || string.IsNullOrWhiteSpace(l.PurchaseId)) || lines.GroupBy(l => (l.PurchaseId, l.Line)).Any(g => g.Count() > 1))
        {
            yield return new FieldError("returned", "Name every returned line once, with its purchase and a quantity of at least 1; at most {0} lines.", Most);
        }

        if (lines.Count > 0 && request.Id?.Length > IdLimit)
        {
            yield return new FieldError("id", "On a receipt with returned lines the number has at most {0} characters.", IdLimit);
        }
    }

    /// <summary>What came back, as part of the content of the purchase: the same receipt with other returned lines is another receipt.</summary>
    internal static string TextOf(RecordPurchaseRequest request) =>
        string.Join('|', (request.Returned ?? []).OrderBy(l => l.PurchaseId, StringComparer.Ordinal).ThenBy(l => l.Line).Select(l => string.Create(CultureInfo.InvariantCulture, $"{l.PurchaseId};{l.Line};{l.Quantity}")));

    /// <summary>Records the returns, and sees to it that the cheque covers no more than what remains to be paid.</summary>
    internal static async Task<Refusal?> ReturnAsync(StudioDb db, Actor actor, RecordPurchaseRequest request, RecordReturn returns, CancellationToken ct)
    {
        var back = 0L;
        var number = 0;
        foreach (var group in Groups(request))
        {
            var recorded = await returns.RunInAsync(db, actor, new RecordReturnRequest(request.Source, group.Key, IdOf(request, number++), request.OccurredAt,
                [.. group.Select(l => new ReturnedLine(l.Line, l.Quantity))], request.Store, request.Channel), ct);
            if (!recorded.IsDone)
            {
                return new Refusal(recorded.Kind, recorded.Errors, recorded.Code, recorded.Message, recorded.Args);
            }

            back -= await db.Set<Purchase>().Where(p => p.Id == recorded.Value).Select(p => p.TotalCents).FirstAsync(ct);
        }

        var toPay = Math.Max(0, request.Lines.Sum(l => l.AmountCents) - back);
        return request.PaidByChequeCents > toPay ? Refuse.Invalid("paid_by_cheque_cents", "After the goods that came back {0} cents remain to be paid; a cheque covers no more.", toPay) : null;
    }

    private static IEnumerable<IGrouping<string, ExchangedLine>> Groups(RecordPurchaseRequest request) =>
        (request.Returned ?? []).GroupBy(l => l.PurchaseId, StringComparer.Ordinal).OrderBy(g => g.Key, StringComparer.Ordinal);

    private static string IdOf(RecordPurchaseRequest request, int number) => string.Create(CultureInfo.InvariantCulture, $"{request.Id}/returned-{number + 1}");
}
