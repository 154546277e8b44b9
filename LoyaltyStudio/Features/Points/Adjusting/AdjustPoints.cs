using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Access.Settings;
using LoyaltyStudio.Features.Members;
using LoyaltyStudio.Features.Members.Searching;
using LoyaltyStudio.Features.Points.Model;
using LoyaltyStudio.Platform;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Points.Adjusting;

/// <param name="Points">Signed.</param>
/// <param name="RequestKey">Made when the form opened, so that a second click is no second correction.</param>
public sealed record AdjustPointsRequest(long MemberId, long Points, string Reason, string RequestKey);

/// <param name="Waits">True where a second person has to decide first.</param>
public sealed record AdjustedPoints(long Id, bool Waits);

/// <summary>Gives or takes points by hand, with a reason. Above the organisation's limit it becomes a request for a second person.</summary>
public sealed class AdjustPoints(StudioData data, TimeProvider clock, OrganisationBook organisation)
{
    public async Task<Outcome<AdjustedPoints>> RunAsync(Actor actor, AdjustPointsRequest request, CancellationToken ct)
    {
        if (!actor.May(Permission.AdjustPoints))
        {
            return Refuse.Forbidden();
        }

        var errors = Check(request).ToList();
        if (errors.Count > 0)
        {
            return Refuse.Invalid(errors);
        }

        var info = await organisation.CurrentAsync(ct);
        return await data.WriteAsync(db => BookInAsync(db, actor, request, info, ct), ct);
    }

    /// <summary>The same inside a transaction of the caller, who asks for a permission of its own: a gesture within a budget.</summary>
    internal async Task<Outcome<AdjustedPoints>> BookInAsync(StudioDb db, Actor actor, AdjustPointsRequest request, OrganisationInfo info, CancellationToken ct)
    {
        if (!await MemberSearch.SeesAsync(db, actor, request.MemberId, ct))
        {
            return MemberSearch.Unknown;
        }

        await db.LockMembersAsync([request.MemberId]);
        if (await db.Set<PointAdjustment>().AsNoTracking().FirstOrDefaultAsync(a => a.RequestKey == request.RequestKey, ct) is { } known)
        {
            return new AdjustedPoints(known.Id, known.State == AdjustmentState.Requested);
        }

        var now = clock.GetUtcNow().UtcDateTime;
        var large = Math.Abs(request.Points) > info.AdjustmentLimit;
        var adjustment = new PointAdjustment
        {
            MemberId = request.MemberId, Points = request.Points, Reason = request.Reason.Trim(), RequestKey = request.RequestKey, RequestedBy = actor.Stamp, RequestedAt = now,
            State = large && info.SecondApprover ? AdjustmentState.Requested : AdjustmentState.Booked,
        };
        db.Add(adjustment);
        await db.SaveChangesAsync(ct);
        if (adjustment.State == AdjustmentState.Booked)
        {
            var booked = await AdjustmentBook.BookAsync(db, actor, adjustment, now, info.Today(clock), ct);
            if (!booked.IsDone)
            {
                return booked.As<AdjustedPoints>();
            }

            adjustment.EntryId = booked.Value;
            await db.SaveChangesAsync(ct);
        }

        db.Audit(actor, adjustment.State == AdjustmentState.Booked ? "points.adjusted" : "points.adjustment_requested", $"member {request.MemberId}",
            $"{request.Points:+#;-#} points: {adjustment.Reason}{(large && adjustment.State == AdjustmentState.Booked ? "; above the limit, decided by one person" : "")}");
        return new AdjustedPoints(adjustment.Id, adjustment.State == AdjustmentState.Requested);
    }

    private static IEnumerable<FieldError> Check(AdjustPointsRequest request)
    {
        if (request.Points == 0 || Math.Abs(request.Points) > 10_000_000)
        {
            yield return new FieldError("points", "Give or take between 1 and 10,000,000 points.");
        }

        if (string.IsNullOrWhiteSpace(request.Reason) || request.Reason.Length > 200)
        {
            yield return new FieldError("reason", "Say why, in at most 200 characters.");
        }
    }
}
