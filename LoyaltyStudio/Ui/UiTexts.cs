namespace LoyaltyStudio.Ui;

/// <summary>Words that every screen shares. The English text is the key; UiTexts.nl.resx holds the Dutch.</summary>
public sealed class UiTexts;
