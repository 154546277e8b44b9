using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Access.Settings;
using LoyaltyStudio.Features.Members;
using LoyaltyStudio.Features.Members.Searching;
using LoyaltyStudio.Features.Points.Booking;
using LoyaltyStudio.Features.Programme;
using LoyaltyStudio.Features.Purchases.Recording;
using LoyaltyStudio.Platform;

namespace LoyaltyStudio.Features.Points.Prolonging;

/// <param name="Until">The last day that open points with an earlier one get.</param>
public sealed record ExtendPointsRequest(long MemberId, DateOnly Until, string Reason);

/// <summary>Lets a member's open points live longer, within the months that the programme allows. Points are not changed, so the audit trail keeps it and no entry.</summary>
public sealed class ExtendPoints(StudioData data, TimeProvider clock, OrganisationBook organisation)
{
    /// <returns>How many lots got a later day.</returns>
    public async Task<Outcome<int>> RunAsync(Actor actor, ExtendPointsRequest request, CancellationToken ct)
    {
        if (!actor.May(Permission.AdjustPoints))
        {
            return Refuse.Forbidden();
        }

        if (string.IsNullOrWhiteSpace(request.Reason) || request.Reason.Length > 200)
        {
            return Refuse.Invalid("reason", "Say why, in at most 200 characters.");
        }

        var today = (await organisation.CurrentAsync(ct)).Today(clock);
        return await data.WriteAsync(db => WriteAsync(db, actor, request, today, ct), ct);
    }

    private async Task<Outcome<int>> WriteAsync(StudioDb db, Actor actor, ExtendPointsRequest request, DateOnly today, CancellationToken ct)
    {
        if (!await MemberSearch.SeesAsync(db, actor, request.MemberId, ct))
        {
            return MemberSearch.Unknown;
        }

        var months = (await ProgrammeBook.TimelineAsync(db, ct)).On(today)?.Content.Earning.ExtendMonths ?? 0;
        if (request.Until <= today || request.Until > today.AddMonths(months))
        {
            return Refuse.Invalid("until", "Choose a day after today, at most {0} months ahead.", months);
        }

        await db.LockMembersAsync([request.MemberId]);
        var booking = await PointBooking.StartAsync(new StudioDbScope(db, actor, clock.GetUtcNow().UtcDateTime), [request.MemberId], [request.MemberId], ct);
        var moved = booking.Extend(request.MemberId, request.Until, lot => lot.ExpiresOn >= today);
        if (moved == 0)
        {
            return Refuse.Conflict("nothing_to_extend", "This member has no points that end before that day.");
        }

        await booking.SaveAsync(ct);
        db.Audit(actor, "points.extended", $"member {request.MemberId}", $"{moved} lots until {request.Until:yyyy-MM-dd}: {request.Reason.Trim()}");
        return moved;
    }
}
