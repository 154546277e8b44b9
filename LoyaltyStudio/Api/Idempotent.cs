using System.Text.Json;
using LoyaltyStudio.Data;
using LoyaltyStudio.Platform;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace LoyaltyStudio.Api;

/// <summary>
/// Carries out a call once per Idempotency-Key. The answer is kept in the transaction of the effect, so that one is never there without the other;
/// the same key gets the same answer again, and the same key with other content is refused. Kept for at least 30 days, because tills upload late.
/// </summary>
public static class Idempotent
{
    public const string Header = "Idempotency-Key";
    public const string ReplayedHeader = "Idempotency-Replayed";
    private const int KeyLimit = 200;

    /// <param name="request">The request as it was read; its content is compared under the same key.</param>
    /// <param name="work">The effect, inside the transaction. Use only the given context.</param>
    /// <param name="required">True where a call without the header is refused.</param>
    public static async Task<IResult> RunAsync<T>(HttpContext context, object request, Func<StudioDb, Task<Outcome<T>>> work, Func<T, ApiAnswer> ok, bool required = false)
    {
        var ct = context.RequestAborted;
        var data = context.RequestServices.GetRequiredService<StudioData>();
        var key = context.Request.Headers[Header].ToString();
        if (key.Length == 0 && !required)
        {
            return ApiResults.From(await data.WriteAsync(work, ct), ok);
        }

        if (key.Length is 0 or > KeyLimit || key.Any(c => c is <= ' ' or > '~'))
        {
            return ApiProblem.Result(400, "idempotency_key_invalid", $"Send a header {Header} of 1 to {KeyLimit} visible ASCII characters, a new one for each act.");
        }

        var json = context.RequestServices.GetRequiredService<IOptions<JsonOptions>>().Value.SerializerOptions;
        var row = new IdempotencyRow
        {
            ApiKeyId = ApiCaller.Of(context).Actor.Id,
            Key = key,
            RequestHash = ContentHash.Of($"{context.Request.Method}\n{context.Request.Path}\n{JsonSerializer.Serialize(request, json)}"),
            Body = "",
            CreatedAt = context.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow().UtcDateTime,
        };
        var outcome = await data.WriteAsync<Outcome<Answered>>(async db => await KnownAsync(db, row, ct) is { } known
            ? new Answered(known, Replayed: true)
            : await DoAsync(db, row, work, ok, json), ct);
        if (outcome.IsDone)
        {
            return Replay(context, row, outcome.Must());
        }

        if (outcome.Kind != OutcomeKind.Conflict)
        {
            return ApiResults.From(outcome, _ => throw new InvalidOperationException());
        }

        // A refusal is an answer too. The effect was rolled back, so the answer gets a transaction of its own; whoever was first has the word.
        (row.Status, row.Body) = (409, JsonSerializer.Serialize(ApiProblem.Of(409, outcome.Code, ApiResults.DetailOf(outcome), outcome.Errors), json));
        return Replay(context, row, await data.WriteAsync(async db =>
            await KnownAsync(db, row, ct) is { } known ? new Answered(known, Replayed: true) : await KeepAsync(db, row), ct));
    }

    private static Task<IdempotencyRow?> KnownAsync(StudioDb db, IdempotencyRow row, CancellationToken ct) =>
        db.Set<IdempotencyRow>().AsNoTracking().FirstOrDefaultAsync(r => r.ApiKeyId == row.ApiKeyId && r.Key == row.Key, ct);

    private static async Task<Outcome<Answered>> DoAsync<T>(StudioDb db, IdempotencyRow row, Func<StudioDb, Task<Outcome<T>>> work, Func<T, ApiAnswer> ok,
        JsonSerializerOptions json)
    {
        var outcome = await work(db);
        if (!outcome.IsDone)
        {
            return outcome.As<Answered>();
        }

        var answer = ok(outcome.Must());
        (row.Status, row.Body) = (answer.Status, answer.Body is null ? "" : JsonSerializer.Serialize(answer.Body, answer.Body.GetType(), json));
        return await KeepAsync(db, row);
    }

    private static async Task<Answered> KeepAsync(StudioDb db, IdempotencyRow row)
    {
        db.Add(row);
        await db.SaveChangesAsync();
        return new Answered(row, Replayed: false);
    }

    private static IResult Replay(HttpContext context, IdempotencyRow asked, Answered answered)
    {
        if (answered.Row.RequestHash != asked.RequestHash)
        {
            return ApiProblem.Result(422, "idempotency_key_reused", $"This {Header} has been used for another request. Use a new key for each act.");
        }

        if (answered.Replayed)
        {
            context.Response.Headers[ReplayedHeader] = "true";
        }

        return Results.Text(answered.Row.Body, answered.Row.Status >= 400 ? "application/problem+json" : "application/json", statusCode: answered.Row.Status);
    }

    private sealed record Answered(IdempotencyRow Row, bool Replayed);
}
