using System.Text;

namespace Freshet.Urls;

/// <summary>The rules that drop and order parameters, in place.</summary>
internal static class QueryRules
{
    /// <summary>The new length of a query that begins with its question mark.</summary>
    public static int Apply(Span<byte> query, UrlRules rules)
    {
        var parameters = query[1..];
        var length = rules.DropParameters.Count > 0 ? Drop(parameters, (byte)'&', rules) : parameters.Length;
        if (length == 0 && parameters.Length > 0)
        {
            return 0;
        }

        if (rules.SortQuery)
        {
            Sort(parameters[..length]);
        }

        return 1 + length;
    }

    public static int DropPathParameters(Span<byte> segment, UrlRules rules)
    {
        var start = segment.IndexOf((byte)';') + 1;
        var parameters = segment[start..].ToArray();
        var length = Drop(parameters, (byte)';', rules);
        var end = length == 0 ? start - 1 : start + length;

        // "..;sid=1" must not become a dot segment.
        if (length == parameters.Length || UrlParser.Dots(segment[..end]) > 0)
        {
            return segment.Length;
        }

        parameters.AsSpan(0, length).CopyTo(segment[start..]);
        return end;
    }

    private static int Drop(Span<byte> parameters, byte separator, UrlRules rules)
    {
        var length = 0;
        var first = true;
        foreach (var range in parameters.Split(separator))
        {
            var parameter = parameters[range];
            if (IsDropped(parameter, rules))
            {
                continue;
            }

            if (!first)
            {
                parameters[length++] = separator;
            }

            first = false;
            parameter.CopyTo(parameters[length..]);
            length += parameter.Length;
        }

        return length;
    }

    private static bool IsDropped(ReadOnlySpan<byte> parameter, UrlRules rules)
    {
        var equals = parameter.IndexOf((byte)'=');
        var name = equals < 0 ? parameter : parameter[..equals];
        foreach (var dropped in rules.DropParameters)
        {
            var matches = dropped[^1] == '*'
                ? name.Length >= dropped.Length - 1 && Ascii.EqualsIgnoreCase(name[..(dropped.Length - 1)], dropped.AsSpan(0, dropped.Length - 1))
                : Ascii.EqualsIgnoreCase(name, dropped);
            if (matches)
            {
                return true;
            }
        }

        return false;
    }

    private static void Sort(Span<byte> parameters)
    {
        var source = parameters.ToArray();
        var ranges = new List<Range>();
        foreach (var range in parameters.Split((byte)'&'))
        {
            ranges.Add(range);
        }

        var length = 0;
        foreach (var range in ranges.OrderBy(r => r, Comparer<Range>.Create((a, b) => Name(source, a).SequenceCompareTo(Name(source, b)))))
        {
            var parameter = source.AsSpan(range);
            parameter.CopyTo(parameters[length..]);
            length += parameter.Length;
            if (length < parameters.Length)
            {
                parameters[length++] = (byte)'&';
            }
        }
    }

    private static ReadOnlySpan<byte> Name(byte[] source, Range range)
    {
        var parameter = source.AsSpan(range);
        var equals = parameter.IndexOf((byte)'=');
        return equals < 0 ? parameter : parameter[..equals];
    }
}
