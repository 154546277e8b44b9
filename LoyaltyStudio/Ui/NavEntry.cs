using LoyaltyStudio.Platform;

namespace LoyaltyStudio.Ui;

/// <summary>An entry of the navigation, registered by the feature that owns the screen.</summary>
/// <param name="Order">Place in the menu; entries of one group stand together.</param>
/// <param name="Group">Task of the menu in English, key of the translation: Today, Customers, Service, Programme, Campaigns, Cheques, Stores, Tasks, Administration.</param>
/// <param name="Text">English text, key of the translation.</param>
/// <param name="Icon">Name of a Material Symbol.</param>
/// <param name="Texts">The class whose resource file holds the translation of the text, such as typeof(MembersFeature); null for <see cref="UiTexts"/>.</param>
public sealed record NavEntry(int Order, string Group, string Text, string Icon, string Href, Permission Permission, Type? Texts = null)
{
    /// <summary>The groups in the order of the menu.</summary>
    public static readonly System.Collections.Immutable.ImmutableArray<string> Groups = ["Today", "Customers", "Service", "Programme", "Campaigns", "Cheques", "Stores", "Tasks", "Administration"];
}
