using System.Text.Json;
using LoyaltyStudio.Data;
using LoyaltyStudio.Platform;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http.Features;

namespace LoyaltyStudio.Api;

/// <summary>Stands before every call under /api: size, kind of content, rate; and makes every error leave as problem+json without inner details.</summary>
internal sealed class ApiGuard(RequestDelegate next, ApiLimits limits, ILogger<ApiGuard> log)
{
    private const long MaxBytes = 1 << 20;

    public async Task InvokeAsync(HttpContext context)
    {
        try
        {
            if (!await RefuseAsync(context))
            {
                await next(context);
                await BareStatusAsync(context);
            }
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // Nobody is waiting for the answer any more.
        }
        catch (BadHttpRequestException e)
        {
            await BadRequestAsync(context, e);
        }
        catch (TooBusyException e)
        {
            context.Response.Headers.RetryAfter = "2";
            await ApiProblem.WriteAsync(context, 503, "too_busy", e.Message);
        }
        catch (Exception e)
        {
            log.LogError(e, "{Method} {Path} failed, trace {Trace}", context.Request.Method, context.Request.Path, context.TraceIdentifier);
            await ApiProblem.WriteAsync(context, 500, "internal_error", $"Something went wrong on our side. Mention {context.TraceIdentifier} when you report it.");
        }
    }

    private async Task<bool> RefuseAsync(HttpContext context)
    {
        var request = context.Request;
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
        {
            size.MaxRequestBodySize = MaxBytes;
        }

        var hasBody = request.ContentLength > 0 || request.Headers.TransferEncoding.Count > 0;
        if (request.ContentLength > MaxBytes)
        {
            await ApiProblem.WriteAsync(context, 413, "too_large", "A request may hold at most 1 MB.");
            return true;
        }

        if (hasBody && !request.HasJsonContentType())
        {
            await ApiProblem.WriteAsync(context, 415, "unsupported_media_type", "Send the body as application/json.");
            return true;
        }

        await context.AuthenticateAsync(ApiKeyHandler.SchemeName);
        if (limits.Ask(context.Features.Get<ApiCaller>(), context) is { } seconds)
        {
            context.Response.Headers.RetryAfter = seconds.ToString(System.Globalization.CultureInfo.InvariantCulture);
            await ApiProblem.WriteAsync(context, 429, "rate_limited", "Too many requests. Wait for the time in Retry-After.");
            return true;
        }

        return false;
    }

    private static Task BadRequestAsync(HttpContext context, BadHttpRequestException e) => (e.StatusCode, e.InnerException) switch
    {
        (413, _) => ApiProblem.WriteAsync(context, 413, "too_large", "A request may hold at most 1 MB."),
        (415, _) => ApiProblem.WriteAsync(context, 415, "unsupported_media_type", "Send the body as application/json."),
        (_, JsonException json) => ApiProblem.WriteAsync(context, 400, "invalid", "Some fields need your attention.",
            [new FieldError(json.Path is { Length: > 2 } path ? path[2..] : "body", "This cannot be read: unknown name, wrong kind of value, or broken JSON.")]),
        _ => ApiProblem.WriteAsync(context, 400, "invalid", "The request cannot be read. Check the address, the parameters and the body."),
    };

    private static Task BareStatusAsync(HttpContext context) => context.Response is { HasStarted: false, StatusCode: >= 400 and var status, ContentLength: null, ContentType: null }
        ? ApiProblem.WriteAsync(context, status, status switch
        {
            401 => "unauthenticated",
            403 => "forbidden",
            404 => "not_found",
            405 => "method_not_allowed",
            415 => "unsupported_media_type",
            _ => "invalid",
        }, status == 404 ? "There is nothing at this address." : "The request was refused.")
        : Task.CompletedTask;
}
