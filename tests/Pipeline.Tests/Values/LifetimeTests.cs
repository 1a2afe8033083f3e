using Freshet.Values;

namespace Freshet.Tests.Values;

public sealed class LifetimeTests : IAsyncDisposable
{
    private readonly ValueFixture _fixture = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static TheoryData<bool> Shared => [false, true];

    [Theory(Timeout = 30_000)]
    [MemberData(nameof(Shared))]
    public async Task A_value_is_fresh_for_its_lifetime(bool shared)
    {
        var cache = shared ? _fixture.Machine() : _fixture.Local();
        await cache.SetAsync("default", 1, cancellationToken: Cancel);
        await cache.SetAsync("short", 1, new ValueOptions { Lifetime = TimeSpan.FromSeconds(10) }, Cancel);
        await cache.SetAsync("until", 1, new ValueOptions { ExpiresAt = _fixture.Time.Now.AddSeconds(10) }, Cancel);
        await cache.SetAsync("never", 1, new ValueOptions { Lifetime = Timeout.InfiniteTimeSpan }, Cancel);

        _fixture.Advance(9.999);
        Assert.True(await HasAsync(cache) is [true, true, true, true]);
        _fixture.Advance(0.001);
        Assert.True(await HasAsync(cache) is [true, false, false, true]);
        _fixture.Advance(300);
        Assert.True(await HasAsync(cache) is [false, false, false, true]);
        _fixture.Advance(1e8);
        Assert.True(await HasAsync(cache) is [false, false, false, true]);

        static async Task<bool[]> HasAsync(ValueCache cache) =>
        [
            await cache.HasAsync("default"), await cache.HasAsync("short"), (await cache.GetAsync<int>("until")).HasValue, await cache.HasAsync("never"),
        ];
    }

    [Theory(Timeout = 30_000)]
    [MemberData(nameof(Shared))]
    public async Task A_sliding_value_lives_as_long_as_it_is_used_within_its_lifetime(bool shared)
    {
        var cache = shared ? _fixture.Machine() : _fixture.Local();
        await cache.SetAsync("key", 1, new ValueOptions { Sliding = TimeSpan.FromSeconds(10), Lifetime = TimeSpan.FromSeconds(60) }, Cancel);
        for (var i = 0; i < 6; i++)
        {
            _fixture.Advance(9);
            Assert.True((await cache.GetAsync<int>("key", Cancel)).HasValue);
        }

        if (shared)
        {
            Assert.True((await _fixture.Machine().GetAsync<int>("key", Cancel)).HasValue);
        }

        _fixture.Advance(6);
        Assert.False((await cache.GetAsync<int>("key", Cancel)).HasValue);
        await cache.SetAsync("key", 1, new ValueOptions { Sliding = TimeSpan.FromSeconds(10) }, Cancel);
        _fixture.Advance(10);
        Assert.False((await cache.GetAsync<int>("key", Cancel)).HasValue);
    }

    [Theory(Timeout = 30_000)]
    [MemberData(nameof(Shared))]
    public async Task A_lifetime_of_zero_stores_nothing_and_removes_what_is_there(bool shared)
    {
        var cache = shared ? _fixture.Machine() : _fixture.Local();
        foreach (var options in (ValueOptions[])[new() { Lifetime = TimeSpan.Zero }, new() { ExpiresAt = _fixture.Time.Now }])
        {
            await cache.SetAsync("key", 1, cancellationToken: Cancel);
            await cache.SetAsync("key", 2, options, Cancel);
            Assert.False(await cache.HasAsync("key", Cancel));
        }
    }

    [Fact(Timeout = 30_000)]
    public async Task Jitter_spreads_what_was_stored_at_once()
    {
        var cache = _fixture.Local();
        var options = new ValueOptions { Lifetime = TimeSpan.FromSeconds(100), Jitter = TimeSpan.FromSeconds(100) };
        await cache.SetManyAsync(Enumerable.Range(0, 200).Select(i => KeyValuePair.Create($"{i}", i)), options, Cancel);
        var alive = new List<int>();
        foreach (var step in (double[])[99.9, 50, 50.1])
        {
            _fixture.Advance(step);
            alive.Add((await cache.GetManyAsync<int>(Enumerable.Range(0, 200).Select(i => $"{i}"), Cancel)).Count(f => f.HasValue));
        }

        Assert.Equal(200, alive[0]);
        Assert.InRange(alive[1], 50, 150);
        Assert.Equal(0, alive[2]);
    }

    [Theory(Timeout = 30_000)]
    [MemberData(nameof(Shared))]
    public async Task Touch_gives_the_lifetime_anew(bool shared)
    {
        var cache = shared ? _fixture.Machine() : _fixture.Local();
        await cache.SetAsync("key", "value", new ValueOptions { Lifetime = TimeSpan.FromSeconds(10) }, Cancel);
        _fixture.Advance(9);

        Assert.True(await cache.TouchAsync("key", new ValueOptions { Lifetime = TimeSpan.FromSeconds(20) }, Cancel));
        _fixture.Advance(19);
        Assert.Equal("value", (await cache.GetAsync<string>("key", Cancel)).Value);
        if (shared)
        {
            Assert.Equal("value", (await _fixture.Machine().GetAsync<string>("key", Cancel)).Value);
        }

        _fixture.Advance(1);
        Assert.False(await cache.TouchAsync("key", cancellationToken: Cancel));
    }

    [Fact(Timeout = 30_000)]
    public async Task Null_empty_and_failed_results_are_kept_for_their_own_time()
    {
        var cache = _fixture.Local(new ValueCacheOptions
        {
            Defaults = new()
            {
                Results = new()
                {
                    Null = TimeSpan.Zero,
                    Empty = TimeSpan.FromSeconds(10),
                    Failure = static e => e is KeyNotFoundException ? TimeSpan.FromSeconds(10) : null,
                },
            },
        });
        await cache.GetOrCreateAsync("null", _ => new ValueTask<string?>((string?)null), cancellationToken: Cancel);
        await cache.GetOrCreateAsync("empty", _ => new ValueTask<int[]>([]), cancellationToken: Cancel);
        await cache.GetOrCreateAsync("empty set", _ => new ValueTask<HashSet<int>>([]), cancellationToken: Cancel);
        await cache.GetOrCreateAsync("full", _ => new ValueTask<string>("full"), cancellationToken: Cancel);
        Assert.True(await HasAsync() is [false, true, true, true]);
        _fixture.Advance(10);
        Assert.True(await HasAsync() is [false, false, false, true]);

        var missing = new Counted { Error = new KeyNotFoundException("not there") };
        for (var i = 0; i < 3; i++)
        {
            var error = await Assert.ThrowsAsync<KeyNotFoundException>(async () => await cache.GetOrCreateAsync("missing", missing.Make, cancellationToken: Cancel));
            Assert.Same(missing.Error, error);
        }

        Assert.Equal(1, missing.Runs);
        Assert.False((await cache.GetAsync<int>("missing", Cancel)).HasValue);
        _fixture.Advance(10);
        missing.Error = null;
        Assert.Equal(2, await cache.GetOrCreateAsync("missing", missing.Make, cancellationToken: Cancel));

        async Task<bool[]> HasAsync() =>
            [await cache.HasAsync("null"), await cache.HasAsync("empty"), await cache.HasAsync("empty set"), await cache.HasAsync("full")];
    }

    public ValueTask DisposeAsync() => _fixture.DisposeAsync();
}
