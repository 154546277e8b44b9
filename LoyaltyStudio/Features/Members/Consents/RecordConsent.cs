using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Members.Model;
using LoyaltyStudio.Features.Members.Searching;
using LoyaltyStudio.Platform;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Members.Consents;

/// <param name="Source">Where the member said it: till, telephone, letter.</param>
/// <param name="Wording">The words that the member saw or heard.</param>
public sealed record RecordConsentRequest(long MemberId, ConsentPurpose Purpose, bool Granted, string Source, string Wording);

/// <summary>Writes down what a member says now about a purpose. What holds already is not written again.</summary>
public sealed class RecordConsent(StudioData data, TimeProvider clock)
{
    public async Task<Outcome<bool>> RunAsync(Actor actor, RecordConsentRequest request, CancellationToken ct)
    {
        if (!actor.May(Permission.EditMembers))
        {
            return Refuse.Forbidden();
        }

        List<FieldError> errors = [];
        if (string.IsNullOrWhiteSpace(request.Source) || request.Source.Length > 100)
        {
            errors.Add(new("source", "Say where the member said this, in at most {0} characters.", 100));
        }

        if (string.IsNullOrWhiteSpace(request.Wording) || request.Wording.Length > 500)
        {
            errors.Add(new("wording", "Write the words that the member saw or heard, in at most {0} characters.", 500));
        }

        if (errors.Count > 0)
        {
            return Refuse.Invalid(errors);
        }

        var now = clock.GetUtcNow().UtcDateTime;
        return await data.WriteAsync<Outcome<bool>>(async db =>
        {
            if (!await MemberSearch.SeesAsync(db, actor, request.MemberId, ct))
            {
                return MemberSearch.Unknown;
            }

            var latest = await db.Set<ConsentRecord>().AsNoTracking().Where(c => c.MemberId == request.MemberId && c.Purpose == request.Purpose)
                .OrderByDescending(c => c.At).ThenByDescending(c => c.Id).FirstOrDefaultAsync(ct);
            if ((latest?.Granted ?? false) == request.Granted)
            {
                return Refuse.Conflict("consent_unchanged", request.Granted ? "This consent is there already." : "There is no such consent to withdraw.");
            }

            await ConsentBook.RecordAsync(db, actor, request.MemberId, request.Purpose, request.Granted, now, request.Source.Trim(), request.Wording.Trim(), now);
            db.Audit(actor, request.Granted ? "consent.given" : "consent.withdrawn", $"member {request.MemberId}", request.Purpose.ToString());
            return request.Granted;
        }, ct);
    }
}
