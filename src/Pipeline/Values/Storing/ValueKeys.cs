using System.Security.Cryptography;
using System.Text;
using Freshet.Storage;

namespace Freshet.Values;

// The keys of a cache's records: v/NAME/KEY; of a key too long for a store, its beginning and its SHA-256.
internal sealed class ValueKeys(string name)
{
    public const string Root = "v/";
    private const int Begin = 500;

    public string Prefix { get; } = $"{Root}{name}/";

    /// <summary>The tag that every value of the cache carries.</summary>
    public string AllTag { get; } = $"{Root}{name}";

    public string Of(string key)
    {
        if (Prefix.Length + key.Length <= StoreLimits.MaxKeyBytes / 3 && IsWellFormed(key))
        {
            return Prefix + key;
        }

        var hash = Convert.ToHexStringLower(SHA256.HashData(System.Runtime.InteropServices.MemoryMarshal.AsBytes(key.AsSpan())));
        var begin = key[..Math.Min(Begin, key.Length)];
        return $"{Prefix}{(IsWellFormed(begin) ? begin : "")}#{hash}";
    }

    // A store takes no half of a surrogate pair.
    private static bool IsWellFormed(string key)
    {
        if (key.AsSpan().IndexOfAnyInRange('\uD800', '\uDFFF') < 0)
        {
            return true;
        }

        foreach (var rune in key.EnumerateRunes())
        {
            if (rune == Rune.ReplacementChar)
            {
                return false;
            }
        }

        return true;
    }
}
