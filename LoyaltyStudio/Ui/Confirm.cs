using Radzen;

namespace LoyaltyStudio.Ui;

/// <summary>Asks before something that matters. Title and text name the object and the number of things; the button says what happens.</summary>
public sealed class Confirm(DialogService dialogs)
{
    public async Task<bool> AskAsync(string title, string text, string button, bool danger = false)
    {
        var parameters = new Dictionary<string, object?> { ["Text"] = text, ["Button"] = button, ["Danger"] = danger };
        var options = new DialogOptions { Width = "min(30rem, 94vw)", CloseDialogOnOverlayClick = false, CssClass = "confirm" };
        return await dialogs.OpenAsync<ConfirmDialog>(title, parameters, options) is true;
    }
}
