namespace Freshet.Rules;

/// <summary>What a response says about its own reuse. The numbers are part of the stored format.</summary>
[Flags]
public enum ResponseFlags
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>no-store.</summary>
    NoStore = 1 << 0,

    /// <summary>no-cache without field names.</summary>
    NoCache = 1 << 1,

    /// <summary>private without field names.</summary>
    Private = 1 << 2,

    /// <summary>public.</summary>
    Public = 1 << 3,

    /// <summary>must-revalidate.</summary>
    MustRevalidate = 1 << 4,

    /// <summary>proxy-revalidate.</summary>
    ProxyRevalidate = 1 << 5,

    /// <summary>must-understand.</summary>
    MustUnderstand = 1 << 6,

    /// <summary>immutable (RFC 8246).</summary>
    Immutable = 1 << 7,

    /// <summary>There is a Vary field with at least one member.</summary>
    HasVary = 1 << 8,

    /// <summary>A member of Vary is <c>*</c>.</summary>
    VaryAny = 1 << 9,

    /// <summary>There is an ETag.</summary>
    HasEntityTag = 1 << 10,

    /// <summary>The ETag is weak.</summary>
    WeakEntityTag = 1 << 11,

    /// <summary>There is a Last-Modified field, valid or not.</summary>
    HasLastModified = 1 << 12,

    /// <summary>There is an Expires field, valid or not, and no targeted field in its place (RFC 9213).</summary>
    HasExpires = 1 << 13,

    /// <summary>The response came without a valid Date; the time of receipt stands in for it.</summary>
    DateIsReceipt = 1 << 14,

    /// <summary>private with field names.</summary>
    PrivateFields = 1 << 15,

    /// <summary>The response was invalidated (RFC 9111 §4.4): it may be reused only after validation.</summary>
    Invalidated = 1 << 16,

    /// <summary>The cache has noted something of its own on the stored response.</summary>
    Noted = 1 << 24,
}
