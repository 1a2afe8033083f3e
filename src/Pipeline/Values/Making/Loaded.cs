namespace Freshet.Values;

// What the store had.
internal readonly record struct Loaded<T>(Found Found, T? Value, ValueEntry? Entry, string? Tier);
