using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Members.Model;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Members.Profiles;

/// <summary>Writes the details that a retailer keeps of members under names of its own.</summary>
internal static class AttributeBook
{
    /// <summary>Sets what is named; an empty value takes a detail away.</summary>
    /// <returns>What changed, for the audit.</returns>
    internal static async Task<IReadOnlyList<string>> SetAsync(StudioDb db, long memberId, IReadOnlyDictionary<string, string>? attributes, CancellationToken ct)
    {
        if (attributes is not { Count: > 0 })
        {
            return [];
        }

        var known = await db.Set<MemberAttribute>().Where(a => a.MemberId == memberId).ToDictionaryAsync(a => a.Name, ct);
        List<string> changed = [];
        foreach (var (key, text) in attributes)
        {
            var (name, value) = (key.Trim().ToLowerInvariant(), text.Trim());
            var row = known.GetValueOrDefault(name);
            if (value == (row?.Value ?? ""))
            {
                continue;
            }

            changed.Add($"attribute {name}");
            if (value.Length == 0)
            {
                db.Remove(row!);
            }
            else if (row is null)
            {
                db.Add(known[name] = new MemberAttribute { MemberId = memberId, Name = name, Value = value });
            }
            else
            {
                row.Value = value;
            }
        }

        await db.SaveChangesAsync(ct);
        return changed;
    }

    /// <summary>Sets the details of many members at once, as a file says them; none is taken away.</summary>
    /// <returns>How many members got a new or other detail.</returns>
    internal static async Task<int> SetManyAsync(StudioDb db, IReadOnlyList<(long Member, IReadOnlyDictionary<string, string> Attributes)> all, CancellationToken ct)
    {
        var ids = all.Select(a => a.Member).ToArray();
        var known = await db.Set<MemberAttribute>().AsNoTracking().Where(a => ids.Contains(a.MemberId)).ToDictionaryAsync(a => (a.MemberId, a.Name), a => a.Value, ct);
        var rows = all.SelectMany(a => a.Attributes.Select(v => new MemberAttribute { MemberId = a.Member, Name = v.Key, Value = v.Value }))
            .Where(r => known.GetValueOrDefault((r.MemberId, r.Name)) != r.Value).DistinctBy(r => (r.MemberId, r.Name)).ToList();
        await db.BulkUpsertAsync(rows, [nameof(MemberAttribute.Value)], []);
        return rows.Select(r => r.MemberId).Distinct().Count();
    }
}
