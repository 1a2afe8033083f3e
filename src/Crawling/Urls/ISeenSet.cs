namespace Freshet.Urls;

/// <summary>A set of the URLs met so far.</summary>
public interface ISeenSet
{
    /// <summary>The number of keys in the set.</summary>
    long Count { get; }

    /// <summary>Puts a key into the set, in one atomic step with the test whether it is new.</summary>
    /// <returns><see langword="true"/> for exactly one caller of each key; <see langword="false"/> also when the set is full.</returns>
    bool TryAdd(UrlKey key);

    /// <summary>Says which keys are asked for next, so that a set can fetch what it needs for them at once; it changes nothing.</summary>
    /// <param name="keys">The keys, in any order.</param>
    void Expect(ReadOnlySpan<UrlKey> keys)
    {
    }
}
