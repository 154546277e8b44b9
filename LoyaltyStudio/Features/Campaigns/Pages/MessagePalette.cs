using LoyaltyStudio.Features.Messaging.Templates;

namespace LoyaltyStudio.Features.Campaigns.Pages;

/// <summary>A block to insert: English name, key of the translation, and the words that make it.</summary>
internal sealed record PaletteBlock(string Icon, string Name, string Words);

/// <summary>What the editor of messages offers to insert.</summary>
internal static class MessagePalette
{
    internal static IReadOnlyList<PaletteBlock> Of(string language) => language == "nl"
        ?
        [
            new("title", "Heading", "# Kop"), new("format_list_bulleted", "List", "- Eerste punt\n- Tweede punt"), new("smart_button", "Button", "[Naar de webshop](https://www.voorbeeld.nl)"),
            new("image", "Picture", "![Wat er te zien is](https://www.voorbeeld.nl/foto.jpg)"), new("horizontal_rule", "Divider", "---"), new("sell", "Coupon", "{{kortingscode}}"),
            new("shopping_basket", "Own products", "{{producten}}"), new("group_add", "Invite a friend", "[Nodig een vriend uit]({{uitnodigingslink}})"),
        ]
        :
        [
            new("title", "Heading", "# Heading"), new("format_list_bulleted", "List", "- First point\n- Second point"), new("smart_button", "Button", "[To the web shop](https://www.example.com)"),
            new("image", "Picture", "![What it shows](https://www.example.com/photo.jpg)"), new("horizontal_rule", "Divider", "---"), new("sell", "Coupon", "{{coupon_code}}"),
            new("shopping_basket", "Own products", "{{products}}"), new("group_add", "Invite a friend", "[Invite a friend]({{referral_link}})"),
        ];

    /// <summary>Name and what is inserted: the first name with words for who gave none, to show how that is written.</summary>
    internal static IEnumerable<(string Name, string Words)> Fields(string language) => MergeField.Names(language).Select(name =>
        (name.Replace('_', ' '), MergeField.Find(name) == MergeField.FirstName ? $"{{{{{name}|{(language == "nl" ? "klant" : "customer")}}}}}" : $"{{{{{name}}}}}"));
}
