using System.Buffers.Binary;

namespace Freshet.Stores;

/// <summary>Finds the records of a page; after damage it goes on at the next one that is whole.</summary>
internal static class LogScanner
{
    public delegate void Found(long address, in LogRecord record, ReadOnlySpan<byte> key);

    public static void Scan(ReadOnlySpan<byte> page, long pageAddress, ulong store, Found found)
    {
        Span<byte> magic = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32LittleEndian(magic, (uint)store);
        int at = pageAddress == 0 ? 64 : 0;
        while (at + LogRecord.Prefix < page.Length)
        {
            ReadOnlySpan<byte> bytes = page[(at + LogRecord.Prefix)..];
            if (LogRecord.TryRead(bytes, store, out LogRecord record))
            {
                found(pageAddress + at, record, record.KeyOf(bytes));
                at += LogRecord.Prefix + ((record.Size + 3) & ~3);
                continue;
            }

            // The start of a record that is damaged, the unused end of the page, or damage itself.
            int next = bytes[1..].IndexOf(magic);
            if (next < 0)
            {
                return;
            }

            at += 1 + next;
        }
    }
}
