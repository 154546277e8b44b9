using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Access.Settings;
using LoyaltyStudio.Features.Programme.Model;
using LoyaltyStudio.Platform;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Programme.Publishing;

/// <param name="EffectiveFrom">First day that the version judges: today or later. The very first version may start in the past, for history that is imported.</param>
public sealed record PublishProgrammeRequest(long Id, int RowVersion, DateOnly EffectiveFrom);

/// <summary>Makes a draft the version that judges from a date on. It can never be changed after that.</summary>
public sealed class PublishProgramme(StudioData data, TimeProvider clock, OrganisationBook organisation)
{
    public async Task<Outcome<int>> RunAsync(Actor actor, PublishProgrammeRequest request, CancellationToken ct)
    {
        if (!actor.May(Permission.PublishProgramme))
        {
            return Refuse.Forbidden();
        }

        var today = (await organisation.CurrentAsync(ct)).Today(clock);
        return await data.WriteAsync<Outcome<int>>(async db =>
        {
            var draft = await db.Set<ProgrammeVersion>().FirstOrDefaultAsync(v => v.Id == request.Id, ct);
            if (draft is null)
            {
                return Refuse.NotFound("programme_unknown", "This programme version does not exist any more.");
            }

            if (draft.State == ProgrammeState.Published)
            {
                return Refuse.Conflict("programme_published", "This version is already published.");
            }

            if (draft.Version != request.RowVersion)
            {
                return Refuse.Conflict("changed_meanwhile", "Somebody else changed this meanwhile. Load it again and make your change once more.");
            }

            var published = await db.Set<ProgrammeVersion>().Where(v => v.State == ProgrammeState.Published).Select(v => v.EffectiveFrom!.Value).ToListAsync(ct);
            if (published.Count > 0 && request.EffectiveFrom < today)
            {
                return Refuse.Invalid("effective_from", "A new version starts today or later: points that were given stay as they are.");
            }

            if (published.Contains(request.EffectiveFrom))
            {
                return Refuse.Invalid("effective_from", "Another version already starts on this day. Choose another day.");
            }

            await MarkPublishedAsync(db, draft, request.EffectiveFrom, actor, clock.GetUtcNow().UtcDateTime);
            return draft.Number;
        }, ct);
    }

    /// <summary>Publishes inside a transaction of somebody else, such as the set-up.</summary>
    internal static async Task MarkPublishedAsync(StudioDb db, ProgrammeVersion draft, DateOnly from, Actor actor, DateTime now)
    {
        draft.State = ProgrammeState.Published;
        draft.EffectiveFrom = from;
        draft.PublishedAt = now;
        draft.PublishedBy = actor.Stamp;
        await db.SaveChangesAsync();
        db.Audit(actor, "programme.published", $"programme_version {draft.Id}", $"version {draft.Number} from {from:yyyy-MM-dd}");
    }
}
