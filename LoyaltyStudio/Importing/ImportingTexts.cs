namespace LoyaltyStudio.Importing;

/// <summary>Texts of the import screens. The English text is the key; ImportingTexts.nl.resx holds the Dutch.</summary>
public sealed class ImportingTexts;
