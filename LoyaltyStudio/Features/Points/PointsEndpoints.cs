using System.Globalization;
using LoyaltyStudio.Api;
using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Members.Model;
using LoyaltyStudio.Features.Points.Earning;
using LoyaltyStudio.Features.Points.Events;
using LoyaltyStudio.Features.Points.Model;
using LoyaltyStudio.Features.Purchases.Model;
using LoyaltyStudio.Features.Purchases.Recording;
using LoyaltyStudio.Platform;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Points;

/// <summary>What a purchase or return did. The same for every repeat of the same call.</summary>
/// <param name="Member">Card number; null for a purchase by somebody unknown.</param>
/// <param name="Points">Points earned, or taken back (negative).</param>
/// <param name="Tier">The tier under which they were earned.</param>
/// <param name="ToPayCents">What the receipt comes to after cheques and goods that came back; negative: to be given back.</param>
/// <param name="Returned">What came back on the receipt of this purchase, one for each earlier purchase.</param>
public sealed record PurchaseAnswer(string Source, string Id, string Kind, DateOnly Date, long TotalCents, string? Member, long Points, string? Tier, DateOnly? ActiveOn, DateOnly? ExpiresOn,
    long ToPayCents = 0, IReadOnlyList<ReturnedAnswer>? Returned = null);

/// <param name="Points">Taken back (negative).</param>
public sealed record ReturnedAnswer(string Id, string PurchaseId, long TotalCents, long Points);

public sealed record EventAnswer(string Source, string Id, string Kind, DateOnly Date, long Points);

/// <summary>Lines that come back from a purchase.</summary>
public sealed record ReturnBody(string Id, DateTime OccurredAt, IReadOnlyList<ReturnedLine> Lines, string? Store = null, Channel? Channel = null);

/// <summary>The day on which the goods were delivered.</summary>
public sealed record DeliveryBody(DateOnly DeliveredOn);

/// <summary>Purchases, returns and events over HTTP: everything that earns or takes back points.</summary>
internal static class PointsEndpoints
{
    internal static void Map(IEndpointRouteBuilder app)
    {
        var group = ApiRoutes.Group(app);
        var at = new DateTime(2026, 9, 30, 12, 5, 0, DateTimeKind.Utc);
        var example = new PurchaseAnswer("till", "2026-09-30-0042", "purchase", new DateOnly(2026, 9, 30), 4490, "2900000000421", 44, "brons", new DateOnly(2026, 10, 15), new DateOnly(2028, 9, 30), 4490);
        group.MapPost("/purchases", (HttpContext context, RecordPurchaseRequest body, RecordPurchase record, CancellationToken ct) =>
                Idempotent.RunAsync(context, body, async db => await WithReturnsAsync(db, body, await AnswerAsync(db, await record.RunInAsync(db, ApiCaller.Of(context).Actor, body, ct), ct), ct), ApiAnswer.Ok))
            .WithTags("Purchases").WithName("record_purchase").WithSummary("Records a purchase and gives its points")
            .WithDescription("Source and id are the key for ever: the same purchase again gets the same answer, the same id with other content is a 409 that says what differs. A member that is not known leaves the purchase anonymous. An exchange names in `returned` the lines of earlier purchases that come back on the same receipt: their points are taken back as with any return, and `paid_by_cheque_cents` is at most what remains to be paid. What a cheque covers earns nothing.")
            .WithRequestExample(new RecordPurchaseRequest("till", "2026-09-30-0042", at, [new("SKU-1", 2, 3990, "Linen shirt", "Clothing", "Eigen merk"), new(null, 1, 500, "Delivery", Kind: LineKind.Delivery)], "2900000000421", "utrecht"))
            .WithResponseExample(200, example);
        group.MapPost("/purchases/{source}/{id}/returns", (HttpContext context, string source, string id, ReturnBody body, RecordReturn record, CancellationToken ct) =>
            {
                var request = new RecordReturnRequest(source, id, body.Id, body.OccurredAt, body.Lines, body.Store, body.Channel);
                return Idempotent.RunAsync(context, request, async db => await AnswerAsync(db, await record.RunInAsync(db, ApiCaller.Of(context).Actor, request, ct), ct), ApiAnswer.Ok);
            })
            .WithTags("Purchases").WithName("record_return").WithSummary("Records that lines of a purchase came back")
            .WithDescription("Takes back exactly the points that the kept part would not have earned, under the rules of the purchase's own date.")
            .WithRequestExample(new ReturnBody("R-2026-10-02-0007", at.AddDays(2), [new(1, 1)]))
            .WithResponseExample(200, example with { Id = "R-2026-10-02-0007", Kind = "return", TotalCents = -1995, ToPayCents = -1995, Points = -19, ActiveOn = null, ExpiresOn = null, Date = new DateOnly(2026, 10, 2) });
        group.MapPost("/purchases/{source}/{id}/delivered", (HttpContext context, string source, string id, DeliveryBody body, RecordDelivery record, CancellationToken ct) =>
            {
                var request = new RecordDeliveryRequest(source, id, body.DeliveredOn);
                return Idempotent.RunAsync(context, request, async db => await AnswerAsync(db, await record.RunInAsync(db, ApiCaller.Of(context).Actor, request, ct), ct), ApiAnswer.Ok);
            })
            .WithTags("Purchases").WithName("record_delivery").WithSummary("Records on which day an order was delivered")
            .WithDescription("Where the programme lets points wait from delivery, their dates are set now. The same day again changes nothing; another day is a 409.")
            .WithRequestExample(new DeliveryBody(new DateOnly(2026, 10, 3)))
            .WithResponseExample(200, example with { ActiveOn = new DateOnly(2026, 10, 18), ExpiresOn = new DateOnly(2028, 10, 31) });
        group.MapPost("/events", (HttpContext context, RecordEventRequest body, RecordEvent record, CancellationToken ct) =>
                Idempotent.RunAsync(context, body, db => record.RunInAsync(db, ApiCaller.Of(context).Actor, body, ct),
                    e => ApiAnswer.Ok(new EventAnswer(e.Source, e.ExternalId, e.Kind, e.BusinessDate, e.Points))))
            .WithTags("Events").WithName("record_event").WithSummary("Records a sign-up, review, check-in or an event of your own")
            .WithDescription("Gives the points that the programme has for the event; an event that it does not know gives none and is kept. Source and id are the key for ever.")
            .WithRequestExample(new RecordEventRequest("webshop", "review-881", "review", "sanne@example.nl", at))
            .WithResponseExample(200, new EventAnswer("webshop", "review-881", "review", new DateOnly(2026, 9, 30), 25));
    }

