using System.Runtime.CompilerServices;
using System.Text;
using Freshet.Storage;
using StackExchange.Redis;

namespace Freshet.Stores;

public sealed partial class RedisStore
{
    private const int PageKeys = 500;

    // In a cluster a command without a key goes anywhere; a script goes where its key is.
    private const string ScanHere = "return redis.call('SCAN', ARGV[1], 'MATCH', ARGV[2], 'COUNT', ARGV[3])";

    /// <inheritdoc/>
    /// <remarks>Asks every master for its keys in turn, a page at a time, and remembers them so as to name each once.</remarks>
    public async IAsyncEnumerable<StoreEntry> ScanAsync(
        string prefix = "", [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(prefix);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        await foreach (List<(string Key, byte[] At)> page in PagesAsync(prefix, cancellationToken).ConfigureAwait(false))
        {
            List<(string Key, Task<RedisValue> Head, Task<long> Length)> asked = [];
            foreach ((string key, byte[] at) in page)
            {
                if (seen.Add(key))
                {
                    RedisLane lane = Check(key, cancellationToken);
                    IDatabase database = await lane.DatabaseAsync(cancellationToken).ConfigureAwait(false);
                    asked.Add((key, Start(lane, database, at, ReadHead), Start(lane, database, at, static (d, k) => d.StringLengthAsync(k))));
                }
            }

            foreach ((string key, Task<RedisValue> head, Task<long> length) in asked)
            {
                byte[]? bytes = await TryAnswerAsync(head, cancellationToken).ConfigureAwait(false);
                long all = await TryAnswerAsync(length, cancellationToken).ConfigureAwait(false);
                if (RecordLayout.TryRead(bytes, out DateTimeOffset? expires) && !IsPast(expires) && all >= RecordLayout.HeadBytes)
                {
                    yield return new StoreEntry(key, all - RecordLayout.HeadBytes, expires);
                }
            }
        }
    }

    /// <inheritdoc/>
    /// <remarks>SCAN and UNLINK on every master: nothing but this store's records is touched.</remarks>
    public async ValueTask<long> ClearAsync(string prefix = "", CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(prefix);
        long removed = 0;
        await foreach (List<(string Key, byte[] At)> page in PagesAsync(prefix, cancellationToken).ConfigureAwait(false))
        {
            List<(RedisLane Lane, Task<RedisResult> Unlinking)> asked = [];
            foreach ((string key, byte[] at) in page)
            {
                RedisLane lane = Check(key, cancellationToken);
                IDatabase database = await lane.WritableAsync(cancellationToken).ConfigureAwait(false);
                asked.Add((lane, Start(lane, database, at, static (d, k) => d.ExecuteAsync("UNLINK", [k], CommandFlags.DemandMaster))));
            }

            foreach ((RedisLane lane, Task<RedisResult> unlinking) in asked)
            {
                removed += (long)await lane.AnswerAsync(unlinking, 0, cancellationToken).ConfigureAwait(false);
            }
        }

        return removed;
    }

    // What the key of something that is no string answers is an error, and the key is none of a record.
    private async ValueTask<T?> TryAnswerAsync<T>(Task<T> answer, CancellationToken cancellationToken)
    {
        try
        {
            return await _lane.AnswerAsync(answer, 0, cancellationToken).ConfigureAwait(false);
        }
        catch (StoreException e) when (e.InnerException is RedisServerException)
        {
            return default;
        }
    }

    private async IAsyncEnumerable<List<(string Key, byte[] At)>> PagesAsync(
        string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_disposed != 0, this);
        if (Encoding.UTF8.GetByteCount(prefix) > StoreLimits.MaxKeyBytes)
        {
            yield break;
        }

        byte[] pattern = _keys.Pattern(prefix);
        ConnectionMultiplexer client = await _lane.MultiplexerAsync(cancellationToken).ConfigureAwait(false);
        foreach (RedisKey? somewhere in await MastersAsync(client, cancellationToken).ConfigureAwait(false))
        {
            string cursor = "0";
            do
            {
                cancellationToken.ThrowIfCancellationRequested();
                IDatabase database = await _lane.DatabaseAsync(cancellationToken).ConfigureAwait(false);
                RedisResult[] page = (RedisResult[])await _lane.AnswerAsync(ScanPage(database, somewhere, cursor, pattern), 0, cancellationToken)
                    .ConfigureAwait(false);
                cursor = (string)page[0];
                List<(string, byte[])> keys = [];
                foreach (byte[] at in (byte[][])page[1])
                {
                    if (_keys.Record(at) is { } key && key.StartsWith(prefix, StringComparison.Ordinal))
                    {
                        keys.Add((key, at));
                    }
                }

                if (keys.Count > 0)
                {
                    yield return keys;
                }
            }
            while (cursor != "0");
        }
    }

    private Task<RedisResult> ScanPage(IDatabase database, RedisKey? somewhere, string cursor, byte[] pattern)
    {
        try
        {
            return somewhere is { } key
                ? database.ScriptEvaluateAsync(ScanHere, [key], [cursor, pattern, PageKeys], CommandFlags.DemandMaster)
                : database.ExecuteAsync("SCAN", [cursor, "MATCH", pattern, "COUNT", PageKeys], CommandFlags.DemandMaster);
        }
        catch (Exception e) when (RedisLane.IsFault(e))
        {
            throw _lane.Translate(e);
        }
    }

    /// <summary>For every master of a cluster a key that it would hold; a single null when there is no cluster.</summary>
    private async ValueTask<IReadOnlyList<RedisKey?>> MastersAsync(ConnectionMultiplexer client, CancellationToken cancellationToken)
    {
        if (!client.GetEndPoints().Any(e => client.GetServer(e).ServerType == ServerType.Cluster))
        {
            return [null];
        }

        IDatabase database = await _lane.DatabaseAsync(cancellationToken).ConfigureAwait(false);
        Task<RedisResult> asked = Start(_lane, database, default, static (d, _) => d.ExecuteAsync("CLUSTER", "SLOTS"));
        RedisResult[] ranges = (RedisResult[])await _lane.AnswerAsync(asked, 0, cancellationToken).ConfigureAwait(false);
        var masters = new RedisKey?[16_384];
        foreach (RedisResult[] range in ranges.Select(r => (RedisResult[])r))
        {
            RedisResult[] master = (RedisResult[])range[2];
            Array.Fill(masters, $"{master[0]}:{master[1]}", (int)range[0], (int)range[1] - (int)range[0] + 1);
        }

        var found = new Dictionary<RedisKey, RedisKey?>();
        int count = masters.OfType<RedisKey>().Distinct().Count();
        for (int i = 0; found.Count < count; i++)
        {
            RedisKey key = $"{i}";
            if (masters[client.HashSlot(key)] is { } master)
            {
                found.TryAdd(master, key);
            }
        }

        return [.. found.Values];
    }
}
