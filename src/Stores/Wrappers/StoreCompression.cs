namespace Freshet.Stores;

/// <summary>The codings of a <see cref="CompressedStore"/>.</summary>
public enum StoreCompression
{
    /// <summary>Brotli (RFC 7932): smaller.</summary>
    Brotli,

    /// <summary>gzip (RFC 1952): other tools read it too.</summary>
    Gzip,
}
