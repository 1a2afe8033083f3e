namespace Freshet.Http;

/// <summary>An entity tag as received (RFC 9110 §8.8.3).</summary>
/// <remarks>Tags without quotes, which some servers send, are kept verbatim and compare like others.</remarks>
public readonly struct EntityTag : IEquatable<EntityTag>
{
    private readonly string? _text;

    private EntityTag(string text) => _text = text;

    /// <summary>The tag as received, for example <c>W/"x"</c>; goes into If-None-Match unchanged.</summary>
    public string Text => _text ?? "";

    /// <summary>Whether the tag is a weak validator.</summary>
    public bool IsWeak => Text.StartsWith("W/", StringComparison.Ordinal);

    private ReadOnlySpan<char> Opaque => IsWeak ? Text.AsSpan(2) : Text;

    /// <summary>The ETag of a message, or null when there is none or it is empty.</summary>
    public static EntityTag? Of(HeaderFields fields)
    {
        ArgumentNullException.ThrowIfNull(fields);
        return Parse(fields.First("ETag"));
    }

    /// <summary>A tag from its text, or null for no text.</summary>
    public static EntityTag? Parse(string? text) =>
        text?.Trim(' ', '\t') is { Length: > 0 } trimmed && trimmed != "W/" ? new EntityTag(trimmed) : null;

    /// <summary>Strong comparison (§8.8.3.2): both are strong and equal.</summary>
    public bool StrongEquals(EntityTag other) => !IsWeak && !other.IsWeak && Text == other.Text;

    /// <summary>Weak comparison (§8.8.3.2): equal but for weakness.</summary>
    public bool WeakEquals(EntityTag other) => Opaque.SequenceEqual(other.Opaque);

    /// <summary>Whether a tag of a list, such as the value of If-None-Match, equals this one by weak comparison; <c>*</c> does.</summary>
    public bool IsIn(ReadOnlySpan<char> list)
    {
        while (true)
        {
            list = list.TrimStart(" \t,");
            if (list.IsEmpty)
            {
                return false;
            }

            var start = list.StartsWith("W/") ? 2 : 0;
            var quoted = start < list.Length && list[start] == '"';
            var close = quoted ? list[(start + 1)..].IndexOf('"') : -1;
            var end = close < 0 ? list.IndexOf(',') : start + close + 2;
            end = end < 0 ? list.Length : end;
            var member = list[..end].TrimEnd(" \t");
            if (member is "*" || member[Math.Min(start, member.Length)..].SequenceEqual(Opaque))
            {
                return true;
            }

            list = list[end..];
        }
    }

    /// <inheritdoc/>
    public bool Equals(EntityTag other) => Text == other.Text;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is EntityTag other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => Text.GetHashCode(StringComparison.Ordinal);

    /// <summary>The tag as received.</summary>
    public override string ToString() => Text;

    /// <summary>Whether the texts are equal.</summary>
    public static bool operator ==(EntityTag left, EntityTag right) => left.Equals(right);

    /// <summary>Whether the texts differ.</summary>
    public static bool operator !=(EntityTag left, EntityTag right) => !left.Equals(right);
}
