using System.Globalization;
using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Access.Settings;
using LoyaltyStudio.Features.Members;
using LoyaltyStudio.Features.Members.Searching;
using LoyaltyStudio.Features.Points.Booking;
using LoyaltyStudio.Features.Points.Model;
using LoyaltyStudio.Features.Programme;
using LoyaltyStudio.Features.Purchases.Recording;
using LoyaltyStudio.Platform;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Points.Prolonging;

/// <param name="EntryId">The entry with which the points expired.</param>
public sealed record ReinstatePointsRequest(long MemberId, long EntryId, string Reason);

/// <summary>Gives expired points back into their own lot, at most once and within the days that the programme allows; they can be spent for thirty days.</summary>
public sealed class ReinstatePoints(StudioData data, TimeProvider clock, OrganisationBook organisation)
{
    /// <returns>The points that came back.</returns>
    public async Task<Outcome<long>> RunAsync(Actor actor, ReinstatePointsRequest request, CancellationToken ct)
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

    private async Task<Outcome<long>> WriteAsync(StudioDb db, Actor actor, ReinstatePointsRequest request, DateOnly today, CancellationToken ct)
    {
        if (!await MemberSearch.SeesAsync(db, actor, request.MemberId, ct))
        {
            return MemberSearch.Unknown;
        }

        await db.LockMembersAsync([request.MemberId]);
        var expiry = await db.Set<LedgerEntry>().AsNoTracking().FirstOrDefaultAsync(e => e.Id == request.EntryId && e.MemberId == request.MemberId && e.Kind == EntryKind.Expiry, ct);
        if (expiry is null)
        {
            return Refuse.NotFound("entry_unknown", "These points did not expire.");
        }

        if (await db.Set<LedgerEntry>().AnyAsync(e => e.ReversesId == expiry.Id, ct))
        {
            return Refuse.Conflict("already_reinstated", "These points were given back already.");
        }

        var days = (await ProgrammeBook.TimelineAsync(db, ct)).On(today)?.Content.Earning.ReinstateDays ?? 0;
        if (expiry.BusinessDate < today.AddDays(-days))
        {
            return Refuse.Conflict("too_late", "Points can be given back within {0} days after they expired.", days);
        }

        var lot = await db.Set<PointLot>().AsNoTracking().FirstAsync(l => l.Id == long.Parse(expiry.SourceId, CultureInfo.InvariantCulture), ct);
        var booking = await PointBooking.StartAsync(new StudioDbScope(db, actor, clock.GetUtcNow().UtcDateTime), [request.MemberId], [], ct);
        booking.PutBack(EntryKind.Reinstatement, expiry, "lot", lot.Id, expiry.Line, today, request.Reason.Trim(), [(lot, -expiry.Points)]);
        await booking.SaveAsync(ct);
        db.Audit(actor, "points.reinstated", $"member {request.MemberId}", $"{-expiry.Points} points: {request.Reason.Trim()}");
        return -expiry.Points;
    }
}
