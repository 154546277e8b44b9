using System.Globalization;
using LoyaltyStudio.Features.Cheques.Book;
using LoyaltyStudio.Platform;
using LoyaltyStudio.Ui;
using Microsoft.AspNetCore.Components;

namespace LoyaltyStudio.Features.Cheques.Pages;

public partial class ChequeBookPage
{
    private const int Shown = 100;
    private readonly LoadState<ChequeBookView> state = new();

    [Inject] private TimeProvider Clock { get; set; } = default!;
    [SupplyParameterFromQuery] private DateOnly? From { get; set; }
    [SupplyParameterFromQuery] private DateOnly? Until { get; set; }
    [SupplyParameterFromQuery] private string? By { get; set; }

    private DateOnly Today => Format.Calendar.Today(Clock);

    private DateOnly First => From ?? BusinessCalendar.Floor(Today, CalendarUnit.Year);

    private DateOnly Last => Until ?? Today;

    private BookSplit Split => Enum.TryParse<BookSplit>(By, out var split) ? split : BookSplit.Month;

    private IEnumerable<(string Name, DateOnly From, DateOnly Until)> Presets
    {
        get
        {
            var (month, quarter, year) = (BusinessCalendar.Floor(Today, CalendarUnit.Month), BusinessCalendar.Floor(Today, CalendarUnit.Quarter), BusinessCalendar.Floor(Today, CalendarUnit.Year));
            yield return (T["this month"], month, Today);
            yield return (T["last month"], month.AddMonths(-1), month.AddDays(-1));
            yield return (T["last quarter"], quarter.AddMonths(-3), quarter.AddDays(-1));
            yield return (T["this year"], year, Today);
            yield return (T["last year"], year.AddYears(-1), year.AddDays(-1));
        }
    }

    protected override Task OnParametersSetAsync() => LoadAsync();

    private Task LoadAsync() => LoadAsync(state, (actor, ct) => Read.RunAsync(actor, new ReadChequeBookRequest(First, Last, Split), ct));

    private string Amount(ReconciliationLine line, long figure) => line.Kind == ReconciliationKind.Points ? T["{0} points", UiFormat.Number(figure)] : Format.Money(figure);

    private string Download(ChequeBookView view) => $"/cheques/book.csv?from={Iso(view.From)}&until={Iso(view.Until)}&by={Split}";

    private static string Iso(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private RenderFragment Cells(BookFigures f) => builder =>
    {
        long[] figures = Split == BookSplit.Till ? [f.Redeemed, f.Reversed] : [f.Before, f.Issued, f.Redeemed, f.Reversed, f.Expired, f.Revoked, f.After];
        foreach (var cents in figures)
        {
            builder.OpenElement(0, "td");
            builder.AddAttribute(1, "class", "num");
            builder.AddContent(2, cents == 0 ? "–" : Format.Money(cents));
            builder.CloseElement();
        }
    };
}
