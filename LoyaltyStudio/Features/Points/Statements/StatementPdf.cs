using System.Globalization;
using LoyaltyStudio.Features.Points.Pages;
using LoyaltyStudio.Ui;
using Microsoft.Extensions.Localization;
using PdfSharp;
using PdfSharp.Drawing;
using PdfSharp.Pdf;

namespace LoyaltyStudio.Features.Points.Statements;

/// <summary>A statement on A4, in the member's language: the retailer's name, every booking with its balance, what ends when, and page numbers. Measures are points of 1/72 inch.</summary>
public sealed class StatementPdf(IStringLocalizer<PointsFeature> texts)
{
    private const double Left = 54, Right = 541, Top = 54, Bottom = 770, Row = 18;
    private static readonly Lock Gate = new();
    private static readonly XBrush Ink = new XSolidBrush(XColor.FromArgb(36, 31, 26));
    private static readonly XBrush Grey = new XSolidBrush(XColor.FromArgb(107, 97, 86));
    private static readonly XBrush Green = new XSolidBrush(XColor.FromArgb(23, 89, 74));
    private static readonly XPen Line = new(XColor.FromArgb(214, 206, 192), 0.6);

    public byte[] Make(MemberStatement statement)
    {
        var (culture, language) = (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture);
        try
        {
            CultureInfo.CurrentCulture = CultureInfo.CurrentUICulture = StudioLanguages.CultureOf(statement.Language);
            lock (Gate)
            {
                using var sheet = new Sheet(texts, statement);
                return sheet.Draw();
            }
        }
        finally
        {
            (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture) = (culture, language);
        }
    }

    private sealed class Sheet(IStringLocalizer texts, MemberStatement statement) : IDisposable
    {
        private static readonly XFont Big = StatementFonts.Of(20, bold: true);
        private static readonly XFont Bold = StatementFonts.Of(10, bold: true);
        private static readonly XFont Plain = StatementFonts.Of(10);
        private static readonly XFont Small = StatementFonts.Of(8.5);
        private readonly PdfDocument document = new();
        private XGraphics page = null!;
        private double y;

        public void Dispose() => document.Dispose();

        internal byte[] Draw()
        {
            document.Info.Title = $"{texts["Statement of points"]} {statement.CardNumber}";
            document.Info.Author = statement.Organisation;
            document.Info.CreationDate = statement.PrintedOn.ToDateTime(TimeOnly.MinValue);
            NewPage();
            Head();
            Bookings();
            Expiries();
            page.Dispose();
            Feet();
            using var stream = new MemoryStream();
            document.Save(stream);
            return stream.ToArray();
        }

        private void NewPage()
        {
            page?.Dispose();
            var sheet = document.AddPage();
            sheet.Size = PageSize.A4;
            page = XGraphics.FromPdfPage(sheet);
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

            page.DrawLine(Line, Left, y - 12, Right, y - 12);
            y += 4;
            Balance(texts["Balance at the end"], statement.Closing);
        }

        private void Columns()
        {
            Text(texts["Date"], Small, Grey, Left);
            Text(texts["What"], Small, Grey, Left + 84);
            TextRight(texts["Points"], Small, Grey, Right - 80);
            TextRight(texts["Balance"], Small, Grey, Right);
            page.DrawLine(Line, Left, y + 5, Right, y + 5);
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
            page.DrawLine(Line, Left, y + 5, Right, y + 5);
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
            for (var i = 0; i < document.PageCount; i++)
            {
                using var foot = XGraphics.FromPdfPage(document.Pages[i]);
                foot.DrawLine(Line, Left, 792, Right, 792);
                foot.DrawString($"{statement.Organisation} · {statement.CardNumber}", Small, Grey, Left, 806);
                foot.DrawString(texts["Page {0} of {1}", i + 1, document.PageCount], Small, Grey, new XRect(Left, 794, Right - Left, 16), XStringFormats.CenterRight);
            }
        }

        private void Text(string text, XFont font, XBrush brush, double x) => page.DrawString(text, font, brush, x, y);

        private void TextRight(string text, XFont font, XBrush brush, double x) => page.DrawString(text, font, brush, x - page.MeasureString(text, font).Width, y);

        private string Cut(string text, double width)
        {
            while (page.MeasureString(text, Plain).Width > width && text.Length > 4)
            {
                text = text[..^2].TrimEnd('…') + "…";
            }

            return text;
        }
    }
}
