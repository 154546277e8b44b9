using System.Globalization;
using LoyaltyStudio.Platform;

namespace LoyaltyStudio.Ui;

/// <summary>
/// How this organisation's amounts and moments are written, in the language of the reader. The layout cascades one to every screen and dialog.
/// </summary>
public sealed record UiFormat(string Currency, BusinessCalendar Calendar)
{
    /// <summary>For screens before the set-up and for tests: euro and UTC.</summary>
    public static readonly UiFormat Default = new("EUR", new BusinessCalendar(TimeZoneInfo.Utc));

    private static CultureInfo Culture => CultureInfo.CurrentCulture;

    /// <summary>€ 12,50</summary>
    public string Money(long cents, string? currency = null) => new Money(cents, currency ?? Currency).Format(Culture);

    /// <summary>€ 1.250, for tiles where cents are noise.</summary>
    public string WholeMoney(long cents)
    {
        var whole = Money((long)Math.Round(cents / 100m, MidpointRounding.AwayFromZero) * 100);
        return whole[..^(Culture.NumberFormat.NumberDecimalSeparator.Length + 2)];
    }

    /// <summary>1.250</summary>
    public static string Number(long number) => number.ToString("N0", Culture);

    /// <summary>12,5 %</summary>
    public static string Percent(double share, int decimals = 0) => (share * 100).ToString($"N{decimals}", Culture) + " %";

    /// <summary>21 nov 2026</summary>
    public static string Date(DateOnly date) => date.ToString("d MMM yyyy", Culture).Replace(".", "", StringComparison.Ordinal);

    /// <summary>21 nov 2026 14:05, on the clock of the organisation.</summary>
    public string Instant(DateTime utc)
    {
        var local = TimeZoneInfo.ConvertTimeFromUtc(DateTime.SpecifyKind(utc, DateTimeKind.Utc), Calendar.Zone);
        return $"{Date(DateOnly.FromDateTime(local))} {local.ToString("HH:mm", Culture)}";
    }
}

/// <summary>Gives the format of the organisation; the feature that owns the organisation implements it.</summary>
public interface IUiFormatSource
{
    Task<UiFormat> CurrentAsync(CancellationToken ct);
}
