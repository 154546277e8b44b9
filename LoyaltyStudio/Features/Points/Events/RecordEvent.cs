using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Access.Settings;
using LoyaltyStudio.Features.Members.Model;
using LoyaltyStudio.Features.Members.Profiles;
using LoyaltyStudio.Features.Points.Model;
using LoyaltyStudio.Features.Purchases.Recording;
using LoyaltyStudio.Platform;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Points.Events;

/// <param name="Source">The system that numbers the event; with Id the key for ever.</param>
/// <param name="Kind">enrolment, review, check-in or a name of the retailer's own.</param>
/// <param name="Member">Card number, customer number or e-mail address.</param>
public sealed record RecordEventRequest(string Source, string Id, string Kind, string Member, DateTime OccurredAt, string? Store = null);

/// <summary>Records something that a member did besides buying and gives the points that the programme has for it, at once.</summary>
public sealed class RecordEvent(OrganisationBook organisation, EventBook book, TimeProvider clock)
{
    public async Task<Outcome<MemberEvent>> RunInAsync(StudioDb db, Actor actor, RecordEventRequest request, CancellationToken ct)
    {
        if (!actor.May(Permission.RecordPurchases))
        {
            return Refuse.Forbidden();
        }

        List<FieldError> errors = [.. RecordPurchase.Keys(request.Source, request.Id, request.OccurredAt, clock)];
        if (string.IsNullOrWhiteSpace(request.Kind) || request.Kind.Length > 50)
        {
            errors.Add(new("kind", "Name the event, at most 50 characters."));
        }

        if (errors.Count > 0)
        {
            return Refuse.Invalid(errors);
        }

        if (await MemberRef.FindAsync(db, request.Member, ct) is not { Status: MemberStatus.Active } member)
        {
            return Refuse.NotFound("member_unknown", "There is no member with this card number, customer number or e-mail address.");
        }

        var store = await RecordPurchase.StoreOfAsync(db, actor, request.Store, ct);
        if (!store.IsDone)
        {
            return store.As<MemberEvent>();
        }

        var kind = request.Kind.Trim().ToLowerInvariant();
        kind = kind is "sign-up" or "signup" ? "enrolment" : kind is "checkin" ? "check-in" : kind;
        var hash = ContentHash.Of($"{member.Id}|{kind}|{request.OccurredAt.Ticks}|{store.Value}");
        if (await db.Set<MemberEvent>().AsNoTracking().FirstOrDefaultAsync(e => e.Source == request.Source && e.ExternalId == request.Id, ct) is { } known)
        {
            return known.ContentHash == hash ? known : Refuse.Conflict("event_differs", "Event {0} of {1} is recorded already with other content.", request.Id, request.Source);
        }

        var at = DateTime.SpecifyKind(request.OccurredAt, DateTimeKind.Utc);
        var happened = new MemberEvent
        {
            MemberId = member.Id, Kind = kind, Source = request.Source, ExternalId = request.Id, StoreId = store.Value == 0 ? null : store.Value, OccurredAt = at,
            BusinessDate = (await organisation.CurrentAsync(ct)).Calendar.DateOf(at), ContentHash = hash,
        };
        await book.RecordAsync(db, actor, [happened], ct);
        return happened;
    }
}
