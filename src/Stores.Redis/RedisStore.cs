using System.Runtime.CompilerServices;
using Freshet.Storage;
using StackExchange.Redis;

namespace Freshet.Stores;

/// <summary>A store in Redis, which many processes may share.</summary>
/// <remarks>
/// It connects when it is first used, and again by itself when a connection breaks; until then calls fail at once. A call that was not
/// answered in time may yet be carried out: per key, in the order of the calls. Expired records are absent by the store's clock; Redis
/// removes them <see cref="ExpirySlack"/> later.
/// </remarks>
public sealed partial class RedisStore : ICacheStore, IObservableStore
{
    /// <summary>How much longer than their expiry says Redis keeps records: a minute, so that clocks may differ.</summary>
    public static readonly TimeSpan ExpirySlack = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan LongestExpiry = TimeSpan.FromDays(365 * 100);

    private readonly RedisStoreOptions _options;
    private readonly RedisKeys _keys;
    private readonly RedisLane _lane;
    private readonly RedisLane _bodies;
    private readonly StoreObservers _observers = new();
    private int _disposed;

    /// <summary>Makes a store; it does not connect yet.</summary>
    /// <exception cref="OptionsException">An option can't work.</exception>
    public RedisStore(RedisStoreOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Check();
        _options = options;
        _keys = new RedisKeys(options.KeyPrefix);
        _lane = new RedisLane(options);
        _bodies = options.SeparateBodies ? new RedisLane(options) : _lane;
    }

    /// <summary>Makes a store of what <see cref="RedisStoreOptions.Configuration"/> may be, with the defaults for the rest.</summary>
    /// <exception cref="OptionsException">It names no server.</exception>
    public RedisStore(string configuration) : this(new RedisStoreOptions { Configuration = configuration })
    {
    }

    /// <inheritdoc/>
    public IDisposable Observe(IStoreObserver observer) => _observers.Add(observer);

    /// <summary>Connects now, so that the first calls need not wait for it.</summary>
    /// <exception cref="StoreException">It does not come about in time; later calls try again.</exception>
    public async ValueTask ConnectAsync(CancellationToken cancellationToken = default)
    {
        ObjectDisposedException.ThrowIf(_disposed != 0, this);
        foreach (RedisLane lane in (RedisLane[])[_lane, _bodies])
        {
            IDatabase database = await lane.DatabaseAsync(cancellationToken).ConfigureAwait(false);
            await lane.AnswerAsync(Start(lane, database, default, static (d, _) => d.PingAsync()), 0, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<StoreRecord?> GetAsync(string key, CancellationToken cancellationToken = default)
    {
        RedisLane lane = Check(key, cancellationToken);
        IDatabase database = await lane.DatabaseAsync(cancellationToken).ConfigureAwait(false);
        RedisValue found = await lane.AnswerAsync(
            Start(lane, database, _keys.Of(key), static (d, k) => d.StringGetAsync(k)), key.Length, cancellationToken).ConfigureAwait(false);
        if (found.IsNull)
        {
            return null;
        }

        byte[] bytes = found!;
        if (!RecordLayout.TryRead(bytes, out DateTimeOffset? expires))
        {
            _observers.Corrupt(key, _options.Name, "the value was not written by this store");
            return null;
        }

        if (IsPast(expires))
        {
            _observers.Expired(key, _options.Name);
            return null;
        }

        return new StoreRecord(bytes.AsMemory(RecordLayout.HeadBytes), expires, _options.Name);
    }

    /// <inheritdoc/>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    public async ValueTask SetAsync(
        string key, ReadOnlyMemory<byte> value, DateTimeOffset? expires = null, CancellationToken cancellationToken = default)
    {
        StoreLimits.CheckValue(value);
        RedisLane lane = Check(key, cancellationToken);
        if (IsPast(expires))
        {
            await RemoveAsync(key, cancellationToken).ConfigureAwait(false);
            return;
        }

        TimeSpan? kept = expires is { } at ? at - _options.TimeProvider.GetUtcNow() + ExpirySlack : null;
        RedisValue bytes = RecordLayout.Write(value.Span, expires);
        IDatabase database = await lane.WritableAsync(cancellationToken).ConfigureAwait(false);
        Task<bool> setting;
        try
        {
            setting = database.StringSetAsync(_keys.Of(key), bytes, kept > LongestExpiry ? null : kept, flags: CommandFlags.DemandMaster);
        }
        catch (Exception e) when (RedisLane.IsFault(e))
        {
            throw lane.Translate(e);
        }

        await lane.AnswerAsync(setting, value.Length, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask<bool> RemoveAsync(string key, CancellationToken cancellationToken = default)
    {
        RedisLane lane = Check(key, cancellationToken);
        IDatabase database = await lane.WritableAsync(cancellationToken).ConfigureAwait(false);
        RedisKey at = _keys.Of(key);
        Task<RedisValue> head = Start(lane, database, at, ReadHead);
        Task<bool> removal = Start(lane, database, at, static (d, k) => d.KeyDeleteAsync(k, CommandFlags.DemandMaster));
        bool removed = await lane.AnswerAsync(removal, key.Length, cancellationToken).ConfigureAwait(false);
        return removed && !(RecordLayout.TryRead((byte[]?)await lane.AnswerAsync(head, 0, cancellationToken).ConfigureAwait(false), out DateTimeOffset? expires) && IsPast(expires));
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 0)
        {
            await _lane.DisposeAsync().ConfigureAwait(false);
            await _bodies.DisposeAsync().ConfigureAwait(false);
        }
    }

    private static Task<RedisValue> ReadHead(IDatabase database, RedisKey key) => database.StringGetRangeAsync(key, 0, RecordLayout.HeadBytes - 1);

    private static Task<T> Start<T>(RedisLane lane, IDatabase database, RedisKey key, Func<IDatabase, RedisKey, Task<T>> start)
    {
        try
        {
            return start(database, key);
        }
        catch (Exception e) when (RedisLane.IsFault(e))
        {
            throw lane.Translate(e);
        }
    }

    /// <summary>The lane of a key, always the same: there a key's calls stay in order.</summary>
    private RedisLane Check(string key, CancellationToken cancellationToken)
    {
        StoreLimits.CheckKey(key);
        ObjectDisposedException.ThrowIf(_disposed != 0, this);
        cancellationToken.ThrowIfCancellationRequested();
        return key.StartsWith(BodyKeys.Prefix, StringComparison.Ordinal) ? _bodies : _lane;
    }

    private bool IsPast(DateTimeOffset? expires) => expires is { } at && at <= _options.TimeProvider.GetUtcNow();
}
