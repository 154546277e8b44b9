using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Campaigns.Model;
using LoyaltyStudio.Features.Cheques.Codes;
using LoyaltyStudio.Features.Members.Model;
using LoyaltyStudio.Features.Points.Model;
using LoyaltyStudio.Features.Purchases.Model;
using LoyaltyStudio.Platform;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Tests.Api;

/// <summary>What tills and web shops see, over real HTTP.</summary>
public sealed class HttpApiTests(HttpApi api) : IClassFixture<HttpApi>
{
    private static readonly DateTime At = TimeProvider.System.GetUtcNow().UtcDateTime.Date.AddDays(-30).AddHours(10);

    /// <summary>What a member gets for joining.</summary>
    private const long Welcome = 25;

    [Fact]
    public async Task A_key_does_only_what_its_scopes_and_its_store_allow()
    {
        await api.MemberAsync("SCOPE");
        (await api.CallAsync("", HttpMethod.Get, "/api/v1/members/id:SCOPE")).Refused(401, "unauthenticated");
        (await api.CallAsync(api.Shop[..^3] + "xyz", HttpMethod.Get, "/api/v1/members/id:SCOPE")).Refused(401, "unauthenticated");
        (await api.CallAsync(api.Reader, HttpMethod.Get, "/api/v1/members/id:SCOPE")).Ok();
        (await api.PostAsync("purchases", Purchase("scope-1"), api.Reader)).Refused(403, "forbidden");
        (await api.PostAsync("redemptions", new { code = "7K2M-9QX4T-B81HC", receipt_id = "r" }, api.Reader)).Refused(403, "forbidden");
        (await api.CallAsync(api.Reader, HttpMethod.Put, "/api/v1/members", new { external_id = "SCOPE", first_name = "Other" })).Refused(403, "forbidden");

        (await api.PostAsync("purchases", Purchase("scope-2", store: "zwolle"), api.Till)).Refused(403, "forbidden");
        (await api.PostAsync("purchases", Purchase("scope-3", store: "nowhere"), api.Till)).Refused(400, "invalid");
        (await api.PostAsync("purchases", Purchase("scope-4"), api.Till)).Ok();
        await using var db = api.Data.Read();
        var store = await db.Set<LoyaltyStudio.Features.Access.Model.Store>().Where(s => s.Code == "utrecht").Select(s => (long?)s.Id).SingleAsync();
        Assert.Equal(store, await db.Set<Purchase>().Where(p => p.ExternalId == "scope-4").Select(p => p.StoreId).SingleAsync());
    }

