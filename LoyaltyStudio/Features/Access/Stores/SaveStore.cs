using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Access.Model;
using LoyaltyStudio.Platform;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Access.Stores;

/// <param name="Id">0 for a new store.</param>
/// <param name="Version">The version that the form was filled from; 0 for a new store.</param>
public sealed record SaveStoreRequest(long Id, string Code, string Name, StoreKind Kind, string Street, string PostalCode, string City, bool Active, int Version);

/// <summary>Adds or changes a store.</summary>
public sealed class SaveStore(StudioData data)
{
    public async Task<Outcome<long>> RunAsync(Actor actor, SaveStoreRequest request, CancellationToken ct)
    {
        if (!actor.May(Permission.EditStores))
        {
            return Refuse.Forbidden();
        }

        var errors = Check(request).ToList();
        if (errors.Count > 0)
        {
            return Refuse.Invalid(errors);
        }

        return await data.WriteAsync<Outcome<long>>(async db =>
        {
            var code = request.Code.Trim();
            if (await db.Set<Store>().AnyAsync(s => s.Code == code && s.Id != request.Id, ct))
            {
                return Refuse.Invalid("Code", "Another store has this code.");
            }

            var store = request.Id == 0 ? new Store { Code = code, Name = request.Name } : await db.Set<Store>().FirstOrDefaultAsync(s => s.Id == request.Id, ct);
            if (store is null || !actor.Sees(request.Id == 0 ? null : store.Id))
            {
                return Refuse.NotFound("store_unknown", "This store does not exist.");
            }

            if (request.Id == 0)
            {
                db.Add(store);
            }
            else if (store.Version != request.Version)
            {
                return Refuse.Conflict("changed_meanwhile", "Somebody else saved this meanwhile. Load it again and repeat your change.");
            }

            store.Code = code;
            store.Name = request.Name.Trim();
            store.Kind = request.Kind;
            store.Street = request.Street.Trim();
            store.PostalCode = request.PostalCode.Trim();
            store.City = request.City.Trim();
            store.Active = request.Active;
            await db.SaveChangesAsync(ct);
            db.Audit(actor, request.Id == 0 ? "store.added" : "store.changed", $"store {store.Id}", $"code {code}{(store.Active ? "" : ", closed")}");
            return store.Id;
        }, ct);
    }

    private static IEnumerable<FieldError> Check(SaveStoreRequest request)
    {
        if (string.IsNullOrWhiteSpace(request.Code) || request.Code.Length > 40)
        {
            yield return new FieldError("Code", "Fill in a code of at most {0} characters.", 40);
        }

        if (string.IsNullOrWhiteSpace(request.Name) || request.Name.Length > 100)
        {
            yield return new FieldError("Name", "Fill in a name of at most {0} characters.", 100);
        }

        foreach (var (field, value) in new[] { ("Street", request.Street), ("PostalCode", request.PostalCode), ("City", request.City) })
        {
            if (value.Length > 100)
            {
                yield return new FieldError(field, "Use at most {0} characters.", 100);
            }
        }
    }
}
