using LoyaltyStudio.Features.Programme.Model;
using LoyaltyStudio.Platform;

namespace LoyaltyStudio.Features.Programme.Reading;

/// <summary>Knows what the schemes of a programme would give the members of today, if the period ended now; the feature that issues answers.</summary>
public interface ISchemePreview
{
    /// <summary>Reads the members once, with what the schemes of the content look at.</summary>
    Task<Outcome<ISchemeReading>> RunAsync(Actor actor, ProgrammeContent content, CancellationToken ct);

    /// <summary>A reason for no cheque in the reader's language.</summary>
    string Why(string reason);
}

/// <summary>The members as they were read: works out schemes in memory, as often as one likes.</summary>
public interface ISchemeReading
{
    DateOnly Day { get; }

    /// <summary>False when only the members of the reader's own stores were read.</summary>
    bool Whole { get; }

    /// <summary>Whether everything was read that these schemes look at; otherwise it has to be read again.</summary>
    bool Covers(ProgrammeContent content);

    /// <summary>What all schemes give, in order: points that one takes are gone for the next.</summary>
    SchemesGiven Of(ProgrammeContent content);
}

/// <param name="Points">What members have to turn into cheques, all together, before the first scheme.</param>
/// <param name="Left">What is left of it behind the last.</param>
public sealed record SchemesGiven(IReadOnlyList<SchemeGiven> Schemes, long Points, long Left)
{
    public int Cheques => Schemes.Sum(s => s.Cheques);
    public long ValueCents => Schemes.Sum(s => s.ValueCents);
    public long PointsUsed => Schemes.Sum(s => s.PointsUsed);
}

/// <summary>What one scheme gives: the totals that its run would have.</summary>
/// <param name="Members">Members with points.</param>
/// <param name="PointsCarried">What stays of the points that were left for this scheme.</param>
/// <param name="Values">How many cheques of which value, the lowest first.</param>
/// <param name="Refusals">Members who get none by reason, the most first.</param>
public sealed record SchemeGiven(string Code, int Members, int Cheques, long ValueCents, long PointsUsed, long PointsCarried, IReadOnlyList<GivenValue> Values, IReadOnlyList<GivenRefusal> Refusals);

public sealed record GivenValue(long ValueCents, int Count);

public sealed record GivenRefusal(string Reason, int Count);
