using LoyaltyStudio.Data;

namespace LoyaltyStudio.Jobs;

/// <summary>Section LoyaltyStudio:Jobs.</summary>
public sealed class JobsOptions : ICheckedOptions
{
    public const string Section = "LoyaltyStudio:Jobs";

    /// <summary>How long a run belongs to its process without a sign of life. After a power cut the job can be started again after this time.</summary>
    public int LeaseSeconds { get; set; } = 60;

    public IEnumerable<string> Problems()
    {
        if (LeaseSeconds is < 1 or > 3600)
        {
            yield return $"{Section}:LeaseSeconds is {LeaseSeconds}; give 1 to 3600.";
        }
    }
}
