namespace Freshet.Rules;

/// <summary>What the rules say of a response field by its name.</summary>
[Flags]
internal enum FieldTraits
{
    None = 0,

    /// <summary>Never stored: of the connection (RFC 9110 §7.6.1), or of the proxy that the cache asks (RFC 9111 §3.1).</summary>
    Unstored = 1,

    /// <summary>What freshness and framing depend on: stored whatever a response lists.</summary>
    Essential = 2,

    /// <summary>What the stored bytes depend on: a 304 does not change it (RFC 9111 §3.2).</summary>
    OfBody = 4,

    /// <summary>Of the response that was received last: the stored one's goes in any case.</summary>
    OfLast = 8,
}
