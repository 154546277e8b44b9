using System.Globalization;
using System.Text;

namespace LoyaltyStudio.Features.Lifecycle.Gathering;

/// <summary>Which members a statement is about: some, by id, or all of a range.</summary>
internal readonly record struct MemberRange(long After, long To, long[]? Ids)
{
    internal static readonly MemberRange All = new(0, long.MaxValue, null);

    internal static MemberRange Of(long[] ids) => new(0, 0, ids);

    /// <summary>A condition on a column; figures only, never anything that somebody typed.</summary>
    internal string On(string column)
    {
        if (Ids is null)
        {
            return FormattableString.Invariant($"{column} > {After} AND {column} <= {To}");
        }

        var text = new StringBuilder(column).Append(" IN (");
        for (var i = 0; i < Ids.Length; i++)
        {
            text.Append(i == 0 ? "" : ",").Append(Ids[i].ToString(CultureInfo.InvariantCulture));
        }

        return Ids.Length == 0 ? "1 = 0" : text.Append(')').ToString();
    }
}
