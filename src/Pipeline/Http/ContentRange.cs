using System.Globalization;

namespace Freshet.Http;

/// <summary>A Content-Range field in bytes (RFC 9110 §14.4).</summary>
/// <param name="Span">The bytes that the content is, or null in a 416.</param>
/// <param name="CompleteLength">The length of the whole representation, or null when it is not known.</param>
public readonly record struct ContentRange(ByteSpan? Span, long? CompleteLength)
{
    /// <summary>The name of the field.</summary>
    public const string FieldName = "Content-Range";

    /// <summary>The field of a response, or null when there is none that is valid; never throws.</summary>
    public static ContentRange? Of(HeaderFields response)
    {
        ArgumentNullException.ThrowIfNull(response);
        return response.Combined(FieldName) is { } value ? Parse(value) : null;
    }

    /// <summary>Parses a field value, or null when it is invalid or in another unit; never throws.</summary>
    public static ContentRange? Parse(ReadOnlySpan<char> value)
    {
        value = value.Trim(" \t");
        var slash = value.IndexOf('/');
        if (!value.StartsWith("bytes ", StringComparison.OrdinalIgnoreCase) || slash < 0)
        {
            return null;
        }

        var range = value["bytes ".Length..slash].Trim(' ');
        var complete = value[(slash + 1)..];
        var length = ByteRanges.Position(complete);
        if (range is "*")
        {
            return length is null ? null : new(null, length);
        }

        var dash = range.IndexOf('-');
        if ((length is null && complete is not "*") || dash < 0
            || ByteRanges.Position(range[..dash]) is not { } first || ByteRanges.Position(range[(dash + 1)..]) is not { } last)
        {
            return null;
        }

        // §14.4: invalid if its last-pos is less than its first-pos, or its complete-length is less than or equal to its last-pos
        return last < first || length <= last ? null : new(new ByteSpan(first, last), length);
    }

    /// <summary>The field value, for example <c>bytes 0-99/1000</c>.</summary>
    public override string ToString() => $"bytes {(Span is { } span ? new ByteRange(span.First, span.Last).ToString() : "*")}/{Text(CompleteLength)}";

    private static string Text(long? length) => length?.ToString(CultureInfo.InvariantCulture) ?? "*";
}
