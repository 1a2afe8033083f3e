using System.Globalization;
using System.Text;
using Freshet.Storage;

namespace Freshet.Stores;

/// <summary>A store in memcached servers, spoken to with the meta commands (memcached 1.6).</summary>
/// <remarks>
/// memcached can't list its items. <see cref="ScanAsync"/> throws <see cref="NotSupportedException"/>; a clear marks a prefix as cleared, and does not
/// know how many records it met. A server that can't be reached is a <see cref="StoreException"/> for its share of the keys.
/// </remarks>
public sealed partial class MemcachedStore : ICacheStore, IObservableStore
{
    // Beyond this many seconds memcached takes a number for a date.
    private const long LongestRelative = 60 * 60 * 24 * 30;
    private const long Endless = 60L * 60 * 24 * 365 * 20;

    // What memcached adds to an item, with a margin.
    private const int ItemOverhead = 512;

    private readonly MemcachedStoreOptions _options;
    private readonly MemcachedServer[] _servers;
    private readonly ServerRing _ring;
    private readonly ItemKeys _keys;
    private readonly StoreObservers _observers = new();
    private int _disposed;

    /// <summary>Makes the store; it connects when it is first used.</summary>
    /// <exception cref="OptionsException">An option can't work.</exception>
    public MemcachedStore(MemcachedStoreOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Check();
        _options = options;
        _keys = new ItemKeys(options.KeyPrefix);
        _servers = [.. options.Servers.Select(s => MemcachedStoreOptions.Parse(s)!.Value).Distinct().Select(s => new MemcachedServer(s.Host, s.Port, options))];
        _ring = new ServerRing(_servers);
    }

    /// <inheritdoc/>
    public IDisposable Observe(IStoreObserver observer) => _observers.Add(observer);

    /// <inheritdoc/>
    public async ValueTask<StoreRecord?> GetAsync(string key, CancellationToken cancellationToken = default)
    {
        Check(key, cancellationToken);
        ClearList clears = await ClearsAsync(cancellationToken).ConfigureAwait(false);
        MetaResponse item = await CallAsync(_keys.Of(key), "mg", " v", cancellationToken).ConfigureAwait(false);
        return item.Code == MetaCode.Value ? await OpenAsync(key, item, clears, cancellationToken).ConfigureAwait(false) : null;
    }

