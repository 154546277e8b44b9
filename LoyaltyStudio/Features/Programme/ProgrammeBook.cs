using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Programme.Model;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Programme;

/// <summary>Reads the published versions in the transaction at hand, so that a decision and the rules behind it are of one moment.</summary>
public static class ProgrammeBook
{
    public static async Task<ProgrammeTimeline> TimelineAsync(StudioDb db, CancellationToken ct = default)
    {
        var rows = await db.Set<ProgrammeVersion>().AsNoTracking().Where(v => v.State == ProgrammeState.Published)
            .OrderBy(v => v.EffectiveFrom).ToListAsync(ct);
        return new ProgrammeTimeline([.. rows.Select(v => new LiveProgramme(v.Id, v.Number, v.EffectiveFrom!.Value, ProgrammeContent.FromJson(v.Content), v.RetiredFrom))]);
    }
}
