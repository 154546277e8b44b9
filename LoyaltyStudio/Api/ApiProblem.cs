using System.Text.Json;
using LoyaltyStudio.Platform;
using Microsoft.AspNetCore.Mvc;

namespace LoyaltyStudio.Api;

/// <summary>One wrong field in the words of the request.</summary>
public sealed record ApiFieldError(string Field, string Message);

/// <summary>Errors as problem+json (RFC 9457). `code` is stable for machines, `detail` is for the person who reads the log.</summary>
public static class ApiProblem
{
    public static ProblemDetails Of(int status, string code, string detail, IReadOnlyList<FieldError>? errors = null)
    {
        var problem = new ProblemDetails { Status = status, Title = TitleOf(status), Detail = detail, Type = $"urn:loyaltystudio:problem:{code}" };
        problem.Extensions["code"] = code;
        if (errors is { Count: > 0 })
        {
            problem.Extensions["errors"] = errors.Select(e => new ApiFieldError(NameOf(e.Field), e.Text)).ToArray();
        }

        return problem;
    }

    public static IResult Result(int status, string code, string detail, IReadOnlyList<FieldError>? errors = null) =>
        TypedResults.Problem(Of(status, code, detail, errors));

    internal static Task WriteAsync(HttpContext context, int status, string code, string detail, IReadOnlyList<FieldError>? errors = null) =>
        context.Response.HasStarted ? Task.CompletedTask : Result(status, code, detail, errors).ExecuteAsync(context);

    /// <summary>Lines[0].ArticleId → lines[0].article_id, as the field is called in the request.</summary>
    private static string NameOf(string field) => string.Join('.', field.Split('.').Select(JsonNamingPolicy.SnakeCaseLower.ConvertName));

    private static string TitleOf(int status) => status switch
    {
        400 => "The request is not valid",
        401 => "No valid API key",
        403 => "Not allowed",
        404 => "Not found",
        405 => "Method not allowed",
        409 => "Conflict with what is known",
        413 => "The request is too large",
        415 => "Only JSON is accepted",
        422 => "The request cannot be carried out",
        429 => "Too many requests",
        503 => "Busy, try again",
        _ => "Something went wrong",
    };
}
