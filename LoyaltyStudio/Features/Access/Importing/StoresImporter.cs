using LoyaltyStudio.Features.Access.Model;
using LoyaltyStudio.Importing;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Access.Importing;

/// <summary>Stores from a file, found again by their code.</summary>
internal sealed class StoresImporter : IImporter
{
    public string Kind => "stores";

    public IReadOnlyList<FieldSpec> Fields { get; } =
    [
        new("code", "Code", true, "winkelcode", "nummer", "winkelnummer", "store code", "number"),
        new("name", "Name", true, "naam", "winkel", "store"),
        new("kind", "Kind", false, "soort", "type"),
        new("street", "Street", false, "straat", "adres", "address"),
        new("postal_code", "Postal code", false, "postcode", "zip"),
        new("city", "City", false, "plaats", "woonplaats", "stad", "town"),
    ];

    private sealed record StoreLine(string Code, string Name, StoreKind Kind, string Street, string PostalCode, string City);

    public void Try(ImportMapping mapping, FieldReader fields, TableRow row)
    {
        Needed(fields, row, "code");
        Needed(fields, row, "name");
    }

    public async Task ImportAsync(ImportSession session, CancellationToken ct)
    {
        var fields = session.Fields;
        var lines = new Dictionary<string, StoreLine>(StringComparer.OrdinalIgnoreCase);
        foreach (var (row, line) in session.Rows(row => new StoreLine(Needed(fields, row, "code"), Needed(fields, row, "name"),
                     fields.Text(row, "kind").Contains("web", StringComparison.OrdinalIgnoreCase) ? StoreKind.Web : StoreKind.Shop,
                     fields.Text(row, "street"), fields.Text(row, "postal_code"), fields.Text(row, "city"))))
        {
            if (!lines.TryAdd(line.Code, line))
            {
                session.Refuse(row, "twice", $"The code {line.Code} stands in the file before. Keep one of the rows.");
            }
        }

        await session.CommitAsync(lines.Values.ToList(), 500, async (db, part, _) =>
        {
            var codes = part.Select(l => l.Code).ToArray();
            var known = await db.Set<Store>().Where(s => codes.Contains(s.Code)).ToDictionaryAsync(s => s.Code, ct);
            int added = 0, changed = 0;
            foreach (var line in part)
            {
                if (!known.TryGetValue(line.Code, out var store))
                {
                    db.Add(store = new Store { Code = line.Code, Name = line.Name });
                    added++;
                }
                else if (line != new StoreLine(store.Code, store.Name, store.Kind, store.Street, store.PostalCode, store.City))
                {
                    changed++;
                }

                (store.Name, store.Kind, store.Street, store.PostalCode, store.City) = (line.Name, line.Kind, line.Street, line.PostalCode, line.City);
            }

            await db.SaveChangesAsync(ct);
            return new ChunkResult(added, changed, part.Count - added - changed);
        }, ct);
    }

    private static string Needed(FieldReader fields, TableRow row, string field) => fields.Text(row, field) is { Length: > 0 } text ? text
        : throw new FieldException(field, "empty", "This field may not be empty.");
}
