using Microsoft.Extensions.Localization;
using Radzen;

namespace LoyaltyStudio.Ui;

/// <summary>Short messages in a corner, already in the reader's language.</summary>
public sealed class Toasts(NotificationService notifications, IStringLocalizer<UiTexts> texts)
{
    public void Done(string text) => Show(NotificationSeverity.Success, texts["Done"], text, 4);

    public void Note(string text) => Show(NotificationSeverity.Info, texts["Note"], text, 6);

    public void Refused(string text) => Show(NotificationSeverity.Warning, texts["That did not work"], text, 8);

    /// <summary>Something broke; the reference is found back in the log.</summary>
    public void Failed(string reference) =>
        Show(NotificationSeverity.Error, texts["Something went wrong"], texts["Nothing was changed. Try again; if it stays, give your administrator reference {0}.", reference], 12);

    private void Show(NotificationSeverity severity, string summary, string text, int seconds) =>
        notifications.Notify(new NotificationMessage { Severity = severity, Summary = summary, Detail = text, Duration = seconds * 1000, CloseOnClick = true });
}
