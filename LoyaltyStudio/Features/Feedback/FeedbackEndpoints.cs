using LoyaltyStudio.Api;
using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Feedback.Complaints;
using LoyaltyStudio.Features.Feedback.Model;
using LoyaltyStudio.Features.Feedback.Promises;
using LoyaltyStudio.Features.Feedback.Reviews;
using LoyaltyStudio.Features.Purchases.Model;
using LoyaltyStudio.Features.Purchases.Recording;
using LoyaltyStudio.Platform;

namespace LoyaltyStudio.Features.Feedback;

/// <param name="Source">The system that numbers the complaint; with Id the key for ever.</param>
/// <param name="Member">Card number, customer number or e-mail address; left out for somebody unknown.</param>
public sealed record ComplaintBody(string Source, string Id, string Subject, string Body, string? Member = null, string? Store = null, Channel Channel = Channel.Store);

public sealed record ComplaintAnswer(string Source, string Id, long Number, string State, DateOnly OpenedOn, DateOnly DueOn);

/// <param name="Kind">Code of a kind that was set up, such as repair.</param>
public sealed record PromiseBody(string Kind, string Reference, DateOnly DueOn, string? Member = null, string? Store = null, Channel Channel = Channel.Store, string Note = "", DateOnly? MadeOn = null);

/// <param name="DoneOn">Left out for today.</param>
public sealed record PromiseDoneBody(DateOnly? DoneOn = null);

/// <param name="State">open, kept or broken.</param>
public sealed record PromiseAnswer(string Kind, string Reference, DateOnly MadeOn, DateOnly DueOn, DateOnly? DoneOn, string State);

/// <param name="Sku">Left out for a review of the shop.</param>
public sealed record ReviewBody(string Source, string Id, int Stars, string Text, string? Member = null, string? Sku = null, string? Store = null, Channel Channel = Channel.Web, DateTime? WrittenAt = null);

public sealed record ReviewAnswer(string Source, string Id, int Stars, string State);

/// <summary>Complaints, promises and reviews over HTTP.</summary>
internal static class FeedbackEndpoints
{
    internal static void Map(IEndpointRouteBuilder app)
    {
        var group = ApiRoutes.Group(app);
        group.MapPost("/complaints", (HttpContext context, ComplaintBody body, OpenComplaint open, TimeProvider clock, CancellationToken ct) =>
                Idempotent.RunAsync(context, body, db => ComplainAsync(db, ApiCaller.Of(context).Actor, body, open, clock, ct), ApiAnswer.Ok))
            .WithTags("Feedback").WithName("open_complaint").WithSummary("Writes down a complaint")
            .WithDescription("It gets a last day for the answer; the manager of the store hears of it. While it is open its member gets no promotion. Source and id are the key for ever: the same again is the same complaint, other content is a 409.")
            .WithRequestExample(new ComplaintBody("webshop", "C-118", "Kast beschadigd", "De linkerdeur heeft een kras.", "2900000000421", "utrecht", Channel.Web))
            .WithResponseExample(200, new ComplaintAnswer("webshop", "C-118", 31, "open", new DateOnly(2026, 9, 30), new DateOnly(2026, 10, 5)));
        group.MapPost("/promises", (HttpContext context, PromiseBody body, RecordPromise record, CancellationToken ct) =>
                Idempotent.RunAsync(context, body, db => PromiseAsync(db, ApiCaller.Of(context).Actor, body, record, ct), ApiAnswer.Ok))
            .WithTags("Feedback").WithName("make_promise").WithSummary("Writes down a promise with its last day")
            .WithDescription("Kinds are set up in the back office. Kind and reference are the key for ever. A promise that is not done on its last day is broken the day after, and somebody is asked to make it good. Deliveries are promised with the purchase (`promised_delivery`) and done with its delivery report.")
            .WithRequestExample(new PromiseBody("reparatie", "R-5512", new DateOnly(2026, 10, 9), "2900000000421", "utrecht")).WithResponseExample(200, Example);
        group.MapPost("/promises/{kind}/{reference}/done", (HttpContext context, string kind, string reference, PromiseDoneBody body, FulfilPromise fulfil, CancellationToken ct) =>
                Idempotent.RunAsync(context, body, async db => Answer(await fulfil.RunInAsync(db, ApiCaller.Of(context).Actor, kind, reference, body.DoneOn, ct)), ApiAnswer.Ok))
            .WithTags("Feedback").WithName("keep_promise").WithSummary("Says that a promise was done")
            .WithDescription("The same day again changes nothing; another day is a 409.")
            .WithRequestExample(new PromiseDoneBody(new DateOnly(2026, 10, 8))).WithResponseExample(200, Example with { DoneOn = new DateOnly(2026, 10, 8), State = "kept" });
        group.MapPost("/reviews", (HttpContext context, ReviewBody body, RecordReview record, TimeProvider clock, CancellationToken ct) =>
                Idempotent.RunAsync(context, body, db => ReviewAsync(db, ApiCaller.Of(context).Actor, body, record, clock, ct), ApiAnswer.Ok))
            .WithTags("Feedback").WithName("record_review").WithSummary("Takes a review of a product or of the shop")
            .WithDescription("It waits until a person has looked at it. Source and id are the key for ever.")
            .WithRequestExample(new ReviewBody("webshop", "rv-88", 5, "Precies wat ik zocht.", "2900000000421", "SKU-1")).WithResponseExample(200, new ReviewAnswer("webshop", "rv-88", 5, "new"));
        group.MapGet("/products/{sku}/reviews", async (HttpContext context, string sku, ReadProductReviews read, CancellationToken ct) => ApiResults.From(await read.RunAsync(ApiCaller.Of(context).Actor, sku, ct)))
            .WithTags("Feedback").WithName("product_reviews").WithSummary("What was published about a product")
            .WithDescription("The latest hundred, without a word about who wrote them, with the mean number of stars of all of them.")
            .WithResponseExample(200, new ProductReviews("SKU-1", 2, 4.5, [new PublishedReview(5, "Precies wat ik zocht.", new DateOnly(2026, 9, 30)), new PublishedReview(4, "", new DateOnly(2026, 9, 12))]));
    }

