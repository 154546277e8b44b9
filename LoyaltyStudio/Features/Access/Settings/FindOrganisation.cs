using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Access.Model;
using LoyaltyStudio.Platform;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Access.Settings;

public sealed record OrganisationSettings(string Name, string Language, string Currency, string TimeZone, string PublicUrl, string MailFrom, bool SecondApprover,
    DateTime SetUpAt, int Version, int AdjustmentLimit);

/// <summary>The settings of the organisation with their version, for the form.</summary>
public sealed class FindOrganisation(StudioData data)
{
    public async Task<Outcome<OrganisationSettings>> RunAsync(Actor actor, CancellationToken ct)
    {
        if (!actor.May(Permission.ViewSettings))
        {
            return Refuse.Forbidden();
        }

        await using var db = data.Read();
        return await db.Set<Organisation>().Select(o => new OrganisationSettings(o.Name, o.Language, o.Currency, o.TimeZone, o.PublicUrl, o.MailFrom,
            o.SecondApprover, o.SetUpAt, o.Version, o.AdjustmentLimit)).SingleAsync(ct);
    }
}
