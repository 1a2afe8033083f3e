using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Freshet.Storage;

namespace Freshet.Stores;

/// <summary>The keys of items: those of records as they are where memcached takes them, and otherwise their SHA-256.</summary>
internal sealed class ItemKeys(string prefix)
{
    private const int Longest = 250;

    /// <summary>The item that says which records have been cleared.</summary>
    public string Clears { get; } = prefix + "!clears";

    public string Of(string key)
    {
        if (prefix.Length + key.Length <= Longest && !key.AsSpan().ContainsAnyExceptInRange('!', '~') && key[0] is not ('!' or '#' or '~'))
        {
            return prefix + key;
        }

        Span<byte> utf8 = stackalloc byte[StoreLimits.MaxKeyBytes];
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(utf8[..Encoding.UTF8.GetBytes(key, utf8)], hash);
        return $"{prefix}#{Convert.ToHexStringLower(hash)}";
    }

    /// <summary>A further part of a record that one item does not hold.</summary>
    public string Part(ulong parts, int index) => string.Create(CultureInfo.InvariantCulture, $"{prefix}~{parts:x16}/{index}");
}
