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
        var output = ArrayPool<byte>.Shared.Rent((int)Math.Min(Array.MaxLength, text.Length + Chunk * 6L));
        var chars = ArrayPool<char>.Shared.Rent(Chunk);
        var encoder = Encoding.UTF8.GetEncoder();
        var length = 0;
        bool completed;
        do
        {
            decoder.Convert(text, chars, flush: true, out var bytesUsed, out var charsUsed, out completed);
            text = text[bytesUsed..];
            if (output.Length - length < (charsUsed + 2) * 3)
            {
                // What does not fit into one array is left unread.
                if (output.Length > Array.MaxLength / 2)
                    break;
                output = Grow(output, length);
            }
            length += encoder.GetBytes(chars.AsSpan(0, charsUsed), output.AsSpan(length), flush: completed);
        }
        while (!completed);
        ArrayPool<char>.Shared.Return(chars);
        rented = output;
        return output.AsSpan(0, length);
    }

    private static byte[] Grow(byte[] output, int length)
    {
        var larger = ArrayPool<byte>.Shared.Rent(output.Length * 2);
        output.AsSpan(0, length).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(output);
        return larger;
    }
}
