using System.Collections;
using System.Globalization;

namespace Freshet.Http;

/// <summary>The ranges of a Range field in bytes, in the order asked for (RFC 9110 §14.2); at least one; immutable.</summary>
public sealed class ByteRanges : IReadOnlyList<ByteRange>
{
    private readonly ByteRange[] _ranges;

    private ByteRanges(ByteRange[] ranges) => _ranges = ranges;

    /// <inheritdoc/>
    public int Count => _ranges.Length;

    /// <inheritdoc/>
    public ByteRange this[int index] => _ranges[index];

    /// <summary>The ranges of a request, or null when there are none that count: a malformed field is ignored, as are other units. Never throws.</summary>
    public static ByteRanges? Of(HeaderFields request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return request.Combined("Range") is { } value ? Parse(value) : null;
    }

    /// <summary>Parses a field value, or null when it is malformed or in another unit; never throws.</summary>
    public static ByteRanges? Parse(ReadOnlySpan<char> value)
    {
        value = value.Trim(" \t");

        // §14.1: range units are case-insensitive
        if (!value.StartsWith("bytes=", StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        value = value["bytes=".Length..];
        List<ByteRange> ranges = [];
        foreach (var part in value.Split(','))
        {
            var text = value[part].Trim(" \t");
            if (text.IsEmpty)
            {
                continue;
            }

            if (One(text) is not { } range)
            {
                return null;
            }

            ranges.Add(range);
        }

        return ranges.Count == 0 ? null : new([.. ranges]);
    }

    /// <summary>The field value, for example <c>bytes=0-99, 200-</c>.</summary>
    public override string ToString() => $"bytes={string.Join(", ", _ranges)}";

    /// <inheritdoc/>
    public IEnumerator<ByteRange> GetEnumerator() => ((IEnumerable<ByteRange>)_ranges).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private static ByteRange? One(ReadOnlySpan<char> text)
    {
        var dash = text.IndexOf('-');
        if (dash < 0)
        {
            return null;
        }

        var (first, last) = (Position(text[..dash]), Position(text[(dash + 1)..]));
        return (dash > 0 && first is null) || (dash < text.Length - 1 && last is null) || (first is null && last is null)

            // §14.1.1: an int-range with a last-pos value less than its first-pos is invalid
            || last < first && dash > 0 ? null : new(first, last);
    }

    internal static long? Position(ReadOnlySpan<char> digits)
    {
        if (digits.IsEmpty || digits.ContainsAnyExceptInRange('0', '9'))
        {
            return null;
        }

        // The greatest position leaves room for a length.
        const long Greatest = long.MaxValue - 1;
        return long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? Math.Min(value, Greatest) : Greatest;
    }
}
