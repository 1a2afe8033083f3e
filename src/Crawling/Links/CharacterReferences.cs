using System.Text;

namespace Freshet.Links;

/// <summary>Character references in attribute values (13.2.5.72 to 80).</summary>
internal static partial class CharacterReferences
{
    private const int LongestName = 31;

    /// <summary>
    /// Reads the reference at the '&amp;' that <paramref name="text"/> begins with. Writes its text as UTF-8, at most 6 bytes, and returns
    /// how much of the input it is; 0 if it is none.
    /// </summary>
    public static int Read(ReadOnlySpan<byte> text, Span<byte> output, out int written)
    {
        written = 0;
        if (text.Length < 2)
            return 0;
        return text[1] == '#' ? ReadNumeric(text, output, out written) : ReadNamed(text, output, out written);
    }

    private static int ReadNamed(ReadOnlySpan<byte> text, Span<byte> output, out int written)
    {
        written = 0;
        var end = 1;
        while (end < text.Length && end <= LongestName + 1 && (HtmlText.IsLetter(text[end]) || HtmlText.IsDigit(text[end])))
            end++;
        // A shorter name than the whole run of letters and digits would be followed by one of them, which in an attribute is no reference.
        var closed = end < text.Length && text[end] == ';';
        if ((!closed && end < text.Length && text[end] == '=') || !TryFind(text[1..end], out var bare, out var value) || !(closed || bare))
            return 0;
        value.CopyTo(output);
        written = value.Length;
        return closed ? end + 1 : end;
    }

    /// <summary>Finds a name in the table by bisecting its bytes.</summary>
    internal static bool TryFind(ReadOnlySpan<byte> name, out bool bare, out ReadOnlySpan<byte> value)
    {
        var table = Named;
        var low = 0;
        var high = table.Length - 1;
        while (low < high && name.Length > 0)
        {
            var start = low + table[low..((low + high) / 2 + 1)].LastIndexOf((byte)0) + 1;
            var entry = table[start..];
            entry = entry[..entry.IndexOf((byte)0)];
            var length = entry.IndexOfAny((byte)'?', (byte)';');
            var order = name.SequenceCompareTo(entry[..length]);
            if (order == 0)
            {
                bare = entry[length] == '?';
                value = entry[(length + 1)..];
                return true;
            }
            if (order < 0)
                high = start - 1;
            else
                low = start + entry.Length;
        }
        bare = false;
        value = default;
        return false;
    }

    private static int ReadNumeric(ReadOnlySpan<byte> text, Span<byte> output, out int written)
    {
        written = 0;
        var hexadecimal = text.Length > 2 && text[2] is (byte)'x' or (byte)'X';
        var start = hexadecimal ? 3 : 2;
        var end = start;
        var code = 0;
        for (; end < text.Length; end++)
        {
            var digit = HtmlText.IsDigit(text[end]) ? text[end] - '0'
                : hexadecimal && (uint)((text[end] | 0x20) - 'a') < 6 ? (text[end] | 0x20) - 'a' + 10
                : -1;
            if (digit < 0)
                break;
            code = Math.Min(0x110000, code * (hexadecimal ? 16 : 10) + digit);
        }
        if (end == start)
            return 0;
        written = ToRune(code).EncodeToUtf8(output);
        return end < text.Length && text[end] == ';' ? end + 1 : end;
    }

    private static Rune ToRune(int code)
    {
        if (code is >= 0x80 and < 0xA0 && Windows1252[code - 0x80] is var mapped and not '\0')
            return new Rune(mapped);
        return code != 0 && Rune.IsValid(code) ? new Rune(code) : Rune.ReplacementChar;
    }

    // What the numbers of C1 control characters stand for (13.2.5.80); NUL: themselves.
    private const string Windows1252 =
        "\u20AC\0\u201A\u0192\u201E\u2026\u2020\u2021\u02C6\u2030\u0160\u2039\u0152\0\u017D\0" +
        "\0\u2018\u2019\u201C\u201D\u2022\u2013\u2014\u02DC\u2122\u0161\u203A\u0153\0\u017E\u0178";
}
