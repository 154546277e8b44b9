namespace LoyaltyStudio.Ui;

/// <summary>A step on the way to a page, already in the reader's language.</summary>
public sealed record Crumb(string Text, string Href);
