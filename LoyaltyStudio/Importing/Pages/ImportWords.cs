using LoyaltyStudio.Ui;
using Microsoft.Extensions.Localization;

namespace LoyaltyStudio.Importing.Pages;

/// <summary>Says kinds, counts and reasons of imports in the reader's language. Reasons are kept in English with the value in them; other readers get the general sentence.</summary>
internal static class ImportWords
{
    private static readonly Dictionary<string, string> General = new()
    {
        ["twice"] = "This number stands in the file twice. Keep one of the rows.",
        ["empty"] = "This field may not be empty.",
        ["no_quantity"] = "The quantity is 0.",
        ["negative_quantity"] = "The quantity is negative, but the receipt is not a return.",
        ["positive_return"] = "The receipt is a return, but the quantity is positive.",
        ["negative_price"] = "The price is negative.",
        ["bad_email"] = "This is not an e-mail address; the customer is kept without it.",
        ["consent_without_moment"] = "Consent without a date cannot be proven; the customer is kept without consent.",
        ["too_long"] = "The value is longer than 500 characters.",
        ["not_a_date"] = "This is not a date. Write it as 31-12-2026 or 2026-12-31.",
        ["not_a_number"] = "This is not a number.",
        ["not_whole"] = "This is not a whole number.",
        ["not_yes_no"] = "This is not yes or no. Write ja or nee.",
        ["different_content"] = "This receipt is recorded already with other content; what is recorded stays as it is.",
    };

    internal static string Reason(IStringLocalizer texts, string code, string reason) =>
        StudioLanguages.Current != "en" && General.TryGetValue(code, out var sentence) ? texts[sentence] : reason;

    /// <summary>What the reason is about, in a few words: the heading of a group of refused rows.</summary>
    internal static string Group(IStringLocalizer texts, string code) => General.TryGetValue(code, out var sentence) ? texts[sentence] : code.Replace('_', ' ');

    internal static string Kind(IStringLocalizer texts, string kind) => texts[kind switch
    {
        "stores" => "Stores",
        "members" => "Customers",
        "products" => "Products",
        "purchases" => "Purchases",
        _ => kind,
    }];

    internal static string Icon(string kind) => kind switch { "stores" => "storefront", "members" => "group", "products" => "inventory_2", _ => "receipt_long" };

    /// <summary>What the file must hold, in one sentence.</summary>
    internal static string Explain(string kind) => kind switch
    {
        "stores" => "Code and name of each store, and its address if you like.",
        "members" => "One row for each customer, with a customer number to find them again.",
        "products" => "Article number, name, category and brand.",
        "purchases" => "One row for each line of a receipt; lines with the same receipt number belong together.",
        _ => "",
    };

    /// <summary>"stores created" and its kin.</summary>
    internal static string Count(IStringLocalizer texts, string name) => texts[name.Length == 0 ? "" : char.ToUpperInvariant(name[0]) + name[1..]];
}
