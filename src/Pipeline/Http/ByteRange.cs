namespace Freshet.Http;

/// <summary>One range of a Range field (RFC 9110 §14.1.2).</summary>
/// <param name="First">The first byte, or null when the last <paramref name="Last"/> bytes are asked for.</param>
/// <param name="Last">The last byte, inclusive; null for all from <paramref name="First"/> on.</param>
public readonly record struct ByteRange(long? First, long? Last)
{
    /// <summary>The bytes of a representation that it means, or null when there are none.</summary>
    /// <param name="length">The length of the representation in bytes.</param>
    public ByteSpan? Of(long length)
    {
        // §14.1.2: if the representation is shorter than the specified suffix-length, the entire representation is used
        if (First is not { } first)
        {
            return Last is > 0 && length > 0 ? new(Math.Max(0, length - Last.Value), length - 1) : null;
        }

        // §14.1.1: if the value is greater than or equal to the current length, it is interpreted as the remainder of the representation
        return first < length ? new(first, Math.Min(Last ?? long.MaxValue, length - 1)) : null;
    }

    /// <summary>The range as it stands in a field, for example <c>0-99</c>, <c>100-</c> or <c>-5</c>.</summary>
    public override string ToString() => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{First}-{Last}");
}
