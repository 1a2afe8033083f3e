using System.Text;
using StackExchange.Redis;

namespace Freshet.Stores;

/// <summary>The keys of one store in Redis: its prefix and what it is asked for.</summary>
internal sealed class RedisKeys(string prefix)
{
    private const byte NotUtf8 = 0xFF;
    private readonly byte[] _prefix = Encoding.UTF8.GetBytes(prefix);

    /// <summary>The key of a record.</summary>
    public RedisKey Of(string key) => _prefix.Length == 0 ? key : ((RedisKey)key).Prepend(_prefix);

    /// <summary>A key or channel beside the records: the keys of records are UTF-8, in which this byte is none.</summary>
    public byte[] Beside(string name) => [.. _prefix, NotUtf8, .. Encoding.UTF8.GetBytes(name)];

    /// <summary>The pattern of SCAN that matches the records under a prefix.</summary>
    public byte[] Pattern(string under)
    {
        byte[] literal = [.. _prefix, .. Encoding.UTF8.GetBytes(under)];
        var pattern = new List<byte>(literal.Length + 8);
        foreach (byte b in literal)
        {
            if (b is (byte)'*' or (byte)'?' or (byte)'[' or (byte)']' or (byte)'\\' or (byte)'^')
            {
                pattern.Add((byte)'\\');
            }

            pattern.Add(b);
        }

        pattern.Add((byte)'*');
        return [.. pattern];
    }

    /// <summary>The record's key of a key in Redis; null when it is not of this store.</summary>
    public string? Record(byte[] key)
    {
        if (!key.AsSpan().StartsWith(_prefix) || key.Length == _prefix.Length || key[_prefix.Length] == NotUtf8)
        {
            return null;
        }

        return Encoding.UTF8.GetString(key, _prefix.Length, key.Length - _prefix.Length);
    }
}
