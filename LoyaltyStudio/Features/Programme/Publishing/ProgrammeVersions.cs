using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Access.Settings;
using LoyaltyStudio.Features.Programme.Model;
using LoyaltyStudio.Platform;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Programme.Publishing;

/// <summary>Where a version stands on a day.</summary>
public enum VersionStage { Draft, Scheduled, Live, Retired }

/// <param name="EndsOn">The last day on which it judges, where that is known.</param>
/// <param name="Stops">Whether somebody set that day; otherwise the next version does.</param>
public sealed record ProgrammeRow(long Id, int Number, VersionStage Stage, DateOnly? EffectiveFrom, string Author, DateTime CreatedAt,
    DateTime? PublishedAt, string? PublishedBy, string Note, int RowVersion, ProgrammeContent Content, DateOnly? EndsOn = null, bool Stops = false);

/// <summary>All programme versions, the newest first, with where each stands today.</summary>
public sealed class ProgrammeVersions(StudioData data, TimeProvider clock, OrganisationBook organisation)
{
    public async Task<Outcome<IReadOnlyList<ProgrammeRow>>> RunAsync(Actor actor, CancellationToken ct)
    {
        if (!actor.May(Permission.ViewProgramme))
        {
            return Refuse.Forbidden();
        }

        var today = (await organisation.CurrentAsync(ct)).Today(clock);
        await using var db = data.Read();
        var rows = await db.Set<ProgrammeVersion>().OrderByDescending(v => v.Number).ToListAsync(ct);
        var live = rows.Where(v => v.State == ProgrammeState.Published && v.EffectiveFrom <= today).MaxBy(v => v.EffectiveFrom) is { } last && !(last.RetiredFrom <= today) ? last.Id : (long?)null;
        return rows.ConvertAll(v => new ProgrammeRow(v.Id, v.Number, StageOf(v, live, today), v.EffectiveFrom, v.Author, v.CreatedAt, v.PublishedAt,
            v.PublishedBy, v.Note, v.Version, ProgrammeContent.FromJson(v.Content), EndOf(v, rows), v.RetiredFrom is not null));
    }

    /// <summary>The last day on which a published version judges, as far as is known.</summary>
    private static DateOnly? EndOf(ProgrammeVersion version, List<ProgrammeVersion> all)
    {
        var next = all.Where(v => v.State == ProgrammeState.Published && v.EffectiveFrom > version.EffectiveFrom).Min(v => v.EffectiveFrom);
        var end = next is null || version.RetiredFrom < next ? version.RetiredFrom : next;
        return version.State == ProgrammeState.Published ? end?.AddDays(-1) : null;
    }

    private static VersionStage StageOf(ProgrammeVersion version, long? live, DateOnly today) => version switch
    {
        { State: ProgrammeState.Draft } => VersionStage.Draft,
        { EffectiveFrom: var from } when from > today => VersionStage.Scheduled,
        { Id: var id } when id == live => VersionStage.Live,
        _ => VersionStage.Retired,
    };
}
