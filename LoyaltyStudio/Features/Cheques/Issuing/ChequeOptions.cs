using LoyaltyStudio.Data;

namespace LoyaltyStudio.Features.Cheques.Issuing;

/// <summary>Section LoyaltyStudio:Cheques.</summary>
public sealed class ChequeOptions : ICheckedOptions
{
    public const string Section = "LoyaltyStudio:Cheques";

    /// <summary>Most members in one transaction of a calculation, and most cheques in one of an issue. Fewer while tills are at work.</summary>
    public int Chunk { get; set; } = 10_000;

    public IEnumerable<string> Problems()
    {
        if (Chunk is < 1 or > 100_000)
        {
            yield return $"{Section}:Chunk is {Chunk}; it lies between 1 and 100,000.";
        }
    }
}
