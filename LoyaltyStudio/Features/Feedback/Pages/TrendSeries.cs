namespace LoyaltyStudio.Features.Feedback.Pages;

/// <summary>A point of a trend: −100 to 100, its standard error on the same scale (0 for none), and how it is written.</summary>
public sealed record TrendPoint(double Value, double Error, string Text);

/// <summary>A row of points; null where there are too few answers.</summary>
public sealed record TrendSeries(string Name, string Colour, IReadOnlyList<TrendPoint?> Points);
