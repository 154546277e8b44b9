using LoyaltyStudio.Data;

namespace LoyaltyStudio.Api;

/// <summary>Section LoyaltyStudio:Api. How much one caller may ask.</summary>
public sealed class ApiOptions : ICheckedOptions
{
    public const string Section = "LoyaltyStudio:Api";

    /// <summary>Calls a key may make at once before it has to wait.</summary>
    public int Burst { get; set; } = 200;

    /// <summary>Calls a key may make per second in the long run.</summary>
    public int PerSecond { get; set; } = 50;

    /// <summary>Calls per minute from one address without a valid key.</summary>
    public int StrangersPerMinute { get; set; } = 30;

    public IEnumerable<string> Problems()
    {
        if (Burst < 1)
        {
            yield return $"{Section}:Burst is {Burst}; give at least 1.";
        }

        if (PerSecond < 1)
        {
            yield return $"{Section}:PerSecond is {PerSecond}; give at least 1.";
        }

        if (StrangersPerMinute < 1)
        {
            yield return $"{Section}:StrangersPerMinute is {StrangersPerMinute}; give at least 1.";
        }
    }
}
