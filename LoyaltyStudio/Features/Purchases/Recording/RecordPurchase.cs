using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Access.Model;
using LoyaltyStudio.Features.Access.Settings;
using LoyaltyStudio.Features.Members.Profiles;
using LoyaltyStudio.Features.Purchases.Catalogue;
using LoyaltyStudio.Features.Purchases.Model;
using LoyaltyStudio.Platform;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Purchases.Recording;

/// <summary>A line as a till sends it: positive quantity, net amount of the whole line in cents (a discount line is negative).</summary>
public sealed record SoldLine(string? Sku, int Quantity, long AmountCents, string? Name = null, string? Category = null, string? Brand = null, LineKind Kind = LineKind.Goods);

/// <summary>A line of an earlier purchase that comes back on the receipt of a new one.</summary>
/// <param name="PurchaseId">Receipt or order number of the earlier purchase, in the same source.</param>
/// <param name="Line">Number of the line there, 1 for the first.</param>
public sealed record ExchangedLine(string PurchaseId, int Line, int Quantity);

/// <param name="Source">The system that numbers its receipts: till, webshop.</param>
/// <param name="Id">The receipt or order number there; with Source the key for ever.</param>
/// <param name="Member">Card number, customer number or e-mail address; a purchase by somebody unknown is kept as anonymous.</param>
/// <param name="Store">Code of the store; a key that speaks for one store may leave it out.</param>
/// <param name="PaidByChequeCents">A cheque is a discount: this part earns nothing. At most what remains to be paid, after goods that came back.</param>
/// <param name="Returned">An exchange: lines of earlier purchases that come back on this receipt.</param>
/// <param name="PromisedDelivery">The last day on which delivery was promised. It is kept as a promise, and one that is broken is made good.</param>
/// <param name="Payment">How it was paid, as the till calls it: pin, cash, ideal. Rules may look at it.</param>
public sealed record RecordPurchaseRequest(string Source, string Id, DateTime OccurredAt, IReadOnlyList<SoldLine> Lines, string? Member = null, string? Store = null,
    Channel Channel = Channel.Store, long PaidByChequeCents = 0, string Payment = "", IReadOnlyList<ExchangedLine>? Returned = null, DateOnly? PromisedDelivery = null);

/// <summary>Records a purchase. The same purchase again is the same purchase; the same number with other content is refused with what differs.</summary>
public sealed class RecordPurchase(OrganisationBook organisation, PurchaseBook book, TimeProvider clock, RecordReturn returns)
{
    /// <returns>The id of the purchase.</returns>
    public async Task<Outcome<long>> RunInAsync(StudioDb db, Actor actor, RecordPurchaseRequest request, CancellationToken ct)
    {
        if (Check(actor, request) is { } refusal)
        {
            return refusal;
        }

        var store = await StoreOfAsync(db, actor, request.Store, ct);
        if (!store.IsDone)
        {
            return store.As<long>();
        }

        if (request.Returned is { Count: > 0 } && await Exchange.ReturnAsync(db, actor, request, returns, ct) is { } refused)
        {
            return refused;
        }

        var member = request.Member is { Length: > 0 } reference ? await MemberRef.FindAsync(db, reference, ct) : null;
        var seen = request.Lines.Where(l => !string.IsNullOrEmpty(l.Sku)).GroupBy(l => l.Sku!).Select(g => new ProductSeen(g.Key, g.First().Name ?? "", g.First().Category ?? "", g.First().Brand ?? "")).ToList();
        var (products, _, _) = await ProductBook.EnsureAsync(db, seen, replace: false, ct);
        var calendar = (await organisation.CurrentAsync(ct)).Calendar;
        var at = DateTime.SpecifyKind(request.OccurredAt, DateTimeKind.Utc);
        var draft = new PurchaseDraft(request.Source, request.Id, PurchaseKind.Purchase, member?.Id, store.Value == 0 ? null : store.Value, request.Channel, at, calendar.DateOf(at), request.PaidByChequeCents,
            [.. request.Lines.Select(l => new LineDraft(string.IsNullOrEmpty(l.Sku) ? null : products[l.Sku], l.Kind, l.Quantity, l.AmountCents))], Payment: request.Payment.Trim().ToLowerInvariant(),
            Exchanged: Exchange.TextOf(request), PromisedOn: request.PromisedDelivery);
        var result = (await book.RecordAsync(db, actor, [draft], ct))[0];
        return result.Result == RecordResult.Different
            ? Refuse.Conflict("purchase_differs", "Purchase {0} of {1} is recorded already with other content: {2}.", request.Id, request.Source, await PurchaseDifference.DescribeAsync(db, result.PurchaseId, draft, ct))
            : result.PurchaseId;
    }

