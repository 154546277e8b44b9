using LoyaltyStudio.Features.Feedback.Promises;
using LoyaltyStudio.Platform;

namespace LoyaltyStudio.Tests.Api;

/// <summary>Complaints, promises and reviews over real HTTP.</summary>
public sealed class FeedbackApiTests(HttpApi api) : IClassFixture<HttpApi>
{
    [Fact]
    public async Task A_complaint_has_one_number_and_a_key_speaks_for_its_own_store()
    {
        var card = await api.MemberAsync("COMPLAINT");
        var body = new { source = "shop", id = "c-1", subject = "Kras", body = "Er zit een kras op.", member = card };
        var first = (await api.PostAsync("complaints", body, api.Till, "key-c1")).Ok();
        Assert.Equal("open", first.Json.GetProperty("state").GetString());
        Assert.True((await api.PostAsync("complaints", body, api.Till, "key-c1")).Replayed);
        Assert.Equal(first.Text, (await api.PostAsync("complaints", body, api.Till)).Ok().Text);
        (await api.PostAsync("complaints", body with { body = "anders" }, api.Till)).Refused(409, "complaint_differs");
        (await api.PostAsync("complaints", new { source = "shop", id = "c-2", subject = "Kras", body = "x", store = "zwolle" }, api.Till)).Refused(403, "forbidden");
        (await api.PostAsync("complaints", body, api.Reader)).Refused(403, "forbidden");
        (await api.PostAsync("complaints", new { source = "shop", id = "c-3", subject = "", body = "x" })).Refused(400, "invalid");
    }

    [Fact]
    public async Task A_promise_is_made_and_kept_and_a_review_waits_for_a_person()
    {
        (await api.Get<SavePromiseKind>().RunAsync(Actor.CommandLine("test"), new PromiseKindRow(0, "reparatie", "Reparatie", "Repair", true, 0), default)).Must();
        var due = DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime).AddDays(5).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
        var promise = new { kind = "reparatie", reference = "R-9", due_on = due, store = "utrecht" };
        Assert.Equal("open", (await api.PostAsync("promises", promise)).Ok().Json.GetProperty("state").GetString());
        Assert.Equal("kept", (await api.PostAsync("promises/reparatie/R-9/done", new { }, api.Till)).Ok().Json.GetProperty("state").GetString());
        (await api.PostAsync("promises", new { kind = "onbekend", reference = "R-9", due_on = due })).Refused(400, "invalid");
        (await api.PostAsync("promises/reparatie/R-10/done", new { })).Refused(404, "promise_unknown");

        (await api.PostAsync("purchases", new { source = "shop", id = "p-1", occurred_at = TimeProvider.System.GetUtcNow().UtcDateTime, lines = new[] { new { sku = "RV-1", quantity = 1, amount_cents = 1_000, name = "Kussen" } }, promised_delivery = due })).Ok();
        Assert.Equal("new", (await api.PostAsync("reviews", new { source = "shop", id = "r-1", stars = 5, text = "Mooi", sku = "RV-1" })).Ok().Json.GetProperty("state").GetString());
        Assert.Equal(0, (await api.CallAsync(api.Shop, HttpMethod.Get, "/api/v1/products/RV-1/reviews")).Ok().Json.GetProperty("count").GetInt32());
        (await api.PostAsync("reviews", new { source = "shop", id = "r-2", stars = 6, text = "Mooi", sku = "RV-1" })).Refused(400, "invalid");
    }
}
