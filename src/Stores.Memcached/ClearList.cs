using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Freshet.Storage;

namespace Freshet.Stores;

/// <summary>Which prefixes were cleared when: the one item that makes clearing possible where nothing can be listed.</summary>
/// <remarks>
/// A record carries the epoch and the stamp of the list its writer knew. A clear adds its prefix under the next stamp, or begins a new epoch; a record of
/// another epoch, or under a prefix with a later stamp, is absent. A writer that does not know the newest list yet writes what is absent at once,
/// which is the safe side. When the item is lost a new epoch begins, and so everything is absent.
/// </remarks>
internal sealed record ClearList(ulong Epoch, long Stamp, IReadOnlyList<(long Stamp, string Prefix)> Prefixes)
{
    private const int MostPrefixes = 500;
    private const int MostBytes = 64 << 10;

    public static ClearList New() => new(BinaryPrimitives.ReadUInt64LittleEndian(RandomNumberGenerator.GetBytes(8)), 0, []);

    public static ClearList? TryRead(ReadOnlySpan<byte> item)
    {
        if (item.Length < 24 || BodyDigest.Compute(item[8..]) != BinaryPrimitives.ReadUInt64LittleEndian(item))
        {
            return null;
        }

        ulong epoch = BinaryPrimitives.ReadUInt64LittleEndian(item[8..]);
        long stamp = BinaryPrimitives.ReadInt64LittleEndian(item[16..]);
        List<(long, string)> prefixes = [];
        for (ReadOnlySpan<byte> rest = item[24..]; rest.Length >= 12;)
        {
            int length = BinaryPrimitives.ReadInt32LittleEndian(rest[8..]);
            prefixes.Add((BinaryPrimitives.ReadInt64LittleEndian(rest), Encoding.UTF8.GetString(rest.Slice(12, length))));
            rest = rest[(12 + length)..];
        }

        return new ClearList(epoch, stamp, prefixes);
    }

    public bool Covers(string key, in ItemLayout record)
    {
        if (record.Epoch != Epoch)
        {
            return true;
        }

        foreach ((long stamp, string prefix) in Prefixes)
        {
            if (stamp > record.Stamp && key.StartsWith(prefix, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }

    public ClearList Clear(string prefix)
    {
        ClearList next = this with
        {
            Stamp = Stamp + 1,
            Prefixes = [.. Prefixes.Where(p => !p.Prefix.StartsWith(prefix, StringComparison.Ordinal)), (Stamp + 1, prefix)],
        };
        return prefix.Length == 0 || next.Prefixes.Count > MostPrefixes || next.Prefixes.Sum(p => p.Prefix.Length) > MostBytes / 4 ? New() : next;
    }

    public byte[] ToArray()
    {
        using var bytes = new MemoryStream();
        using var writer = new BinaryWriter(bytes);
        writer.Write(0UL);
        writer.Write(Epoch);
        writer.Write(Stamp);
        foreach ((long stamp, string prefix) in Prefixes)
        {
            byte[] utf8 = Encoding.UTF8.GetBytes(prefix);
            writer.Write(stamp);
            writer.Write(utf8.Length);
            writer.Write(utf8);
        }

        byte[] item = bytes.ToArray();
        BinaryPrimitives.WriteUInt64LittleEndian(item, BodyDigest.Compute(item.AsSpan(8)));
        return item;
    }
}
