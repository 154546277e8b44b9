using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Segments.Model;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Segments.Asking;

/// <summary>What people call the values that definitions hold: choices by field or event.detail, and other segments by id.</summary>
public sealed record SegmentNames(IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> Values, IReadOnlyDictionary<long, string> Segments)
{
    public static SegmentNames None { get; } = new(new Dictionary<string, IReadOnlyDictionary<string, string>>(), new Dictionary<long, string>());

    public string Of(string key, string value) => Values.TryGetValue(key, out var names) && names.TryGetValue(value, out var name) ? name : value;

    /// <summary>The names for all values of some definitions.</summary>
    internal static async Task<SegmentNames> LoadAsync(StudioDb db, SegmentCatalogue catalogue, IEnumerable<SegmentNode> roots, DateOnly today, CancellationToken ct)
    {
        var values = new Dictionary<string, IReadOnlyDictionary<string, string>>(StringComparer.Ordinal);
        var all = roots.SelectMany(r => r.Everything()).ToList();
        var asked = all.Where(n => n.Event is null).Select(n => (Key: n.Field, Field: catalogue.Field(n.Field)))
            .Concat(all.Where(n => n.Event is not null).SelectMany(n => n.Details.Select(d => (Key: (string?)$"{n.Event}.{d.Field}", Field: catalogue.Event(n.Event)?.AllDetails.FirstOrDefault(f => f.Key == d.Field)))));
        foreach (var (key, field) in asked.Where(a => a is { Key: not null, Field: { Kind: SegmentKind.Choice, Choices: not null } }).DistinctBy(a => a.Key))
        {
            values[key!] = (await field!.Choices!(db, today, ct)).DistinctBy(c => c.Value).ToDictionary(c => c.Value, c => c.Text, StringComparer.Ordinal);
        }

        var ids = all.Select(n => n.Segment).OfType<long>().Distinct().ToArray();
        return new SegmentNames(values, ids.Length == 0 ? new Dictionary<long, string>() : await db.Set<Segment>().Where(s => ids.Contains(s.Id)).ToDictionaryAsync(s => s.Id, s => s.Name, ct));
    }
}
