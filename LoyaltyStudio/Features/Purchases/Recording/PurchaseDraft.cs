using System.Text;
using LoyaltyStudio.Features.Purchases.Model;
using LoyaltyStudio.Platform;

namespace LoyaltyStudio.Features.Purchases.Recording;

/// <summary>A purchase or return as it came in, with member, store and products already found.</summary>
/// <param name="DeliveredOn">No part of the content: it may become known later, and then counts for a purchase that is recorded already.</param>
/// <param name="PromisedOn">The last day on which delivery was promised; no part of the content, and only heard with the first word of the purchase.</param>
/// <param name="Exchanged">For a purchase on whose receipt goods came back as well: which, as text; part of the content.</param>
/// <param name="OriginalExternalId">For a return that names its purchase; null lets the product line find it (semantics 4).</param>
public sealed record PurchaseDraft(string Source, string ExternalId, PurchaseKind Kind, long? MemberId, long? StoreId, Channel Channel, DateTime OccurredAt,
    DateOnly BusinessDate, long PaidByChequeCents, IReadOnlyList<LineDraft> Lines, string? OriginalExternalId = null, string Payment = "", DateOnly? DeliveredOn = null, string Exchanged = "", DateOnly? PromisedOn = null)
{
    /// <summary>Everything that must be the same for a repeat to be the same purchase (law L4). The amounts of a named return follow from its purchase.</summary>
    public string Hash()
    {
        var text = new StringBuilder().Append(Kind).Append('|').Append(MemberId).Append('|').Append(StoreId).Append('|').Append(Channel).Append('|')
            .Append(OccurredAt.Ticks).Append('|').Append(PaidByChequeCents).Append('|').Append(OriginalExternalId).Append(Payment.Length == 0 ? "" : "|" + Payment)
            .Append(Exchanged.Length == 0 ? "" : "|exchanged " + Exchanged);
        foreach (var line in Lines)
        {
            text.Append('|').Append(line.ProductId).Append(';').Append((int)line.Kind).Append(';').Append(line.Quantity).Append(';')
                .Append(OriginalExternalId is null ? line.AmountCents : 0)
                .Append(';').Append(line.OriginalLineNo);
        }

        return ContentHash.Of(text.ToString());
    }
}

/// <summary>One line; quantity and amount are positive, also on a return. Only a discount line has a negative amount.</summary>
/// <param name="OriginalLineNo">For a return that names its purchase: the line there.</param>
public sealed record LineDraft(long? ProductId, LineKind Kind, int Quantity, long AmountCents, int? OriginalLineNo = null);

public enum RecordResult { Added, Unchanged, Different }

/// <summary>A purchase that was just recorded, for the reactions of other features.</summary>
/// <param name="Matches">For a return: which purchase lines it takes back.</param>
public sealed record RecordedPurchase(Purchase Purchase, IReadOnlyList<PurchaseLine> Lines, IReadOnlyList<MatchedReturn> Matches);

/// <param name="Original">The purchase line, with the units already counted as returned; null when nothing was found.</param>
public sealed record MatchedReturn(PurchaseLine ReturnLine, PurchaseLine? Original, int Quantity);

/// <summary>What other features do in the transaction that records purchases, in the order of registration. Purchases come in order of time.</summary>
public interface IPurchaseReaction
{
    Task RecordedAsync(StudioDbScope scope, IReadOnlyList<RecordedPurchase> purchases, CancellationToken ct);

    /// <summary>The day of delivery of purchases that were recorded before became known.</summary>
    Task DeliveredAsync(StudioDbScope scope, IReadOnlyList<Purchase> purchases, CancellationToken ct) => Task.CompletedTask;
}

/// <summary>The transaction at hand and who acts in it.</summary>
public sealed record StudioDbScope(Data.StudioDb Db, Actor Actor, DateTime Now);
