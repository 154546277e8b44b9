using LoyaltyStudio.Data;

namespace LoyaltyStudio.Features.Messaging.Notices;

/// <summary>Section LoyaltyStudio:Notices. Which warnings ahead members get; how many days before stands in the programme.</summary>
public sealed class NoticeOptions : ICheckedOptions
{
    public const string Section = "LoyaltyStudio:Notices";

    public bool TierEnds { get; set; } = true;

    public bool PointsExpire { get; set; } = true;

    public IEnumerable<string> Problems() => [];
}
