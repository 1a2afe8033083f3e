using System.Text.Json;
using System.Text.Json.Serialization;
using Freshet.Events;
using Freshet.Storage;
using Freshet.Values;

namespace Freshet.Tests.Values;

public sealed partial class SharedStoreTests : IAsyncDisposable
{
    private readonly ValueFixture _fixture = new();
    private readonly Counted _counted = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact(Timeout = 30_000)]
    public async Task What_one_machine_stored_the_other_finds_with_its_lifetime_and_tags()
    {
        var (here, there) = (_fixture.Machine(), _fixture.Machine());
        await here.SetAsync("key", new Person("Ada", [1, 2]), new ValueOptions { Lifetime = TimeSpan.FromSeconds(10), Tags = ["people"] }, Cancel);

        Assert.Equal("Ada", (await there.GetAsync<Person>("key", Cancel)).Value!.Name);
        await here.PurgeTagAsync("people", Cancel);
        _fixture.Advance(1);
        Assert.False((await there.GetAsync<Person>("key", Cancel)).HasValue);
        await here.SetAsync("key", new Person("Bob", []), new ValueOptions { Lifetime = TimeSpan.FromSeconds(10) }, Cancel);
        Assert.Equal("Bob", (await there.GetAsync<Person>("key", Cancel)).Value!.Name);
        _fixture.Advance(10);
        Assert.False((await there.GetAsync<Person>("key", Cancel)).HasValue);
    }

    [Fact(Timeout = 30_000)]
    public async Task Clearing_reaches_the_memory_of_the_other_machine()
    {
        var (here, there) = (_fixture.Machine(), _fixture.Machine());
        await here.SetAsync("key", 1, cancellationToken: Cancel);
        Assert.True((await there.GetAsync<int>("key", Cancel)).HasValue);
        await here.ClearAsync(Cancel);
        _fixture.Advance(1);

        Assert.False((await there.GetAsync<int>("key", Cancel)).HasValue);
    }

    [Theory(Timeout = 30_000)]
    [InlineData("")]
    [InlineData("plain")]
    [InlineData("grüße 🌊")]
    [InlineData("half \ud800 a pair \udc00")]
    public async Task Any_string_comes_back_as_it_was_and_may_be_a_key(string text)
    {
        await _fixture.Machine().SetAsync($"a{text}", text, cancellationToken: Cancel);

        Assert.Equal(text, (await _fixture.Machine().GetAsync<string>($"a{text}", Cancel)).Value);
    }

    [Fact(Timeout = 30_000)]
    public async Task Bytes_and_long_keys_are_kept()
    {
        var (key, bytes) = (new string('k', 10_000), new byte[] { 0, 255, 1 });
        await _fixture.Machine().SetAsync(key, bytes, cancellationToken: Cancel);
        await _fixture.Machine().SetAsync("memory", new ReadOnlyMemory<byte>(bytes), cancellationToken: Cancel);

        Assert.Equal(bytes, (await _fixture.Machine().GetAsync<byte[]>(key, Cancel)).Value);
        Assert.Equal(bytes, (await _fixture.Machine().GetAsync<ReadOnlyMemory<byte>>("memory", Cancel)).Value.ToArray());
        Assert.False((await _fixture.Machine().GetAsync<byte[]>(key + "k", Cancel)).HasValue);
    }

    [Fact(Timeout = 30_000)]
    public async Task What_cannot_be_read_is_a_miss_and_told_of()
    {
        await _fixture.Machine().SetAsync("key", "text", cancellationToken: Cancel);
        await _fixture.Shared.SetAsync("v/default/other", "nonsense"u8.ToArray(), cancellationToken: Cancel);

        Assert.Equal(1, await _fixture.Machine().GetOrCreateAsync("key", _counted.Make, cancellationToken: Cancel));
        Assert.Equal(2, await _fixture.Machine().GetOrCreateAsync("other", _counted.Make, cancellationToken: Cancel));
        Assert.Equal(2, (await _fixture.EventsAsync()).OfType<StoreEvent.Corrupt>().Count());
        Assert.Equal([CacheOutcome.Miss, CacheOutcome.Miss], await _fixture.OutcomesAsync());
    }

    [Fact(Timeout = 30_000)]
    public async Task Types_known_from_a_generated_context_need_no_reflection()
    {
        var options = new ValueCacheOptions { Serializer = new JsonValueSerializer(Generated.Default) };
        await _fixture.Machine(options).SetAsync("key", new Person("Ada", [1]), cancellationToken: Cancel);

        Assert.Equal("Ada", (await _fixture.Machine(options).GetAsync<Person>("key", Cancel)).Value!.Name);
        await Assert.ThrowsAsync<NotSupportedException>(async () => await _fixture.Machine(options).SetAsync("other", new Uri("http://a/"), cancellationToken: Cancel));
        Assert.Equal(7m, await _fixture.Machine(options).GetOrCreateAsync("other", _ => new ValueTask<decimal>(7m), cancellationToken: Cancel));
    }

    [Fact(Timeout = 30_000)]
    public async Task A_store_that_fails_harms_no_lookup_and_a_change_tells()
    {
        var store = new FailingStore();
        var cache = _fixture.Machine(store: store);

        Assert.Equal(1, await cache.GetOrCreateAsync("key", _counted.Make, new ValueOptions { Tags = ["tag"] }, Cancel));
        Assert.Equal(1, await cache.GetOrCreateAsync("key", _counted.Make, cancellationToken: Cancel));
        await Assert.ThrowsAsync<StoreException>(async () => await cache.SetAsync("key", 5, cancellationToken: Cancel));
        Assert.Equal(5, await cache.GetOrCreateAsync("key", _counted.Make, cancellationToken: Cancel));
        await Assert.ThrowsAsync<StoreException>(async () => await cache.RemoveAsync("key", Cancel));
        await Assert.ThrowsAsync<StoreException>(async () => await cache.PurgeTagAsync("tag", Cancel));
        Assert.Contains(await _fixture.EventsAsync(), e => e is StoreEvent.TierFailed);

        var hiding = _fixture.Machine(new ValueCacheOptions { Faults = StoreFaults.Hide }, store);
        await hiding.SetAsync("key", 1, cancellationToken: Cancel);
        Assert.True(await hiding.RemoveAsync("key", Cancel));
        await hiding.PurgeTagAsync("tag", Cancel);

        var raising = _fixture.Machine(new ValueCacheOptions { Faults = StoreFaults.Raise }, store);
        await Assert.ThrowsAsync<StoreException>(async () => await raising.GetOrCreateAsync("key", _counted.Make, cancellationToken: Cancel));
    }

    [Fact(Timeout = 30_000)]
    public async Task A_store_that_hangs_delays_a_caller_no_longer_than_the_deadline()
    {
        var cache = _fixture.Machine(new ValueCacheOptions { StoreDeadline = TimeSpan.FromSeconds(1) }, new HangingStore());
        var lookup = cache.GetOrCreateAsync("key", _counted.Make, cancellationToken: Cancel).AsTask();
        await _fixture.Time.WhenTimersAsync(1, Cancel);
        _fixture.Advance(1);

        Assert.Equal(1, await lookup);
        Assert.Equal(2, (await _fixture.EventsAsync()).OfType<StoreEvent.TierFailed>().Count(e => e.Error is TimeoutException));
    }

    [Fact(Timeout = 30_000)]
    public async Task A_value_too_large_for_a_record_stays_in_memory_and_leaves_no_earlier_one_in_the_store()
    {
        var cache = _fixture.Machine();
        await cache.SetAsync("key", "small", cancellationToken: Cancel);
        await cache.SetAsync("key", new string('x', 2 << 20), cancellationToken: Cancel);

        Assert.Equal(2 << 20, (await cache.GetAsync<string>("key", Cancel)).Value!.Length);
        Assert.False(await _fixture.Machine().HasAsync("key", Cancel));
        Assert.Contains(await _fixture.EventsAsync(), e => e is StoreEvent.NotStored { Reason: ['T', 'o', 'o', 'L', 'a', 'r', 'g', 'e', ..] });
    }

    [Fact(Timeout = 30_000)]
    public async Task Memory_may_be_fresh_for_less_time_than_the_store_or_left_out()
    {
        var brief = _fixture.Machine(new ValueCacheOptions { Memory = new() { MaxLifetime = TimeSpan.FromSeconds(1) } });
        var none = _fixture.Machine(new ValueCacheOptions { Memory = new() { Mode = ValueMemoryMode.Off } });
        await brief.SetAsync("key", 1, cancellationToken: Cancel);
        await none.SetAsync("key", 2, cancellationToken: Cancel);

        Assert.Equal(1, (await brief.GetAsync<int>("key", Cancel)).Value);
        _fixture.Advance(1);
        Assert.Equal(2, (await brief.GetAsync<int>("key", Cancel)).Value);
        Assert.Equal(2, await none.GetOrCreateAsync("key", _counted.Make, cancellationToken: Cancel));
        Assert.Equal(0, none.Info.Count);
        await brief.SetAsync("here", 1, new ValueOptions { Places = ValuePlaces.Memory }, Cancel);
        Assert.False(await none.HasAsync("here", Cancel));
    }

    public ValueTask DisposeAsync() => _fixture.DisposeAsync();

    public sealed record Person(string Name, int[] Numbers);

    [JsonSerializable(typeof(Person))]
    private sealed partial class Generated : JsonSerializerContext;

    private class FailingStore : ICacheStore
    {
        public virtual ValueTask<StoreRecord?> GetAsync(string key, CancellationToken cancellationToken = default) => throw new StoreException("down");

        public virtual ValueTask SetAsync(
            string key, ReadOnlyMemory<byte> value, DateTimeOffset? expires = null, CancellationToken cancellationToken = default) =>
            throw new StoreException("down");

        public ValueTask<bool> RemoveAsync(string key, CancellationToken cancellationToken = default) => throw new StoreException("down");

        public IAsyncEnumerable<StoreEntry> ScanAsync(string prefix = "", CancellationToken cancellationToken = default) => throw new StoreException("down");

        public ValueTask<long> ClearAsync(string prefix = "", CancellationToken cancellationToken = default) => throw new StoreException("down");

        public ValueTask DisposeAsync() => default;
    }

    private sealed class HangingStore : FailingStore
    {
        public override async ValueTask<StoreRecord?> GetAsync(string key, CancellationToken cancellationToken = default)
        {
            await Task.Delay(Timeout.Infinite, cancellationToken);
            return null;
        }

        public override async ValueTask SetAsync(
            string key, ReadOnlyMemory<byte> value, DateTimeOffset? expires = null, CancellationToken cancellationToken = default) =>
            await Task.Delay(Timeout.Infinite, cancellationToken);
    }
}
