using System.Buffers.Binary;
using System.Text;
using Freshet.Storage;

namespace Freshet.Stores;

/// <summary>What is done with single records, each inside a transaction of its caller.</summary>
internal static class Records
{
    public static byte[] Utf8(string key) => Encoding.UTF8.GetBytes(key);

    /// <summary>The least key that is greater than all keys with a prefix: no byte of UTF-8 is 255.</summary>
    public static byte[] End(byte[] prefix)
    {
        if (prefix.Length == 0)
        {
            return [255];
        }

        byte[] end = [.. prefix];
        end[^1]++;
        return end;
    }

    public static long? Ticks(DateTimeOffset? expires) => expires?.UtcTicks;

    public static DateTimeOffset? Time(long? ticks) =>
        ticks is { } number ? new DateTimeOffset(Math.Clamp(number, 0, DateTimeOffset.MaxValue.Ticks), TimeSpan.Zero) : null;

    /// <summary>The digest of everything that a reader trusts.</summary>
    public static long Digest(byte[] key, ReadOnlySpan<byte> value, long? expires)
    {
        Span<byte> number = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(number, expires ?? -1);
        return (long)BodyDigest.Compute(value, BodyDigest.Compute(key, BodyDigest.Compute(number)));
    }

    public static void Set(Connection connection, byte[] key, ReadOnlySpan<byte> value, long? expires, long now)
    {
        Remove(connection, key, out _);
        connection["INSERT INTO contents (bytes) VALUES (?1)"].Bind(1, value).Run();
        connection["INSERT INTO records (key, value, bytes, expires, used, digest) VALUES (?1, ?2, ?3, ?4, ?5, ?6)"]
            .Bind(1, key).Bind(2, connection.LastRowId).Bind(3, value.Length).Bind(4, expires).Bind(5, now).Bind(6, Digest(key, value, expires)).Run();
    }

    /// <summary>Removes a record; false when there is none.</summary>
    public static bool Remove(Connection connection, byte[] key, out long? expires)
    {
        Statement find = connection["SELECT value, expires FROM records WHERE key = ?1"].Bind(1, key);
        bool found = find.Step();
        long content = found ? find.Number(0) : 0;
        expires = found ? find.NumberOrNull(1) : null;
        find.Reset();
        if (found)
        {
            connection["DELETE FROM contents WHERE id = ?1"].Bind(1, content).Run();
            connection["DELETE FROM records WHERE key = ?1"].Bind(1, key).Run();
        }

        return found;
    }

    /// <summary>Removes the records under a prefix, and counts those that had not expired.</summary>
    public static long Clear(Connection connection, byte[] prefix, long now)
    {
        byte[] end = End(prefix);
        Statement count = connection["SELECT count(*) FROM records WHERE key >= ?1 AND key < ?2 AND (expires IS NULL OR expires > ?3)"];
        count.Bind(1, prefix).Bind(2, end).Bind(3, now).Step();
        long live = count.Number(0);
        count.Reset();
        connection["DELETE FROM contents WHERE id IN (SELECT value FROM records WHERE key >= ?1 AND key < ?2)"].Bind(1, prefix).Bind(2, end).Run();
        connection["DELETE FROM records WHERE key >= ?1 AND key < ?2"].Bind(1, prefix).Bind(2, end).Run();
        return live;
    }
}
