using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Access.Model;
using LoyaltyStudio.Features.Access.Users;
using LoyaltyStudio.Platform;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Access.Settings;

/// <param name="AdministratorId">The user who was made.</param>
public sealed record SetUpDone(long AdministratorId);

/// <summary>
/// Makes the organisation and its first administrator in one transaction, together with what other features add. Works only once: an installation
/// that has a user or an organisation refuses.
/// </summary>
public sealed class SetUpOrganisation(StudioData data, UserBook book, OrganisationBook organisations, IEnumerable<ISetUpStep> steps, TimeProvider clock)
{
    public async Task<Outcome<SetUpDone>> RunAsync(Actor actor, SetUpChoices choices, CancellationToken ct)
    {
        if (!actor.May(Permission.EditSettings) || !actor.May(Permission.ManageUsers))
        {
            return Refuse.Forbidden();
        }

        var errors = Check(choices).ToList();
        if (errors.Count > 0)
        {
            return Refuse.Invalid(errors);
        }

        var now = clock.GetUtcNow().UtcDateTime;
        var user = book.New(choices.Name, choices.Email, StudioRole.Administrator, choices.Password, choices.Language, now);
        var outcome = await data.WriteAsync<Outcome<SetUpDone>>(async db =>
        {
            if (await db.Set<StudioUser>().AnyAsync(ct) || await db.Set<Organisation>().AnyAsync(ct))
            {
                return Refuse.Conflict("already_set_up", "This installation has been set up already.");
            }

            user.Id = 0;
            db.Add(new Organisation
            {
                Name = choices.OrganisationName.Trim(), Language = choices.Language, Currency = choices.Currency, TimeZone = choices.TimeZone, SetUpAt = now,
            });
            db.Add(user);
            await db.SaveChangesAsync(ct);
            var administrator = new Actor("user", user.Id, user.DisplayName, RolePermissions.Of(StudioRole.Administrator), null);
            db.Audit(administrator, "organisation.set_up", "organisation 1", $"language {choices.Language}, currency {choices.Currency}, zone {choices.TimeZone}, by {actor.Stamp}");
            foreach (var step in steps.OrderBy(s => s.Order))
            {
                await step.RunAsync(db, choices, administrator, ct);
            }

            return new SetUpDone(user.Id);
        }, ct);
        organisations.Forget();
        return outcome;
    }

    private static IEnumerable<FieldError> Check(SetUpChoices choices)
    {
        foreach (var error in UserBook.Check(choices.Name, choices.Email))
        {
            yield return error;
        }

        if (PasswordRule.Problem(choices.Password, choices.Email, choices.Name) is { } weak)
        {
            yield return weak;
        }

        if (string.IsNullOrWhiteSpace(choices.OrganisationName) || choices.OrganisationName.Length > 100)
        {
            yield return new FieldError("OrganisationName", "Fill in a name of at most {0} characters.", 100);
        }

        if (choices.Language is not ("nl" or "en"))
        {
            yield return new FieldError("Language", "Choose Dutch or English.");
        }

        if (!SetUpChoices.Currencies.Contains(choices.Currency))
        {
            yield return new FieldError("Currency", "Choose one of these currencies: {0}.", string.Join(", ", SetUpChoices.Currencies));
        }

        if (!TimeZoneInfo.TryFindSystemTimeZoneById(choices.TimeZone, out var zone) || !zone.HasIanaId)
        {
            yield return new FieldError("TimeZone", "This is not the name of a time zone, such as Europe/Amsterdam.");
        }
    }
}
