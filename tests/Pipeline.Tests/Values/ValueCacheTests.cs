using Freshet.Events;
using Freshet.Values;

namespace Freshet.Tests.Values;

public sealed class ValueCacheTests : IAsyncDisposable
{
    private readonly ValueFixture _fixture = new();
    private readonly Counted _counted = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory(Timeout = 30_000)]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_value_is_made_once_and_then_found(bool shared)
    {
        var cache = shared ? _fixture.Machine() : _fixture.Local();

        Assert.Equal(1, await cache.GetOrCreateAsync("key", _counted.Make, cancellationToken: Cancel));
        Assert.Equal(1, await cache.GetOrCreateAsync("key", _counted.Make, cancellationToken: Cancel));
        Assert.Equal(1, cache.GetOrCreate("key", () => 5));
        Assert.Equal(1, (await cache.GetAsync<int>("key", Cancel)).Value);
        Assert.True(cache.TryGet("key", out int value));
        Assert.Equal(1, value);
        Assert.Equal([CacheOutcome.Miss, .. Enumerable.Repeat(CacheOutcome.Hit, 4)], await _fixture.OutcomesAsync());
        Assert.Equal((4, 1), (cache.Info.Hits, cache.Info.Misses));
    }

    [Theory(Timeout = 30_000)]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Null_is_cached_and_told_apart_from_nothing(bool shared)
    {
        var cache = shared ? _fixture.Machine() : _fixture.Local();
        var runs = 0;

        Assert.False((await cache.GetAsync<string?>("key", Cancel)).HasValue);
        Assert.Null(await cache.GetOrCreateAsync("key", _ => new ValueTask<string?>(++runs == 1 ? null : "other"), cancellationToken: Cancel));
        Assert.Null(await cache.GetOrCreateAsync("key", _ => new ValueTask<string?>(++runs == 1 ? null : "other"), cancellationToken: Cancel));
        Assert.True((await cache.GetAsync<string?>("key", Cancel)).HasValue);
        Assert.True(cache.TryGet<string?>("key", out var found));
        Assert.Null(found);
        Assert.True(await cache.HasAsync("key", Cancel));
        Assert.Equal(1, runs);
        if (shared)
        {
            Assert.True((await _fixture.Machine().GetAsync<string?>("key", Cancel)).HasValue);
        }
    }

    [Fact(Timeout = 30_000)]
    public async Task An_exception_is_the_callers_and_not_cached()
    {
        var cache = _fixture.Local();
        _counted.Error = new InvalidOperationException("no");

        await Assert.ThrowsAsync<InvalidOperationException>(async () => await cache.GetOrCreateAsync("key", _counted.Make, cancellationToken: Cancel));
        _counted.Error = null;
        Assert.Equal(2, await cache.GetOrCreateAsync("key", _counted.Make, cancellationToken: Cancel));
        Assert.Equal([CacheOutcome.Failed, CacheOutcome.Miss], await _fixture.OutcomesAsync());
    }

    [Theory(Timeout = 30_000)]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Add_stores_only_what_is_absent_and_the_expired_counts_as_absent(bool shared)
    {
        var cache = shared ? _fixture.Machine() : _fixture.Local();

        Assert.True(await cache.AddAsync("key", "one", cancellationToken: Cancel));
        Assert.False(await cache.AddAsync("key", "two", cancellationToken: Cancel));
        Assert.Equal("one", (await cache.GetAsync<string>("key", Cancel)).Value);
        _fixture.Advance(301);
        Assert.True(await cache.AddAsync("key", "three", cancellationToken: Cancel));
        Assert.Equal("three", (await cache.GetAsync<string>("key", Cancel)).Value);
    }

    [Fact(Timeout = 30_000)]
    public async Task Of_many_who_add_at_once_one_succeeds()
    {
        var cache = _fixture.Machine();

        var added = await Task.WhenAll(Enumerable.Range(0, 100).Select(i => Task.Run(async () => await cache.AddAsync("key", i))));

        Assert.Single(added, true);
    }

    [Theory(Timeout = 30_000)]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_is_removed_is_gone_from_memory_and_store(bool shared)
    {
        var cache = shared ? _fixture.Machine() : _fixture.Local();
        await cache.SetAsync("key", 1, cancellationToken: Cancel);

        Assert.True(await cache.RemoveAsync("key", Cancel));
        Assert.False(await cache.RemoveAsync("key", Cancel));
        Assert.False(await cache.HasAsync("key", Cancel));
        Assert.False((await cache.GetAsync<int>("key", Cancel)).HasValue);
        Assert.Empty(await _fixture.Shared.ScanAsync("v/").ToListAsync(Cancel));
    }

    [Theory(Timeout = 30_000)]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Numbers_add_up_from_zero_and_keep_their_lifetime(bool shared)
    {
        var cache = shared ? _fixture.Machine() : _fixture.Local();
        var minute = new ValueOptions { Lifetime = TimeSpan.FromMinutes(1) };

        Assert.Equal(1, await cache.IncrementAsync("key", options: minute, cancellationToken: Cancel));
        _fixture.Advance(40);
        Assert.Equal(6, await cache.IncrementAsync("key", 5, minute, Cancel));
        Assert.Equal(4, await cache.DecrementAsync("key", 2, minute, Cancel));
        Assert.Equal(4, (await cache.GetAsync<long>("key", Cancel)).Value);
        _fixture.Advance(21);
        Assert.Equal(1, await cache.IncrementAsync("key", options: minute, cancellationToken: Cancel));

        await cache.SetAsync("text", "a", cancellationToken: Cancel);
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await cache.IncrementAsync("text", cancellationToken: Cancel));
        await cache.SetAsync("most", long.MaxValue, cancellationToken: Cancel);
        await Assert.ThrowsAsync<OverflowException>(async () => await cache.IncrementAsync("most", cancellationToken: Cancel));
    }

    [Fact(Timeout = 30_000)]
    public async Task Increments_at_once_are_all_counted()
    {
        var cache = _fixture.Machine();

        await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => Task.Run(async () => await cache.IncrementAsync("key"))));

        Assert.Equal(200, (await cache.GetAsync<long>("key", Cancel)).Value);
    }

    [Fact(Timeout = 30_000)]
    public async Task Many_are_got_set_and_removed_in_order()
    {
        var cache = _fixture.Machine();
        await cache.SetManyAsync(Enumerable.Range(0, 100).Select(i => KeyValuePair.Create($"key {i}", i)), cancellationToken: Cancel);

        var found = await _fixture.Machine().GetManyAsync<int>(["key 7", "none", "key 3"], Cancel);
        Assert.Equal([new(true, 7), new(false, 0), new(true, 3)], found.Select(f => (f.HasValue, f.Value)));
        Assert.Equal(2, await cache.RemoveManyAsync(["key 7", "none", "key 3"], Cancel));
        Assert.False(await cache.HasAsync("key 7", Cancel));
    }

    [Fact(Timeout = 30_000)]
    public async Task Clearing_by_prefix_and_clearing_all_leave_other_caches_alone()
    {
        var cache = _fixture.Machine();
        var other = _fixture.Machine(new ValueCacheOptions { Name = "other" });
        await other.SetAsync("a/1", 1, cancellationToken: Cancel);
        foreach (var key in (string[])["a/1", "a/2", "b/1"])
        {
            await cache.SetAsync(key, 1, cancellationToken: Cancel);
        }

        Assert.Equal(2, await cache.ClearAsync("a/", Cancel));
        Assert.False(await cache.HasAsync("a/1", Cancel));
        Assert.True(await cache.HasAsync("b/1", Cancel));
        await cache.ClearAsync(Cancel);
        Assert.False(await cache.HasAsync("b/1", Cancel));
        await cache.SetAsync("b/1", 2, cancellationToken: Cancel);
        Assert.Equal(2, (await cache.GetAsync<int>("b/1", Cancel)).Value);
        Assert.True(await other.HasAsync("a/1", Cancel));
    }

    [Fact(Timeout = 30_000)]
    public async Task The_factory_gets_a_state_and_says_how_its_value_is_kept()
    {
        var cache = _fixture.Local();

        Assert.Equal(5, await cache.GetOrCreateAsync("state", 4, static (four, _) => new ValueTask<int>(four + 1), cancellationToken: Cancel));
        var runs = 0;
        for (var i = 0; i < 2; i++)
        {
            await cache.GetOrCreateAsync(
                "short",
                async (context, _) =>
                {
                    await Task.Yield();
                    (context.Lifetime, context.Tags) = (TimeSpan.FromSeconds(1), ["tag"]);
                    return ++runs;
                },
                cancellationToken: Cancel);
            _fixture.Advance(2);
        }

        Assert.Equal(2, runs);
        await cache.GetOrCreateAsync(
            "not stored", (context, _) => { context.IsStored = false; return new ValueTask<int>(1); }, cancellationToken: Cancel);
        Assert.False(await cache.HasAsync("not stored", Cancel));
    }

    [Fact(Timeout = 30_000)]
    public async Task A_value_of_another_version_is_a_miss()
    {
        var cache = _fixture.Machine();

        Assert.Equal(1, await cache.GetOrCreateAsync("key", _counted.Make, new ValueOptions { Version = "1" }, Cancel));
        Assert.Equal(1, await cache.GetOrCreateAsync("key", _counted.Make, new ValueOptions { Version = "1" }, Cancel));
        Assert.Equal(2, await cache.GetOrCreateAsync("key", _counted.Make, new ValueOptions { Version = "2" }, Cancel));
        Assert.Equal(2, await _fixture.Machine().GetOrCreateAsync("key", _counted.Make, new ValueOptions { Version = "2" }, Cancel));
        Assert.Equal(3, await _fixture.Machine().GetOrCreateAsync("key", _counted.Make, new ValueOptions { Version = "3" }, Cancel));
    }

    [Fact(Timeout = 30_000)]
    public async Task What_is_turned_off_is_neither_read_nor_written()
    {
        var cache = _fixture.Machine();
        await cache.SetAsync("key", 100, cancellationToken: Cancel);
        cache.Switch.Disable();

        Assert.Equal(1, await cache.GetOrCreateAsync("key", _counted.Make, cancellationToken: Cancel));
        Assert.False((await cache.GetAsync<int>("key", Cancel)).HasValue);
        await cache.SetAsync("key", 200, cancellationToken: Cancel);
        cache.Switch.Enable();
        Assert.Equal(100, await cache.GetOrCreateAsync("key", _counted.Make, cancellationToken: Cancel));

        var tagged = new ValueOptions { Tags = ["tag"] };
        cache.Switch.DisableTag("tag");
        Assert.Equal(2, await cache.GetOrCreateAsync("key", _counted.Make, tagged, Cancel));
        cache.Switch.Enable();

        using (cache.Switch.Suspend())
        {
            Assert.Equal(3, await cache.GetOrCreateAsync("key", _counted.Make, cancellationToken: Cancel));
            Task<int> elsewhere;
            using (ExecutionContext.SuppressFlow())
            {
                elsewhere = Task.Run(async () => await cache.GetOrCreateAsync("key", _counted.Make));
            }

            Assert.Equal(100, await elsewhere);
        }

        Assert.Equal(100, await cache.GetOrCreateAsync("key", _counted.Make, cancellationToken: Cancel));
    }

    [Fact(Timeout = 30_000)]
    public void Options_that_cannot_work_are_all_named_at_once()
    {
        var error = Assert.Throws<OptionsException>(() => new ValueCache(null, new ValueCacheOptions
        {
            Name = "a/b",
            Memory = new() { MaxCount = 0 },
            Defaults = new() { Sliding = TimeSpan.Zero, Resilience = new() { RefreshAt = double.NaN } },
            MaxRefreshes = -1,
        }));

        Assert.Equal(5, error.Problems.Count);
    }

    public ValueTask DisposeAsync() => _fixture.DisposeAsync();
}
