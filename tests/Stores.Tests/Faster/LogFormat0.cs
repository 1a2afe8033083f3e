using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Text;

namespace Freshet.Stores.Tests.Faster;

/// <summary>A format as there might have been one before the first: one file of records, each a CRC-32C, kind, key length, value length, expiry in
/// milliseconds of Unix, key and value.</summary>
internal sealed class LogFormat0() : OldLogFormat(0)
{
    private const string File = "log-0.0";
    private const int Header = 19;

    public static void Write(string directory, IEnumerable<OldLogRecord> records)
    {
        Directory.CreateDirectory(directory);
        System.IO.File.WriteAllText(Path.Combine(directory, "format"), FormatFile.TextOf(0));
        using FileStream file = System.IO.File.Create(Path.Combine(directory, File));
        foreach (OldLogRecord record in records)
        {
            byte[] key = Encoding.UTF8.GetBytes(record.Key ?? ""), value = record.Value?.ToArray() ?? [];
            byte[] bytes = new byte[Header + key.Length + value.Length];
            bytes[4] = (byte)(record.Value is not null ? 1 : record.Key is not null ? 2 : 3);
            BinaryPrimitives.WriteInt16LittleEndian(bytes.AsSpan(5), (short)key.Length);
            BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(7), value.Length);
            BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(11), record.Expires?.ToUnixTimeMilliseconds() ?? 0);
            key.CopyTo(bytes, Header);
            value.CopyTo(bytes, Header + key.Length);
            BinaryPrimitives.WriteUInt32LittleEndian(bytes, Crc32C.Compute(bytes.AsSpan(4)));
            file.Write(bytes);
        }
    }

    public override async IAsyncEnumerable<OldLogRecord> ReadAsync(
        string directory, DateTimeOffset now, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        byte[] log = await System.IO.File.ReadAllBytesAsync(Path.Combine(directory, File), cancellationToken);
        for (int at = 0; at + Header <= log.Length;)
        {
            int keyLength = BinaryPrimitives.ReadInt16LittleEndian(log.AsSpan(at + 5)), valueLength = BinaryPrimitives.ReadInt32LittleEndian(log.AsSpan(at + 7));
            int length = Header + keyLength + valueLength;
            if (Crc32C.Compute(log.AsSpan(at + 4, length - 4)) == BinaryPrimitives.ReadUInt32LittleEndian(log.AsSpan(at)))
            {
                long expires = BinaryPrimitives.ReadInt64LittleEndian(log.AsSpan(at + 11));
                string key = Encoding.UTF8.GetString(log, at + Header, keyLength);
                yield return log[at + 4] switch
                {
                    1 => new(key, log.AsMemory(at + Header + keyLength, valueLength), expires == 0 ? null : DateTimeOffset.FromUnixTimeMilliseconds(expires)),
                    2 => new(key, null, null),
                    _ => default,
                };
            }

            at += length;
        }
    }
}
