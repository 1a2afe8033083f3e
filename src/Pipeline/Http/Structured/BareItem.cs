namespace Freshet.Http;

/// <summary>One value of a structured field, without parameters (RFC 9651 §3.3).</summary>
public readonly struct BareItem : IEquatable<BareItem>
{
    private const long MaxInteger = 999_999_999_999_999;

    private readonly object? _reference;
    private readonly long _number;

    private BareItem(BareItemKind kind, long number, object? reference = null) => (Kind, _number, _reference) = (kind, number, reference);

    /// <summary>The type of the value.</summary>
    public BareItemKind Kind { get; }

    /// <summary>The value of a Boolean, otherwise null.</summary>
    public bool? Boolean => Kind == BareItemKind.Boolean ? _number != 0 : null;

    /// <summary>The value of an Integer, otherwise null.</summary>
    public long? Integer => Kind == BareItemKind.Integer ? _number : null;

    /// <summary>The value of a Decimal, otherwise null.</summary>
    public decimal? Decimal => Kind == BareItemKind.Decimal ? _number / 1000m : null;

    /// <summary>The value of a String, otherwise null.</summary>
    public string? String => Kind == BareItemKind.String ? (string)_reference! : null;

    /// <summary>The value of a Token, otherwise null.</summary>
    public string? Token => Kind == BareItemKind.Token ? (string)_reference! : null;

    /// <summary>The value of a Byte Sequence, otherwise null.</summary>
    public ReadOnlyMemory<byte>? Bytes => Kind == BareItemKind.ByteSequence ? (byte[])_reference! : null;

    /// <summary>The value of a Date in seconds since 1970, otherwise null.</summary>
    public long? DateSeconds => Kind == BareItemKind.Date ? _number : null;

    /// <summary>The value of a Display String, otherwise null.</summary>
    public string? DisplayString => Kind == BareItemKind.DisplayString ? (string)_reference! : null;

    internal long Number => _number;

    internal object? Reference => _reference;

    /// <summary>A Boolean.</summary>
    public static BareItem OfBoolean(bool value) => new(BareItemKind.Boolean, value ? 1 : 0);

    /// <summary>An Integer.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It has more than 15 digits.</exception>
    public static BareItem OfInteger(long value) => new(BareItemKind.Integer, InRange(value));

    /// <summary>A Decimal, rounded to three digits after the point, to even.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It has more than 12 digits before the point.</exception>
    public static BareItem OfDecimal(decimal value)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(value, 999_999_999_999.999m);
        ArgumentOutOfRangeException.ThrowIfLessThan(value, -999_999_999_999.999m);
        return new(BareItemKind.Decimal, (long)(Math.Round(value, 3, MidpointRounding.ToEven) * 1000));
    }

    /// <summary>A String.</summary>
    /// <exception cref="ArgumentException">A character is not printable ASCII.</exception>
    public static BareItem OfString(string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        return StructuredCharacters.IsPrintable(value) ? new(BareItemKind.String, 0, value)
            : throw new ArgumentException("A structured String holds printable ASCII only; other text is a Display String.", nameof(value));
    }

    /// <summary>A Token.</summary>
    /// <exception cref="ArgumentException">It does not begin with a letter or <c>*</c>, or has a character that tokens have not.</exception>
    public static BareItem OfToken(string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        return StructuredCharacters.IsToken(value) ? new(BareItemKind.Token, 0, value)
            : throw new ArgumentException($"\"{value}\" is no token: it begins with a letter or \"*\" and has no spaces or separators.", nameof(value));
    }

    /// <summary>A Byte Sequence.</summary>
    public static BareItem OfBytes(ReadOnlySpan<byte> value) => new(BareItemKind.ByteSequence, 0, value.ToArray());

    /// <summary>A Date, in seconds since 1970.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It has more than 15 digits.</exception>
    public static BareItem OfDate(long seconds) => new(BareItemKind.Date, InRange(seconds));

    /// <summary>A Display String.</summary>
    public static BareItem OfDisplayString(string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        return new(BareItemKind.DisplayString, 0, value);
    }

    internal static BareItem Parsed(BareItemKind kind, object reference) => new(kind, 0, reference);

    internal static BareItem OfThousandths(long value) => new(BareItemKind.Decimal, value);

    /// <inheritdoc/>
    public bool Equals(BareItem other) => Kind == other.Kind && _number == other._number && (_reference, other._reference) switch
    {
        (byte[] a, byte[] b) => a.AsSpan().SequenceEqual(b),
        var (a, b) => Equals(a, b),
    };

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is BareItem other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Kind, _number, _reference is byte[] bytes ? bytes.Length : _reference?.GetHashCode());

    /// <summary>The value as it stands in a field.</summary>
    public override string ToString() => StructuredWriter.Write(this);

    /// <summary>Whether the values are equal.</summary>
    public static bool operator ==(BareItem left, BareItem right) => left.Equals(right);

    /// <summary>Whether the values differ.</summary>
    public static bool operator !=(BareItem left, BareItem right) => !left.Equals(right);

    private static long InRange(long value)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(value, MaxInteger);
        ArgumentOutOfRangeException.ThrowIfLessThan(value, -MaxInteger);
        return value;
    }
}
