using System.Collections.Concurrent;

namespace Freshet.Values;

// Functions whose results are in the cache.
internal sealed partial class ValueCore
{
    private readonly ConcurrentDictionary<string, StripedCounter> _owners = new(StringComparer.Ordinal);

    public StripedCounter EvictionsOf(string prefix) => _owners.GetOrAdd(prefix, static _ => new StripedCounter());

    /// <summary>The keys that begin with a prefix, in memory and in the store, but for those that are too long to be told in the store.</summary>
    public async ValueTask<IReadOnlyCollection<string>> KeysUnderAsync(string prefix, CancellationToken cancellationToken)
    {
        var keys = new HashSet<string>(Table?.Under(prefix).Select(static e => e.Key) ?? [], StringComparer.Ordinal);
        if (!Store.IsLocal)
        {
            await foreach (var record in Store.Inner.ScanAsync(Keys.Prefix + prefix, cancellationToken).ConfigureAwait(false))
            {
                keys.Add(record.Key[Keys.Prefix.Length..]);
            }
        }

        return keys;
    }

    private void CountEviction(string key)
    {
        var end = _owners.IsEmpty ? -1 : key.IndexOf('#', StringComparison.Ordinal);
        if (end >= 0 && _owners.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(key.AsSpan(0, end + 1), out var counter))
        {
            counter.Increment();
        }
    }
}
