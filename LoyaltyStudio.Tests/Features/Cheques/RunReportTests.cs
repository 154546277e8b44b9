using System.Text;
using LoyaltyStudio.Features.Cheques.Issuing;
using LoyaltyStudio.Features.Cheques.Reporting;
using LoyaltyStudio.Features.Cheques.Runs;
using LoyaltyStudio.Features.Members.Model;
using LoyaltyStudio.Platform;
using LoyaltyStudio.Tests.Support;
using LoyaltyStudio.Ui;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Tests.Features.Cheques;

/// <summary>What a run says for the books: control totals before and after, reasons of everybody, and the run before it.</summary>
public sealed class RunReportTests
{
    private static readonly DateOnly QuarterEnd = new(2025, 9, 30);

    [Theory]
    [InlineData(Engines.Sqlite)]
    [InlineData(Engines.PostgreSql)]
    public async Task Totals_before_and_after_agree_per_tier_and_store_also_where_cheques_were_withheld(string engine)
    {
        await using var shop = await IssuedAsync(engine);
        var retailer = shop.Retailer;
        var run = (await retailer.Get<ShowChequeRun>().RunAsync(retailer.Anna, 1, default)).Must();

        Assert.True(run.After.WithheldCount > 0 && run.After.Count > 0);
        Assert.Equal((run.Totals.Cheques, run.Totals.ValueCents), (run.After.Count + run.After.WithheldCount, run.After.Cents + run.After.WithheldCents));
        Assert.All(run.Tiers.Concat(run.Stores), g => Assert.Equal((0L, 0), (g.DifferenceCents, g.DifferenceCount)));
        Assert.Equal(run.After.Cents, run.Stores.Sum(s => s.After.Cents));
        Assert.Equal(run.After.WithheldCents, run.Tiers.Sum(t => t.After.WithheldCents));

        // Everybody who was a member at the cut-off is told why: a line, or no points at all.
        var without = run.Refusals.Where(r => r.Reason == Refusals.NoPoints).Sum(r => r.Count);
        var list = (await retailer.Get<ListChequeRunLines>().RunAsync(retailer.Anna, new(1, new PageRequest(0, 100), Show: Refusals.NoPoints), default)).Must();
        Assert.Equal((without, without), (list.Total, list.Rows.Count));
        Assert.True(without > 0);
        Assert.Equal(await retailer.ReadAsync(db => db.Set<Member>().CountAsync(m => m.EnrolledOn <= run.CutOff && m.Status == MemberStatus.Active)),
            without + await retailer.ReadAsync(db => db.Set<LoyaltyStudio.Features.Cheques.Model.ChequeRunLine>().CountAsync(l => l.RunId == 1 && db.Set<Member>().Any(m => m.Id == l.MemberId && m.Status == MemberStatus.Active))));
    }

    [Theory]
    [InlineData(Engines.Sqlite)]
    [InlineData(Engines.PostgreSql)]
    public async Task The_report_is_a_table_a_list_of_lines_without_formulas_and_a_document(string engine)
    {
        await using var shop = await IssuedAsync(engine);
        var retailer = shop.Retailer;
        await retailer.Data.WriteAsync(db => db.Set<Member>().Where(m => m.Id == 1).ExecuteUpdateAsync(s => s.SetProperty(m => m.FirstName, "=HYPERLINK(1)")), default);
        var report = (await retailer.Get<ReportChequeRun>().RunAsync(retailer.Anna, 1, default)).Must();
        using var speaking = StudioLanguages.Speak("nl");

        var totals = Encoding.UTF8.GetString(retailer.Get<RunCsv>().Totals(report)).Trim().Split("\r\n", StringSplitOptions.None).SelectMany(l => l.Split('\n')).ToList();
        Assert.Equal(1 + 1 + report.Run.Tiers.Count + report.Run.Stores.Count, totals.Count);
        Assert.Contains((report.Run.Totals.ValueCents / 100m).ToString("0.00", System.Globalization.CultureInfo.CurrentCulture), totals[1], StringComparison.Ordinal);
        Assert.All(totals.Skip(1), l => Assert.EndsWith("0,00", l.Trim('"'), StringComparison.Ordinal));

        using var stream = new MemoryStream();
        await retailer.Get<RunCsv>().LinesAsync(retailer.Anna, report, stream, default);
        var lines = Encoding.UTF8.GetString(stream.ToArray());
        Assert.Equal(1 + report.Run.Totals.Members, lines.Trim().Split('\n').Length);
        Assert.DoesNotContain(";=HYPERLINK", lines, StringComparison.Ordinal);
        Assert.DoesNotContain(";\"=HYPERLINK", lines, StringComparison.Ordinal);

        var pdf = retailer.Get<RunPdf>().Make(report);
        Assert.Equal("%PDF-1.7", Encoding.ASCII.GetString(pdf, 0, 8));
        var text = string.Join(' ', new PdfReader(pdf).Texts(0));
        Assert.Contains("Verslag van de uitgifte", text, StringComparison.Ordinal);
        Assert.Contains("Verschil", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_run_stands_beside_those_of_its_own_scheme_before_it()
    {
        await using var shop = await IssuedAsync(Engines.Sqlite);
        await shop.PassAsync(new DateOnly(2026, 1, 1));
        await shop.CalculateAsync(ChequeShop.Programme(3, 0, CalendarUnit.Quarter), new DateOnly(2025, 12, 31));
        var last = await shop.Retailer.ReadAsync(db => db.Set<LoyaltyStudio.Features.Cheques.Model.ChequeRun>().Where(r => r.Scheme == "main").MaxAsync(r => r.Id));

        var all = (await shop.Retailer.Get<CompareChequeRuns>().RunAsync(shop.Retailer.Anna, last, default)).Must();
        var own = (await shop.Retailer.Get<CompareChequeRuns>().RunAsync(Retailer.Person(9, "Sanne", [1]), last, default)).Must();

        Assert.Equal(["2025-Q3", "2025-Q4"], all.Select(r => r.Period));
        Assert.Equal(all.Select(r => r.Id), own.Select(r => r.Id));
        Assert.True(own[0].ValueCents < all[0].ValueCents);
    }

    private static async Task<ChequeShop> IssuedAsync(string engine)
    {
        var programme = ChequeShop.Programme(3, 0, CalendarUnit.Quarter);
        var shop = await ChequeShop.OpenAsync(engine, 3, QuarterEnd.AddDays(1), programme);
        for (var i = 0; i < 3; i++)
        {
            await shop.Retailer.Data.WriteAsync(async db =>
            {
                var poor = Fixtures.Member(shop.Retailer.Clock, 900 + i);
                poor.Index();
                db.Add(poor);
                await db.SaveChangesAsync();
            }, default);
        }

        var run = (await shop.CalculateAsync(programme, QuarterEnd))[0];
        await shop.LeaveAsync(12);
        (await shop.Retailer.Get<ApproveChequeRun>().RunAsync(shop.Retailer.Bram, run.Id, run.Version, default)).Must();
        (await shop.Retailer.Get<IssueChequeRun>().RunAsync(shop.Retailer.Anna, run.Id, null, default)).Must();
        return shop;
    }
}
