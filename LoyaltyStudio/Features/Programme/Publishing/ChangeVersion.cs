using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Access.Settings;
using LoyaltyStudio.Features.Programme.Model;
using LoyaltyStudio.Platform;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Programme.Publishing;

/// <summary>Makes a version that was to start later a draft again, so that it can be changed or dropped.</summary>
public sealed class WithdrawProgramme(StudioData data, TimeProvider clock, OrganisationBook organisation)
{
    public async Task<Outcome<int>> RunAsync(Actor actor, long id, CancellationToken ct)
    {
        if (!actor.May(Permission.PublishProgramme))
        {
            return Refuse.Forbidden();
        }

        var today = (await organisation.CurrentAsync(ct)).Today(clock);
        return await data.WriteAsync<Outcome<int>>(async db =>
        {
            if (await db.Set<ProgrammeVersion>().FirstOrDefaultAsync(v => v.Id == id, ct) is not { } version)
            {
                return VersionTexts.Unknown;
            }

            if (version.State != ProgrammeState.Published || version.EffectiveFrom <= today)
            {
                return Refuse.Conflict("programme_started", "Only a version that has not begun can be withdrawn; this one is a draft or judges purchases already.");
            }

            var from = version.EffectiveFrom;
            (version.State, version.EffectiveFrom, version.PublishedAt, version.PublishedBy, version.RetiredFrom) = (ProgrammeState.Draft, null, null, null, null);
            await db.SaveChangesAsync(ct);
            db.Audit(actor, "programme.withdrawn", $"programme_version {id}", $"version {version.Number}, was to start {from:yyyy-MM-dd}");
            return version.Number;
        }, ct);
    }
}

/// <param name="From">First day on which it no longer judges, or null to let it go on.</param>
public sealed record RetireProgrammeRequest(long Id, DateOnly? From);

/// <summary>
/// Stops the programme from a day on without another version: purchases from then on earn nothing, points and tiers that were given stay. Can be undone until that day.
/// </summary>
public sealed class RetireProgramme(StudioData data, TimeProvider clock, OrganisationBook organisation)
{
    public async Task<Outcome<int>> RunAsync(Actor actor, RetireProgrammeRequest request, CancellationToken ct)
    {
        if (!actor.May(Permission.PublishProgramme))
        {
            return Refuse.Forbidden();
        }

        var today = (await organisation.CurrentAsync(ct)).Today(clock);
        return await data.WriteAsync<Outcome<int>>(async db =>
        {
            if (await db.Set<ProgrammeVersion>().FirstOrDefaultAsync(v => v.Id == request.Id, ct) is not { } version)
            {
                return VersionTexts.Unknown;
            }

            var later = await db.Set<ProgrammeVersion>().Where(v => v.State == ProgrammeState.Published && v.EffectiveFrom > version.EffectiveFrom).MinAsync(v => v.EffectiveFrom, ct);
            if (version.State != ProgrammeState.Published || later <= today || version.RetiredFrom <= today)
            {
                return Refuse.Conflict("programme_not_live", "Only the live version, or one that is still to begin, can be stopped.");
            }

            if (request.From <= today || request.From <= version.EffectiveFrom || request.From >= later)
            {
                return Refuse.Invalid("from", "The programme stops tomorrow or later, after the version began and before the next one begins.");
            }

            version.RetiredFrom = request.From;
            await db.SaveChangesAsync(ct);
            db.Audit(actor, request.From is null ? "programme.goes_on" : "programme.retired", $"programme_version {version.Id}", request.From is { } from ? $"version {version.Number} until {from.AddDays(-1):yyyy-MM-dd}" : $"version {version.Number}");
            return version.Number;
        }, ct);
    }
}

/// <summary>Goes back to an older version by going forward: a new draft with its content, to be published from today or later.</summary>
public sealed class RollForward(StudioData data, TimeProvider clock)
{
    /// <returns>The id of the new draft.</returns>
    public async Task<Outcome<long>> RunAsync(Actor actor, long id, string note, CancellationToken ct)
    {
        if (!actor.May(Permission.EditProgramme))
        {
            return Refuse.Forbidden();
        }

        return await data.WriteAsync<Outcome<long>>(async db =>
        {
            if (await db.Set<ProgrammeVersion>().AsNoTracking().FirstOrDefaultAsync(v => v.Id == id, ct) is not { } old)
            {
                return VersionTexts.Unknown;
            }

            // Read and written again, so that a content of an older form is kept in today's.
            var draft = new ProgrammeVersion
            {
                Number = await db.Set<ProgrammeVersion>().MaxAsync(v => v.Number, ct) + 1, Content = ProgrammeContent.FromJson(old.Content).ToJson(), Note = note, Author = actor.Stamp,
                CreatedAt = clock.GetUtcNow().UtcDateTime,
            };
            db.Add(draft);
            await db.SaveChangesAsync(ct);
            db.Audit(actor, "programme.rolled_forward", $"programme_version {draft.Id}", $"version {draft.Number} from version {old.Number}");
            return draft.Id;
        }, ct);
    }
}

/// <summary>Throws a draft away. A version that judged anything can never go.</summary>
public sealed class DropProgrammeDraft(StudioData data)
{
    public async Task<Outcome<int>> RunAsync(Actor actor, long id, CancellationToken ct)
    {
        if (!actor.May(Permission.EditProgramme))
        {
            return Refuse.Forbidden();
        }

        return await data.WriteAsync<Outcome<int>>(async db =>
        {
            if (await db.Set<ProgrammeVersion>().FirstOrDefaultAsync(v => v.Id == id, ct) is not { } version)
            {
                return VersionTexts.Unknown;
            }

            if (version.State == ProgrammeState.Published)
            {
                return Refuse.Conflict("programme_published", "This version is published and cannot be changed. Make a new draft from it.");
            }

            db.Remove(version);
            await db.SaveChangesAsync(ct);
            db.Audit(actor, "programme.draft_dropped", $"programme_version {id}", $"draft {version.Number}");
            return version.Number;
        }, ct);
    }
}

internal static class VersionTexts
{
    internal static Refusal Unknown { get; } = Refuse.NotFound("programme_unknown", "This programme version does not exist any more.");
}
