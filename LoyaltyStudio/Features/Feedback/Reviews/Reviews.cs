using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Access.Model;
using LoyaltyStudio.Features.Access.Settings;
using LoyaltyStudio.Features.Feedback.Answering;
using LoyaltyStudio.Features.Feedback.Model;
using LoyaltyStudio.Features.Members.Model;
using LoyaltyStudio.Features.Members.Profiles;
using LoyaltyStudio.Features.Purchases.Model;
using LoyaltyStudio.Platform;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Feedback.Reviews;

/// <param name="Sku">Article number; empty for a review of the shop.</param>
public sealed record RecordReviewRequest(string Key, int Stars, string Text, string? Member, string? Sku, long? StoreId, Channel Channel, DateTime? WrittenAt = null);

/// <summary>Takes a review that was written elsewhere; it waits until a person has looked at it.</summary>
public sealed class RecordReview(TimeProvider clock, OrganisationBook organisation, AnswerBook answers, StudioData data)
{
    public Task<Outcome<long>> RunAsync(Actor actor, RecordReviewRequest request, CancellationToken ct) => data.WriteAsync<Outcome<long>>(async db =>
    {
        var outcome = await RunInAsync(db, actor, request, ct);
        return outcome is { IsDone: true, Value: { } review } ? review.Id : outcome.As<long>();
    }, ct);

    /// <summary>The same inside a transaction of the caller.</summary>
    public async Task<Outcome<Review>> RunInAsync(StudioDb db, Actor actor, RecordReviewRequest request, CancellationToken ct)
    {
        if (!actor.May(Permission.HandleFeedback) || !actor.Sees(request.StoreId))
        {
            return Refuse.Forbidden();
        }

        var now = clock.GetUtcNow().UtcDateTime;
        if (request.Stars is < 1 or > 5 || request.Text.Length > AnswerBook.CommentLimit || request.Key.Length is 0 or > 200 || request.WrittenAt > now)
        {
            return Refuse.Invalid("stars", "A review has between 1 and 5 stars and at most 2,000 characters.");
        }

        if (await db.Set<Review>().AsNoTracking().FirstOrDefaultAsync(r => r.RequestKey == request.Key, ct) is { } known)
        {
            return (known.Stars, known.Text) == (request.Stars, request.Text.Trim()) ? known : Refuse.Conflict("review_differs", "This review is recorded already with other content.");
        }

        var product = string.IsNullOrEmpty(request.Sku) ? 0 : await db.Set<Product>().Where(p => p.Sku == request.Sku).Select(p => p.Id).FirstOrDefaultAsync(ct);
        if (product == 0 && !string.IsNullOrEmpty(request.Sku))
        {
            return Refuse.Invalid("sku", "There is no product with this article number.");
        }

        var named = await MemberRef.NamedAsync(db, actor, request.Member, ct);
        if (!named.IsDone)
        {
            return named.As<Review>();
        }

        var at = request.WrittenAt ?? now;
        var review = new Review
        {
            MemberId = named.Value?.Id, ProductId = product == 0 ? null : product, StoreId = request.StoreId, Channel = request.Channel, Stars = request.Stars, Text = request.Text.Trim(), WrittenAt = at,
            WrittenOn = (await organisation.CurrentAsync(ct)).Calendar.DateOf(at), RequestKey = request.Key,
        };
        db.Add(review);
        await db.SaveChangesAsync(ct);
        await answers.TagAsync(db, FeedbackSubject.Review, [(review.Id, review.Text)], ct);
        db.Audit(actor, "review.recorded", $"review {review.Id}", $"{review.Stars} stars");
        return review;
    }
}

/// <summary>Publishes a review or keeps it back.</summary>
public sealed class DecideReview(StudioData data, TimeProvider clock, OrganisationBook organisation)
{
    public async Task<Outcome<Nothing>> RunAsync(Actor actor, long id, ReviewState state, int version, CancellationToken ct)
    {
        if (!actor.May(Permission.HandleFeedback))
        {
            return Refuse.Forbidden();
        }

        if (state is not (ReviewState.Published or ReviewState.Rejected))
        {
            return Refuse.Invalid("state", "A review is published or kept back.");
        }

        return await data.WriteAsync<Outcome<Nothing>>(async db =>
        {
            var review = await db.Set<Review>().AsTracking().FirstOrDefaultAsync(r => r.Id == id, ct);
            if (review is null || !actor.Sees(review.StoreId))
            {
                return Refuse.NotFound("review_unknown", "This review does not exist.");
            }

            if (review.Version != version)
            {
                return Refuse.Conflict("changed_meanwhile", "Somebody else saved this meanwhile. Load it again and repeat your change.");
            }

            (review.State, review.DecidedBy, review.DecidedOn) = (state, actor.Stamp, (await organisation.CurrentAsync(ct)).Today(clock));
            await db.SaveChangesAsync(ct);
            db.Audit(actor, state == ReviewState.Published ? "review.published" : "review.rejected", $"review {id}", "");
            return default(Nothing);
        }, ct);
    }
}

