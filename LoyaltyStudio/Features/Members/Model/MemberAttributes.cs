namespace LoyaltyStudio.Features.Members.Model;

/// <summary>Names under which rules ask for what every member has; all other names are the retailer's own.</summary>
public static class MemberAttributes
{
    public const string Language = "language";
    public const string Country = "country";
    public const string HomeStore = "home_store";
    public const string BirthMonth = "birth_month";

    public static readonly IReadOnlyList<string> Fixed = [Language, Country, HomeStore, BirthMonth];
}
