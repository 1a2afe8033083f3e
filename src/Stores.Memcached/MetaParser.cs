using System.Buffers;
using System.Buffers.Text;
using System.Text;
using Freshet.Storage;

namespace Freshet.Stores;

/// <summary>Reads the answers of the meta protocol: <c>VA size flags</c> with a value, or a line alone.</summary>
internal static class MetaParser
{
    private const int LongestLine = 2048;

    /// <summary>Takes one answer from the front of the buffer; false when it is not whole yet.</summary>
    /// <exception cref="StoreException">The server reports an error, or speaks something else.</exception>
    public static bool TryRead(ref ReadOnlySequence<byte> buffer, out MetaResponse response, out int need)
    {
        response = default;
        need = 0;
        var reader = new SequenceReader<byte>(buffer);
        if (!reader.TryReadTo(out ReadOnlySequence<byte> line, "\r\n"u8))
        {
            return buffer.Length > LongestLine ? throw new StoreException("memcached sent a line that is none of its protocol.") : false;
        }

        ReadOnlySpan<byte> text = line.IsSingleSegment ? line.FirstSpan : line.ToArray();
        if (!text.StartsWith("VA "u8))
        {
            response = text.StartsWith("SERVER_ERROR "u8)
                ? new MetaResponse(MetaCode.Failed, 0, text.ToArray(), text.Length)
                : new MetaResponse(CodeOf(text), CasOf(text), null, 0);
            buffer = buffer.Slice(reader.Position);
            return true;
        }

        if (!Utf8Parser.TryParse(text[3..], out int length, out _) || length is < 0 or > (64 << 20))
        {
            throw Unknown(text);
        }

        if (reader.Remaining < length + 2)
        {
            need = (int)reader.Consumed + length + 2;
            return false;
        }

        byte[] rented = StoreBuffers.Rent(length);
        buffer.Slice(reader.Position, length).CopyTo(rented);
        response = new MetaResponse(MetaCode.Value, CasOf(text), rented, length);
        buffer = buffer.Slice(reader.Position).Slice(length + 2);
        return true;
    }

    private static MetaCode CodeOf(ReadOnlySpan<byte> line) => line switch
    {
        [(byte)'H', (byte)'D', ..] => MetaCode.Done,
        [(byte)'E', (byte)'N', ..] => MetaCode.Absent,
        [(byte)'N', (byte)'F', ..] => MetaCode.Absent,
        [(byte)'N', (byte)'S', ..] => MetaCode.NotStored,
        [(byte)'E', (byte)'X', ..] => MetaCode.Changed,
        _ => throw Unknown(line),
    };

    private static ulong CasOf(ReadOnlySpan<byte> line)
    {
        int at = line.IndexOf(" c"u8);
        return at >= 0 && Utf8Parser.TryParse(line[(at + 2)..], out ulong cas, out _) ? cas : 0;
    }

    private static StoreException Unknown(ReadOnlySpan<byte> line) =>
        new($"memcached answered '{Encoding.ASCII.GetString(line[..Math.Min(line.Length, 200)])}'.");
}
