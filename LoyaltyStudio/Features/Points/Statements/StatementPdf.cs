using System.Globalization;
using LoyaltyStudio.Features.Points.Pages;
using LoyaltyStudio.Features.Points.Statements.Pdf;
using LoyaltyStudio.Ui;
using Microsoft.Extensions.Localization;

namespace LoyaltyStudio.Features.Points.Statements;

/// <summary>A statement on A4, in the member's language: the retailer's name, every booking with its balance, what ends when, and page numbers. Measures are points of 1/72 inch.</summary>
public sealed class StatementPdf(IStringLocalizer<PointsFeature> texts)
{
    private const double Left = 54, Right = 541, Top = 62, Bottom = 770, Row = 18;
    private static readonly Lazy<PdfFont> Regular = new(() => PdfFont.Load("Lato", "fonts.lato-regular.ttf"));
    private static readonly Lazy<PdfFont> Heavy = new(() => PdfFont.Load("LatoBold", "fonts.lato-bold.ttf"));
    private static readonly PdfColour Ink = new(0.14, 0.12, 0.1), Grey = new(0.42, 0.38, 0.34), Green = new(0.09, 0.35, 0.29), Rule = new(0.84, 0.81, 0.75);

    public byte[] Make(MemberStatement statement)
    {
        var (culture, language) = (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture);
        try
        {
            CultureInfo.CurrentCulture = CultureInfo.CurrentUICulture = StudioLanguages.CultureOf(statement.Language);
            return new Sheet(texts, statement).Draw();
        }
        finally
        {
            (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture) = (culture, language);
        }
    }

    private sealed class Sheet(IStringLocalizer texts, MemberStatement statement)
    {
        private static readonly (PdfFont Font, double Size) Big = (Heavy.Value, 20), Bold = (Heavy.Value, 10), Plain = (Regular.Value, 10), Small = (Regular.Value, 8.5);
        private readonly PdfFile file = new();
        private double y;

        internal byte[] Draw()
        {
            NewPage();
            Head();
            Bookings();
            Expiries();
            Feet();
            return file.Save($"{texts["Statement of points"]} {statement.CardNumber}", statement.Organisation, statement.PrintedOn);
        }

        private void NewPage()
        {
            file.AddPage();
            y = Top;
        }

        private void Head()
        {
            Text(statement.Organisation, Bold, Green, Left);
            y += 34;
            Text(texts["Statement of points"], Big, Ink, Left);
            y += 22;
            Text($"{UiFormat.Date(statement.From)} – {UiFormat.Date(statement.Until)}", Plain, Grey, Left);
            y += 26;
            Text(statement.Member, Bold, Ink, Left);
            TextRight(texts["Printed on {0}", UiFormat.Date(statement.PrintedOn)], Small, Grey, Right);
            y += 14;
            Text(texts["Card {0}", statement.CardNumber], Plain, Grey, Left);
            y += 28;
        }

        private void Bookings()
        {
            Columns();
            Balance(texts["Balance at the start"], statement.Opening);
            foreach (var line in statement.Lines)
            {
                Room(Row);
                Text(UiFormat.Date(line.On), Plain, Grey, Left);
                Text(Cut(EntryWords.Say(texts, line.Kind, line.Reason), 270), Plain, Ink, Left + 84);
                TextRight((line.Points > 0 ? "+" : "") + UiFormat.Number(line.Points), Plain, line.Points > 0 ? Green : Ink, Right - 80);
                TextRight(UiFormat.Number(line.Balance), Plain, Ink, Right);
                y += Row;
            }

            file.Line(file.PageCount - 1, Left, Right, y - 12, Rule);
            y += 4;
            Balance(texts["Balance at the end"], statement.Closing);
        }

        private void Columns()
        {
            Text(texts["Date"], Small, Grey, Left);
            Text(texts["What"], Small, Grey, Left + 84);
            TextRight(texts["Points"], Small, Grey, Right - 80);
            TextRight(texts["Balance"], Small, Grey, Right);
            file.Line(file.PageCount - 1, Left, Right, y + 5, Rule);
            y += 20;
        }

        private void Balance(string what, long points)
        {
            Room(Row);
            Text(what, Bold, Ink, Left + 84);
            TextRight(UiFormat.Number(points), Bold, Ink, Right);
            y += Row;
        }

        private void Expiries()
        {
            if (statement.Expiries.Count == 0)
            {
                return;
            }

            Room(70);
            y += 18;
            Text(texts["What ends when"], Bold, Ink, Left);
            TextRight(texts["as things stand on {0}", UiFormat.Date(statement.PrintedOn)], Small, Grey, Right);
            file.Line(file.PageCount - 1, Left, Right, y + 5, Rule);
            y += 20;
            foreach (var end in statement.Expiries)
            {
                Room(Row, columns: false);
                Text(texts["to be spent until {0}", UiFormat.Date(end.On)], Plain, Ink, Left);
                TextRight(texts["{0} points", UiFormat.Number(end.Points)], Plain, Ink, Right);
                y += Row;
            }
        }

        /// <summary>Begins a new page where this much does not fit any more.</summary>
        private void Room(double height, bool columns = true)
        {
            if (y + height > Bottom)
            {
                NewPage();
                if (columns)
                {
                    Columns();
                }
            }
        }

        private void Feet()
        {
            for (var i = 0; i < file.PageCount; i++)
            {
                string number = texts["Page {0} of {1}", i + 1, file.PageCount];
                file.Line(i, Left, Right, 792, Rule);
                file.Text(i, $"{statement.Organisation} · {statement.CardNumber}", Small.Font, Small.Size, Grey, Left, 806);
                file.Text(i, number, Small.Font, Small.Size, Grey, Right - Small.Font.Width(number, Small.Size), 806);
            }
        }

        private void Text(string text, (PdfFont Font, double Size) style, PdfColour colour, double x) => file.Text(file.PageCount - 1, text, style.Font, style.Size, colour, x, y);

        private void TextRight(string text, (PdfFont Font, double Size) style, PdfColour colour, double x) => Text(text, style, colour, x - style.Font.Width(text, style.Size));

        private static string Cut(string text, double width)
        {
            while (Plain.Font.Width(text, Plain.Size) > width && text.Length > 4)
            {
                text = text[..^2].TrimEnd('…') + "…";
            }

            return text;
        }
    }
}
