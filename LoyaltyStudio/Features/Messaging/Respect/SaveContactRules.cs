using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Messaging.Model;
using LoyaltyStudio.Platform;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Messaging.Respect;

/// <summary>The rules of contact as a form shows them. Costs in cents of the currency.</summary>
/// <param name="Version">The version that the form was filled from; 0 where nothing was saved yet.</param>
public sealed record ContactRulesForm(int MostPerDay, int MostPerWeek, int MailsPerDay, int MailsPerWeek, TimeOnly QuietFrom, TimeOnly QuietUntil, bool ApproveCampaigns, decimal MailCostCents, int PrintCostCents, int Version)
{
    internal static ContactRulesForm Of(ContactSetting s) =>
        new(s.MostPerDay, s.MostPerWeek, s.MailsPerDay, s.MailsPerWeek, s.QuietFrom, s.QuietUntil, s.ApproveCampaigns, s.MailCostMillicents / 1_000m, s.PrintCostCents, s.Version);
}

/// <summary>How often and when promotion may reach a person, as it stands.</summary>
public sealed class ShowContactRules(StudioData data)
{
    public async Task<Outcome<ContactRulesForm>> RunAsync(Actor actor, CancellationToken ct)
    {
        if (!actor.May(Permission.ViewCampaigns))
        {
            return Refuse.Forbidden();
        }

        await using var db = data.Read();
        return ContactRulesForm.Of(await ContactRules.ReadAsync(db, ct));
    }
}

/// <summary>Saves the rules of contact. They hold for every message that goes out from then on, also for those that wait.</summary>
public sealed class SaveContactRules(StudioData data)
{
    public async Task<Outcome<Nothing>> RunAsync(Actor actor, ContactRulesForm form, CancellationToken ct)
    {
        if (!actor.May(Permission.EditCampaigns))
        {
            return Refuse.Forbidden();
        }

        var errors = Check(form).ToList();
        return errors.Count > 0 ? Refuse.Invalid(errors) : await data.WriteAsync(db => SaveAsync(db, actor, form, ct), ct);
    }

    private static IEnumerable<FieldError> Check(ContactRulesForm form)
    {
        foreach (var (name, day, week) in new[] { ("Most", form.MostPerDay, form.MostPerWeek), ("Mails", form.MailsPerDay, form.MailsPerWeek) })
        {
            if (day is < 1 or > 20)
            {
                yield return new FieldError($"{name}PerDay", "Choose 1 to 20 a day.");
            }

            if (week < day || week > 50)
            {
                yield return new FieldError($"{name}PerWeek", "Choose at least as many as a day, and at most 50 a week.");
            }
        }

        if (form.QuietFrom != form.QuietUntil && Hours(form) > 18)
        {
            yield return new FieldError("QuietUntil", "Leave at least six hours in a day in which messages may go out.");
        }

        if (form.MailCostCents is < 0 or > 1_000)
        {
            yield return new FieldError("MailCostCents", "The cost of a message lies between 0 and 1,000 cents.");
        }

        if (form.PrintCostCents is < 0 or > 1_000)
        {
            yield return new FieldError("PrintCostCents", "The cost of a message lies between 0 and 1,000 cents.");
        }
    }

    private static double Hours(ContactRulesForm form) => (form.QuietUntil - form.QuietFrom).TotalHours;

    private static async Task<Outcome<Nothing>> SaveAsync(StudioDb db, Actor actor, ContactRulesForm form, CancellationToken ct)
    {
        var row = await db.Set<ContactSetting>().FirstOrDefaultAsync(ct);
        if ((row?.Version ?? 0) != form.Version)
        {
            return Refuse.Conflict("changed_meanwhile", "Somebody else saved this meanwhile. Load it again and repeat your change.");
        }

        var before = row is null ? ContactRulesForm.Of(new ContactSetting()) : ContactRulesForm.Of(row);
        if (row is null)
        {
            row = new ContactSetting { Version = 1 };
            db.Add(row);
        }

        (row.MostPerDay, row.MostPerWeek, row.MailsPerDay, row.MailsPerWeek) = (form.MostPerDay, form.MostPerWeek, form.MailsPerDay, form.MailsPerWeek);
        (row.QuietFrom, row.QuietUntil, row.ApproveCampaigns) = (form.QuietFrom, form.QuietUntil, form.ApproveCampaigns);
        (row.MailCostMillicents, row.PrintCostCents) = ((int)(form.MailCostCents * 1_000), form.PrintCostCents);
        await db.SaveChangesAsync(ct);
        db.Audit(actor, "contact_rules.changed", "contact_setting", $"{Words(before)} to {Words(form)}");
        return default(Nothing);
    }

    private static string Words(ContactRulesForm f) => FormattableString.Invariant(
        $"{f.MostPerDay}/{f.MostPerWeek} in all, {f.MailsPerDay}/{f.MailsPerWeek} by mail, quiet {f.QuietFrom:HH:mm}-{f.QuietUntil:HH:mm}, approval {(f.ApproveCampaigns ? "on" : "off")}, cost {f.MailCostCents}/{f.PrintCostCents} cents");
}
