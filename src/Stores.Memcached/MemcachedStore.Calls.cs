using System.Globalization;
using System.Text;
using Freshet.Storage;

namespace Freshet.Stores;

public sealed partial class MemcachedStore
{
    private readonly SemaphoreSlim _refreshing = new(1);
    private ClearList? _clears;
    private long _clearsReadAt;

    /// <summary>Throws: memcached can't list its items.</summary>
    /// <exception cref="NotSupportedException">Always.</exception>
    public IAsyncEnumerable<StoreEntry> ScanAsync(string prefix = "", CancellationToken cancellationToken = default) =>
        throw new NotSupportedException("memcached can't list its items.");

    /// <summary>Marks the records whose keys begin with a prefix as absent.</summary>
    /// <returns>0: how many there were is not known.</returns>
    public async ValueTask<long> ClearAsync(string prefix = "", CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(prefix);
        ObjectDisposedException.ThrowIf(_disposed != 0, this);
        cancellationToken.ThrowIfCancellationRequested();
        await _refreshing.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            while (true)
            {
                (ClearList known, ulong cas) = await ReadClearsAsync(cancellationToken).ConfigureAwait(false);
                ClearList next = known.Clear(prefix);
                MetaResponse stored = await StoreAsync(
                    _keys.Clears, next.ToArray(), default, string.Create(CultureInfo.InvariantCulture, $" T0 C{cas}"), cancellationToken).ConfigureAwait(false);
                if (stored.Code == MetaCode.Done)
                {
                    Volatile.Write(ref _clears, next);
                    return 0;
                }
            }
        }
        finally
        {
            _refreshing.Release();
        }
    }

    private async ValueTask<ClearList> ClearsAsync(CancellationToken cancellationToken)
    {
        if (FreshClears() is { } known)
        {
            return known;
        }

        await _refreshing.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return FreshClears() ?? (await ReadClearsAsync(cancellationToken).ConfigureAwait(false)).Clears;
        }
        finally
        {
            _refreshing.Release();
        }
    }

    private ClearList? FreshClears() =>
        Volatile.Read(ref _clears) is { } clears && TimeProvider.System.GetElapsedTime(Interlocked.Read(ref _clearsReadAt)) < _options.ClearsSeenWithin
            ? clears
            : null;

    private async ValueTask<(ClearList Clears, ulong Cas)> ReadClearsAsync(CancellationToken cancellationToken)
    {
        long asked = TimeProvider.System.GetTimestamp();
        while (true)
        {
            MetaResponse item = await CallAsync(_keys.Clears, "mg", " v c", cancellationToken).ConfigureAwait(false);
            ClearList? clears = item.Code == MetaCode.Value ? ClearList.TryRead(item.Value.Span) : null;
            item.Return();
            if (clears is not null)
            {
                Volatile.Write(ref _clears, clears);
                Interlocked.Exchange(ref _clearsReadAt, asked);
                return (clears, item.Cas);
            }

            // Absent, or nothing that we wrote: whoever comes first begins an epoch.
            string how = item.Code == MetaCode.Value ? string.Create(CultureInfo.InvariantCulture, $" T0 C{item.Cas}") : " T0 ME";
            await StoreAsync(_keys.Clears, ClearList.New().ToArray(), default, how, cancellationToken).ConfigureAwait(false);
        }
    }

    private ValueTask<MetaResponse> CallAsync(string key, string command, string flags, CancellationToken cancellationToken) =>
        SendAsync(key, Encoding.ASCII.GetBytes($"{command} {key}{flags}\r\n"), default, default, cancellationToken);

    private ValueTask<MetaResponse> StoreAsync(
        string key, ReadOnlyMemory<byte> head, ReadOnlyMemory<byte> value, string flags, CancellationToken cancellationToken)
    {
        byte[] line = Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"ms {key} {head.Length + value.Length}{flags}\r\n"));
        return SendAsync(key, line, head, value, cancellationToken);
    }

    private async ValueTask<MetaResponse> SendAsync(
        string key, byte[] line, ReadOnlyMemory<byte> head, ReadOnlyMemory<byte> value, CancellationToken cancellationToken)
    {
        try
        {
            MetaResponse answer = await _ring[key].CallAsync(line, head, value, cancellationToken).ConfigureAwait(false);
            return answer.Code != MetaCode.Failed
                ? answer
                : throw new StoreException($"memcached at {_ring[key].Name} answered '{Encoding.ASCII.GetString(answer.Value.Span)}'.");
        }
        catch (StoreException) when (_disposed != 0)
        {
            throw new ObjectDisposedException(nameof(MemcachedStore));
        }
    }
}
