namespace LoyaltyStudio.Features.Lifecycle.Deciding;

/// <summary>What decides the state of one member. Days are <see cref="DateOnly.DayNumber"/>; 0 where there is none.</summary>
public readonly record struct StateFacts
{
    public bool Cancelled { get; init; }

    /// <summary>Took back consent for e-mail that was given before.</summary>
    public bool Unsubscribed { get; init; }
    public int FirstDay { get; init; }
    public int LastDay { get; init; }
    public int Purchases { get; init; }

    /// <summary>Days between purchases that are usual for this member.</summary>
    public double Rhythm { get; init; }

    /// <summary>The last purchase that ended a lost time.</summary>
    public int BackDay { get; init; }

    /// <summary>The day on which the oldest open complaint was made.</summary>
    public int ComplaintDay { get; init; }

    /// <summary>The day of the latest answer, where its score is low.</summary>
    public int LowScoreDay { get; init; }

    /// <summary>The latest day on which a promise was broken.</summary>
    public int BrokenDay { get; init; }
    public bool TopTier { get; init; }
    public bool TopSpender { get; init; }

    /// <summary>Gave a high score last, or brought somebody who bought.</summary>
    public bool Recommends { get; init; }
}
