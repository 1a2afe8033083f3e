using System.Buffers;
using Freshet.Values;
using Microsoft.Extensions.Caching.Distributed;

namespace Freshet.Hosting;

/// <summary>A cache of values as the framework's distributed cache of bytes.</summary>
/// <remarks>The members that are not asynchronous block their thread while the store is asked. A value without expiry stays until it is removed or evicted.</remarks>
/// <param name="cache">The cache, which this does not own.</param>
public sealed class ValueDistributedCache(ValueCache cache) : IBufferDistributedCache
{
    /// <inheritdoc/>
    public byte[]? Get(string key) => Wait(GetAsync(key));

    /// <inheritdoc/>
    public async Task<byte[]?> GetAsync(string key, CancellationToken token = default) =>
        (await cache.GetAsync<byte[]>(key, token).ConfigureAwait(false)).Value?.ToArray();

    /// <inheritdoc/>
    public void Set(string key, byte[] value, DistributedCacheEntryOptions options) => Wait(SetAsync(key, value, options));

    /// <inheritdoc/>
    public Task SetAsync(string key, byte[] value, DistributedCacheEntryOptions options, CancellationToken token = default)
    {
        ArgumentNullException.ThrowIfNull(value);
        return cache.SetAsync(key, value.ToArray(), Of(options), token).AsTask();
    }

    /// <inheritdoc/>
    public void Refresh(string key) => Wait(RefreshAsync(key));

    /// <inheritdoc/>
    public Task RefreshAsync(string key, CancellationToken token = default) => cache.GetAsync<byte[]>(key, token).AsTask();

    /// <inheritdoc/>
    public void Remove(string key) => Wait(RemoveAsync(key));

    /// <inheritdoc/>
    public Task RemoveAsync(string key, CancellationToken token = default) => cache.RemoveAsync(key, token).AsTask();

    /// <inheritdoc/>
    public bool TryGet(string key, IBufferWriter<byte> destination) => Wait(TryGetAsync(key, destination).AsTask());

    /// <inheritdoc/>
    public async ValueTask<bool> TryGetAsync(string key, IBufferWriter<byte> destination, CancellationToken token = default)
    {
        ArgumentNullException.ThrowIfNull(destination);
        var found = await cache.GetAsync<byte[]>(key, token).ConfigureAwait(false);
        destination.Write(found.Value);
        return found.HasValue;
    }

    /// <inheritdoc/>
    public void Set(string key, ReadOnlySequence<byte> value, DistributedCacheEntryOptions options) => Wait(SetAsync(key, value, options).AsTask());

    /// <inheritdoc/>
    public ValueTask SetAsync(string key, ReadOnlySequence<byte> value, DistributedCacheEntryOptions options, CancellationToken token = default) =>
        cache.SetAsync(key, value.ToArray(), Of(options), token);

    private static ValueOptions Of(DistributedCacheEntryOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return new ValueOptions
        {
            Lifetime = options.AbsoluteExpirationRelativeToNow ?? Timeout.InfiniteTimeSpan,
            ExpiresAt = options.AbsoluteExpirationRelativeToNow is null ? options.AbsoluteExpiration : null,
            Sliding = options.SlidingExpiration,
        };
    }

    private static T Wait<T>(Task<T> task) => task.GetAwaiter().GetResult();

    private static void Wait(Task task) => task.GetAwaiter().GetResult();
}
