using System.Diagnostics;
using LoyaltyStudio.Documents;
using LoyaltyStudio.Features.Cheques.Printing;
using LoyaltyStudio.Tests.Support;

namespace LoyaltyStudio.Tests.Scale;

/// <summary>A print batch of many cheques: read, codes revealed, drawn and written, beside one page of that weight packed and written as often.</summary>
internal static class ChequePages
{
    private const int WarmPages = 1_000;

    internal static async Task<int> RunAsync(int cheques, string engine, CancellationToken ct)
    {
        await using var retailer = await Retailer.NewAsync(await TestDatabase.OnAsync(engine));
        await ChequeWorld.IssueAsync(retailer, [.. Enumerable.Range(1, cheques).Select(i => ChequeWorld.Person(retailer, i, mail: false, language: i % 5 == 0 ? "en" : "nl"))]);
        var batch = (await retailer.Get<PrintCheques>().RunAsync(retailer.Anna, ct)).Must();
        var opened = (await retailer.Get<OpenPrintBatch>().RunAsync(retailer.Anna, batch.Id, ct)).Must();
        if (opened.Cheques.Count != cheques)
        {
            throw new InvalidOperationException($"{opened.Cheques.Count} of {cheques} cheques are in the batch.");
        }

        var file = Path.Combine(Directory.CreateTempSubdirectory("loyalty-pdf-").FullName, "batch.pdf");
        long liveWarm = 0, setWarm = 0, setMost = 0;
        void Look(long done)
        {
            using var process = Process.GetCurrentProcess();
            if (done >= WarmPages && liveWarm == 0)
            {
                (liveWarm, setWarm) = (GC.GetTotalMemory(forceFullCollection: true), process.WorkingSet64);
            }

            setMost = Math.Max(setMost, process.WorkingSet64);
        }

        var watch = Stopwatch.StartNew();
        await using (var output = new FileStream(file, FileMode.Create, FileAccess.Write, FileShare.None, 1 << 16, useAsync: true))
        {
            await retailer.Get<PrintPages>().WriteAsync(opened, output, (done, _, _) => Look(done), ct);
        }

        var seconds = watch.Elapsed.TotalSeconds;
        var live = GC.GetTotalMemory(forceFullCollection: true) - liveWarm;
        var bare = Bare(cheques);
        ScaleProgram.Tell("cheque-pdf", seconds, "s", bare, engine, cheques);
        ScaleProgram.Tell("cheque-pdf-pages", cheques / seconds, "pages/s", cheques / bare, engine, cheques);
        ScaleProgram.Tell("cheque-pdf-growth", Math.Max(0, setMost - setWarm) / 1e6, "MB working set after page 1,000", null, engine, cheques);
        ScaleProgram.Tell("cheque-pdf-live", live / 1e6, "MB live objects after page 1,000", null, engine, cheques);
        ScaleProgram.Tell("cheque-pdf-size", new FileInfo(file).Length / 1e6, "MB", null, engine, cheques);
        Directory.Delete(Path.GetDirectoryName(file)!, recursive: true);
        return 0;
    }

    /// <summary>One page of the same weight, packed and written as often.</summary>
    private static double Bare(int pages)
    {
        var watch = Stopwatch.StartNew();
        using var file = new PdfFile(Stream.Null);
        var page = file.NewPage();
        CodeMarks.Qr(page, "7K2M9QX4TB81HC", 50, 50, 100, PdfColour.Black);
        CodeMarks.Bars(page, "7K2M9QX4TB81HC", 50, 200, 160, 40, PdfColour.Black);
        for (var line = 0; line < 25; line++)
        {
            page.Text("A line of sixty letters, as long as most lines of a cheque are.", new PdfStyle(PdfFont.Regular, 10, PdfColour.Black), 50, 300 + (line * 15));
        }

        for (var i = 0; i < pages; i++)
        {
            file.Add(page);
            file.Flush();
        }

        file.Finish("bare", "bare", "en", new DateOnly(2026, 1, 1));
        file.Flush();
        return watch.Elapsed.TotalSeconds;
    }
}
