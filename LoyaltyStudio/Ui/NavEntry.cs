using LoyaltyStudio.Platform;

namespace LoyaltyStudio.Ui;

/// <summary>An entry of the navigation, registered by the feature that owns the screen.</summary>
/// <param name="Order">Place in the menu; entries of one group stand together.</param>
/// <param name="Group">Task of the menu in English, key of the translation: Today, Customers, Programme, Campaigns, Cheques, Stores, Tasks, Administration.</param>
/// <param name="Text">English text, key of the translation.</param>
/// <param name="Icon">Name of a Material Symbol.</param>
public sealed record NavEntry(int Order, string Group, string Text, string Icon, string Href, Permission Permission);
