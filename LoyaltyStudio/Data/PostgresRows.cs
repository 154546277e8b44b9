using System.Buffers.Binary;

namespace LoyaltyStudio.Data;

/// <summary>Takes a binary COPY apart (PostgreSQL manual, COPY, Binary Format): per row the number of fields, per field its length and its bytes, high byte first.</summary>
internal sealed class PostgresRows(Stream stream) : BulkRows
{
    private const int Header = 19;
    private static readonly int Epoch = new DateOnly(2000, 1, 1).DayNumber;
    private static readonly long EpochTicks = new DateTime(2000, 1, 1).Ticks;
    private byte[] buffer = new byte[1 << 18];
    private int[] offsets = new int[16];
    private int[] lengths = new int[16];
    private int at, end;
    private bool begun;

    public override bool Read()
    {
        if (!begun)
        {
            begun = true;
            Need(Header);
            at += Header + BinaryPrimitives.ReadInt32BigEndian(buffer.AsSpan(at + Header - 4));
        }

        Need(2);
        var fields = BinaryPrimitives.ReadInt16BigEndian(buffer.AsSpan(at));
        if (fields < 0)
        {
            return false;
        }

        if (fields > offsets.Length)
        {
            (offsets, lengths) = (new int[fields], new int[fields]);
        }

        // Places are kept from the beginning of the row: the buffer may move while the row is fetched.
        var place = 2;
        for (var i = 0; i < fields; i++)
        {
            Need(place + 4);
            lengths[i] = BinaryPrimitives.ReadInt32BigEndian(buffer.AsSpan(at + place));
            place += 4;
            offsets[i] = place;
            place += Math.Max(0, lengths[i]);
        }

        Need(place);
        for (var i = 0; i < fields; i++)
        {
            offsets[i] += at;
        }

        at += place;
        return true;
    }

    public override bool IsNull(int column) => lengths[column] < 0;

    public override long Number(int column) => lengths[column] switch
    {
        8 => BinaryPrimitives.ReadInt64BigEndian(buffer.AsSpan(offsets[column])),
        4 => BinaryPrimitives.ReadInt32BigEndian(buffer.AsSpan(offsets[column])),
        2 => BinaryPrimitives.ReadInt16BigEndian(buffer.AsSpan(offsets[column])),
        1 => buffer[offsets[column]],
        _ => 0,
    };

    public override int Day(int column) => lengths[column] < 0 ? 0 : Epoch + BinaryPrimitives.ReadInt32BigEndian(buffer.AsSpan(offsets[column]));

    public override long Ticks(int column) => lengths[column] < 0 ? 0 : EpochTicks + (BinaryPrimitives.ReadInt64BigEndian(buffer.AsSpan(offsets[column])) * 10);

    public override ReadOnlySpan<byte> Utf8(int column) => lengths[column] <= 0 ? default : buffer.AsSpan(offsets[column], lengths[column]);

    public override void Dispose() => stream.Dispose();

    private void Need(int count)
    {
        if (end - at >= count)
        {
            return;
        }

        if (at > 0)
        {
            buffer.AsSpan(at, end - at).CopyTo(buffer);
            (at, end) = (0, end - at);
        }

        if (count > buffer.Length)
        {
            Array.Resize(ref buffer, Math.Max(count, buffer.Length * 2));
        }

        while (end < count)
        {
            var read = stream.Read(buffer, end, buffer.Length - end);
            end += read > 0 ? read : throw new EndOfStreamException("The rows ended in the middle of a row.");
        }
    }
}
