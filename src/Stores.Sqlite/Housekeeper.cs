using System.Collections.Concurrent;
using System.Text;
using Freshet.Storage;

namespace Freshet.Stores;

/// <summary>What every transaction does beside what it was asked for: notes uses, removes what has expired, keeps within the budget.</summary>
internal sealed class Housekeeper(SqliteStoreOptions options, StoreObservers observers)
{
    private const int MostUses = 20_000;
    private const int ExpiredAtOnce = 64;
    private const int EvictedAtOnce = 64;
    private const int EvictFrom = 95;
    private const int EvictTo = 90;

    private readonly ConcurrentDictionary<string, byte> _used = new(StringComparer.Ordinal);
    private readonly List<(string Key, long Bytes, bool Expired)> _gone = [];

    public bool WantsUse(long usedTicks, DateTimeOffset now) => now.UtcTicks - usedTicks >= options.UsePrecision.Ticks;

    /// <summary>Takes note that a record was read; the next transaction writes it down.</summary>
    public void Used(string key)
    {
        if (_used.Count < MostUses)
        {
            _used[key] = 0;
        }
    }

    /// <summary>Does it, inside the transaction.</summary>
    public void Tidy(Connection connection, int operations)
    {
        long now = options.TimeProvider.GetUtcNow().UtcTicks;
        foreach ((string key, _) in _used)
        {
            connection["UPDATE records SET used = ?1 WHERE key = ?2"].Bind(1, now).Bind(2, Records.Utf8(key)).Run();
            _used.TryRemove(key, out _);
        }

        Remove(connection, Find(connection["SELECT key, bytes FROM records WHERE expires <= ?1 LIMIT ?2"].Bind(1, now).Bind(2, ExpiredAtOnce + operations)), true);
        if (options.MaxBytes is { } most)
        {
            Evict(connection, most, EvictedAtOnce + (operations * 4));
        }
    }

    /// <summary>Removes one record that has expired.</summary>
    public void Expire(Connection connection, string key)
    {
        Records.Remove(connection, Records.Utf8(key), out _);
        _gone.Add((key, 0, true));
    }

    /// <summary>Removes all records that have expired, and counts them.</summary>
    public long ExpireAll(Connection connection)
    {
        long now = options.TimeProvider.GetUtcNow().UtcTicks;
        List<(byte[], long)> expired = Find(connection["SELECT key, bytes FROM records WHERE expires <= ?1"].Bind(1, now));
        Remove(connection, expired, true);
        return expired.Count;
    }

    /// <summary>Begins a transaction.</summary>
    public void Begin() => _gone.Clear();

    /// <summary>Tells what left, after the transaction.</summary>
    public void Tell()
    {
        foreach ((string key, long bytes, bool expired) in _gone)
        {
            if (expired)
            {
                observers.Expired(key, options.Name);
            }
            else
            {
                observers.Evicted(key, bytes, options.Name);
            }
        }

        _gone.Clear();
    }

    private static List<(byte[] Key, long Bytes)> Find(Statement statement)
    {
        List<(byte[], long)> found = [];
        while (statement.Step())
        {
            found.Add((statement.Blob(0).ToArray(), statement.Number(1)));
        }

        statement.Reset();
        return found;
    }

    private static long BytesUsed(Connection connection) =>
        (connection.Scalar("PRAGMA page_count") - connection.Scalar("PRAGMA freelist_count")) * connection.Scalar("PRAGMA page_size");

    private void Evict(Connection connection, long most, int atOnce)
    {
        long used = BytesUsed(connection);
        if (used <= most / 100 * EvictFrom)
        {
            return;
        }

        for (int evicted = 0; used > most / 100 * EvictTo && (evicted < atOnce || used > most); used = BytesUsed(connection))
        {
            List<(byte[], long)> oldest = Find(connection["SELECT key, bytes FROM records ORDER BY used LIMIT ?1"].Bind(1, 16));
            if (oldest.Count == 0)
            {
                return;
            }

            Remove(connection, oldest, false);
            evicted += oldest.Count;
        }
    }

    private void Remove(Connection connection, List<(byte[] Key, long Bytes)> records, bool expired)
    {
        foreach ((byte[] key, long bytes) in records)
        {
            Records.Remove(connection, key, out _);
            _gone.Add((Encoding.UTF8.GetString(key), bytes, expired));
        }
    }
}
