using LoyaltyStudio.Documents;
using LoyaltyStudio.Features.Points.Pages;
using LoyaltyStudio.Ui;
using Microsoft.Extensions.Localization;

namespace LoyaltyStudio.Features.Points.Statements;

/// <summary>A statement on A4, in the member's language: the retailer's name, every booking with its balance, what ends when, and page numbers. Measures are points of 1/72 inch.</summary>
public sealed class StatementPdf(IStringLocalizer<PointsFeature> texts)
{
    private const double Row = 18;

    public byte[] Make(MemberStatement statement)
    {
        using (StudioLanguages.Speak(statement.Language))
        {
            return new Sheet(texts, statement).Draw();
        }
    }

    private sealed class Sheet(IStringLocalizer texts, MemberStatement statement) : PdfSheet
    {
        private static readonly PdfStyle Big = new(PdfFont.Bold, 20, Ink), Bold = new(PdfFont.Bold, 10, Ink), Plain = new(PdfFont.Regular, 10, Ink), Pale = Plain with { Colour = Grey }, Small = new(PdfFont.Regular, 8.5, Grey);

        internal byte[] Draw() => Make($"{texts["Statement of points"]} {statement.CardNumber}", statement.Organisation, statement.Language, statement.PrintedOn,
            $"{statement.Organisation} · {statement.CardNumber}", (page, all) => texts["Page {0} of {1}", page, all]);

        protected override void Fill()
        {
            Head();
            Bookings();
            Expiries();
        }

        private void Head()
        {
            Text(statement.Organisation, Bold with { Colour = Green }, Left);
            Y += 34;
            Text(texts["Statement of points"], Big, Left);
            Y += 22;
            Text($"{UiFormat.Date(statement.From)} – {UiFormat.Date(statement.Until)}", Pale, Left);
            Y += 26;
            Text(statement.Member, Bold, Left);
            Text(texts["Printed on {0}", UiFormat.Date(statement.PrintedOn)], Small, Right, TextAnchor.Right);
            Y += 14;
            Text(texts["Card {0}", statement.CardNumber], Pale, Left);
            Y += 28;
        }

        private void Bookings()
        {
            Columns();
            Balance(texts["Balance at the start"], statement.Opening);
            foreach (var line in statement.Lines)
            {
                BookingRow();
                Text(UiFormat.Date(line.On), Pale, Left);
                Text(Cut(EntryWords.Say(texts, line.Kind, line.Reason), 270), Plain, Left + 84);
                Text((line.Points > 0 ? "+" : "") + UiFormat.Number(line.Points), Plain with { Colour = line.Points > 0 ? Green : Ink }, Right - 80, TextAnchor.Right);
                Text(UiFormat.Number(line.Balance), Plain, Right, TextAnchor.Right);
                Y += Row;
            }

            Underline(-12);
            Y += 4;
            Balance(texts["Balance at the end"], statement.Closing);
        }

        private void Columns()
        {
            Text(texts["Date"], Small, Left);
            Text(texts["What"], Small, Left + 84);
            Text(texts["Points"], Small, Right - 80, TextAnchor.Right);
            Text(texts["Balance"], Small, Right, TextAnchor.Right);
            Underline();
            Y += 20;
        }

        private void Balance(string what, long points)
        {
            BookingRow();
            Text(what, Bold, Left + 84);
            Text(UiFormat.Number(points), Bold, Right, TextAnchor.Right);
            Y += Row;
        }

        private void Expiries()
        {
            if (statement.Expiries.Count == 0)
            {
                return;
            }

            Room(70);
            Y += 18;
            Text(texts["What ends when"], Bold, Left);
            Text(texts["as things stand on {0}", UiFormat.Date(statement.PrintedOn)], Small, Right, TextAnchor.Right);
            Underline();
            Y += 20;
            foreach (var end in statement.Expiries)
            {
                Room(Row);
                Text(texts["to be spent until {0}", UiFormat.Date(end.On)], Plain, Left);
                Text(texts["{0} points", UiFormat.Number(end.Points)], Plain, Right, TextAnchor.Right);
                Y += Row;
            }
        }

        /// <summary>Room for one row of a booking; a new page begins with the heads of the columns.</summary>
        private void BookingRow()
        {
            if (Room(Row))
            {
                Columns();
            }
        }

        private static string Cut(string text, double width) => PdfPage.Fit(text, Plain, width);
    }
}
