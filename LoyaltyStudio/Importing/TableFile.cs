using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using CsvHelper;

namespace LoyaltyStudio.Importing;

/// <summary>One row of a file, with the number of the line on which it starts.</summary>
public readonly record struct TableRow(long LineNo, string[] Values)
{
    public string Raw => string.Join(';', Values);
}

/// <summary>
/// Reads delimited text, also inside gzip, row by row. The delimiter follows from the first lines; UTF-8, or Windows-1252 where it is not UTF-8.
/// A file that breaks off or holds a row of more than a megabyte throws <see cref="ImportException"/> with the line.
/// </summary>
public sealed class TableFile : IDisposable
{
    private const int LongestRow = 1 << 20;
    private readonly CsvReader reader;

    private TableFile(CsvReader reader, string[] header)
    {
        this.reader = reader;
        Header = header;
    }

    public IReadOnlyList<string> Header { get; }

    public static TableFile Open(string path)
    {
        try
        {
            var text = new StreamReader(Unpacked(path), EncodingOf(path), detectEncodingFromByteOrderMarks: true, bufferSize: 1 << 16);
            var reader = CsvReader.Create(text, new CsvReaderOptions { HasHeader = false, SkipEmptyLines = true, MaxRecordSize = LongestRow, TrackLineNumbers = true, PoolStrings = true });
            if (!reader.Read())
            {
                reader.Dispose();
                throw new ImportException("file_empty", "The file is empty. The first line must name the columns.");
            }

            return new TableFile(reader, Record(reader));
        }
        catch (Exception e) when (e is CsvFormatException or InvalidDataException)
        {
            throw Broken(1, e);
        }
    }

    public IEnumerable<TableRow> Rows()
    {
        while (Next())
        {
            yield return new TableRow(reader.LineNumber, Record(reader));
        }
    }

    /// <summary>Fingerprint of the bytes of the file.</summary>
    public static string Hash(string path)
    {
        using var file = File.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(file).AsSpan(0, 16));
    }

    private bool Next()
    {
        try
        {
            return reader.Read();
        }
        catch (Exception e) when (e is CsvFormatException or InvalidDataException)
        {
            throw Broken(reader.LineNumber, e);
        }
    }

    private static ImportException Broken(long line, Exception e) => new("file_broken", "The file cannot be read behind line {0}: {1}", line, e.Message);

    private static string[] Record(CsvReader reader)
    {
        var values = new string[reader.FieldCount];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = reader.GetString(i);
        }

        return values;
    }

    private static Stream Unpacked(string path)
    {
        var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16, FileOptions.SequentialScan);
        Span<byte> magic = stackalloc byte[2];
        var zipped = file.Read(magic) == 2 && magic[0] == 0x1f && magic[1] == 0x8b;
        file.Position = 0;
        return zipped ? new GZipStream(file, CompressionMode.Decompress) : file;
    }

    private static Encoding EncodingOf(string path)
    {
        using var stream = Unpacked(path);
        var sample = new byte[1 << 16];
        var n = stream.ReadAtLeast(sample, sample.Length, throwOnEndOfStream: false);
        try
        {
            // The cut may fall inside a character, so the last few bytes do not count.
            new UTF8Encoding(false, true).GetDecoder().GetCharCount(sample, 0, n, flush: false);
            return new UTF8Encoding(false);
        }
        catch (DecoderFallbackException)
        {
            return CodePagesEncodingProvider.Instance.GetEncoding(1252)!;
        }
    }

    public void Dispose() => reader.Dispose();
}
