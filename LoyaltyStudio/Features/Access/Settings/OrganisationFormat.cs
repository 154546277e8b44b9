using LoyaltyStudio.Platform;
using LoyaltyStudio.Ui;

namespace LoyaltyStudio.Features.Access.Settings;

/// <summary>Gives screens the currency and calendar of the organisation.</summary>
public sealed class OrganisationFormat(OrganisationBook book) : IUiFormatSource
{
    public async Task<UiFormat> CurrentAsync(CancellationToken ct)
    {
        if (!await book.IsSetUpAsync(ct))
        {
            return UiFormat.Default;
        }

        var organisation = await book.CurrentAsync(ct);
        return new UiFormat(organisation.Currency, organisation.Calendar);
    }
}
