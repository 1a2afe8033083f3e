using System.Buffers;
using System.Text.Unicode;

namespace Freshet.Links;

/// <summary>Turns raw attribute values into UTF-8 text: decodes the page's encoding, character references and NUL.</summary>
internal struct AttributeText(PageEncoding encoding)
{
    private static readonly SearchValues<byte> s_special = SearchValues.Create(Special());

    private readonly PageEncoding _encoding = encoding;
    private byte[]? _buffer;

    /// <summary>The text of a value, valid until the next call. What needs no decoding is not copied.</summary>
    public ReadOnlySpan<byte> Decode(ReadOnlySpan<byte> raw)
    {
        var special = raw.IndexOfAny(s_special);
        return special < 0 ? raw : DecodeSlowly(raw, special);
    }

    public void Dispose()
    {
        if (_buffer != null)
            ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = null;
    }

    private ReadOnlySpan<byte> DecodeSlowly(ReadOnlySpan<byte> raw, int special)
    {
        byte[]? transcoded = null;
        if (raw[special..].ContainsAnyInRange((byte)0x80, (byte)0xFF) && !(_encoding.IsUtf8 && Utf8.IsValid(raw)))
            raw = Transcoder.ToUtf8(raw, _encoding, out transcoded);
        // The longest growth is a NUL that becomes U+FFFD.
        var output = Reserve(raw.Length * 3);
        var length = 0;
        while (true)
        {
            var at = raw.IndexOfAny((byte)0, (byte)'&');
            if (at < 0)
                break;
            raw[..at].CopyTo(output[length..]);
            length += at;
            raw = raw[at..];
            var read = 1;
            if (raw[0] == 0)
            {
                "\uFFFD"u8.CopyTo(output[length..]);
                length += 3;
            }
            else if ((read = CharacterReferences.Read(raw, output[length..], out var written)) > 0)
            {
                length += written;
            }
            else
            {
                output[length++] = (byte)'&';
                read = 1;
            }
            raw = raw[read..];
        }
        raw.CopyTo(output[length..]);
        length += raw.Length;
        if (transcoded != null)
            ArrayPool<byte>.Shared.Return(transcoded);
        return output[..length];
    }

    private static byte[] Special()
    {
        // NUL, & and everything beyond ASCII.
        var special = new byte[0x82];
        special[1] = (byte)'&';
        for (var i = 2; i < special.Length; i++)
            special[i] = (byte)(0x7E + i);
        return special;
    }

    private Span<byte> Reserve(int size)
    {
        if (_buffer == null || _buffer.Length < size)
        {
            Dispose();
            _buffer = ArrayPool<byte>.Shared.Rent(Math.Max(size, 1024));
        }
        return _buffer;
    }
}
