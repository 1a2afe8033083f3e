namespace Freshet.Values;

// The parts of a key after the function's name: name=value& in a row. A part stands for itself only where a part may begin.
internal static class MemoizedKey
{
    public static bool Has(ReadOnlySpan<char> arguments, string[] parts)
    {
        foreach (var part in parts)
        {
            if (!Has(arguments, part))
            {
                return false;
            }
        }

        return true;
    }

    private static bool Has(ReadOnlySpan<char> arguments, string part)
    {
        while (!arguments.IsEmpty)
        {
            if (arguments.StartsWith(part, StringComparison.Ordinal))
            {
                return true;
            }

            var value = arguments.IndexOf('=') + 1;
            if (value == 0)
            {
                return false;
            }

            var end = value + EncodedValue.Length(arguments[value..]);
            if (end >= arguments.Length)
            {
                return false;
            }

            arguments = arguments[(end + 1)..];
        }

        return false;
    }
}