    private static PromiseAnswer Example { get; } = new("reparatie", "R-5512", new DateOnly(2026, 9, 30), new DateOnly(2026, 10, 9), null, "open");

    private static async Task<Outcome<ComplaintAnswer>> ComplainAsync(StudioDb db, Actor actor, ComplaintBody body, OpenComplaint open, TimeProvider clock, CancellationToken ct)
    {
        if (!actor.May(Permission.HandleFeedback))
        {
            return Refuse.Forbidden();
        }

        var errors = RecordPurchase.Keys(body.Source, body.Id, clock.GetUtcNow().UtcDateTime, clock).ToList();
        var store = errors.Count > 0 ? Refuse.Invalid(errors) : await RecordPurchase.StoreOfAsync(db, actor, body.Store, ct);
        if (!store.IsDone)
        {
            return store.As<ComplaintAnswer>();
        }

        var opened = await open.RunInAsync(db, actor, new OpenComplaintRequest(body.Subject, body.Body, body.Member, Null(store.Value), body.Channel, $"{body.Source}|{body.Id}", ComplaintSource.Api), ct);
        return opened is { IsDone: true, Value: { } c } ? new ComplaintAnswer(body.Source, body.Id, c.Id, c.State.ToString().ToLowerInvariant(), c.OpenedOn, c.DueOn) : opened.As<ComplaintAnswer>();
    }

    private static async Task<Outcome<PromiseAnswer>> PromiseAsync(StudioDb db, Actor actor, PromiseBody body, RecordPromise record, CancellationToken ct)
    {
        if (!actor.May(Permission.HandleFeedback))
        {
            return Refuse.Forbidden();
        }

        var store = await RecordPurchase.StoreOfAsync(db, actor, body.Store, ct);
        return store.IsDone ? Answer(await record.RunInAsync(db, actor, new RecordPromiseRequest(body.Kind, body.Reference, body.DueOn, body.Member, Null(store.Value), body.Channel, body.Note, body.MadeOn), ct)) : store.As<PromiseAnswer>();
    }

    private static async Task<Outcome<ReviewAnswer>> ReviewAsync(StudioDb db, Actor actor, ReviewBody body, RecordReview record, TimeProvider clock, CancellationToken ct)
    {
        if (!actor.May(Permission.HandleFeedback))
        {
            return Refuse.Forbidden();
        }

        var errors = RecordPurchase.Keys(body.Source, body.Id, body.WrittenAt ?? clock.GetUtcNow().UtcDateTime, clock).ToList();
        var store = errors.Count > 0 ? Refuse.Invalid(errors) : await RecordPurchase.StoreOfAsync(db, actor, body.Store, ct);
        if (!store.IsDone)
        {
            return store.As<ReviewAnswer>();
        }

        var recorded = await record.RunInAsync(db, actor, new RecordReviewRequest($"{body.Source}|{body.Id}", body.Stars, body.Text, body.Member, body.Sku, Null(store.Value), body.Channel, body.WrittenAt), ct);
        return recorded is { IsDone: true, Value: { } review } ? new ReviewAnswer(body.Source, body.Id, review.Stars, review.State.ToString().ToLowerInvariant()) : recorded.As<ReviewAnswer>();
    }

    private static Outcome<PromiseAnswer> Answer(Outcome<MemberPromise> outcome) => outcome is { IsDone: true, Value: { } p }
        ? new PromiseAnswer(p.Kind, p.Reference, p.MadeOn, p.DueOn, p.DoneOn, p.BrokenOn is not null ? "broken" : p.DoneOn is null ? "open" : "kept") : outcome.As<PromiseAnswer>();

    private static long? Null(long store) => store == 0 ? null : store;
}
