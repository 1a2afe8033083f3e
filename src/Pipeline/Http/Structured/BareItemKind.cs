namespace Freshet.Http;

/// <summary>The types of a bare item (RFC 9651 §3.3).</summary>
public enum BareItemKind
{
    /// <summary><c>?1</c> or <c>?0</c> (§3.3.6).</summary>
    Boolean,

    /// <summary>A number without fraction of at most 15 digits (§3.3.1).</summary>
    Integer,

    /// <summary>A number with at most 12 digits before the point and three after it (§3.3.2).</summary>
    Decimal,

    /// <summary>Printable ASCII in quotes (§3.3.3).</summary>
    String,

    /// <summary>A word (§3.3.4).</summary>
    Token,

    /// <summary>Bytes, as base64 between colons (§3.3.5).</summary>
    ByteSequence,

    /// <summary>A time in whole seconds (§3.3.7).</summary>
    Date,

    /// <summary>Any Unicode text (§3.3.8).</summary>
    DisplayString,
}
