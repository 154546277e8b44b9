using System.Globalization;
using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Access.Model;
using LoyaltyStudio.Features.Access.Settings;
using LoyaltyStudio.Features.Programme;
using LoyaltyStudio.Features.Segments.Model;
using LoyaltyStudio.Platform;
using LoyaltyStudio.Ui;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Predictions.Reading;

/// <summary>By what members are put together.</summary>
public enum ValueBy { Cohort, Source, Store, Tier, Segment }

/// <summary>What is expected of a group of members.</summary>
/// <param name="Key">Month of the first purchase, source, id of the store, code of the tier or id of the segment; empty: none.</param>
/// <param name="Active">Mean chance of a purchase in 90 days.</param>
/// <param name="Purchases">Mean purchase days of the coming twelve months.</param>
/// <param name="ValueCents">Of all together.</param>
public sealed record ValueRow(string Key, string Name, int Members, double Active, double Purchases, long ValueCents)
{
    public long MeanCents => Members == 0 ? 0 : ValueCents / Members;
}

/// <summary>
/// Expected value by first month, source, store, tier or segment, for the members that the reader may see. One statement. A member can be in several segments, so those add up to more than the total.
/// </summary>
public sealed class ListValues(StudioData data, TimeProvider clock, OrganisationBook organisation)
{
    public async Task<Outcome<IReadOnlyList<ValueRow>>> RunAsync(Actor actor, ValueBy by, CancellationToken ct)
    {
        if (!actor.May(Permission.ViewInsight) || (by == ValueBy.Segment && !actor.May(Permission.ViewSegments)))
        {
            return Refuse.Forbidden();
        }

        await using var db = data.Read();
        var rows = await ReadAsync(db, actor, by, ct);
        var names = await NamesAsync(db, by, ct);
        return rows.ConvertAll(r => r with { Name = names.GetValueOrDefault(r.Key, r.Key) }).OrderBy(r => by == ValueBy.Cohort ? r.Key : "", StringComparer.Ordinal).ThenByDescending(r => r.ValueCents).ToList();
    }

    private static async Task<List<ValueRow>> ReadAsync(StudioDb db, Actor actor, ValueBy by, CancellationToken ct)
    {
        var group = by switch
        {
            ValueBy.Cohort => db.IsSqlite ? "substr(p.first_on, 1, 7)" : "to_char(p.first_on, 'YYYY-MM')",
            ValueBy.Source => "m.acquisition_source",
            ValueBy.Store => "coalesce(CAST(m.home_store_id AS text), '')",
            ValueBy.Tier => "coalesce(t.tier, '')",
            ValueBy.Segment => "CAST(g.segment_id AS text)",
        };
        var tier = by switch
        {
            ValueBy.Tier => " LEFT JOIN member_tier t ON t.member_id = p.member_id",
            ValueBy.Segment => " JOIN segment_member g ON g.member_id = p.member_id JOIN segment sg ON sg.id = g.segment_id AND NOT sg.archived",
            _ => "",
        };
        var member = by is ValueBy.Source or ValueBy.Store || actor.Stores is not null ? " JOIN member m ON m.id = p.member_id" : "";
        var scope = actor.Stores is { } stores ? $" WHERE m.home_store_id IN ({string.Join(',', stores.Append(-1))})" : "";
        await using var command = db.Command($"SELECT {group}, count(*), sum(p.active90), sum(p.purchases365), sum(p.value_cents) FROM member_prediction p{member}{tier}{scope} GROUP BY 1");
        await using var reader = await command.ExecuteReaderAsync(ct);
        var rows = new List<ValueRow>();
        while (await reader.ReadAsync(ct))
        {
            var members = Convert.ToInt32(reader.GetValue(1), CultureInfo.InvariantCulture);
            double Mean(int column, double unit) => Convert.ToDouble(reader.GetValue(column), CultureInfo.InvariantCulture) / unit / members;
            rows.Add(new ValueRow(reader.GetString(0), "", members, Mean(2, 10_000), Mean(3, 1_000), Convert.ToInt64(reader.GetValue(4), CultureInfo.InvariantCulture)));
        }

        return rows;
    }

    private async Task<Dictionary<string, string>> NamesAsync(StudioDb db, ValueBy by, CancellationToken ct)
    {
        switch (by)
        {
            case ValueBy.Store:
                return await db.Set<Store>().ToDictionaryAsync(s => s.Id.ToString(CultureInfo.InvariantCulture), s => s.Name, ct);
            case ValueBy.Segment:
                return await db.Set<Segment>().Where(s => !s.Archived).ToDictionaryAsync(s => s.Id.ToString(CultureInfo.InvariantCulture), s => s.Name, ct);
            case ValueBy.Tier:
                var today = (await organisation.CurrentAsync(ct)).Today(clock);
                var tiers = (await ProgrammeBook.TimelineAsync(db, ct)).On(today)?.Content.Tiers ?? [];
                var names = tiers.ToDictionary(t => t.Code, t => t.Name(StudioLanguages.Current));
                if (tiers.Count > 0)
                {
                    names[""] = tiers[0].Name(StudioLanguages.Current);
                }

                return names;
            default:
                return [];
        }
    }
}
