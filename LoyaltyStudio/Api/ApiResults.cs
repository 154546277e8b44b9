using LoyaltyStudio.Platform;

namespace LoyaltyStudio.Api;

/// <summary>What a call is answered: a status and a body that becomes JSON.</summary>
public sealed record ApiAnswer(int Status, object? Body)
{
    public static ApiAnswer Ok(object body) => new(StatusCodes.Status200OK, body);

    public static ApiAnswer Created(object body) => new(StatusCodes.Status201Created, body);
}

/// <summary>Turns how a use case ended into an answer over HTTP.</summary>
public static class ApiResults
{
    public static IResult From<T>(Outcome<T> outcome, Func<T, ApiAnswer> ok)
    {
        ArgumentNullException.ThrowIfNull(ok);
        if (!outcome.IsDone)
        {
            var refused = ApiProblem.Result(StatusOf(outcome.Kind), outcome.Code, DetailOf(outcome), outcome.Errors);
            return outcome.RetrySeconds > 0 ? new LaterResult(refused, outcome.RetrySeconds) : refused;
        }

        var answer = ok(outcome.Must());
        return answer.Body is null ? Results.StatusCode(answer.Status) : Results.Json(answer.Body, statusCode: answer.Status);
    }

    public static IResult From<T>(Outcome<T> outcome) where T : notnull => From(outcome, value => ApiAnswer.Ok(value));

    public static IResult From(Refusal refusal) => From<object>(refusal, ApiAnswer.Ok);

    internal static int StatusOf(OutcomeKind kind) => kind switch
    {
        OutcomeKind.Done => 200,
        OutcomeKind.Invalid => 400,
        OutcomeKind.NotFound => 404,
        OutcomeKind.Conflict => 409,
        OutcomeKind.Forbidden => 403,
        OutcomeKind.Throttled => 429,
    };

    internal static string DetailOf<T>(Outcome<T> outcome) => outcome.Kind == OutcomeKind.Invalid ? outcome.Message : outcome.Text;

    /// <summary>A refusal that says when to come back.</summary>
    private sealed class LaterResult(IResult refused, int seconds) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext)
        {
            httpContext.Response.Headers.RetryAfter = seconds.ToString(System.Globalization.CultureInfo.InvariantCulture);
            return refused.ExecuteAsync(httpContext);
        }
    }
}
