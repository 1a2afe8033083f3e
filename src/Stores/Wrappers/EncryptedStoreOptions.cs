namespace Freshet.Stores;

/// <summary>The options of an <see cref="EncryptedStore"/>.</summary>
public sealed record EncryptedStoreOptions
{
    internal const int LongestId = 64;

    /// <summary>The keys by their ids, each of 16, 24 or 32 bytes; ids are 1 to 64 ASCII characters. Old ones stay as long as their records are to be read.</summary>
    public IReadOnlyDictionary<string, ReadOnlyMemory<byte>> Keys { get; init; } = new Dictionary<string, ReadOnlyMemory<byte>>();

    /// <summary>The id of the key that new records are encrypted with.</summary>
    public string CurrentKey { get; init; } = "";

    /// <summary>The name that events carry: <c>encrypted</c> unless set.</summary>
    public string Name { get; init; } = "encrypted";

    internal void Check() => OptionsException.ThrowIfAny(nameof(EncryptedStoreOptions), Problems());

    private IEnumerable<string> Problems()
    {
        foreach ((string id, ReadOnlyMemory<byte> key) in Keys ?? new Dictionary<string, ReadOnlyMemory<byte>>())
        {
            if (id.Length is 0 or > LongestId || id.AsSpan().ContainsAnyExceptInRange('!', '~'))
            {
                yield return $"{nameof(Keys)} has the id '{id}'; 1 to {LongestId} visible ASCII characters are right.";
            }

            if (key.Length is not (16 or 24 or 32))
            {
                yield return $"{nameof(Keys)} has a key of {key.Length} bytes under '{id}'; 16, 24 or 32 bytes are right.";
            }
        }

        if (CurrentKey is null || Keys?.ContainsKey(CurrentKey) != true)
        {
            yield return $"{nameof(CurrentKey)} is '{CurrentKey}', which is none of the keys: {string.Join(", ", Keys?.Keys ?? [])}.";
        }

        if (string.IsNullOrEmpty(Name))
        {
            yield return $"{nameof(Name)} is empty; events need a name.";
        }
    }
}
