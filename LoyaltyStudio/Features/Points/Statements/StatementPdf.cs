using System.Globalization;
using LoyaltyStudio.Documents;
using LoyaltyStudio.Features.Points.Pages;
using LoyaltyStudio.Ui;
using Microsoft.Extensions.Localization;

namespace LoyaltyStudio.Features.Points.Statements;

/// <summary>A statement on A4, in the member's language: the retailer's name, every booking with its balance, what ends when, and page numbers. Measures are points of 1/72 inch.</summary>
public sealed class StatementPdf(IStringLocalizer<PointsFeature> texts)
{
    private const double Left = 54, Right = 541, Top = 62, Bottom = 770, Row = 18;
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
        private static readonly (PdfFont Font, double Size) Big = (PdfFont.Bold, 20), Bold = (PdfFont.Bold, 10), Plain = (PdfFont.Regular, 10), Small = (PdfFont.Regular, 8.5);
        private readonly List<PdfPage> pages = [];
        private PdfFile file = null!;
        private double y;

        internal byte[] Draw()
        {
            using var output = new MemoryStream();
            using var made = new PdfFile(output);
            file = made;
            NewPage();
            Head();
            Bookings();
            Expiries();
            Feet();
            pages.ForEach(file.Add);
            file.Finish($"{texts["Statement of points"]} {statement.CardNumber}", statement.Organisation, statement.Language, statement.PrintedOn);
            file.Flush();
            return output.ToArray();
        }

        private void NewPage()
        {
            pages.Add(file.NewPage());
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

            pages[^1].Line(Left, y - 12, Right, y - 12, Rule);
            y += 4;
            Balance(texts["Balance at the end"], statement.Closing);
        }

        private void Columns()
        {
            Text(texts["Date"], Small, Grey, Left);
            Text(texts["What"], Small, Grey, Left + 84);
            TextRight(texts["Points"], Small, Grey, Right - 80);
            TextRight(texts["Balance"], Small, Grey, Right);
            pages[^1].Line(Left, y + 5, Right, y + 5, Rule);
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
            pages[^1].Line(Left, y + 5, Right, y + 5, Rule);
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
            for (var i = 0; i < pages.Count; i++)
            {
                pages[i].Line(Left, 792, Right, 792, Rule);
                pages[i].Text($"{statement.Organisation} · {statement.CardNumber}", new PdfStyle(Small.Font, Small.Size, Grey), Left, 806);
                pages[i].Text(texts["Page {0} of {1}", i + 1, pages.Count], new PdfStyle(Small.Font, Small.Size, Grey), Right, 806, TextAnchor.Right);
            }
        }

        private void Text(string text, (PdfFont Font, double Size) style, PdfColour colour, double x, TextAnchor anchor = TextAnchor.Left) =>
            pages[^1].Text(text, new PdfStyle(style.Font, style.Size, colour), x, y, anchor);

        private void TextRight(string text, (PdfFont Font, double Size) style, PdfColour colour, double x) => Text(text, style, colour, x, TextAnchor.Right);

        private static string Cut(string text, double width) => PdfPage.Fit(text, new PdfStyle(Plain.Font, Plain.Size, Ink), width);
    }
}
