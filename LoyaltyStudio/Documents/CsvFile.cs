using CsvHelper;

namespace LoyaltyStudio.Documents;

/// <summary>Tables for a spreadsheet, all in one form: UTF-8 with a byte order mark, semicolons, and cells that would run as formulas defused.</summary>
internal static class CsvFile
{
    /// <param name="mark">False for what follows the first part of a file that is written in parts.</param>
    internal static byte[] Of(IEnumerable<IEnumerable<string>> records, bool mark = true)
    {
        using var stream = new MemoryStream();
        using (var csv = CsvWriter.Create(stream, new CsvWriterOptions { Separator = ';', Injection = CsvInjection.Escape, WriteByteOrderMark = mark }, leaveOpen: true))
        {
            foreach (var record in records)
            {
                csv.WriteRecord([.. record]);
            }
        }

        return stream.ToArray();
    }
}
