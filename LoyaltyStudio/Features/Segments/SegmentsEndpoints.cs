using LoyaltyStudio.Api;
using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Members.Profiles;
using LoyaltyStudio.Features.Segments.Handing;
using LoyaltyStudio.Features.Segments.Model;
using LoyaltyStudio.Features.Segments.Reading;
using LoyaltyStudio.Platform;

namespace LoyaltyStudio.Features.Segments;

/// <param name="Members">Members at the last refresh.</param>
/// <param name="RefreshedOn">The day for which that holds.</param>
public sealed record SegmentBrief(string Code, string Name, string Description, SegmentType Type, int Members, DateOnly? RefreshedOn);

/// <param name="Since">The refresh that first found the member in it.</param>
public sealed record SegmentMemberAnswer(string CardNumber, string? ExternalId, string Name, string? Email, string Language, bool EmailConsent, DateOnly Since);

/// <param name="Next">Value of after for the next page; null behind the last.</param>
public sealed record SegmentMembersAnswer(string Code, IReadOnlyList<SegmentMemberAnswer> Members, long? Next);

public sealed record MemberSegmentAnswer(string Code, string Name, DateOnly Since);

/// <summary>Segments over HTTP, and their members as a download for signed-in people.</summary>
internal static class SegmentsEndpoints
{
    internal static void Map(IEndpointRouteBuilder app)
    {
        var api = ApiRoutes.Group(app);
        var group = api.MapGroup("/segments").WithTags("Segments");
        group.MapGet("", async (HttpContext context, ListSegments list, CancellationToken ct) => ApiResults.From(await list.RunAsync(ApiCaller.Of(context).Actor, new ListSegmentsRequest(), ct),
                l => ApiAnswer.Ok(l.Rows.Select(s => new SegmentBrief(s.Code, s.Name, s.Description, s.Type, s.Size, s.RefreshedOn)).ToList())))
            .WithName("list_segments").WithSummary("All segments that are in use").WithDescription("Sizes are of the last refresh, every night and after every change.")
            .WithResponseExample(200, new[] { new SegmentBrief("jarig-in-de-komende-14-dagen", "Jarig in de komende 14 dagen", "", SegmentType.Dynamic, 412, new DateOnly(2026, 11, 21)) });
        group.MapGet("/{code}/members", async (HttpContext context, string code, long? after, int? limit, ListSegmentMembers list, CancellationToken ct) =>
            {
                var most = Math.Clamp(limit ?? 500, 1, ListSegmentMembers.MostRows);
                return ApiResults.From(await list.RunAsync(ApiCaller.Of(context).Actor, new ListSegmentMembersRequest(code, Math.Max(0, after ?? 0), most), ct),
                    rows => ApiAnswer.Ok(new SegmentMembersAnswer(code, [.. rows.Select(r => new SegmentMemberAnswer(r.CardNumber, r.ExternalId, r.Name, r.Email, r.Language, r.EmailConsent, r.Since))], rows.Count == most ? rows[^1].Id : null)));
            })
            .WithName("list_segment_members").WithSummary("The members of a segment").WithDescription("As of the last refresh, up to 1,000 at a time (limit). For the next page give the answer's next as after; it is null behind the last page.")
            .WithResponseExample(200, new SegmentMembersAnswer("goud", [new("2900000000421", "K-1042", "Sanne de Vries", "sanne@example.nl", "nl", true, new DateOnly(2026, 10, 3))], 421));
        api.MapGroup("/members").WithTags("Members").MapGet("/{reference}/segments", async (HttpContext context, string reference, StudioData data, ListMemberSegments list, CancellationToken ct) =>
            {
                var actor = ApiCaller.Of(context).Actor;
                if (!actor.May(Permission.ViewSegments))
                {
                    return ApiResults.From<MemberSegmentsView>(Refuse.Forbidden(), ApiAnswer.Ok);
                }

                await using var db = data.Read();
                Outcome<MemberSegmentsView> found = await MemberRef.FindAsync(db, reference, ct) is { } member ? await list.RunAsync(actor, member.Id, ct)
                    : Refuse.NotFound("member_unknown", "There is no member with this card number, customer number or e-mail address.");
                return ApiResults.From(found, v => ApiAnswer.Ok(v.Segments.Select(s => new MemberSegmentAnswer(s.Code, s.Name, s.Since)).ToList()));
            })
            .WithName("get_member_segments").WithSummary("The segments that a member is in").WithDescription("As of the last refresh. The reference is as in get_member.")
            .WithResponseExample(200, new[] { new MemberSegmentAnswer("goud", "Goud", new DateOnly(2026, 10, 3)) });
        app.MapGet("/segments/{code}/members.csv", async (string code, IActorSource actors, ExportSegment export, CancellationToken ct) =>
        {
            var actor = await actors.CurrentAsync(ct);
            return await export.RunAsync(actor, code, ct) switch
            {
                { IsDone: true } => Results.Stream(stream => export.WriteAsync(actor, code, stream, ct), "text/csv; charset=utf-8", $"segment-{code}.csv"),
                { Kind: OutcomeKind.Forbidden } => Results.StatusCode(StatusCodes.Status403Forbidden),
                _ => Results.NotFound(),
            };
        }).RequireAuthorization().ExcludeFromDescription();
    }
}
