namespace LoyaltyStudio.Ui;

/// <summary>A name with two figures to compare, and how each is written.</summary>
public sealed record BarPair(string Name, double First, double Second, string FirstText, string SecondText);
