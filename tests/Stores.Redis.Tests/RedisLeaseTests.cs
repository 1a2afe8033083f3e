using Freshet.Storage;
using Freshet.Tests.Kit;

namespace Freshet.Stores.Tests;

public sealed class RedisLeaseTests(SharedRedis redis) : IClassFixture<SharedRedis>, IAsyncLifetime
{
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(5);
    private RedisStore one = null!;
    private RedisStore two = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync()
    {
        Assert.SkipWhen(RedisServer.Missing is not null, RedisServer.Missing ?? "");
        RedisStoreOptions options = new() { Configuration = redis.Server.EndPoint, KeyPrefix = redis.NewPrefix() };
        (one, two) = (new RedisStore(options), new RedisStore(options));
        return default;
    }

    public async ValueTask DisposeAsync()
    {
        await (one?.DisposeAsync() ?? default);
        await (two?.DisposeAsync() ?? default);
    }

    [Fact(Timeout = 60_000)]
    public async Task One_has_a_lease_at_a_time()
    {
        ILease? first = await one.TryAcquireAsync("key", Long, Cancel);
        Assert.Equal("key", first!.Name);
        Assert.Null(await one.TryAcquireAsync("key", Long, Cancel));
        Assert.Null(await two.TryAcquireAsync("key", Long, Cancel));
        Assert.NotNull(await two.TryAcquireAsync("other", Long, Cancel));
        await first.DisposeAsync();
        await first.DisposeAsync();
        Assert.NotNull(await two.TryAcquireAsync("key", Long, Cancel));
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await first.RenewAsync(Long, Cancel));
    }

    [Fact(Timeout = 60_000)]
    public async Task Who_waits_is_woken_by_the_release()
    {
        ILease? lease = await one.TryAcquireAsync("key", Long, Cancel);
        Task<bool>[] waiting = [.. Enumerable.Range(0, 50).Select(i => (i % 2 == 0 ? one : two).WaitForReleaseAsync("key", Long, Cancel).AsTask())];
        Task<bool> gone = two.WaitForReleaseAsync("key", TimeSpan.FromMilliseconds(1), Cancel).AsTask();
        Assert.False(await gone);
        await lease!.DisposeAsync();
        Assert.All(await Task.WhenAll(waiting), Assert.True);
        Assert.True(await one.WaitForReleaseAsync("key", TimeSpan.Zero, Cancel));
    }

    [Fact(Timeout = 60_000)]
    public async Task A_lease_ends_by_itself_and_is_then_not_given_back_for_somebody_else()
    {
        ILease? lease = await one.TryAcquireAsync("key", TimeSpan.FromMilliseconds(50), Cancel);
        Assert.True(await two.WaitForReleaseAsync("key", Long, Cancel));
        ILease? next = await two.TryAcquireAsync("key", Long, Cancel);
        Assert.NotNull(next);
        Assert.False(await lease!.RenewAsync(Long, Cancel));
        await lease.DisposeAsync();
        Assert.Null(await one.TryAcquireAsync("key", Long, Cancel));
    }

    [Fact(Timeout = 60_000)]
    public async Task A_renewed_lease_lasts_longer()
    {
        ILease? lease = await one.TryAcquireAsync("key", TimeSpan.FromSeconds(20), Cancel);
        Assert.True(await lease!.RenewAsync(Long, Cancel));
        Assert.False(await two.WaitForReleaseAsync("key", TimeSpan.FromMilliseconds(10), Cancel));
        await lease.DisposeAsync();
    }

    [Fact(Timeout = 60_000)]
    public async Task A_wait_is_cancelled()
    {
        await using ILease? lease = await one.TryAcquireAsync("key", Long, Cancel);
        using CancellationTokenSource source = new();
        Task<bool> waiting = two.WaitForReleaseAsync("key", Long, source.Token).AsTask();
        await source.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
    }

    [Fact(Timeout = 60_000)]
    public async Task Leases_are_not_records()
    {
        await using ILease? lease = await one.TryAcquireAsync("key", Long, Cancel);
        Assert.Empty(await one.ScanAsync(cancellationToken: Cancel).ToListAsync(Cancel));
        Assert.Null(await one.GetAsync("key", Cancel));
        Assert.Equal(0, await one.ClearAsync(cancellationToken: Cancel));
        Assert.Null(await two.TryAcquireAsync("key", Long, Cancel));
    }
}
