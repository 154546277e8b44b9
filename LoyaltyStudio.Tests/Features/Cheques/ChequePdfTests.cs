using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Access.Settings;
using LoyaltyStudio.Features.Cheques.Codes;
using LoyaltyStudio.Features.Cheques.Model;
using LoyaltyStudio.Features.Cheques.Printing;
using LoyaltyStudio.Platform;
using LoyaltyStudio.Tests.Documents;
using LoyaltyStudio.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Tests.Features.Cheques;

/// <summary>The cheque as members get it, read back from the file.</summary>
public sealed class ChequePdfTests
{
    [Theory]
    [InlineData("nl", "Geldig tot en met 30 september 2026", "€ 5,00", "Te besteden in al onze winkels en online", "Beste Zoë,")]
    [InlineData("en", "Valid until 30 September 2026", "€ 5.00", "To spend in all our shops and online", "Dear Zoë,")]
    public async Task A_cheque_says_value_last_day_shops_and_code_in_letters_and_in_both_marks(string language, string until, string value, string where, string greeting)
    {
        await using var retailer = await Retailer.NewAsync(await TestDatabase.SqliteAsync());
        await ChequeWorld.IssueAsync(retailer, [ChequeWorld.Person(retailer, 1, mail: true, language: language)]);
        (await retailer.Get<SaveBrand>().RunAsync(retailer.Anna, new("#8a1c3b", "Oudegracht 12", "3511ab", "Utrecht", PdfFileTests.Png(120, 40, 6, 0), SaveBrandRequest.None), default)).Must();
        var cheque = await retailer.ReadAsync(db => db.Set<Cheque>().SingleAsync());
        var code = retailer.Get<CodeVault>().Reveal(cheque.CodeSealed);

        var file = (await retailer.Get<ShowChequePaper>().RunAsync(retailer.Anna, cheque.MemberId, cheque.Id, default)).Must();

        await KeepAsync($"cheque-{language}", file);
        var pdf = new PdfReader(file);
        var texts = pdf.Texts(0);
        Assert.Contains(until, texts);
        Assert.Contains(value, texts);
        Assert.Contains(where, texts);
        Assert.Contains(greeting, texts);
        Assert.Contains(CodeText.Print(code), texts);
        Assert.Contains(texts, t => t.Contains("Oudegracht 12, 3511 AB Utrecht", StringComparison.Ordinal));
        Assert.Contains(texts, t => t.Contains("200", StringComparison.Ordinal));
        Assert.Equal(code, MarkReader.Qr(pdf.Raster(0)));
        Assert.Equal(code, MarkReader.Code128([.. pdf.Areas(0).Where(a => a.Height > 20).Select(a => (a.X, a.Width))]));
        Assert.Equal(2, pdf.Images);
        Assert.DoesNotContain(code, pdf.Raw, StringComparison.Ordinal);
        Assert.Equal(1, await retailer.ReadAsync(db => db.Set<AuditEntry>().CountAsync(a => a.Action == "cheque.code_seen")));
    }

    [Fact]
    public async Task A_page_for_the_envelope_has_the_address_where_the_window_is()
    {
        await using var retailer = await Retailer.NewAsync(await TestDatabase.SqliteAsync());
        await ChequeWorld.IssueAsync(retailer, [ChequeWorld.Person(retailer, 1, mail: false), ChequeWorld.Person(retailer, 2, mail: false, language: "en", home: false)]);
        var batch = (await retailer.Get<PrintCheques>().RunAsync(retailer.Anna, default)).Must();
        var opened = (await retailer.Get<OpenPrintBatch>().RunAsync(retailer.Anna, batch.Id, default)).Must();
        using var output = new MemoryStream();

        await retailer.Get<PrintPages>().WriteAsync(opened, output, null, default);

        await KeepAsync("cheque-batch", output.ToArray());
        var pdf = new PdfReader(output.ToArray());
        Assert.Equal(2, pdf.Pages.Count);
        Assert.Equal(["Dorpsstraat 2", "Dorpsstraat 1"], Enumerable.Range(0, 2).Select(i => pdf.Texts(i).First(t => t.StartsWith("Dorpsstraat", StringComparison.Ordinal))));
        Assert.Contains("9998 AB  DRIEBERGEN-RIJSENBURG", pdf.Texts(1));
        var codes = await retailer.ReadAsync(db => db.Set<Cheque>().Select(c => c.CodeSealed).ToListAsync());
        Assert.Equal(codes.Select(retailer.Get<CodeVault>().Reveal).Order(), Enumerable.Range(0, 2).Select(i => MarkReader.Qr(pdf.Raster(i))).Order());
    }

    private static async Task KeepAsync(string name, byte[] file)
    {
        if (Environment.GetEnvironmentVariable("LOYALTYSTUDIO_TEST_SCREENSHOTS") is { Length: > 0 } folder)
        {
            await File.WriteAllBytesAsync(Path.Combine(folder, $"{name}.pdf"), file);
        }
    }
}
