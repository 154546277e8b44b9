using System.Collections.Concurrent;
using LoyaltyStudio.Data;
using LoyaltyStudio.Documents;
using LoyaltyStudio.Features.Access.Settings;
using LoyaltyStudio.Features.Cheques.Codes;
using LoyaltyStudio.Features.Cheques.Model;
using LoyaltyStudio.Features.Members.Model;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;

namespace LoyaltyStudio.Features.Cheques.Printing;

/// <summary>
/// Writes the pages of a batch while it reads the cheques, some hundreds at a time, so that ten thousand pages take no more memory than a few. The caller has opened the batch by
/// <see cref="OpenPrintBatch"/>. Progress can be asked for while it runs.
/// </summary>
public sealed class PrintPages(StudioData data, TimeProvider clock, OrganisationBook organisation, BrandLogo logo, CodeVault vault, ChequePdf pdf, IStringLocalizer<ChequesFeature> texts)
{
    private const int Block = 250;
    private readonly ConcurrentDictionary<long, (int Done, int Total)> running = [];

    /// <summary>How far the pages of a batch are; null while nobody makes them.</summary>
    public (int Done, int Total)? ProgressOf(long batchId) => running.TryGetValue(batchId, out var state) ? state : null;

    public async Task WriteAsync(PrintBatchContent batch, Stream output, Action<long, long, string>? report, CancellationToken ct)
    {
        try
        {
            var info = await organisation.CurrentAsync(ct);
            using var file = new PdfFile(output);
            await using var db = data.Read();
            var (sheet, picture) = (await ChequeSheet.ReadAsync(db, info, ct), await logo.CurrentAsync(ct));
            foreach (var block in batch.Cheques.Chunk(Block))
            {
                foreach (var cheque in await sheet.PapersAsync(db, vault, block, ct))
                {
                    pdf.AddPage(file, sheet, cheque, picture);
                }

                await file.FlushAsync(ct);
                running[batch.Id] = (file.PageCount, batch.Cheques.Count);
                report?.Invoke(file.PageCount, batch.Cheques.Count, "pages");
            }

            file.Finish(texts["Cheques, print batch {0}", batch.Id], info.Name, info.Language, info.Today(clock));
            await file.FlushAsync(ct);
        }
        finally
        {
            running.TryRemove(batch.Id, out _);
        }
    }

    /// <summary>The addresses of a batch in the order of its pages, for labels or a printer; cells that would run as formulas are defused. Never a code.</summary>
    public async Task WriteAddressesAsync(PrintBatchContent batch, Stream output, CancellationToken ct)
    {
        await using var db = data.Read();
        await output.WriteAsync(CsvFile.Of([[texts["Page"], texts["Name"], texts["Street and number"], texts["Postal code"], texts["City"], texts["Country"], texts["Card"], texts["Code ends in"]]]), ct);
        var page = 0;
        foreach (var block in batch.Cheques.Chunk(Block))
        {
            var found = await db.Set<Cheque>().Where(c => block.Contains(c.Id)).Join(db.Set<Member>(), c => c.MemberId, m => m.Id, (c, m) => new { c.Id, c.LastFour, Member = m }).ToDictionaryAsync(r => r.Id, ct);
            await output.WriteAsync(CsvFile.Of(block.Where(found.ContainsKey).Select(id => found[id]).Select(row => new[]
            {
                $"{++page}", row.Member.FullName, row.Member.Street, row.Member.PostalCode, row.Member.City, ChequeLetter.IsHome(row.Member.Country) ? "" : row.Member.Country, row.Member.CardNumber, row.LastFour,
            }), mark: false), ct);
        }
    }
}