    /// <inheritdoc/>
    public async ValueTask SetAsync(
        string key, ReadOnlyMemory<byte> value, DateTimeOffset? expires = null, CancellationToken cancellationToken = default)
    {
        StoreLimits.CheckValue(value);
        Check(key, cancellationToken);
        if (expires <= Now)
        {
            await CallAsync(_keys.Of(key), "md", "", cancellationToken).ConfigureAwait(false);
            return;
        }

        ClearList clears = await ClearsAsync(cancellationToken).ConfigureAwait(false);
        string ttl = string.Create(CultureInfo.InvariantCulture, $" T{TimeToLive(expires)}");
        int room = _options.MaxItemBytes - ItemOverhead - _options.KeyPrefix.Length;
        int first = Math.Min(value.Length, room - ItemLayout.Size - Encoding.UTF8.GetByteCount(key));
        ReadOnlyMemory<byte> rest = value[first..];
        int parts = (rest.Length + room - 1) / room;
        ulong id = parts == 0 ? 0 : (ulong)Random.Shared.NextInt64();
        for (int i = 0; i < parts; i++)
        {
            ReadOnlyMemory<byte> part = rest.Slice(i * room, Math.Min(room, rest.Length - (i * room)));
            await StoreAsync(_keys.Part(id, i), part[..1], part[1..], ttl, cancellationToken).ConfigureAwait(false);
        }

        byte[] head = ItemLayout.Write(key, value.Span, expires, clears.Epoch, clears.Stamp, parts, id);
        await StoreAsync(_keys.Of(key), head, value[..first], ttl, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask<bool> RemoveAsync(string key, CancellationToken cancellationToken = default)
    {
        Check(key, cancellationToken);
        ClearList clears = await ClearsAsync(cancellationToken).ConfigureAwait(false);
        string itemKey = _keys.Of(key);
        while (true)
        {
            MetaResponse item = await CallAsync(itemKey, "mg", " v c", cancellationToken).ConfigureAwait(false);
            if (item.Code != MetaCode.Value)
            {
                return false;
            }

            bool live = ItemLayout.TryRead(item.Value.Span, key, out ItemLayout layout) && !layout.ExpiredAt(Now) && !clears.Covers(key, layout);
            item.Return();
            MetaResponse removed = await CallAsync(itemKey, "md", string.Create(CultureInfo.InvariantCulture, $" C{item.Cas}"), cancellationToken)
                .ConfigureAwait(false);
            if (removed.Code != MetaCode.Changed)
            {
                return live && removed.Code == MetaCode.Done;
            }
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 0)
        {
            foreach (MemcachedServer server in _servers)
            {
                await server.DisposeAsync().ConfigureAwait(false);
            }
        }
    }

    private DateTimeOffset Now => _options.TimeProvider.GetUtcNow();

    private async ValueTask<StoreRecord?> OpenAsync(string key, MetaResponse item, ClearList clears, CancellationToken cancellationToken)
    {
        bool mine = ItemLayout.TryRead(item.Value.Span, key, out ItemLayout layout);
        if (!mine || clears.Covers(key, layout) || layout.ExpiredAt(Now))
        {
            item.Return();
            if (!mine)
            {
                _observers.Corrupt(key, _options.Name, "the item is no record of this key");
            }
            else if (layout.ExpiredAt(Now))
            {
                _observers.Expired(key, _options.Name);
            }

            return null;
        }

        byte[] bytes = item.Rented!;
        int start = layout.Start;
        bool whole;
        if (layout.Parts > 0)
        {
            (bytes, start) = (StoreBuffers.Rent(layout.ValueLength), 0);
            int length = await JoinAsync(item, layout, bytes, cancellationToken).ConfigureAwait(false);
            whole = length == layout.ValueLength && layout.IsWhole(item.Value.Span, bytes.AsSpan(0, length));
            item.Return();
        }
        else
        {
            whole = layout.IsWhole(item.Value.Span, item.Value.Span[start..]);
        }

        if (whole)
        {
            return StoreRecord.Rented(bytes, start..(start + layout.ValueLength), layout.Expires, _options.Name);
        }

        StoreBuffers.Return(bytes);
        if (layout.Parts == 0)
        {
            _observers.Corrupt(key, _options.Name, "the value was altered");
        }

        return null;
    }

    /// <summary>Puts the parts of a record together, and gives how many bytes there are: fewer when one is gone.</summary>
    private async ValueTask<int> JoinAsync(MetaResponse item, ItemLayout layout, byte[] bytes, CancellationToken cancellationToken)
    {
        ReadOnlyMemory<byte> first = item.Value[layout.Start..];
        if (first.Length > layout.ValueLength)
        {
            return 0;
        }

        first.CopyTo(bytes);
        int length = first.Length;
        for (int i = 0; i < layout.Parts; i++)
        {
            MetaResponse part = await CallAsync(_keys.Part(layout.PartsId, i), "mg", " v", cancellationToken).ConfigureAwait(false);
            if (part.Code != MetaCode.Value || length + part.Length > layout.ValueLength)
            {
                part.Return();
                return 0;
            }

            part.Value.CopyTo(bytes.AsMemory(length));
            length += part.Length;
            part.Return();
        }

        return length;
    }

    private long TimeToLive(DateTimeOffset? expires)
    {
        if (expires is null)
        {
            return 0;
        }

        // Ours decides; the server's only frees memory, so it may come a little later.
        double seconds = Math.Ceiling((expires.Value - Now).TotalSeconds) + 1;
        return seconds switch
        {
            > Endless => 0,
            > LongestRelative => TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() + (long)seconds,
            _ => (long)seconds,
        };
    }

    private void Check(string key, CancellationToken cancellationToken)
    {
        StoreLimits.CheckKey(key);
        ObjectDisposedException.ThrowIf(_disposed != 0, this);
        cancellationToken.ThrowIfCancellationRequested();
    }
}
