using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Feedback.Model;
using LoyaltyStudio.Features.Members.Profiles;
using LoyaltyStudio.Features.Members.Searching;
using LoyaltyStudio.Features.Purchases.Model;
using LoyaltyStudio.Platform;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Feedback.Complaints;

/// <param name="Member">Card number, customer number or e-mail address; empty for somebody who is not known.</param>
/// <param name="MemberId">Set instead of Member where the form stands on the page of one.</param>
/// <param name="RequestKey">Made when the form opened, or source and number of the caller: the same key again is the same complaint.</param>
public sealed record OpenComplaintRequest(string Subject, string Body, string? Member, long? StoreId, Channel Channel, string RequestKey, ComplaintSource Source = ComplaintSource.Staff, long? MemberId = null);

/// <summary>Writes down a complaint. Who sees only some stores gives one of them.</summary>
public sealed class OpenComplaint(StudioData data, ComplaintBook book)
{
    public Task<Outcome<long>> RunAsync(Actor actor, OpenComplaintRequest request, CancellationToken ct) => data.WriteAsync<Outcome<long>>(async db =>
    {
        var opened = await RunInAsync(db, actor, request, ct);
        return opened is { IsDone: true, Value: { } complaint } ? complaint.Id : opened.As<long>();
    }, ct);

    /// <summary>The same inside a transaction of the caller.</summary>
    public async Task<Outcome<Complaint>> RunInAsync(StudioDb db, Actor actor, OpenComplaintRequest request, CancellationToken ct)
    {
        if (!actor.May(Permission.HandleFeedback) || !actor.Sees(request.StoreId))
        {
            return Refuse.Forbidden();
        }

        var errors = ComplaintBook.Check(request.Subject, request.Body).ToList();
        if (request.RequestKey.Length is 0 or > 200)
        {
            errors.Add(new FieldError("id", "Give the complaint a number, at most 200 characters."));
        }

        if (errors.Count > 0)
        {
            return Refuse.Invalid(errors);
        }

        var named = await MemberRef.NamedAsync(db, actor, request.Member, ct);
        if (!named.IsDone)
        {
            return named.As<Complaint>();
        }

        var memberId = request.MemberId ?? named.Value?.Id;
        if (request.MemberId is { } id && actor.Kind == "user" && !await MemberSearch.SeesAsync(db, actor, id, ct))
        {
            return MemberRef.NobodyNamed;
        }

        var key = request.RequestKey;
        if (await db.Set<Complaint>().AsNoTracking().FirstOrDefaultAsync(c => c.RequestKey == key, ct) is { } known)
        {
            return (known.Subject, known.Body, known.MemberId) == (request.Subject.Trim(), request.Body.Trim(), memberId) ? known : Refuse.Conflict("complaint_differs", "This complaint is recorded already with other content.");
        }

        return await book.OpenAsync(db, actor, new ComplaintDraft(request.Subject, request.Body, memberId, request.StoreId, request.Channel, request.Source, null, null, key), ct);
    }
}
