namespace LoyaltyStudio.Features.Programme.Model;

/// <summary>One published version, read.</summary>
/// <param name="RetiredFrom">First day on which it no longer judges without another having begun.</param>
public sealed record LiveProgramme(long VersionId, int Number, DateOnly From, ProgrammeContent Content, DateOnly? RetiredFrom = null);

/// <summary>The published versions in order of date: a purchase is judged by the version of its business date, also when it arrives late (semantics 6).</summary>
public sealed class ProgrammeTimeline(IReadOnlyList<LiveProgramme> versions)
{
    public IReadOnlyList<LiveProgramme> Versions => versions;

    /// <summary>The version that judges a date; null before the first and after one that was stopped.</summary>
    public LiveProgramme? On(DateOnly date) => versions.LastOrDefault(v => v.From <= date) is { } last && !(last.RetiredFrom <= date) ? last : null;

    public LiveProgramme? ById(long versionId) => versions.FirstOrDefault(v => v.VersionId == versionId);
}
