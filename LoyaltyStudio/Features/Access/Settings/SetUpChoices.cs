using LoyaltyStudio.Data;
using LoyaltyStudio.Platform;

namespace LoyaltyStudio.Features.Access.Settings;

/// <summary>Whether the set-up publishes the reference programme, and from which purchases on it counts.</summary>
public enum ProgrammeStart { None, FromToday, AllPurchases }

/// <summary>What the person who sets the installation up has chosen.</summary>
/// <param name="TimeZone">IANA name.</param>
public sealed record SetUpChoices(string Name, string Email, string Password, string OrganisationName, string Language = "nl", string Currency = "EUR",
    string TimeZone = "Europe/Amsterdam", ProgrammeStart Programme = ProgrammeStart.AllPurchases)
{
    public static readonly IReadOnlyList<string> Currencies = ["EUR", "GBP", "USD", "CHF", "SEK", "DKK", "NOK", "PLN", "CZK"];
}

/// <summary>Something that another feature does as part of the set-up, in the same transaction, in the order of <see cref="Order"/>.</summary>
public interface ISetUpStep
{
    int Order { get; }

    /// <summary>Uses only the given context. The actor is the new administrator.</summary>
    Task RunAsync(StudioDb db, SetUpChoices choices, Actor actor, CancellationToken ct);
}
