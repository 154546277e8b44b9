using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Access.Settings;
using LoyaltyStudio.Features.Feedback.Model;
using LoyaltyStudio.Features.Members.Profiles;
using LoyaltyStudio.Features.Members.Searching;
using LoyaltyStudio.Features.Purchases.Model;
using LoyaltyStudio.Platform;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Feedback.Promises;

/// <param name="Kind">Code of a kind that the retailer defined.</param>
/// <param name="Reference">What tells it from others of its kind; with Kind the key for ever.</param>
/// <param name="Member">Card number, customer number or e-mail address; empty for somebody who is not known.</param>
/// <param name="MadeOn">Null for today.</param>
public sealed record RecordPromiseRequest(string Kind, string Reference, DateOnly DueOn, string? Member, long? StoreId, Channel Channel, string Note, DateOnly? MadeOn = null);

/// <summary>Writes down a promise. The same again is the same promise; other content under the same reference is refused.</summary>
public sealed class RecordPromise(StudioData data, TimeProvider clock, OrganisationBook organisation, PromiseBook book)
{
    public Task<Outcome<long>> RunAsync(Actor actor, RecordPromiseRequest request, CancellationToken ct) => data.WriteAsync<Outcome<long>>(async db =>
    {
        var outcome = await RunInAsync(db, actor, request, ct);
        return outcome is { IsDone: true, Value: { } promise } ? promise.Id : outcome.As<long>();
    }, ct);

    /// <summary>The same inside a transaction of the caller.</summary>
    public async Task<Outcome<MemberPromise>> RunInAsync(StudioDb db, Actor actor, RecordPromiseRequest request, CancellationToken ct)
    {
        if (!actor.May(Permission.HandleFeedback) || !actor.Sees(request.StoreId))
        {
            return Refuse.Forbidden();
        }

        var today = (await organisation.CurrentAsync(ct)).Today(clock);
        var made = request.MadeOn ?? today;
        if (Check(request, made, today) is { } refusal)
        {
            return refusal;
        }

        var kind = request.Kind.Trim().ToLowerInvariant();
        if (kind == PromiseKind.Delivery || !await db.Set<PromiseKind>().AnyAsync(k => k.Code == kind && k.Active, ct))
        {
            return Refuse.Invalid("kind", kind == PromiseKind.Delivery ? "Deliveries are promised with the purchase itself." : "There is no such kind of promise. Add it under Promises first.");
        }

        var named = await MemberRef.NamedAsync(db, actor, request.Member, ct);
        if (!named.IsDone)
        {
            return named.As<MemberPromise>();
        }

        var member = named.Value;
        var reference = request.Reference.Trim();
        if (await db.Set<MemberPromise>().AsNoTracking().FirstOrDefaultAsync(p => p.Kind == kind && p.Reference == reference, ct) is { } known)
        {
            return (known.DueOn, known.MemberId, known.StoreId) == (request.DueOn, member?.Id, request.StoreId) ? known : Refuse.Conflict("promise_differs", "This promise is recorded already with another day, customer or store.");
        }

        var promise = new MemberPromise { Kind = kind, Reference = reference, MemberId = member?.Id, StoreId = request.StoreId, Channel = request.Channel, MadeOn = made, DueOn = request.DueOn, Note = request.Note.Trim() };
        await book.AddAsync(db, [promise], ct);
        db.Audit(actor, "promise.made", $"member_promise {promise.Id}", $"{kind}, until {promise.DueOn:yyyy-MM-dd}");
        return promise;
    }

    private static Refusal? Check(RecordPromiseRequest request, DateOnly made, DateOnly today)
    {
        List<FieldError> errors = [];
        if (string.IsNullOrWhiteSpace(request.Reference) || request.Reference.Length > 100)
        {
            errors.Add(new FieldError("reference", "Give the promise a number or a few words, at most 100 characters."));
        }

        if (request.DueOn < made || request.DueOn > made.AddYears(2))
        {
            errors.Add(new FieldError("due_on", "The last day lies between the promise and two years later."));
        }

        if (made > today)
        {
            errors.Add(new FieldError("made_on", "A promise is not made in the future."));
        }

        if (request.Note.Length > 500)
        {
            errors.Add(new FieldError("note", "Use at most {0} characters.", 500));
        }

        return errors.Count > 0 ? Refuse.Invalid(errors) : null;
    }
}

/// <summary>Notes that a promise was done, once. The same day again changes nothing; another day is refused.</summary>
public sealed class FulfilPromise(StudioData data, TimeProvider clock, OrganisationBook organisation, PromiseBook book)
{
    public Task<Outcome<long>> RunAsync(Actor actor, string kind, string reference, DateOnly? doneOn, CancellationToken ct) => data.WriteAsync<Outcome<long>>(async db =>
    {
        var outcome = await RunInAsync(db, actor, kind, reference, doneOn, ct);
        return outcome is { IsDone: true, Value: { } promise } ? promise.Id : outcome.As<long>();
    }, ct);

    /// <summary>The same inside a transaction of the caller.</summary>
    public async Task<Outcome<MemberPromise>> RunInAsync(StudioDb db, Actor actor, string kind, string reference, DateOnly? doneOn, CancellationToken ct)
    {
        if (!actor.May(Permission.HandleFeedback))
        {
            return Refuse.Forbidden();
        }

        var code = kind.Trim().ToLowerInvariant();
        var promise = await db.Set<MemberPromise>().AsNoTracking().FirstOrDefaultAsync(p => p.Kind == code && p.Reference == reference, ct);
        if (promise is null || !actor.Sees(promise.StoreId))
        {
            return Refuse.NotFound("promise_unknown", "This promise does not exist.");
        }

        if (code == PromiseKind.Delivery)
        {
            return Refuse.Conflict("delivery", "A delivery is reported with its purchase.");
        }

        var today = (await organisation.CurrentAsync(ct)).Today(clock);
        var on = doneOn ?? today;
        if (on < promise.MadeOn || on > today)
        {
            return Refuse.Invalid("done_on", "The day lies between the promise and today.");
        }

        if (promise.DoneOn is { } known)
        {
            return known == on || doneOn is null ? promise : Refuse.Conflict("done_differs", "This promise is recorded already as done on another day.");
        }

        await book.DoneAsync(db, [(promise, on)], ct);
        db.Audit(actor, "promise.done", $"member_promise {promise.Id}", $"on {on:yyyy-MM-dd}, {(promise.BrokenOn is null ? "in time" : "late")}");
        return promise;
    }
}
