using System.Security.Cryptography;
using System.Text;

namespace Freshet.Stores;

/// <summary>The names of objects: keys with all but letters, digits, <c>-</c>, <c>_</c> and inner dots as <c>=</c> and two hexadecimal digits a byte.</summary>
/// <remarks>
/// A prefix of a key gives a prefix of its name. After every 200 characters stands a <c>/</c>, since servers on a file system take no longer parts. Of a key whose name would be too long the name is cut and ends with <c>=~</c> and a SHA-256.
/// </remarks>
internal sealed class ObjectNames(string prefix)
{
    private const int Longest = 1000;
    private const int LongestPart = 200;

    public string Of(string key)
    {
        string name = Encode(key);
        if (prefix.Length + name.Length <= Longest)
        {
            return prefix + name;
        }

        byte[] hash = SHA256.HashData(Encoding.UTF8.GetBytes(key));
        return $"{prefix}{name[..Cut]}=~{Convert.ToHexStringLower(hash)}";
    }

    /// <summary>What the names of all keys under a prefix begin with; those of others may too.</summary>
    public string OfPrefix(string keyPrefix)
    {
        string name = Encode(keyPrefix);
        return prefix + (name.Length > Cut ? name[..Cut] : name);
    }

    private int Cut => Longest - prefix.Length - 66;

    private static string Encode(string key)
    {
        var name = new StringBuilder(key.Length + 16);
        bool afterSafe = false;
        foreach (byte b in Encoding.UTF8.GetBytes(key))
        {
            bool safe = char.IsAsciiLetterOrDigit((char)b) || b is (byte)'-' or (byte)'_';
            if (safe || (b == '.' && afterSafe))
            {
                name.Append((char)b);
            }
            else
            {
                name.Append('=').Append(Convert.ToHexString([b]));
            }

            afterSafe = safe;
        }

        for (int at = LongestPart; at < name.Length; at += LongestPart + 1)
        {
            name.Insert(at, '/');
        }

        return name.ToString();
    }
}
