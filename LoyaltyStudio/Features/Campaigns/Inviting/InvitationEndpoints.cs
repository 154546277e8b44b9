using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Campaigns.Pages;
using LoyaltyStudio.Features.Feedback.Public;
using LoyaltyStudio.Features.Members.Model;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace LoyaltyStudio.Features.Campaigns.Inviting;

/// <param name="Friend">First name of who invites; empty for an unknown code.</param>
/// <param name="Join">Where the friend joins; null: in the store.</param>
public sealed record InvitationModel(PublicFrame Frame, string Friend, string Code, string? Join);

/// <summary>The page behind a member's link for friends. Says no more than a first name, and stores nothing.</summary>
internal static class InvitationEndpoints
{
    internal static void Map(IEndpointRouteBuilder app) => app.MapGet("/r/{code}", async (string code, InvitationCodes codes, StudioData data, IOptions<InvitationOptions> options, HttpContext context) =>
    {
        var ct = context.RequestAborted;
        await using var db = data.Read();
        var member = codes.MemberOf(code) is { } id ? await db.Set<Member>().Where(m => m.Id == id && m.Status == MemberStatus.Active).Select(m => new { m.FirstName, m.Language }).FirstOrDefaultAsync(ct) : null;
        if (await PublicFrames.OfAsync(context, member?.Language, "") is not { } frame)
        {
            return Results.NotFound();
        }

        var shown = code.ToUpperInvariant();
        return new RazorComponentResult<InvitationPage>(new { Model = new InvitationModel(frame, member is null ? "" : member.FirstName.Length > 0 ? member.FirstName : frame.Dutch ? "Een vriend" : "A friend", member is null ? "" : shown, member is null ? null : options.Value.For(shown)) })
        {
            StatusCode = member is null ? StatusCodes.Status404NotFound : StatusCodes.Status200OK,
        };
    }).AllowAnonymous().ExcludeFromDescription().RequireRateLimiting(PublicFrames.Limit);
}
