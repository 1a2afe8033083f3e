using System.Buffers;
using System.Text;

namespace Freshet.Links;

/// <summary>Turns bytes of any encoding into UTF-8; what is malformed becomes U+FFFD.</summary>
internal static class Transcoder
{
    private const int Chunk = 2048;

    /// <summary>The text as UTF-8, in an array that the caller gives back to the shared pool.</summary>
    public static ReadOnlySpan<byte> ToUtf8(ReadOnlySpan<byte> text, PageEncoding encoding, out byte[] rented)
    {
        var decoder = encoding.Encoding.GetDecoder();
        var output = ArrayPool<byte>.Shared.Rent(text.Length + Chunk * 3);
        var chars = ArrayPool<char>.Shared.Rent(Chunk);
        var encoder = Encoding.UTF8.GetEncoder();
        var length = 0;
        bool completed;
        do
        {
            decoder.Convert(text, chars, flush: true, out var bytesUsed, out var charsUsed, out completed);
            text = text[bytesUsed..];
            if (output.Length - length < (charsUsed + 2) * 3)
                output = Grow(output, length, (charsUsed + 2) * 3);
            length += encoder.GetBytes(chars.AsSpan(0, charsUsed), output.AsSpan(length), flush: completed);
        }
        while (!completed);
        ArrayPool<char>.Shared.Return(chars);
        rented = output;
        return output.AsSpan(0, length);
    }

    private static byte[] Grow(byte[] output, int length, int more)
    {
        var larger = ArrayPool<byte>.Shared.Rent(checked(Math.Max(output.Length * 2, length + more)));
        output.AsSpan(0, length).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(output);
        return larger;
    }
}
