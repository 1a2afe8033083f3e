using System.Globalization;

namespace Freshet.Values;

// How far an encoded argument reaches.
internal static class EncodedValue
{
    public static int Length(ReadOnlySpan<char> text)
    {
        var at = 0;
        var depth = 0;
        do
        {
            if (at >= text.Length)
            {
                return text.Length;
            }

            switch (text[at])
            {
                case '[' or '{' or '(' or '<':
                    (at, depth) = (at + 1, depth + 1);
                    break;
                case ']' or '}' or ')' or '>' or '.':
                    (at, depth) = (at + 1, depth - 1);
                    break;
                case '~' or 't' or 'f':
                    at++;
                    break;
                case 'c':
                    at += 2;
                    break;
                case 's' or 'E' or 'T' or 'u' or 'v' or 'C' or 'x':
                    at = AfterText(text, at);
                    break;
                case 'R':
                    (at, depth) = (AfterText(text, at), depth + 1);
                    break;
                default:
                    at = AfterNumber(text, at);
                    break;
            }
        }
        while (depth > 0 || MoreFollows(text, at));

        return at;
    }

    // A date has a second part, an enumeration and an array of several dimensions a first one.
    private static bool MoreFollows(ReadOnlySpan<char> text, int at) => at < text.Length && text[at] != '&';

    private static int AfterNumber(ReadOnlySpan<char> text, int at)
    {
        var end = text[at..].IndexOf(';');
        return end < 0 ? text.Length : at + end + 1;
    }

    private static int AfterText(ReadOnlySpan<char> text, int at)
    {
        var start = AfterNumber(text, at);
        return start - at > 2 && int.TryParse(text[(at + 1)..(start - 1)], NumberStyles.None, CultureInfo.InvariantCulture, out var length)
            ? Math.Min(start + length, text.Length)
            : text.Length;
    }
}
