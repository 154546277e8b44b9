using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Programme.Model;
using LoyaltyStudio.Platform;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Programme.Sales;

/// <param name="Id">0 for a new sale.</param>
/// <param name="StartsAt">UTC.</param>
/// <param name="Version">The version that the form was filled from; 0 for a new sale.</param>
public sealed record SaveSaleRequest(long Id, string Name, DateTime StartsAt, DateTime EndsAt, int Version);

/// <summary>Plans a sale or changes its plan.</summary>
public sealed class SaveSale(StudioData data)
{
    public async Task<Outcome<long>> RunAsync(Actor actor, SaveSaleRequest request, CancellationToken ct)
    {
        if (!actor.May(Permission.EditProgramme))
        {
            return Refuse.Forbidden();
        }

        List<FieldError> errors = [];
        if (string.IsNullOrWhiteSpace(request.Name) || request.Name.Length > 100)
        {
            errors.Add(new("name", "Fill in a name of at most {0} characters.", 100));
        }

        if (request.EndsAt <= request.StartsAt)
        {
            errors.Add(new("ends", "A sale ends after it has begun."));
        }

        return errors.Count > 0 ? Refuse.Invalid(errors) : await data.WriteAsync<Outcome<long>>(db => WriteAsync(db, actor, request, ct), ct);
    }

    private static async Task<Outcome<long>> WriteAsync(StudioDb db, Actor actor, SaveSaleRequest request, CancellationToken ct)
    {
        var sale = request.Id == 0 ? new Sale { Name = request.Name } : await db.Set<Sale>().FirstOrDefaultAsync(s => s.Id == request.Id, ct);
        if (sale is null)
        {
            return Refuse.NotFound("sale_unknown", "This sale does not exist.");
        }

        if (request.Id != 0 && sale.Version != request.Version)
        {
            return Refuse.Conflict("changed_meanwhile", "Somebody else saved this meanwhile. Load it again and repeat your change.");
        }

        if (request.Id == 0)
        {
            db.Add(sale);
        }

        (sale.Name, sale.StartsAt, sale.EndsAt) = (request.Name.Trim(), DateTime.SpecifyKind(request.StartsAt, DateTimeKind.Utc), DateTime.SpecifyKind(request.EndsAt, DateTimeKind.Utc));
        await db.SaveChangesAsync(ct);
        db.Audit(actor, request.Id == 0 ? "sale.planned" : "sale.changed", $"sale {sale.Id}", FormattableString.Invariant($"{sale.StartsAt:yyyy-MM-dd HH:mm} to {sale.EndsAt:yyyy-MM-dd HH:mm} UTC"));
        return sale.Id;
    }
}

/// <summary>Takes a planned sale away.</summary>
public sealed class RemoveSale(StudioData data)
{
    public async Task<Outcome<bool>> RunAsync(Actor actor, long id, CancellationToken ct)
    {
        if (!actor.May(Permission.EditProgramme))
        {
            return Refuse.Forbidden();
        }

        return await data.WriteAsync<Outcome<bool>>(async db =>
        {
            if (await db.Set<Sale>().Where(s => s.Id == id).ExecuteDeleteAsync(ct) == 0)
            {
                return Refuse.NotFound("sale_unknown", "This sale does not exist.");
            }

            db.Audit(actor, "sale.removed", $"sale {id}", "");
            return true;
        }, ct);
    }
}
