using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Access.Settings;
using LoyaltyStudio.Features.Cheques.Runs;
using LoyaltyStudio.Features.Programme.Model;
using LoyaltyStudio.Features.Programme.Reading;
using LoyaltyStudio.Platform;
using Microsoft.Extensions.Localization;

namespace LoyaltyStudio.Features.Cheques.Previewing;

/// <summary>
/// Reads how the members stand today, grouped where they are alike, so that a form can show at once what every change of a scheme would give. The figures are those
/// that a run would have that is opened and calculated at this moment with today as its cut-off.
/// </summary>
public sealed class PreviewSchemes(StudioData data, TimeProvider clock, OrganisationBook organisation, IStringLocalizer<ChequesFeature> texts) : ISchemePreview
{
    public async Task<Outcome<ISchemeReading>> RunAsync(Actor actor, ProgrammeContent content, CancellationToken ct)
    {
        if (!actor.May(Permission.ViewCheques) && !actor.May(Permission.EditProgramme))
        {
            return Refuse.Forbidden();
        }

        var today = (await organisation.CurrentAsync(ct)).Today(clock);
        return await new DistributionReader(data, today, actor.Stores, PreviewNeeds.Of(content)).ReadAsync(ct);
    }

    public string Why(string reason) => ChequeTexts.Refusal(texts, reason);
}
