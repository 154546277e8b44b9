using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Campaigns.Model;
using LoyaltyStudio.Platform;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Campaigns.Budget;

/// <param name="Month">Any day of the month.</param>
public sealed record AddSpendRequest(DateOnly Month, BudgetKind Kind, long AmountCents, string Note);

/// <summary>Enters marketing money that went out elsewhere.</summary>
public sealed class AddSpend(StudioData data, TimeProvider clock)
{
    internal const long MostCents = 100_000_000_00;

    public async Task<Outcome<long>> RunAsync(Actor actor, AddSpendRequest request, CancellationToken ct)
    {
        if (!actor.May(Permission.EditCampaigns))
        {
            return Refuse.Forbidden();
        }

        List<FieldError> errors = [];
        if (request.Month.Year is < 2000 or > 2100)
        {
            errors.Add(new("Month", "Choose a month."));
        }

        if (request.AmountCents is <= 0 or > MostCents)
        {
            errors.Add(new("Amount", "Fill in an amount above 0."));
        }

        if (string.IsNullOrWhiteSpace(request.Note) || request.Note.Length > 200)
        {
            errors.Add(new("Note", "Say in at most {0} characters what it was for.", 200));
        }

        return errors.Count > 0 ? Refuse.Invalid(errors) : await data.WriteAsync<Outcome<long>>(async db =>
        {
            var row = new MarketingSpend { Month = new DateOnly(request.Month.Year, request.Month.Month, 1), Kind = request.Kind, AmountCents = request.AmountCents, Note = request.Note.Trim(), Author = actor.Name, CreatedAt = clock.GetUtcNow().UtcDateTime };
            db.Add(row);
            await db.SaveChangesAsync(ct);
            db.Audit(actor, "spend.added", $"marketing_spend {row.Id}", FormattableString.Invariant($"{row.Month:yyyy-MM}, {row.Kind}, {row.AmountCents} cents"));
            return row.Id;
        }, ct);
    }
}

/// <summary>Takes away what was entered by mistake.</summary>
public sealed class RemoveSpend(StudioData data)
{
    public async Task<Outcome<Nothing>> RunAsync(Actor actor, long id, CancellationToken ct)
    {
        if (!actor.May(Permission.EditCampaigns))
        {
            return Refuse.Forbidden();
        }

        return await data.WriteAsync<Outcome<Nothing>>(async db =>
        {
            if (await db.Set<MarketingSpend>().FirstOrDefaultAsync(s => s.Id == id, ct) is not { } row)
            {
                return Refuse.NotFound("spend_unknown", "This amount has been taken away already.");
            }

            db.Remove(row);
            await db.SaveChangesAsync(ct);
            db.Audit(actor, "spend.removed", $"marketing_spend {id}", FormattableString.Invariant($"{row.Month:yyyy-MM}, {row.Kind}, {row.AmountCents} cents"));
            return default(Nothing);
        }, ct);
    }
}
