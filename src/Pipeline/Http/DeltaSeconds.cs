namespace Freshet.Http;

internal static class DeltaSeconds
{
    public const int Invalid = -1;

    // RFC 9111 §1.2.2: a larger value is taken as the greatest positive integer the cache can conveniently represent.
    public static int Parse(ReadOnlySpan<char> text)
    {
        if (text.IsEmpty)
        {
            return Invalid;
        }

        long value = 0;
        foreach (var c in text)
        {
            if (!char.IsAsciiDigit(c))
            {
                return Invalid;
            }

            value = Math.Min((value * 10) + (c - '0'), int.MaxValue);
        }

        return (int)value;
    }
}
