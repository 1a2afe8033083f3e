using System.Runtime.CompilerServices;
using System.Text;
using Freshet.Storage;

namespace Freshet.Stores;

/// <summary>A part of another store: every key has a prefix there that nobody sees here.</summary>
/// <remarks>Keys are at most <see cref="StoreLimits.MaxKeyBytes"/> with the prefix; longer ones are refused.</remarks>
public sealed class PrefixedStore : StoreWrapper
{
    private readonly string _prefix;

    /// <summary>Wraps a store.</summary>
    /// <param name="inner">The store.</param>
    /// <param name="prefix">The prefix: 1 to 1,024 UTF-8 bytes.</param>
    /// <exception cref="ArgumentException">It is none.</exception>
    public PrefixedStore(ICacheStore inner, string prefix) : base(inner)
    {
        StoreLimits.CheckKey(prefix);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Encoding.UTF8.GetByteCount(prefix), 1024, nameof(prefix));
        _prefix = prefix;
    }

    /// <inheritdoc/>
    public override async ValueTask<StoreRecord?> GetAsync(string key, CancellationToken cancellationToken = default) =>
        await base.GetAsync(Add(key), cancellationToken).ConfigureAwait(false);

    /// <inheritdoc/>
    public override async ValueTask<StoreRecord?> GetFromLastAsync(string key, CancellationToken cancellationToken = default) =>
        await base.GetFromLastAsync(Add(key), cancellationToken).ConfigureAwait(false);

    /// <inheritdoc/>
    public override async ValueTask SetAsync(
        string key, ReadOnlyMemory<byte> value, DateTimeOffset? expires = null, CancellationToken cancellationToken = default) =>
        await base.SetAsync(Add(key), value, expires, cancellationToken).ConfigureAwait(false);

    /// <inheritdoc/>
    public override async ValueTask<bool> RemoveAsync(string key, CancellationToken cancellationToken = default) =>
        await base.RemoveAsync(Add(key), cancellationToken).ConfigureAwait(false);

    /// <inheritdoc/>
    public override async IAsyncEnumerable<StoreEntry> ScanAsync(
        string prefix = "", [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(prefix);
        await foreach (StoreEntry entry in base.ScanAsync(_prefix + prefix, cancellationToken).ConfigureAwait(false))
        {
            yield return entry with { Key = entry.Key[_prefix.Length..] };
        }
    }

    /// <inheritdoc/>
    public override ValueTask<long> ClearAsync(string prefix = "", CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(prefix);
        return base.ClearAsync(_prefix + prefix, cancellationToken);
    }

    /// <inheritdoc/>
    public override IDisposable Observe(IStoreObserver observer)
    {
        ArgumentNullException.ThrowIfNull(observer);
        return base.Observe(new Renamed(observer, _prefix));
    }

    private string Add(string key)
    {
        StoreLimits.CheckKey(key);
        return _prefix + key;
    }

    /// <summary>Tells of the keys under the prefix by their names here, and of nothing else.</summary>
    private sealed class Renamed(IStoreObserver observer, string prefix) : IStoreObserver
    {
        public void Promoted(string key, string fromTier, string toTier)
        {
            if (Name(key) is { } name)
            {
                observer.Promoted(name, fromTier, toTier);
            }
        }

        public void Evicted(string key, long bytes, string tier)
        {
            if (Name(key) is { } name)
            {
                observer.Evicted(name, bytes, tier);
            }
        }

        public void Expired(string key, string tier)
        {
            if (Name(key) is { } name)
            {
                observer.Expired(name, tier);
            }
        }

        public void Corrupt(string key, string tier, string problem)
        {
            if (Name(key) is { } name)
            {
                observer.Corrupt(name, tier, problem);
            }
        }

        public void TierFailed(string tier, string operation, Exception error) => observer.TierFailed(tier, operation, error);

        private string? Name(string key) => key.StartsWith(prefix, StringComparison.Ordinal) ? key[prefix.Length..] : null;
    }
}
