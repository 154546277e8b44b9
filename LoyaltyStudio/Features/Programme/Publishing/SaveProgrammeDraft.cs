using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Programme.Model;
using LoyaltyStudio.Platform;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Programme.Publishing;

/// <param name="Id">The draft to change, or null for a new one.</param>
/// <param name="RowVersion">The version of the draft that was read; a draft saved by somebody else meanwhile is refused.</param>
public sealed record SaveProgrammeDraftRequest(long? Id, int RowVersion, ProgrammeContent Content, string Note);

/// <summary>Keeps a programme version as a draft. Nothing is judged by it until it is published.</summary>
public sealed class SaveProgrammeDraft(StudioData data, TimeProvider clock)
{
    /// <returns>The id of the draft.</returns>
    public async Task<Outcome<long>> RunAsync(Actor actor, SaveProgrammeDraftRequest request, CancellationToken ct)
    {
        if (!actor.May(Permission.EditProgramme))
        {
            return Refuse.Forbidden();
        }

        var errors = ProgrammeRules.Errors(request.Content);
        if (errors.Count > 0)
        {
            return Refuse.Invalid(errors);
        }

        return await data.WriteAsync<Outcome<long>>(async db =>
        {
            ProgrammeVersion version;
            if (request.Id is { } id)
            {
                var found = await db.Set<ProgrammeVersion>().FirstOrDefaultAsync(v => v.Id == id, ct);
                switch (found)
                {
                    case null:
                        return Refuse.NotFound("programme_unknown", "This programme version does not exist any more.");
                    case { State: ProgrammeState.Published }:
                        return Refuse.Conflict("programme_published", "This version is published and cannot be changed. Make a new draft from it.");
                    case var v when v.Version != request.RowVersion:
                        return Refuse.Conflict("changed_meanwhile", "Somebody else changed this meanwhile. Load it again and make your change once more.");
                }

                version = found;
                version.Content = request.Content.ToJson();
                version.Note = request.Note;
            }
            else
            {
                var number = (await db.Set<ProgrammeVersion>().MaxAsync(v => (int?)v.Number, ct) ?? 0) + 1;
                version = new ProgrammeVersion
                {
                    Number = number, Content = request.Content.ToJson(), Note = request.Note, Author = actor.Stamp, CreatedAt = clock.GetUtcNow().UtcDateTime,
                };
                db.Add(version);
            }

            await db.SaveChangesAsync(ct);
            db.Audit(actor, "programme.draft_saved", $"programme_version {version.Id}", request.Note);
            return version.Id;
        }, ct);
    }
}
