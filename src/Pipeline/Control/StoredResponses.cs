using System.Runtime.CompilerServices;
using Freshet.Caching;
using Freshet.Http;
using Freshet.Rules;
using Freshet.Storage;

namespace Freshet.Control;

/// <summary>The stored responses of a cache, to be listed, counted and changed.</summary>
/// <remarks>Listings read every record of the store, or of a prefix or host; what is written or removed meanwhile may or may not be in them.</remarks>
public sealed class StoredResponses
{
    private readonly CacheParts _parts;
    private readonly HeadRecords _records;

    internal StoredResponses(CacheParts parts, HeadRecords records) => (_parts, _records) = (parts, records);

    private ICacheStore Store => _parts.Store.Inner;

    /// <summary>Lists stored responses, in no particular order.</summary>
    /// <param name="filter">Which; all when null.</param>
    /// <param name="cancellationToken">Ends the listing.</param>
    /// <exception cref="StoreException">The store could not be read.</exception>
    public async IAsyncEnumerable<StoredResponse> ListAsync(
        StoredFilter? filter = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await foreach (var key in KeysAsync(filter, cancellationToken).ConfigureAwait(false))
        {
            foreach (var response in await ReadAsync(key, cancellationToken).ConfigureAwait(false))
            {
                if (filter?.Matches(response) ?? true)
                {
                    yield return response;
                }
            }
        }
    }

