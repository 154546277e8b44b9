using System.Collections;
using System.Numerics;

namespace LoyaltyStudio.Features.Segments.Asking;

/// <summary>A set of members as one bit per id: a million members are 125 kB, and sets are joined and compared by the word.</summary>
public sealed class MemberSet : IEnumerable<long>
{
    private ulong[] words;

    public MemberSet()
        : this([])
    {
    }

    private MemberSet(ulong[] words) => this.words = words;

    public int Count
    {
        get
        {
            var count = 0;
            foreach (var word in words)
            {
                count += BitOperations.PopCount(word);
            }

            return count;
        }
    }

    public static MemberSet Of(IEnumerable<long> ids)
    {
        var set = new MemberSet();
        foreach (var id in ids)
        {
            set.Add(id);
        }

        return set;
    }

    public void Add(long id)
    {
        var word = id >> 6;
        if (word >= words.Length)
        {
            Array.Resize(ref words, (int)Math.Max(word + 1, Math.Max(words.Length * 2L, 1_024)));
        }

        words[word] |= 1UL << (int)(id & 63);
    }

    /// <summary>Adds every id from the first to the last.</summary>
    public void AddRange(long first, long last)
    {
        for (var id = first; id <= last; id++)
        {
            if ((id & 63) == 0 && id + 63 <= last)
            {
                Add(id);
                words[id >> 6] = ulong.MaxValue;
                id += 63;
            }
            else
            {
                Add(id);
            }
        }
    }

    public bool Contains(long id) => id >= 0 && id >> 6 < words.Length && (words[id >> 6] & (1UL << (int)(id & 63))) != 0;

    public MemberSet And(MemberSet other) => Join(other, Math.Min(words.Length, other.words.Length), (a, b) => a & b);

    public MemberSet Or(MemberSet other) => Join(other, Math.Max(words.Length, other.words.Length), (a, b) => a | b);

    public MemberSet Without(MemberSet other) => Join(other, words.Length, (a, b) => a & ~b);

    /// <summary>How many are in both.</summary>
    public int Common(MemberSet other)
    {
        var count = 0;
        for (var i = 0; i < Math.Min(words.Length, other.words.Length); i++)
        {
            count += BitOperations.PopCount(words[i] & other.words[i]);
        }

        return count;
    }

    /// <summary>The ids in rising order.</summary>
    public IEnumerator<long> GetEnumerator()
    {
        for (var i = 0; i < words.Length; i++)
        {
            for (var word = words[i]; word != 0; word &= word - 1)
            {
                yield return ((long)i << 6) + BitOperations.TrailingZeroCount(word);
            }
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private MemberSet Join(MemberSet other, int length, Func<ulong, ulong, ulong> op)
    {
        var joined = new ulong[length];
        for (var i = 0; i < length; i++)
        {
            joined[i] = op(i < words.Length ? words[i] : 0, i < other.words.Length ? other.words[i] : 0);
        }

        return new MemberSet(joined);
    }
}

/// <summary>A set, or everybody but a set. Groups are joined without ever writing down everybody.</summary>
internal readonly record struct MemberSide(MemberSet Set, bool Outside)
{
    internal static MemberSide Everybody => new(new MemberSet(), true);

    internal MemberSide Not() => this with { Outside = !Outside };

    internal MemberSide And(MemberSide other) => (Outside, other.Outside) switch
    {
        (false, false) => new(Set.And(other.Set), false),
        (false, true) => new(Set.Without(other.Set), false),
        (true, false) => new(other.Set.Without(Set), false),
        (true, true) => new(Set.Or(other.Set), true),
    };

    internal MemberSide Or(MemberSide other) => Not().And(other.Not()).Not();
}
