namespace LoyaltyStudio.Shell;

/// <summary>Texts of the layout, the sign-in and the set-up. The English text is the key.</summary>
public sealed class ShellTexts;
