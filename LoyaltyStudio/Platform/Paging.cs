namespace LoyaltyStudio.Platform;

/// <summary>Which part of a list is asked for. Size is limited to 200 rows.</summary>
public sealed record PageRequest(int Skip = 0, int Take = 25, string Sort = "", bool Descending = false)
{
    public int Limit => Math.Clamp(Take, 1, 200);
    public int Offset => Math.Max(0, Skip);
}

/// <summary>A part of a list and how long the whole list is.</summary>
public sealed record PageOf<T>(IReadOnlyList<T> Rows, int Total);
