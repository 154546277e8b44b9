using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Access.Settings;
using LoyaltyStudio.Features.Feedback.Model;
using LoyaltyStudio.Platform;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Feedback.Settings;

/// <param name="Version">The version that the form was filled from; <see cref="None"/> where nothing was saved yet.</param>
public sealed record FeedbackSettings(int ComplaintDays, int InvitationDays, bool AlertByMail, int RecoveryDays, long GestureBudgetCents, long HundredPointsCents, long CardCents, IReadOnlyList<Theme> Themes, int Version)
{
    public const int None = -1;
}

/// <summary>The settings with their version, for the form.</summary>
public sealed class FindFeedbackSettings(StudioData data, OrganisationBook organisation)
{
    public async Task<Outcome<FeedbackSettings>> RunAsync(Actor actor, CancellationToken ct)
    {
        if (!actor.May(Permission.ViewFeedback))
        {
            return Refuse.Forbidden();
        }

        await using var db = data.Read();
        var known = await db.Set<FeedbackSetting>().AnyAsync(ct);
        var s = await FeedbackBook.ReadAsync(db, ct);
        return new FeedbackSettings(s.ComplaintDays, s.InvitationDays, s.AlertByMail, s.RecoveryDays, s.GestureBudgetCents, s.HundredPointsCents, s.CardCents,
            await FeedbackBook.ThemesAsync(db, (await organisation.CurrentAsync(ct)).Language, ct), known ? s.Version : FeedbackSettings.None);
    }
}

/// <summary>Saves deadlines, the budget of gestures, and the themes with their words.</summary>
public sealed class SaveFeedbackSettings(StudioData data)
{
    public async Task<Outcome<Nothing>> RunAsync(Actor actor, FeedbackSettings request, CancellationToken ct)
    {
        if (!actor.May(Permission.EditFeedback))
        {
            return Refuse.Forbidden();
        }

        var errors = Check(request).ToList();
        return errors.Count > 0 ? Refuse.Invalid(errors) : await data.WriteAsync(db => WriteAsync(db, actor, request, ct), ct);
    }

    private static async Task<Outcome<Nothing>> WriteAsync(StudioDb db, Actor actor, FeedbackSettings request, CancellationToken ct)
    {
        var row = await db.Set<FeedbackSetting>().AsTracking().FirstOrDefaultAsync(ct);
        if ((row?.Version ?? FeedbackSettings.None) != request.Version)
        {
            return Refuse.Conflict("changed_meanwhile", "Somebody else saved this meanwhile. Load it again and repeat your change.");
        }

        if (row is null)
        {
            db.Add(row = new FeedbackSetting());
        }

        (row.ComplaintDays, row.InvitationDays, row.AlertByMail, row.RecoveryDays) = (request.ComplaintDays, request.InvitationDays, request.AlertByMail, request.RecoveryDays);
        (row.GestureBudgetCents, row.HundredPointsCents, row.CardCents) = (request.GestureBudgetCents, request.HundredPointsCents, request.CardCents);
        await db.Set<FeedbackTheme>().ExecuteDeleteAsync(ct);
        db.AddRange(Tidy(request.Themes).Select(t => new FeedbackTheme { Name = t.Name, Words = t.Words }));
        await db.SaveChangesAsync(ct);
        db.Audit(actor, "feedback_setting.changed", "feedback_setting 1", $"answer in {row.ComplaintDays} working days, gestures {row.GestureBudgetCents} cents per store and month, alerts by mail {(row.AlertByMail ? "on" : "off")}, {request.Themes.Count} themes");
        return default(Nothing);
    }

    private static IEnumerable<Theme> Tidy(IEnumerable<Theme> themes) => themes.Select(t => new Theme(t.Name.Trim().ToLowerInvariant(), string.Join(' ', Words.Fold(t.Words.Replace(',', ' ')).Split(' ', StringSplitOptions.RemoveEmptyEntries).Distinct())))
        .Where(t => t.Name.Length > 0).DistinctBy(t => t.Name);

    private static IEnumerable<FieldError> Check(FeedbackSettings request)
    {
        if (request.ComplaintDays is < 1 or > 60 || request.RecoveryDays is < 1 or > 60)
        {
            yield return new FieldError("days", "Give between 1 and 60 working days.");
        }

        if (request.InvitationDays is < 1 or > 365)
        {
            yield return new FieldError("invitation", "An invitation is open between 1 and 365 days.");
        }

        if (request.GestureBudgetCents is < 0 or > 100_000_000 || request.HundredPointsCents is < 0 or > 100_000_000 || request.CardCents is < 0 or > 100_000_000)
        {
            yield return new FieldError("budget", "An amount lies between 0 and 1,000,000.");
        }

        if (request.Themes.Count > 50 || request.Themes.Any(t => t.Name.Length > 40 || t.Words.Length > 1_000))
        {
            yield return new FieldError("themes", "There are at most 50 themes, with names of at most 40 characters.");
        }
    }
}
