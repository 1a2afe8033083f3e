namespace Freshet.Storage;

/// <summary>A record as a listing shows it.</summary>
/// <param name="Key">The key.</param>
/// <param name="Bytes">The length of the value in bytes.</param>
/// <param name="Expires">When the record expires, or null for never.</param>
public readonly record struct StoreEntry(string Key, long Bytes, DateTimeOffset? Expires);
