using System.Numerics;
using System.Runtime.InteropServices;
using Freshet.Storage;
using Microsoft.Win32.SafeHandles;

namespace Freshet.Bench;

/// <summary>The limit: one file, appended to with one write a record, a dictionary, a plain CRC-32C, nothing durable.</summary>
internal sealed class RawFile(string path) : IDisposable
{
    private readonly SafeFileHandle _file = File.OpenHandle(path, FileMode.Create, FileAccess.ReadWrite);
    private readonly Dictionary<string, (long Offset, int Length, uint Crc)> _index = new(StringComparer.Ordinal);
    private long _end;

    public void Set(string key, ReadOnlyMemory<byte> value)
    {
        RandomAccess.Write(_file, value.Span, _end);
        _index[key] = (_end, value.Length, Crc(value.Span));
        _end += value.Length;
    }

    public StoreRecord? Get(string key)
    {
        if (!_index.TryGetValue(key, out (long Offset, int Length, uint Crc) at))
        {
            return null;
        }

        byte[] bytes = StoreBuffers.Rent(at.Length);
        RandomAccess.Read(_file, bytes.AsSpan(0, at.Length), at.Offset);
        return Crc(bytes.AsSpan(0, at.Length)) == at.Crc ? StoreRecord.Rented(bytes, ..at.Length) : throw new InvalidDataException(key);
    }

    public void Flush() => RandomAccess.FlushToDisk(_file);

    public void Dispose() => _file.Dispose();

    private static uint Crc(ReadOnlySpan<byte> bytes)
    {
        uint crc = uint.MaxValue;
        foreach (ulong word in MemoryMarshal.Cast<byte, ulong>(bytes))
        {
            crc = BitOperations.Crc32C(crc, word);
        }

        return ~crc;
    }
}
