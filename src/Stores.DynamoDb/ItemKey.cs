using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Amazon.DynamoDBv2.Model;

namespace Freshet.Stores;

/// <summary>Where an item is: one of sixteen partitions by the key's hash, and in it the key itself, or as much of it as a sort key holds and a SHA-256.</summary>
internal static class ItemKey
{
    public const int Shards = 16;
    private const string PartShard = "part";
    private const int LongestSort = 1024;

    // So that no key that is cut equals one that is not.
    private const int Cut = LongestSort - 1 - SHA256.HashSizeInBytes;

    public static string ShardName(int shard) => shard.ToString("x", CultureInfo.InvariantCulture);

    public static Dictionary<string, AttributeValue> Of(string key)
    {
        byte[] utf8 = Encoding.UTF8.GetBytes(key);
        byte[] hash = SHA256.HashData(utf8);
        byte[] sort = utf8.Length <= Cut ? utf8 : [.. utf8[..Cut], 255, .. hash];
        return At(ShardName(hash[0] % Shards), sort);
    }

    /// <summary>A further part of a record that one item does not hold.</summary>
    public static Dictionary<string, AttributeValue> Part(string id, int index) =>
        At(PartShard, Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{id}/{index}")));

    /// <summary>What the sort keys of all keys under a prefix begin with; those of others may too.</summary>
    public static byte[] OfPrefix(string prefix)
    {
        byte[] utf8 = Encoding.UTF8.GetBytes(prefix);
        return utf8.Length <= Cut ? utf8 : utf8[..Cut];
    }

    private static Dictionary<string, AttributeValue> At(string shard, byte[] sort) => new()
    {
        ["shard"] = new AttributeValue(shard),
        ["key"] = new AttributeValue { B = new MemoryStream(sort) },
    };
}
