using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Access.Model;
using LoyaltyStudio.Features.Access.Users;
using LoyaltyStudio.Platform;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Access.Settings;

/// <param name="Version">The version that the form was filled from.</param>
public sealed record SaveOrganisationRequest(string Name, string Language, string PublicUrl, string MailFrom, bool SecondApprover, int Version, int AdjustmentLimit = 500);

/// <summary>Saves the settings that may change later. Currency and time zone may not: every amount and date already stored is in them.</summary>
public sealed class SaveOrganisation(StudioData data, OrganisationBook book)
{
    public async Task<Outcome<Nothing>> RunAsync(Actor actor, SaveOrganisationRequest request, CancellationToken ct)
    {
        if (!actor.May(Permission.EditSettings))
        {
            return Refuse.Forbidden();
        }

        var errors = Check(request).ToList();
        if (errors.Count > 0)
        {
            return Refuse.Invalid(errors);
        }

        var outcome = await data.WriteAsync<Outcome<Nothing>>(async db =>
        {
            var row = await db.Set<Organisation>().SingleAsync(ct);
            if (row.Version != request.Version)
            {
                return Refuse.Conflict("changed_meanwhile", "Somebody else saved this meanwhile. Load it again and repeat your change.");
            }

            var changed = new List<string>();
            Note(changed, "name", row.Name, row.Name = request.Name.Trim());
            Note(changed, "language", row.Language, row.Language = request.Language);
            Note(changed, "public url", row.PublicUrl, row.PublicUrl = request.PublicUrl.Trim().TrimEnd('/'));
            Note(changed, "mail sender", row.MailFrom, row.MailFrom = request.MailFrom.Trim());
            Note(changed, $"second approver {(request.SecondApprover ? "on" : "off")}", row.SecondApprover, row.SecondApprover = request.SecondApprover);
            Note(changed, $"corrections above {request.AdjustmentLimit} points wait for a second person", row.AdjustmentLimit, row.AdjustmentLimit = request.AdjustmentLimit);
            await db.SaveChangesAsync(ct);
            if (changed.Count > 0)
            {
                db.Audit(actor, "organisation.changed", "organisation 1", string.Join(", ", changed));
            }

            return default(Nothing);
        }, ct);
        book.Forget();
        return outcome;
    }

    private static IEnumerable<FieldError> Check(SaveOrganisationRequest request)
    {
        if (string.IsNullOrWhiteSpace(request.Name) || request.Name.Length > 100)
        {
            yield return new FieldError("Name", "Fill in a name of at most {0} characters.", 100);
        }

        if (request.Language is not ("nl" or "en"))
        {
            yield return new FieldError("Language", "Choose Dutch or English.");
        }

        if (request.PublicUrl.Trim().Length > 0 && !(Uri.TryCreate(request.PublicUrl.Trim(), UriKind.Absolute, out var url) && url.Scheme is "http" or "https"))
        {
            yield return new FieldError("PublicUrl", "Give a full address that begins with https://.");
        }

        if (request.MailFrom.Trim().Length > 0 && !UserBook.IsAddress(request.MailFrom))
        {
            yield return new FieldError("MailFrom", "This is not an e-mail address.");
        }

        if (request.AdjustmentLimit is < 0 or > 1_000_000)
        {
            yield return new FieldError("AdjustmentLimit", "The limit lies between 0 and 1,000,000 points.");
        }
    }

    private static void Note<T>(List<string> changed, string what, T before, T after)
    {
        if (!Equals(before, after))
        {
            changed.Add(what);
        }
    }
}
