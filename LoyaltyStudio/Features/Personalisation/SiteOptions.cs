using LoyaltyStudio.Data;

namespace LoyaltyStudio.Features.Personalisation;

/// <summary>Section LoyaltyStudio:Site.</summary>
public sealed class SiteOptions : ICheckedOptions
{
    public const string Section = "LoyaltyStudio:Site";
    private const int MostMinutes = 120;

    /// <summary>Origins of web shops whose pages may ask for content, such as https://www.example.nl.</summary>
    public string[] Origins { get; set; } = [];

    /// <summary>Calls per minute from one address.</summary>
    public int PerMinute { get; set; } = 600;

    /// <summary>How long the token of a visitor holds.</summary>
    public int TokenMinutes { get; set; } = 15;

    /// <summary>Serves the example shop at /site/demo. It shows real members to whoever knows the address; for the demo only.</summary>
    public bool Demo { get; set; }

    public IEnumerable<string> Problems()
    {
        foreach (var origin in Origins.Where(o => !Uri.TryCreate(o, UriKind.Absolute, out var uri) || uri.Scheme is not ("https" or "http") || uri.GetLeftPart(UriPartial.Authority) != o))
        {
            yield return $"{Section}:Origins holds {origin}; give scheme and host only, such as https://www.example.nl.";
        }

        if (PerMinute < 1)
        {
            yield return $"{Section}:PerMinute is {PerMinute}; give at least 1.";
        }

        if (TokenMinutes is < 1 or > MostMinutes)
        {
            yield return $"{Section}:TokenMinutes is {TokenMinutes}; give 1 to {MostMinutes}.";
        }
    }
}