public sealed record ReviewRow(long Id, int Stars, string Text, ReviewState State, DateOnly WrittenOn, long? MemberId, string Member, string Product, string Store, Channel Channel, int Version);

/// <param name="Average">Mean stars of what was not kept back.</param>
public sealed record ReviewAverage(string Name, int Count, double Average);

public sealed record ReviewList(PageOf<ReviewRow> Page, IReadOnlyDictionary<ReviewState, int> Counts, IReadOnlyList<ReviewAverage> Products, IReadOnlyList<ReviewAverage> Categories);

public sealed record ListReviewsRequest(ReviewState? State, PageRequest Page);

/// <summary>Reviews in the stores that the actor sees, the latest first, with the mean stars by product and category.</summary>
public sealed class ListReviews(StudioData data)
{
    private const int ProductsShown = 8;

    public async Task<Outcome<ReviewList>> RunAsync(Actor actor, ListReviewsRequest request, CancellationToken ct)
    {
        if (!actor.May(Permission.ViewFeedback))
        {
            return Refuse.Forbidden();
        }

        var stores = actor.Stores?.Select(s => (long?)s).ToArray();
        await using var db = data.Read();
        var all = db.Set<Review>().Where(r => stores == null || stores.Contains(r.StoreId));
        var counts = await all.GroupBy(r => r.State).Select(g => new { g.Key, Count = g.Count() }).ToDictionaryAsync(g => g.Key, g => g.Count, ct);
        var wanted = request.State is { } state ? all.Where(r => r.State == state) : all;
        var rows = await (from r in wanted.OrderByDescending(r => r.WrittenOn).ThenByDescending(r => r.Id).Skip(request.Page.Offset).Take(request.Page.Limit)
                          join m in db.Set<Member>() on r.MemberId equals (long?)m.Id into members
                          from m in members.DefaultIfEmpty()
                          join p in db.Set<Product>() on r.ProductId equals (long?)p.Id into products
                          from p in products.DefaultIfEmpty()
                          join s in db.Set<Store>() on r.StoreId equals (long?)s.Id into shops
                          from s in shops.DefaultIfEmpty()
                          orderby r.WrittenOn descending, r.Id descending
                          select new ReviewRow(r.Id, r.Stars, r.Text, r.State, r.WrittenOn, r.MemberId, m == null ? "" : (m.FirstName + " " + m.LastName).Trim(), p == null ? "" : p.Name, s == null ? "" : s.Name, r.Channel, r.Version)).ToListAsync(ct);
        var stars = await (from r in all
                           join p in db.Set<Product>() on r.ProductId equals (long?)p.Id
                           where r.State != ReviewState.Rejected
                           group r.Stars by new { p.Name, p.Category } into g
                           select new { g.Key.Name, g.Key.Category, Count = g.Count(), Sum = g.Sum() }).ToListAsync(ct);
        return new ReviewList(new PageOf<ReviewRow>(rows, request.State is { } one ? counts.GetValueOrDefault(one) : counts.Values.Sum()), counts,
            [.. stars.OrderByDescending(s => s.Count).ThenBy(s => s.Name, StringComparer.Ordinal).Take(ProductsShown).Select(s => new ReviewAverage(s.Name, s.Count, (double)s.Sum / s.Count))],
            [.. stars.GroupBy(s => s.Category).Select(g => new ReviewAverage(g.Key, g.Sum(s => s.Count), (double)g.Sum(s => s.Sum) / g.Sum(s => s.Count))).OrderByDescending(a => a.Average)]);
    }
}

/// <summary>A review as others may read it: without a word about who wrote it.</summary>
public sealed record PublishedReview(int Stars, string Text, DateOnly On);

public sealed record ProductReviews(string Sku, int Count, double Average, IReadOnlyList<PublishedReview> Reviews);

/// <summary>What was published about a product, the latest first, for the web shop.</summary>
public sealed class ReadProductReviews(StudioData data)
{
    private const int Most = 100;

    public async Task<Outcome<ProductReviews>> RunAsync(Actor actor, string sku, CancellationToken ct)
    {
        if (!actor.May(Permission.ViewPurchases) && !actor.May(Permission.ViewFeedback))
        {
            return Refuse.Forbidden();
        }

        await using var db = data.Read();
        var product = await db.Set<Product>().Where(p => p.Sku == sku).Select(p => p.Id).FirstOrDefaultAsync(ct);
        if (product == 0)
        {
            return Refuse.NotFound("product_unknown", "There is no product with this article number.");
        }

        var published = db.Set<Review>().Where(r => r.ProductId == product && r.State == ReviewState.Published);
        var count = await published.CountAsync(ct);
        return new ProductReviews(sku, count, count == 0 ? 0 : Math.Round((double)await published.SumAsync(r => r.Stars, ct) / count, 2),
            await published.OrderByDescending(r => r.WrittenOn).ThenByDescending(r => r.Id).Take(Most).Select(r => new PublishedReview(r.Stars, r.Text, r.WrittenOn)).ToListAsync(ct));
    }
}