    /// <summary>The store that the actor may speak for; 0 for none.</summary>
    internal static async Task<Outcome<long>> StoreOfAsync(StudioDb db, Actor actor, string? code, CancellationToken ct)
    {
        if (string.IsNullOrEmpty(code))
        {
            return actor.Stores is [var own] ? own : 0L;
        }

        var id = await db.Set<Store>().AsNoTracking().Where(s => s.Code == code).Select(s => s.Id).FirstOrDefaultAsync(ct);
        return id == 0 ? Refuse.Invalid("store", "There is no store with code {0}.", code) : actor.Sees(id) ? id : Refuse.Forbidden();
    }

    private Refusal? Check(Actor actor, RecordPurchaseRequest request)
    {
        if (!actor.May(Permission.RecordPurchases))
        {
            return Refuse.Forbidden();
        }

        List<FieldError> errors = [.. Keys(request.Source, request.Id, request.OccurredAt, clock)];
        if (request.Lines.Count is 0 or > 500)
        {
            errors.Add(new("lines", "A purchase has between 1 and 500 lines."));
        }

        for (var i = 0; i < request.Lines.Count; i++)
        {
            var line = request.Lines[i];
            if (line.Quantity is < 1 or > 100_000)
            {
                errors.Add(new($"lines[{i}].quantity", "The quantity is between 1 and 100,000."));
            }

            if (line.Kind == LineKind.Discount ? line.AmountCents > 0 : line.AmountCents < 0)
            {
                errors.Add(new($"lines[{i}].amount_cents", "The amount is not negative; only a discount line is."));
            }

            if (Math.Abs(line.AmountCents) > 100_000_000_00 || line.Sku?.Length > 100 || line.Name?.Length > 200)
            {
                errors.Add(new($"lines[{i}]", "An amount or text of this line is too large."));
            }
        }

        if (request.Payment is null or { Length: > 30 })
        {
            errors.Add(new("payment", "Name the way of paying in at most 30 characters."));
        }

        var total = request.Lines.Sum(l => l.AmountCents);
        if (request.PaidByChequeCents < 0 || request.PaidByChequeCents > Math.Max(0, total))
        {
            errors.Add(new("paid_by_cheque_cents", "The part paid by cheque is between 0 and the total of the lines."));
        }

        if (request.PromisedDelivery is { } promised && (promised < DateOnly.FromDateTime(request.OccurredAt).AddDays(-1) || promised > DateOnly.FromDateTime(request.OccurredAt).AddYears(2)))
        {
            errors.Add(new("promised_delivery", "The promised day lies between the purchase and two years later."));
        }

        errors.AddRange(Exchange.Check(request));
        return errors.Count > 0 ? Refuse.Invalid(errors) : null;
    }

    /// <summary>What purchases, returns and events have in common.</summary>
    internal static IEnumerable<FieldError> Keys(string source, string id, DateTime at, TimeProvider clock)
    {
        if (string.IsNullOrWhiteSpace(source) || source.Length > 50)
        {
            yield return new("source", "Name the system that numbers its receipts, at most 50 characters.");
        }

        if (string.IsNullOrWhiteSpace(id) || id.Length > 100)
        {
            yield return new("id", "Give the number of the receipt, at most 100 characters.");
        }

        if (at.Year < 1990 || at > clock.GetUtcNow().UtcDateTime.AddHours(1))
        {
            yield return new("occurred_at", "The moment lies before 1990 or in the future.");
        }
    }
}
