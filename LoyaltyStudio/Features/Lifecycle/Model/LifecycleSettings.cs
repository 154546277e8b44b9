using LoyaltyStudio.Data;

namespace LoyaltyStudio.Features.Lifecycle.Model;

/// <summary>The limits between the states; one row, and these values until somebody changes them.</summary>
public sealed class LifecycleSettings : IVersioned
{
    public int Id { get; set; } = 1;

    /// <summary>Days after the purchase that ended a lost time in which a member counts as returned; at most 365.</summary>
    public int ReturnedDays { get; set; } = 60;

    /// <summary>Days in which a low score or a broken promise keeps a member at risk.</summary>
    public int RiskDays { get; set; } = 90;

    /// <summary>The highest score that puts a member at risk.</summary>
    public int LowScore { get; set; } = 6;

    /// <summary>Days after the first purchase, and purchases at most, in which a member is new.</summary>
    public int NewDays { get; set; } = 90;
    public int NewPurchases { get; set; } = 2;

    /// <summary>Times the own rhythm without a purchase, in tenths: from here hesitating, lapsed, lost.</summary>
    public int HesitatingTenths { get; set; } = 15;
    public int LapsedTenths { get; set; } = 25;
    public int LostTenths { get; set; } = 40;

    /// <summary>Days without a purchase after which anybody is lost.</summary>
    public int LostDays { get; set; } = 730;

    /// <summary>Who took back consent for e-mail counts as lost.</summary>
    public bool UnsubscribedIsLost { get; set; } = true;

    /// <summary>The part of the spenders of the last 365 days who are top spenders, percent.</summary>
    public int TopPercent { get; set; } = 10;

    /// <summary>The score from which a top member is an ambassador.</summary>
    public int HighScore { get; set; } = 9;

    /// <summary>As how many times between purchases of the member's own the group weighs.</summary>
    public int GroupWeight { get; set; } = 3;

    /// <summary>Days between purchases while too little is known of anybody.</summary>
    public int StartDays { get; set; } = 60;
    public int Version { get; set; }
}