    [Fact]
    public async Task The_same_purchase_again_gets_the_same_answer_and_earns_once_and_other_content_is_told_apart()
    {
        var card = await api.MemberAsync("TWICE");
        var first = (await api.PostAsync("purchases", Purchase("twice-1", card))).Ok();
        var second = (await api.PostAsync("purchases", Purchase("twice-1", card))).Ok();

        Assert.Equal(first.Text, second.Text);
        Assert.Equal(45, first.Json.GetProperty("points").GetInt64());
        Assert.Equal(45 + Welcome, await PointsAsync("TWICE"));
        var other = (await api.PostAsync("purchases", Purchase("twice-1", card, cents: 9_999))).Refused(409, "purchase_differs");
        Assert.Contains("lines[0].amount_cents", other.Json.GetProperty("detail").GetString(), StringComparison.Ordinal);
        var later = (await api.PostAsync("purchases", Purchase("twice-1", card, at: At.AddMinutes(1)))).Refused(409, "purchase_differs");
        Assert.Contains("occurred_at", later.Json.GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.Equal(45 + Welcome, await PointsAsync("TWICE"));
    }

    [Fact]
    public async Task The_same_purchase_from_many_threads_at_once_is_counted_once()
    {
        var card = await api.MemberAsync("RACE");
        var replies = await Task.WhenAll(Enumerable.Range(0, 40).Select(i => api.PostAsync("purchases", Purchase("race-1", card), idempotencyKey: i % 2 == 0 ? "race-key" : "")));

        Assert.Single(replies.Select(r => r.Ok().Text).Distinct());
        Assert.Equal(45 + Welcome, await PointsAsync("RACE"));
    }

    [Fact]
    public async Task A_return_by_line_takes_back_exactly_the_points_of_what_came_back_and_never_more_than_was_bought()
    {
        var card = await api.MemberAsync("RETURN");
        // Three for 29.99 and one for 15.55: 45 points.
        (await api.PostAsync("purchases", new { source = "till", id = "ret-1", occurred_at = At, member = card, lines = new[] { Line("A", 3, 2_999), Line("B", 1, 1_555) } })).Ok();

        var one = (await api.PostAsync("purchases/till/ret-1/returns", Return("ret-1-a", (1, 1)))).Ok();
        var again = (await api.PostAsync("purchases/till/ret-1/returns", Return("ret-1-a", (1, 1)))).Ok();
        Assert.Equal(one.Text, again.Text);
        // What is kept is worth 20.00 + 15.55 = 35 points.
        Assert.Equal(35 + Welcome, await PointsAsync("RETURN"));
        (await api.PostAsync("purchases/till/ret-1/returns", Return("ret-1-b", (1, 3)))).Refused(409, "too_many_returned");
        (await api.PostAsync("purchases/till/ret-1/returns", Return("ret-1-c", (9, 1)))).Refused(400, "invalid");
        (await api.PostAsync("purchases/till/nothing/returns", Return("ret-1-d", (1, 1)))).Refused(404, "purchase_unknown");
        (await api.PostAsync("purchases/till/ret-1/returns", Return("ret-1-e", (1, 2), (2, 1)))).Ok();
        Assert.Equal(Welcome, await PointsAsync("RETURN"));
        Assert.Equal(0, await SumAsync(db => db.Set<Purchase>().Where(p => p.ExternalId.StartsWith("ret-1")).SumAsync(p => p.TotalCents)));
        (await api.PostAsync("purchases/till/ret-1/returns", Return("ret-1-a", (2, 1)))).Refused(409, "return_differs");
    }

    [Fact]
    public async Task An_event_gives_its_points_once_and_the_summary_shows_them()
    {
        var card = await api.MemberAsync("EVENT");
        var review = new { source = "webshop", id = "review-1", kind = "review", member = card, occurred_at = At };
        Assert.Equal(25, (await api.PostAsync("events", review)).Ok().Json.GetProperty("points").GetInt64());
        (await api.PostAsync("events", review)).Ok();
        (await api.PostAsync("events", new { source = "webshop", id = "review-1", kind = "check-in", member = card, occurred_at = At })).Refused(409, "event_differs");
        (await api.PostAsync("events", new { source = "webshop", id = "review-2", kind = "review", member = "nobody", occurred_at = At })).Refused(404, "member_unknown");

        var summary = (await api.CallAsync(api.Shop, HttpMethod.Get, "/api/v1/members/id:EVENT/summary")).Ok().Json;
        Assert.Equal(("Sanne de Vries", "brons", 25 + Welcome), (summary.GetProperty("name").GetString(), summary.GetProperty("tier").GetProperty("code").GetString(), summary.GetProperty("points").GetProperty("active").GetInt64()));
        Assert.Equal(summary.ToString(), (await api.CallAsync(api.Shop, HttpMethod.Get, $"/api/v1/members/email:event@example.nl/summary")).Ok().Json.ToString());
    }

    [Fact]
    public async Task A_code_is_redeemed_once_is_shown_only_to_who_may_redeem_and_guessing_is_slowed_down()
    {
        await api.MemberAsync("CODE");
        var code = await CouponAsync("CODE");
        var summary = (await api.CallAsync(api.Shop, HttpMethod.Get, "/api/v1/members/id:CODE/summary")).Ok();
        Assert.Equal(CodeText.Print(code), summary.Json.GetProperty("coupons")[0].GetProperty("code").GetString());
        Assert.DoesNotContain(CodeText.Print(code), (await api.CallAsync(api.Reader, HttpMethod.Get, "/api/v1/members/id:CODE/summary")).Ok().Text, StringComparison.Ordinal);

        var used = (await api.PostAsync("redemptions", new { code = CodeText.Print(code).ToLowerInvariant(), receipt_id = "rc-1", store = "zwolle" }, idempotencyKey: "rc-1")).Ok();
        Assert.Equal(10, used.Json.GetProperty("percent").GetInt32());
        var replayed = (await api.PostAsync("redemptions", new { code = CodeText.Print(code).ToLowerInvariant(), receipt_id = "rc-1", store = "zwolle" }, idempotencyKey: "rc-1")).Ok();
        Assert.Equal((used.Text, true), (replayed.Text, replayed.Replayed));
        (await api.PostAsync("redemptions", new { code, receipt_id = "rc-1", store = "zwolle" }, idempotencyKey: "other")).Ok();
        (await api.PostAsync("redemptions", new { code, receipt_id = "rc-2" })).Refused(409, "already_redeemed");
        (await api.PostAsync("redemptions", new { code = "X", receipt_id = "rc-1" }, idempotencyKey: "rc-1")).Refused(404, "unknown_code");

        for (var i = 0; i < 5; i++)
        {
            (await api.PostAsync("redemptions", new { code = CodeText.New(), receipt_id = $"guess-{i}" }, api.Till)).Refused(404, "unknown_code");
        }

        (await api.PostAsync("redemptions", new { code, receipt_id = "guess-x" }, api.Till)).Refused(429, "too_many_wrong_codes");
        (await api.PostAsync("redemptions", new { code, receipt_id = "rc-3" })).Refused(409, "already_redeemed");
    }

    [Theory]
    [InlineData("purchases", """{ "source": "till", "id": "u", "occurred_at": "2026-01-02T10:00:00Z", "lines": [{ "sku": "A", "quantity": 1, "amount_cents": 5, "points": 900 }] }""")]
    [InlineData("purchases", """{ "source": "till", "id": "u", "occurred_at": "2026-01-02T10:00:00Z", "lines": [{ "sku": "A", "quantity": 1, "amount_cents": 5 }], "tier": "goud" }""")]
    [InlineData("purchases", """{ "source": "till", "id": "u", "occurred_at": "2026-01-02T10:00:00Z", "lines": null }""")]
    [InlineData("purchases", """{ "source": "till", "id": "u", "occurred_at": "yesterday", "lines": [{ "sku": "A", "quantity": 1, "amount_cents": 5 }] }""")]
    [InlineData("purchases", """{ "source": "till", "id": "u", "occurred_at": "2026-01-02T10:00:00Z", "lines": [{ "sku": "A", "quantity": 1, "amount_cents": 5, "kind": 1 }] }""")]
    [InlineData("purchases", """[]""")]
    [InlineData("purchases", """{ "source": "till", """)]
    [InlineData("events", """{ "source": "s", "id": "1", "kind": "review", "member": "x", "occurred_at": "2026-01-02T10:00:00Z", "points": 900 }""")]
    [InlineData("redemptions", """{ "code": "x", "receipt_id": "1", "percent": 90 }""")]
    public async Task A_body_with_anything_unknown_or_unreadable_is_refused(string path, string body) => (await api.PostAsync(path, body)).Refused(400, "invalid");

    [Fact]
    public async Task A_moment_with_an_offset_is_the_same_moment_in_UTC()
    {
        var card = await api.MemberAsync("OFFSET");
        string Body(string at) => $$"""{ "source": "till", "id": "offset-1", "occurred_at": "{{at}}", "member": "{{card}}", "lines": [{ "sku": "A", "quantity": 1, "amount_cents": 500 }] }""";
        (await api.PostAsync("purchases", Body("2026-01-02T12:00:00+02:00"))).Ok();
        (await api.PostAsync("purchases", Body("2026-01-02T10:00:00Z"))).Ok();
        await using var db = api.Data.Read();
        Assert.Equal(new DateTime(2026, 1, 2, 10, 0, 0, DateTimeKind.Utc), await db.Set<Purchase>().Where(p => p.ExternalId == "offset-1").Select(p => p.OccurredAt).SingleAsync());
    }

    [Fact]
    public async Task Consent_over_the_API_is_a_record_with_its_moment_its_source_and_its_words()
    {
        var body = new { external_id = "CONSENT", email = "consent@example.nl", email_consent = new { granted = true, at = At, source = "webshop account", wording = "Ja, stuur mij aanbiedingen." } };
        (await api.CallAsync(api.Shop, HttpMethod.Put, "/api/v1/members", body)).Ok();
        (await api.CallAsync(api.Shop, HttpMethod.Put, "/api/v1/members", body)).Ok();
        await using var db = api.Data.Read();
        var record = await db.Set<ConsentRecord>().SingleAsync(c => db.Set<Member>().Any(m => m.Id == c.MemberId && m.ExternalId == "CONSENT"));
        Assert.Equal((true, At, "webshop account", "Ja, stuur mij aanbiedingen."), (record.Granted, record.At, record.Source, record.Wording));
    }

    [Fact]
    public async Task The_programme_and_what_a_member_has_are_told_as_sentences_in_both_languages()
    {
        var card = await api.MemberAsync("WHY");
        (await api.PostAsync("purchases", Purchase("why-1", card, cents: 60_000))).Ok();
        var programme = (await api.CallAsync(api.Reader, HttpMethod.Get, "/api/v1/programme?language=nl")).Ok().Json;
        Assert.Contains("1 punt voor elke", programme.GetProperty("earning")[0].GetString(), StringComparison.Ordinal);
        Assert.Equal("500 punten in 1 jaar", programme.GetProperty("tiers")[1].GetProperty("reach").GetString());
        Assert.Contains("25 points for a review", (await api.CallAsync(api.Reader, HttpMethod.Get, "/api/v1/programme?language=en")).Ok().Text, StringComparison.Ordinal);

        var dutch = (await api.CallAsync(api.Reader, HttpMethod.Get, "/api/v1/members/id:WHY/explanation?language=nl")).Ok();
        var english = (await api.CallAsync(api.Reader, HttpMethod.Get, "/api/v1/members/id:WHY/explanation?language=en")).Ok();
        Assert.Equal(["points", "tier", "benefits", "cheques"], dutch.Json.GetProperty("topics").EnumerateArray().Select(t => t.GetProperty("topic").GetString()));
        Assert.Contains("Je bent Zilver sinds", dutch.Text, StringComparison.Ordinal);
        Assert.Contains("You are Silver since", english.Text, StringComparison.Ordinal);
        var bought = english.Json.GetProperty("topics")[0].GetProperty("because").EnumerateArray().Single(f => f.GetProperty("text").GetString() == "Purchase why-1");
        Assert.Equal((600, 1), (bought.GetProperty("points").GetInt64(), bought.GetProperty("version").GetInt32()));
        Assert.Equal("+600 for every € 1", bought.GetProperty("details")[0].GetString());
        (await api.CallAsync(api.Reader, HttpMethod.Get, "/api/v1/members/id:WHY/explanation?language=fr")).Refused(400, "invalid");
        (await api.CallAsync(api.Reader, HttpMethod.Get, "/api/v1/members/id:NOBODY/explanation")).Refused(404, "member_unknown");
    }

    [Fact]
    public async Task The_document_names_every_route_with_an_example_and_is_for_everybody()
    {
        var document = (await api.CallAsync("", HttpMethod.Get, "/api/v1/openapi.json")).Ok().Json;
        var operations = document.GetProperty("paths").EnumerateObject().SelectMany(p => p.Value.EnumerateObject().Select(o => (Path: $"{o.Name} {p.Name}", Operation: o.Value))).ToList();
        Assert.Equal(
            ["get /api/v1/campaigns/{id}/result", "get /api/v1/cheque-runs", "get /api/v1/cheque-runs/{id}", "get /api/v1/members/{reference}", "get /api/v1/members/{reference}/contacts",
                "get /api/v1/members/{reference}/explanation", "get /api/v1/members/{reference}/personalisation", "get /api/v1/members/{reference}/predictions", "get /api/v1/members/{reference}/segments",
                "get /api/v1/members/{reference}/summary", "get /api/v1/personalisation", "get /api/v1/ping", "get /api/v1/products/{sku}/reviews", "get /api/v1/programme", "get /api/v1/redemptions",
                "get /api/v1/rewards", "get /api/v1/segments", "get /api/v1/segments/{code}/members", "post /api/v1/codes/lookup", "post /api/v1/complaints", "post /api/v1/coupons/validate", "post /api/v1/events",
                "post /api/v1/members/{reference}/messages/{id}/shown", "post /api/v1/members/{reference}/rewards", "post /api/v1/members/{reference}/rewards/undo", "post /api/v1/members/{reference}/visitor-token",
                "post /api/v1/messages/events", "post /api/v1/promises", "post /api/v1/promises/{kind}/{reference}/done", "post /api/v1/purchases", "post /api/v1/purchases/{source}/{id}/delivered",
                "post /api/v1/purchases/{source}/{id}/returns", "post /api/v1/redemptions", "post /api/v1/redemptions/{id}/reverse", "post /api/v1/reservations", "post /api/v1/reservations/{id}/release",
                "post /api/v1/reviews", "put /api/v1/members"], operations.Select(o => o.Path).Order(StringComparer.Ordinal));
        Assert.All(operations, o =>
        {
            Assert.True(o.Operation.GetProperty("responses").GetProperty("200").GetProperty("content").GetProperty("application/json").TryGetProperty("example", out _), $"{o.Path} has no example of its answer.");
            Assert.True(!o.Operation.TryGetProperty("requestBody", out var body) || body.GetProperty("content").GetProperty("application/json").TryGetProperty("example", out _), $"{o.Path} has no example of its request.");
        });
    }

    [Fact]
    public async Task Neither_keys_nor_codes_nor_addresses_of_members_stand_in_the_log()
    {
        var card = await api.MemberAsync("LOG");
        var code = await CouponAsync("LOG");
        (await api.PostAsync("redemptions", new { code, receipt_id = "log-1" })).Ok();
        (await api.PostAsync("redemptions", new { code = CodeText.Print(code), receipt_id = "log-2" })).Refused(409, "already_redeemed");
        (await api.PostAsync("purchases", Purchase("log-1", card))).Ok();
        (await api.CallAsync(api.Shop + "x", HttpMethod.Get, "/api/v1/ping")).Refused(401, "unauthenticated");

        var log = api.Log.ToList();
        Assert.NotEmpty(log);
        foreach (var secret in new[] { api.Shop[^43..], api.Till[^43..], code, CodeText.Print(code), "log@example.nl" })
        {
            Assert.DoesNotContain(log, l => l.Contains(secret, StringComparison.OrdinalIgnoreCase));
        }
    }

    private static object Purchase(string id, string? member = null, long cents = 4_500, string? store = null, DateTime? at = null) =>
        new { source = "till", id, occurred_at = at ?? At, member, store, lines = new[] { Line("SKU-1", 1, cents) } };

    private static object Line(string sku, int quantity, long cents) => new { sku, quantity, amount_cents = cents, name = sku };

    private static object Return(string id, params (int Line, int Quantity)[] lines) =>
        new { id, occurred_at = At.AddDays(2), lines = lines.Select(l => new { line = l.Line, quantity = l.Quantity }) };

    private Task<long> PointsAsync(string member) => SumAsync(db => db.Set<LedgerEntry>().Where(e => db.Set<Member>().Any(m => m.Id == e.MemberId && m.ExternalId == member)).SumAsync(e => e.Points));

    private async Task<long> SumAsync(Func<StudioDb, Task<long>> sum)
    {
        await using var db = api.Data.Read();
        return await sum(db);
    }

    private Task<string> CouponAsync(string member) => api.Data.WriteAsync(async db =>
    {
        var (code, stored) = api.Get<CodeVault>().New();
        var today = DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime);
        db.Add(new Coupon
        {
            CampaignId = 1, MemberId = await db.Set<Member>().Where(m => m.ExternalId == member).Select(m => m.Id).SingleAsync(), CodeHash = stored.Hash, CodeSealed = stored.Sealed,
            LastFour = stored.LastFour, Kind = CouponKind.Percent, Value = 10, IssuedOn = today, ValidUntil = today.AddDays(30),
        });
        await db.SaveChangesAsync();
        return code;
    }, CancellationToken.None);
}
