using LoyaltyStudio.Documents;
using LoyaltyStudio.Features.Cheques.Runs;
using LoyaltyStudio.Ui;
using Microsoft.Extensions.Localization;

namespace LoyaltyStudio.Features.Cheques.Reporting;

/// <summary>The report of a run on A4 for the books, in the reader's language: control totals before and after, per tier and store, and places to sign. Measures are points of 1/72 inch.</summary>
public sealed class RunPdf(IStringLocalizer<ChequesFeature> texts)
{
    public byte[] Make(ChequeRunReport report) => new Sheet(texts, report).Draw();

    private sealed class Sheet(IStringLocalizer texts, ChequeRunReport report) : PdfSheet
    {
        private const double Row = 17;
        private static readonly PdfStyle Big = new(PdfFont.Bold, 20, Ink), Bold = new(PdfFont.Bold, 9.5, Ink), Plain = new(PdfFont.Regular, 9.5, Ink), Small = new(PdfFont.Regular, 8.5, Grey);

        /// <summary>Right edges of the columns of figures.</summary>
        private static readonly double[] Columns = [232, 300, 352, 420, 480, Right];
        private readonly UiFormat format = new(report.Currency, report.Calendar);

        private ChequeRunDetail Run => report.Run;
        private string Title => texts["Report of the issue {0}, {1}", ReportWords.Scheme(texts, Run), ChequeTexts.Period(texts, Run.Period)];

        internal byte[] Draw() => Make(Title, report.Organisation, StudioLanguages.Current, report.Printed, $"{report.Organisation} · {UiFormat.Date(report.Printed)}", (page, all) => texts["Page {0} of {1}", page, all]);

        protected override void Fill()
        {
            Head();
            Figures();
            Table(texts["Whole issue"], [new ChequeGroup("", texts["Everything"], texts["Everything"], Run.Totals, Run.After)]);
            Table(texts["Per tier"], Run.Tiers);
            Table(texts["Per store"], Run.Stores);
            Refusals();
            Verdict();
            Signatures();
        }

        private void Head()
        {
            Text(report.Organisation, Bold with { Colour = Green }, Left);
            Y += 32;
            Y = Page.Paragraph(Title, Big, Left, Y, Right - Left, 24);
            foreach (var (what, says) in Facts())
            {
                Text(what, Plain with { Colour = Grey }, Left);
                Text(says, Plain, Left + 130);
                Y += 15;
            }

            Y += 10;
        }

        private IEnumerable<(string What, string Says)> Facts()
        {
            yield return (texts["Period"], $"{ChequeTexts.PeriodTitle(texts, Run.Period)} ({Run.Period})");
            yield return (texts["Cut-off day"], UiFormat.Date(Run.CutOff));
            yield return (texts["Cheques valid until"], UiFormat.Date(Run.ChequesValidUntil));
            yield return (texts["Version of the programme"], UiFormat.Number(Run.ProgrammeNumber));
            yield return (texts["Prepared by"], $"{ChequeTexts.Person(texts, Run.PreparedBy)}, {format.Instant(Run.PreparedAt)}");
            yield return (texts["Approved by"], Run.ApprovedBy is { } by && Run.ApprovedAt is { } at ? $"{ChequeTexts.Person(texts, by)}, {format.Instant(at)}" : texts["Not yet"]);
            yield return (texts["Status"], Run.IssuedAt is { } issued ? $"{ChequeTexts.State(texts, Run.State)}, {format.Instant(issued)}" : ChequeTexts.State(texts, Run.State));
        }

        private void Figures()
        {
            foreach (var (what, before, after) in new[]
                     {
                         (texts["Points taken off"].Value, Run.Totals.PointsUsed, Run.After.Points), (texts["Points carried over"].Value, Run.Totals.PointsCarried, Run.Totals.PointsCarried),
                     })
            {
                Text(what, Plain with { Colour = Grey }, Left);
                Text(Run.IsIssued && before != after ? texts["{0} calculated, {1} issued", UiFormat.Number(before), UiFormat.Number(after)] : UiFormat.Number(before), Plain, Left + 130);
                Y += 15;
            }

            Y += 8;
        }

        private void Table(string title, IReadOnlyList<ChequeGroup> groups)
        {
            Room(60 + Row);
            Y += 10;
            Text(title, Bold, Left);
            Columned(Small, [texts["Calculated"], "", texts["Issued"], "", texts["Withheld"], texts["Difference"]]);
            Underline();
            Y += Row + 2;
            foreach (var group in groups)
            {
                Room(Row);
                Text(PdfPage.Fit(ReportWords.NameOf(texts, group), Plain, 128), Plain, Left);
                Columned(Plain, [UiFormat.Number(group.Totals.Cheques), Money(group.Totals.ValueCents), Run.IsIssued ? UiFormat.Number(group.After.Count) : "–", Run.IsIssued ? Money(group.After.Cents) : "–",
                    Run.IsIssued ? Money(group.After.WithheldCents) : "–"]);
                var wrong = Run.IsIssued && group.DifferenceCents != 0;
                Text(Run.IsIssued ? Money(group.DifferenceCents) : "–", wrong ? Bold with { Colour = Red } : Plain, Right, TextAnchor.Right);
                Y += Row;
            }
        }

        private void Refusals()
        {
            Room(50);
            Y += 10;
            Text(texts["Without a cheque"], Bold, Left);
            Underline();
            Y += Row + 2;
            foreach (var refusal in Run.Refusals)
            {
                Room(Row);
                Text(ChequeTexts.Refusal(texts, refusal.Reason), Plain, Left);
                Text(UiFormat.Number(refusal.Count), Plain, Right, TextAnchor.Right);
                Y += Row;
            }
        }

        private void Verdict()
        {
            Room(40);
            Y += 16;
            var difference = Run.Totals.ValueCents - Run.After.Cents - Run.After.WithheldCents;
            var (says, colour) = !Run.IsIssued ? (texts["Nothing is issued yet; these are the totals of the calculation."], Grey)
                : difference == 0 && Run.Totals.Cheques == Run.After.Count + Run.After.WithheldCount ? (texts["Calculated = issued + withheld. Difference {0}.", Money(0)], Green)
                : (texts["What was issued differs from the calculation by {0}.", Money(difference)], Red);
            Text(says, Bold with { Colour = colour }, Left);
            Y += 20;
        }

        private void Signatures()
        {
            Room(80);
            Y += 40;
            var width = (Right - Left - 40) / 3;
            string[] who = [texts["Prepared"], texts["Approved"], texts["Entered in the books"]];
            for (var i = 0; i < who.Length; i++)
            {
                var x = Left + (i * (width + 20));
                Page.Line(x, Y, x + width, Y, Ink);
                Page.Text(who[i], Small, x, Y + 13);
                Page.Text(texts["Name, date"], Small, x + width, Y + 13, TextAnchor.Right);
            }
        }

        private string Money(long cents) => format.Money(cents);

        private void Columned(PdfStyle style, IReadOnlyList<string> cells)
        {
            for (var i = 0; i < cells.Count; i++)
            {
                Text(cells[i], style, Columns[i], TextAnchor.Right);
            }
        }
    }
}
