using Freshet.Events;
using Freshet.Storage;
using Freshet.Stores;
using Freshet.Tests.Kit;
using Freshet.Values;

namespace Freshet.Tests.Values;

/// <summary>Caches of values over one store that "machines" share, with their events and a clock that stands still.</summary>
public sealed class ValueFixture : IAsyncDisposable
{
    private readonly List<ValueCache> _caches = [];

    public ValueFixture() => Shared = new MemoryStore(new MemoryStoreOptions { TimeProvider = Time });

    public static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public FakeTime Time { get; } = new();

    public MemoryStore Shared { get; }

    public List<CacheEvent> Events { get; } = [];

    /// <summary>A cache of this process alone.</summary>
    public ValueCache Local(ValueCacheOptions? options = null) => Add(new ValueCache(null, options, Time));

    /// <summary>A cache of a machine of its own over the shared store.</summary>
    public ValueCache Machine(ValueCacheOptions? options = null, ICacheStore? store = null) => Add(new ValueCache(store ?? Shared, options, Time));

    public async Task<IReadOnlyList<CacheEvent>> EventsAsync()
    {
        foreach (var cache in _caches)
        {
            await cache.Events.DrainAsync(Cancel);
        }

        lock (Events)
        {
            return [.. Events];
        }
    }

    public async Task<IReadOnlyList<CacheOutcome>> OutcomesAsync() => [.. (await EventsAsync()).OfType<ValueEvent>().Select(e => e.Outcome)];

    public void Advance(double seconds) => Time.Advance(TimeSpan.FromSeconds(seconds));

    public async ValueTask DisposeAsync()
    {
        foreach (var cache in _caches)
        {
            await cache.DisposeAsync();
        }

        await Shared.DisposeAsync();
    }

    private ValueCache Add(ValueCache cache)
    {
        _caches.Add(cache);
        cache.Events.Subscribe(item =>
        {
            lock (Events)
            {
                Events.Add(item);
            }
        });
        return cache;
    }
}
