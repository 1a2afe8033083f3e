using System.Text;
using Freshet.Storage;
using Freshet.Tests.Kit;

namespace Freshet.Stores.Tests.Tiers;

public sealed class TieredStoreTests : IAsyncLifetime
{
    private readonly FakeTime _time = new();
    private readonly MemoryStore _fastInner;
    private readonly MemoryStore _slowInner;
    private readonly FaultyStore _fast;
    private readonly FaultyStore _slow;
    private readonly TieredStore _store;
    private readonly StoreLog _log = new();

    public TieredStoreTests()
    {
        _fast = new FaultyStore(_fastInner = new MemoryStore(new MemoryStoreOptions { TimeProvider = _time }));
        _slow = new FaultyStore(_slowInner = new MemoryStore(new MemoryStoreOptions { TimeProvider = _time }));
        _store = new TieredStore(new TieredStoreOptions
        {
            Tiers = [new StoreTier("fast", _fast), new StoreTier("slow", _slow)],
            FailuresBeforeSkipping = 3,
            RetryAfter = TimeSpan.FromSeconds(10),
            TimeProvider = _time,
        });
        _store.Observe(_log);
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => default;

    public ValueTask DisposeAsync() => _store.DisposeAsync();

    [Fact(Timeout = 30_000)]
    public async Task A_read_falls_through_promotes_with_the_expiry_and_says_who_answered()
    {
        await _slowInner.SetAsync("key", "value"u8.ToArray(), _time.Now.AddHours(1), Cancel);
        Assert.Equal(("value", "slow"), await ReadAsync("key"));
        Assert.Equal(("value", "fast"), await ReadAsync("key"));
        Assert.Equal(["promoted key slow fast"], _log.Lines);
        using StoreRecord? promoted = await _fastInner.GetAsync("key", Cancel);
        Assert.Equal(_time.Now.AddHours(1), promoted!.Expires);
    }

    [Fact(Timeout = 30_000)]
    public async Task A_write_and_a_removal_reach_all_tiers()
    {
        await SetAsync("key", "value");
        Assert.NotNull(await _fastInner.GetAsync("key", Cancel));
        Assert.NotNull(await _slowInner.GetAsync("key", Cancel));
        Assert.True(await _store.RemoveAsync("key", Cancel));
        Assert.Null(await _fastInner.GetAsync("key", Cancel));
        Assert.Null(await _slowInner.GetAsync("key", Cancel));
    }

    [Fact(Timeout = 30_000)]
    public async Task A_failing_tier_is_an_event_and_never_an_exception_to_the_reader()
    {
        await SetAsync("key", "value");
        _fast.Failing = true;
        Assert.Equal(("value", "slow"), await ReadAsync("key"));
        _slow.Failing = true;
        Assert.Equal((null, null), await ReadAsync("key"));
        Assert.Contains("failed fast get out of order", _log.Lines);
        Assert.Contains("failed slow get out of order", _log.Lines);
    }

    [Fact(Timeout = 30_000)]
    public async Task A_tier_that_keeps_failing_is_left_alone_for_a_time()
    {
        await SetAsync("key", "value");
        _fast.Failing = true;
        for (int i = 0; i < 20; i++)
        {
            await ReadAsync("key");
        }

        int calls = _fast.Calls;
        await ReadAsync("key");
        Assert.Equal(calls, _fast.Calls);

        _time.Advance(TimeSpan.FromSeconds(10));
        await ReadAsync("key");
        Assert.Equal(calls + 1, _fast.Calls);
        await ReadAsync("key");
        Assert.Equal(calls + 1, _fast.Calls);

        _fast.Failing = false;
        _time.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal("fast", (await ReadAsync("key")).Tier);
    }

    [Fact(Timeout = 30_000)]
    public async Task What_a_tier_missed_while_it_failed_it_never_serves()
    {
        await SetAsync("changed", "old");
        await SetAsync("removed", "old");
        _fast.Failing = true;
        await SetAsync("changed", "new");
        await _store.RemoveAsync("removed", Cancel);
        _fast.Failing = false;
        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal("new", (await ReadAsync("changed")).Text);
        Assert.Null((await ReadAsync("removed")).Text);
        Assert.Equal(("new", "fast"), await ReadAsync("changed"));
    }

    [Fact(Timeout = 30_000)]
    public async Task A_clear_that_a_tier_missed_is_made_up_for()
    {
        await SetAsync("a/1", "old");
        await SetAsync("b/1", "kept");
        _fast.Failing = true;
        Assert.Equal(1, await _store.ClearAsync("a/", Cancel));
        _fast.Failing = false;
        Assert.Null((await ReadAsync("a/1")).Text);
        Assert.Equal("kept", (await ReadAsync("b/1")).Text);
    }

    [Fact(Timeout = 30_000)]
    public async Task A_write_that_no_tier_takes_throws()
    {
        _fast.Failing = _slow.Failing = true;
        StoreException error = await Assert.ThrowsAsync<StoreException>(async () => await SetAsync("key", "value"));
        Assert.Contains("fast, slow", error.Message, StringComparison.Ordinal);
    }

    [Fact(Timeout = 30_000)]
    public async Task A_promotion_never_brings_back_what_a_writer_replaced_meanwhile()
    {
        await _slowInner.SetAsync("key", "old"u8.ToArray(), cancellationToken: Cancel);
        _slow.BeforeGetReturns = () => SetAsync("key", "new");
        await ReadAsync("key");
        Assert.Equal("new", (await ReadAsync("key")).Text);
        Assert.DoesNotContain(_log.Lines, l => l.StartsWith("promoted", StringComparison.Ordinal));
    }

    [Fact(Timeout = 30_000)]
    public async Task A_scan_names_each_key_once_and_survives_a_failing_tier()
    {
        await SetAsync("both", "value");
        await _fastInner.SetAsync("fast only", "value"u8.ToArray(), cancellationToken: Cancel);
        await _slowInner.SetAsync("slow only", "value"u8.ToArray(), cancellationToken: Cancel);
        Assert.Equal(["both", "fast only", "slow only"], await KeysAsync());
        _fast.Failing = true;
        string[] keys = await KeysAsync();
        Assert.Contains("both", keys);
        Assert.Contains("slow only", keys);
    }

    [Fact(Timeout = 30_000)]
    public void Tiers_without_a_name_of_their_own_are_refused()
    {
        Assert.Throws<OptionsException>(() => new TieredStore());
        OptionsException error = Assert.Throws<OptionsException>(() => new TieredStore(new StoreTier("a", _fast), new StoreTier("a", _slow)));
        Assert.Contains("'a' twice", error.Message, StringComparison.Ordinal);
    }

    private Task SetAsync(string key, string value) => _store.SetAsync(key, Encoding.UTF8.GetBytes(value), cancellationToken: Cancel).AsTask();

    private async Task<(string? Text, string? Tier)> ReadAsync(string key)
    {
        using StoreRecord? record = await _store.GetAsync(key, Cancel);
        return record is null ? (null, null) : (Encoding.UTF8.GetString(record.Value.Span), record.Tier);
    }

    private async Task<string[]> KeysAsync()
    {
        List<string> keys = [];
        await foreach (StoreEntry entry in _store.ScanAsync(cancellationToken: Cancel))
        {
            keys.Add(entry.Key);
        }

        return [.. keys.Order(StringComparer.Ordinal)];
    }
}
