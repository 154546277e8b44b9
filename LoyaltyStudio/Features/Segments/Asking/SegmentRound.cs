using System.Collections.Concurrent;
using LoyaltyStudio.Features.Segments.Model;

namespace LoyaltyStudio.Features.Segments.Asking;

/// <summary>What is known already of one day: the members of each condition, asked once however many segments share it.</summary>
internal sealed class SegmentRound(DateOnly today)
{
    private readonly ConcurrentDictionary<string, MemberSide> known = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, MemberSet> sets = new(StringComparer.Ordinal);

    internal DateOnly Today => today;

    internal SegmentDay? Day { get; set; }

    /// <summary>Roots of the segments that conditions name.</summary>
    internal ConcurrentDictionary<long, SegmentNode> Segments { get; } = [];

    /// <summary>How many conditions it knows.</summary>
    internal int Conditions => known.Count;

    internal bool Knows(string key) => known.ContainsKey(key);

    internal void Keep(string key, MemberSide side) => known[key] = side;

    internal MemberSide? Known(string key) => known.TryGetValue(key, out var side) ? side : null;

    internal MemberSet? Set(string name) => sets.GetValueOrDefault(name);

    internal async Task<MemberSet> OnceAsync(string name, Func<Task<MemberSet>> read) => sets.TryGetValue(name, out var set) ? set : sets[name] = await read();
}