    /// <summary>The stored responses that a request to a URI may select from.</summary>
    public async ValueTask<IReadOnlyList<StoredResponse>> FindAsync(RequestHead request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        using var exchange = new Exchange(request);
        await _parts.Controls.ApplyAsync(exchange, cancellationToken).ConfigureAwait(false);
        return await ReadAsync(exchange.Key, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Whether a response to GET of a URI is stored, fresh or not.</summary>
    public async ValueTask<bool> ContainsAsync(Uri uri, CancellationToken cancellationToken = default) =>
        (await FindAsync(RequestHead.Get(uri), cancellationToken).ConfigureAwait(false)).Count > 0;

    /// <summary>How many stored responses there are.</summary>
    /// <inheritdoc cref="ListAsync"/>
    public async ValueTask<long> CountAsync(StoredFilter? filter = null, CancellationToken cancellationToken = default) =>
        await ListAsync(filter, cancellationToken).LongCountAsync(cancellationToken).ConfigureAwait(false);

    /// <summary>Gives stored responses another lifetime, which counts from now; null gives them back that of their server and the options.</summary>
    /// <param name="lifetime">The lifetime.</param>
    /// <param name="filter">Which; all when null.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>How many were changed.</returns>
    public ValueTask<long> ResetLifetimeAsync(Lifetime? lifetime, StoredFilter? filter = null, CancellationToken cancellationToken = default)
    {
        if (lifetime is Lifetime.Unstored)
        {
            throw new ArgumentException("What is to be stored no longer is purged: HttpCache.PurgeAsync.", nameof(lifetime));
        }

        var now = _parts.Time.GetUtcNow();
        var given = lifetime is Lifetime.Relative relative ? Lifetime.Until(Later(now, relative.Value)) : lifetime;
        return ChangeAsync(
            filter, head => head.Noted(head.NoteOrEmpty() with { Lifetime = given, PurgedAt = null, UsedAt = null }), cancellationToken);
    }

    /// <summary>Moves stored responses to the keys that they have by the present options, after these were changed.</summary>
    /// <remarks>For responses to GET, whose key is the target URI; those of partitions, matched fields and other methods stay where they are.</remarks>
    /// <returns>How many were moved; of two that come to one key the one received last stays.</returns>
    public async ValueTask<long> RekeyAsync(CancellationToken cancellationToken = default)
    {
        var moved = 0L;
        List<string> keys = await KeysAsync(null, cancellationToken).ToListAsync(cancellationToken).ConfigureAwait(false);
        foreach (var key in keys)
        {
            using var record = await Store.GetAsync(key, cancellationToken).ConfigureAwait(false);
            if (key.Contains('#', StringComparison.Ordinal) || record is null || !StoredHeads.TryRead(record.Value, out var heads, out _)
                || heads.Count == 0 || StoredResponse.UriOf(key, heads[0].NoteOrEmpty()) is not { } uri || _parts.Controls.KeyOf(uri) is not { } target || target == key)
            {
                continue;
            }

            using var there = await Store.GetAsync(target, cancellationToken).ConfigureAwait(false);
            if (there is null || !StoredHeads.TryRead(there.Value, out var others, out _) || others.Count == 0
                || others[0].Facts.ResponseTime < heads[0].Facts.ResponseTime)
            {
                await Store.SetAsync(target, record.Value, null, cancellationToken).ConfigureAwait(false);
            }

            await Store.RemoveAsync(key, cancellationToken).ConfigureAwait(false);
            moved++;
        }

        return moved;
    }

    /// <summary>Copies stored responses with their bodies to another store, where a cache finds them.</summary>
    /// <returns>How many records were copied.</returns>
    public async ValueTask<long> CopyToAsync(ICacheStore target, StoredFilter? filter = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(target);
        var copied = 0L;
        await foreach (var key in KeysAsync(filter, cancellationToken).ConfigureAwait(false))
        {
            using var record = await Store.GetAsync(key, cancellationToken).ConfigureAwait(false);
            if (record is null || !StoredHeads.TryRead(record.Value, out var heads, out _)
                || !heads.Any(head => filter?.Matches(Of(key, head)) ?? true))
            {
                continue;
            }

            foreach (var segment in heads.SelectMany(head => Enumerable.Range(0, head.Body.Segments.Count).Select(i => BodyKeys.Segment(head.Body.Id, i))))
            {
                using var bytes = await Store.GetAsync(segment, cancellationToken).ConfigureAwait(false);
                if (bytes is not null)
                {
                    await target.SetAsync(segment, bytes.Value, null, cancellationToken).ConfigureAwait(false);
                }
            }

            await target.SetAsync(key, record.Value, null, cancellationToken).ConfigureAwait(false);
            copied++;
        }

        return copied;
    }

    internal async ValueTask<long> PurgeAsync(StoredFilter? filter, PurgeMode mode, CancellationToken cancellationToken)
    {
        var now = _parts.Time.GetUtcNow();
        var purged = await ChangeAsync(filter, head => mode == PurgeMode.Hard ? null : Softly(head, now), cancellationToken).ConfigureAwait(false);
        if (filter is null && mode == PurgeMode.Hard)
        {
            await Store.ClearAsync(FailureMemory.Prefix, cancellationToken).ConfigureAwait(false);
        }

        return purged;
    }

    internal async ValueTask<long> PurgeUriAsync(Uri uri, PurgeMode mode, CancellationToken cancellationToken)
    {
        var purged = 0L;
        var now = _parts.Time.GetUtcNow();
        var key = _parts.Controls.KeyOf(uri);
        List<string> keys = [key, .. await WithSuffixAsync(uri, cancellationToken).ConfigureAwait(false)];
        foreach (var each in keys.Distinct(StringComparer.Ordinal))
        {
            purged += await ChangeAsync(each, head => mode == PurgeMode.Hard ? null : Softly(head, now), cancellationToken).ConfigureAwait(false);
            await Store.RemoveAsync(FailureMemory.KeyOf(each), cancellationToken).ConfigureAwait(false);
        }

        return purged;
    }

    private static StoredHead Softly(StoredHead head, DateTimeOffset now) => head.Noted(head.NoteOrEmpty() with { PurgedAt = now });

    internal static DateTimeOffset Later(DateTimeOffset now, TimeSpan by) => by < DateTimeOffset.MaxValue - now ? now + by : DateTimeOffset.MaxValue;

    private async ValueTask<long> ChangeAsync(StoredFilter? filter, Func<StoredHead, StoredHead?> change, CancellationToken cancellationToken)
    {
        // A store may be slow to list what is changed meanwhile, or list it again.
        var changed = 0L;
        foreach (var key in await KeysAsync(filter, cancellationToken).ToListAsync(cancellationToken).ConfigureAwait(false))
        {
            if (filter is not null && !(await ReadAsync(key, cancellationToken).ConfigureAwait(false)).Any(filter.Matches))
            {
                continue;
            }

            changed += await ChangeAsync(key, head => filter?.Matches(Of(key, head)) ?? true ? change(head) : head, cancellationToken).ConfigureAwait(false);
        }

        return changed;
    }

    private async ValueTask<long> ChangeAsync(string key, Func<StoredHead, StoredHead?> change, CancellationToken cancellationToken)
    {
        // Who fetches it now does not store it later.
        _parts.Locks.Invalidated(key);
        _parts.Flights.Forget(key);
        var changed = await _records.ChangeAsync(key, change, cancellationToken).ConfigureAwait(false);
        if (changed > 0)
        {
            _parts.Telemetry.Invalidated(key);
        }

        return changed;
    }

    private async ValueTask<List<string>> WithSuffixAsync(Uri uri, CancellationToken cancellationToken)
    {
        if (_parts.Controls.PrefixOf(uri) is not { } prefix)
        {
            return [];
        }

        List<string> keys = [prefix[..^1]];
        try
        {
            await foreach (var entry in Store.ScanAsync(prefix, cancellationToken).ConfigureAwait(false))
            {
                keys.Add(entry.Key);
            }
        }
        catch (NotSupportedException)
        {
            // The store can't list: see PurgeAsync.
        }

        return keys;
    }

    private async IAsyncEnumerable<string> KeysAsync(StoredFilter? filter, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var prefix in _parts.Controls.HasMakers ? [CacheKey.Prefix] : filter?.KeyPrefixes() ?? [CacheKey.Prefix])
        {
            await foreach (var entry in Store.ScanAsync(prefix, cancellationToken).ConfigureAwait(false))
            {
                yield return entry.Key;
            }
        }
    }

    private StoredResponse Of(string key, StoredHead head) =>
        new(key, head, StoredResponse.UriOf(key, head.NoteOrEmpty()) is { } uri ? _parts.Controls.Of(uri).Policy : _parts.Controls.Policy, _parts.Time.GetUtcNow());

    private async ValueTask<IReadOnlyList<StoredResponse>> ReadAsync(string key, CancellationToken cancellationToken)
    {
        using var record = await Store.GetAsync(key, cancellationToken).ConfigureAwait(false);
        return record is not null && StoredHeads.TryRead(record.Value, out var heads, out _) ? [.. heads.Select(head => Of(key, head))] : [];
    }
}