    private static async Task<Outcome<PurchaseAnswer>> AnswerAsync(StudioDb db, Outcome<long> recorded, CancellationToken ct)
    {
        if (!recorded.IsDone)
        {
            return recorded.As<PurchaseAnswer>();
        }

        var purchase = await db.Set<Purchase>().AsNoTracking().FirstAsync(p => p.Id == recorded.Value, ct);
        var member = await db.Set<Member>().AsNoTracking().Where(m => m.Id == purchase.MemberId).Select(m => m.CardNumber).FirstOrDefaultAsync(ct);
        var type = purchase.Kind == PurchaseKind.Return ? "return" : "purchase";
        var key = purchase.Id.ToString(CultureInfo.InvariantCulture);
        var entries = await db.Set<LedgerEntry>().AsNoTracking().Where(e => e.SourceType == type && e.SourceId == key).ToListAsync(ct);
        var earned = entries.Find(e => e.Kind == EntryKind.Earn);
        var lot = earned is null ? null : await db.Set<PointLot>().AsNoTracking().FirstOrDefaultAsync(l => l.EntryId == earned.Id, ct);
        return new PurchaseAnswer(purchase.Source, purchase.ExternalId, type, purchase.BusinessDate, purchase.TotalCents, member, entries.Sum(e => e.Points),
            earned?.Basis is { } basis ? EarningBasis.FromJson(basis).Tier : null, lot?.ActivatesOn, lot?.ExpiresOn, purchase.TotalCents - purchase.PaidByChequeCents);
    }

    /// <summary>The purchase with what came back on its receipt.</summary>
    private static async Task<Outcome<PurchaseAnswer>> WithReturnsAsync(StudioDb db, RecordPurchaseRequest request, Outcome<PurchaseAnswer> answer, CancellationToken ct)
    {
        var ids = Exchange.ReturnIdsOf(request);
        if (ids.Count == 0 || answer is not { IsDone: true, Value: { } done })
        {
            return answer;
        }

        var returns = await db.Set<Purchase>().AsNoTracking().Where(p => p.Source == request.Source && ids.Contains(p.ExternalId)).OrderBy(p => p.Id).ToListAsync(ct);
        var keys = returns.ConvertAll(r => r.Id.ToString(CultureInfo.InvariantCulture));
        var points = (await db.Set<LedgerEntry>().AsNoTracking().Where(e => e.SourceType == "return" && keys.Contains(e.SourceId)).ToListAsync(ct)).ToLookup(e => e.SourceId, e => e.Points);
        var originals = request.Returned!.Select(r => r.PurchaseId).Distinct().Order(StringComparer.Ordinal).ToList();
        return done with
        {
            ToPayCents = done.ToPayCents + returns.Sum(r => r.TotalCents),
            Returned = [.. returns.Select((r, i) => new ReturnedAnswer(r.ExternalId, originals[i], r.TotalCents, points[keys[i]].Sum()))],
        };
    }
}
