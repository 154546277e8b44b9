using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Predictions.Model;
using LoyaltyStudio.Platform;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Predictions.Settings;

/// <summary>What values are counted with, as a form shows it. Percentages; days.</summary>
/// <param name="Version">The version that the form was filled from; 0 where nothing was saved yet.</param>
public sealed record PredictionSettings(decimal MarginPercent, decimal DiscountPercent, int WindowDays, int Version)
{
    internal static PredictionSettings Of(PredictionSetting? row) => (row ?? new PredictionSetting()) is var s ? new(s.MarginPermille / 10m, s.DiscountPermille / 10m, s.WindowDays, s.Version) : throw new InvalidOperationException();
}

/// <summary>Saves margin, discount and window. Values of members follow with the next night.</summary>
public sealed class SavePredictionSettings(StudioData data)
{
    public async Task<Outcome<Nothing>> RunAsync(Actor actor, PredictionSettings request, CancellationToken ct)
    {
        if (!actor.May(Permission.EditInsight))
        {
            return Refuse.Forbidden();
        }

        var errors = Check(request).ToList();
        return errors.Count > 0 ? Refuse.Invalid(errors) : await data.WriteAsync(db => SaveAsync(db, actor, request, ct), ct);
    }

    private static IEnumerable<FieldError> Check(PredictionSettings request)
    {
        if (request.MarginPercent is < 1 or > 100)
        {
            yield return new FieldError("MarginPercent", "The margin lies between 1 and 100 percent.");
        }

        if (request.DiscountPercent is < 0 or > 50)
        {
            yield return new FieldError("DiscountPercent", "This lies between 0 and 50 percent.");
        }

        if (request.WindowDays is < 7 or > 90)
        {
            yield return new FieldError("WindowDays", "Choose 7 to 90 days.");
        }
    }

    private static async Task<Outcome<Nothing>> SaveAsync(StudioDb db, Actor actor, PredictionSettings request, CancellationToken ct)
    {
        var row = await db.Set<PredictionSetting>().FirstOrDefaultAsync(ct);
        if ((row?.Version ?? 0) != request.Version)
        {
            return Refuse.Conflict("changed_meanwhile", "Somebody else saved this meanwhile. Load it again and repeat your change.");
        }

        var before = PredictionSettings.Of(row);
        if (row is null)
        {
            row = new PredictionSetting { Id = 1, Version = 1 };
            db.Add(row);
        }

        (row.MarginPermille, row.DiscountPermille, row.WindowDays) = ((int)(request.MarginPercent * 10), (int)(request.DiscountPercent * 10), request.WindowDays);
        await db.SaveChangesAsync(ct);
        db.Audit(actor, "predictions.settings_changed", "prediction_setting 1", FormattableString.Invariant(
            $"margin {before.MarginPercent} to {request.MarginPercent} %, discount {before.DiscountPercent} to {request.DiscountPercent} %, window {before.WindowDays} to {request.WindowDays} days"));
        return default(Nothing);
    }
}
