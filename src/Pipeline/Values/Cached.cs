using System.Diagnostics.CodeAnalysis;

namespace Freshet.Values;

/// <summary>What a cache has for a key: a value, which may be null, or nothing.</summary>
/// <typeparam name="T">The type of the value.</typeparam>
/// <param name="HasValue">Whether there is a value.</param>
/// <param name="Value">The value; the type's default when there is none.</param>
/// <param name="Created">When the making of the value began.</param>
/// <param name="Expires">When it ceases to be fresh, or null for never.</param>
/// <param name="IsStale">Whether it is past that and was kept to stand in for a factory that fails.</param>
public readonly record struct Cached<T>(
    bool HasValue, T? Value, DateTimeOffset Created = default, DateTimeOffset? Expires = null, bool IsStale = false)
{
    /// <summary>Gives the value; false when there is none.</summary>
    public bool TryGet([MaybeNullWhen(false)] out T value)
    {
        value = Value!;
        return HasValue;
    }

    /// <summary>The value, or another one when there is none.</summary>
    public T? Or(T? other) => HasValue ? Value : other;
}
