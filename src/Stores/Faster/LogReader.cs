using System.Text;
using Freshet.Storage;

namespace Freshet.Stores;

/// <summary>Reads records from the memory of the log or, where they are not there any more, from its files.</summary>
internal sealed class LogReader(LogLayout layout, LogWriter writer, SegmentFiles files)
{
    private const int FirstRead = 512;

    /// <summary>The most bytes that a head has.</summary>
    public const int MaxHeadBytes = LogRecord.HeaderSize + StoreLimits.MaxKeyBytes;

    /// <summary>Reads and checks a whole record.</summary>
    public bool TryRead(long address, Span<byte> bytes, out LogRecord record) =>
        (writer.TryCopy(address, bytes) && LogRecord.TryRead(bytes, layout.Identity, out record))
        || TryReadFromFile(address, bytes, out record);

    /// <summary>Reads the header and the key of a record; the buffer has to hold <see cref="MaxHeadBytes"/>.</summary>
    public bool TryReadHead(scoped in IndexSlot slot, byte[] buffer, out LogRecord record, out ReadOnlySpan<byte> key)
    {
        Span<byte> head = buffer.AsSpan(0, Math.Min(slot.Length, FirstRead));
        if (!TryReadHead(slot.Address, head, out record))
        {
            head = buffer.AsSpan(0, Math.Min(slot.Length, MaxHeadBytes));
            if (!TryReadHead(slot.Address, head, out record))
            {
                key = default;
                return false;
            }
        }

        key = record.KeyOf(head);
        return true;
    }

    /// <summary>The key of a record, for an event; null when it can't be read.</summary>
    public string? KeyOf(scoped in IndexSlot slot, byte[] buffer, out LogRecord record) =>
        TryReadHead(slot, buffer, out record, out ReadOnlySpan<byte> key) ? Encoding.UTF8.GetString(key) : null;

    private bool TryReadFromFile(long address, Span<byte> bytes, out LogRecord record)
    {
        record = default;
        return files.Read(address + LogRecord.Prefix, bytes) == bytes.Length && LogRecord.TryRead(bytes, layout.Identity, out record);
    }

    private bool TryReadHead(long address, Span<byte> head, out LogRecord record)
    {
        if (writer.TryCopy(address, head) && LogRecord.TryReadHead(head, layout.Identity, out record))
        {
            return true;
        }

        record = default;
        return files.Read(address + LogRecord.Prefix, head) == head.Length && LogRecord.TryReadHead(head, layout.Identity, out record);
    }
}
