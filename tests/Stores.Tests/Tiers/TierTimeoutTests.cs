using System.Text;
using Freshet.Storage;
using Freshet.Tests.Kit;

namespace Freshet.Stores.Tests.Tiers;

public sealed class TierTimeoutTests : IAsyncLifetime
{
    private static readonly TimeSpan Soft = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Hard = TimeSpan.FromSeconds(1);

    private readonly FakeTime _time = new();
    private readonly MemoryStore _fast = new();
    private readonly MemoryStore _slowInner = new();
    private readonly HeldStore _slow;
    private readonly TieredStore _store;
    private readonly StoreLog _log = new();

    public TierTimeoutTests()
    {
        _slow = new HeldStore(_slowInner);
        _store = new TieredStore(new TieredStoreOptions
        {
            Tiers = [new("fast", _fast), new("slow", _slow) { SoftTimeout = Soft, HardTimeout = Hard }],
            FailuresBeforeSkipping = 100,
            TimeProvider = _time,
        });
        _store.Observe(_log);
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => default;

    public async ValueTask DisposeAsync()
    {
        _slow.LetGo();
        await _store.DisposeAsync();
    }

    [Fact(Timeout = 30_000)]
    public async Task A_read_goes_on_after_the_soft_time_out_and_what_comes_later_is_promoted()
    {
        await _slowInner.SetAsync("key", "value"u8.ToArray(), cancellationToken: Cancel);
        _slow.Hold();
        Task<StoreRecord?> reading = _store.GetAsync("key", Cancel).AsTask();
        await TimeOutAsync(Soft);
        Assert.Null(await reading);
        Assert.Equal(["failed slow get No answer within 00:00:00.1000000."], _log.Lines);
        _slow.LetGo();
        await UntilAsync(() => _log.Lines.Contains("promoted key slow fast"));
        using StoreRecord? promoted = await _fast.GetAsync("key", Cancel);
        Assert.Equal("value"u8, promoted!.Value.Span);
    }

    [Fact(Timeout = 30_000)]
    public async Task What_comes_late_is_not_promoted_over_a_newer_write()
    {
        await _slowInner.SetAsync("key", "old"u8.ToArray(), cancellationToken: Cancel);
        _slow.Hold();
        Task<StoreRecord?> reading = _store.GetAsync("key", Cancel).AsTask();
        await TimeOutAsync(Soft);
        await reading;
        Task writing = SetAsync("key", "new");
        await TimeOutAsync(Soft, waiting: 2);
        await writing;
        _slow.LetGo();
        await UntilAsync(() => _slow.Waiting == 0);
        Assert.Equal("new", await ReadAsync("key"));
    }

    [Fact(Timeout = 30_000)]
    public async Task A_write_that_is_late_is_not_trusted_until_it_has_ended_and_then_made_up_for()
    {
        await SetAsync("key", "old");
        _slow.Hold();
        Task writing = SetAsync("key", "new");
        await TimeOutAsync(Soft);
        await writing;
        await _fast.RemoveAsync("key", Cancel);
        int calls = _slow.Calls;
        Assert.Null(await ReadAsync("key"));
        Assert.Equal(calls, _slow.Calls);
        _slow.LetGo();
        await UntilAsync(() => _slow.Waiting == 0);
        await UntilAsync(async () =>
        {
            _time.Advance(TimeSpan.FromSeconds(20));
            return await _slowInner.GetAsync("key", Cancel) is null;
        });
        Assert.Null(await ReadAsync("key"));
    }

    [Fact(Timeout = 30_000)]
    public async Task The_hard_time_out_cancels_what_the_soft_one_left_behind()
    {
        _slow.Hold();
        Task<StoreRecord?> reading = _store.GetAsync("key", Cancel).AsTask();
        await TimeOutAsync(Soft);
        Assert.Null(await reading);
        _time.Advance(Hard);
        _slow.HearsCancellation = false;
        Task<StoreRecord?> deaf = _store.GetAsync("other", Cancel).AsTask();
        await TimeOutAsync(Soft, waiting: 2);
        Assert.Null(await deaf);
    }

    [Fact(Timeout = 30_000)]
    public async Task A_tier_that_is_too_slow_is_left_alone()
    {
        await using TieredStore store = new(new TieredStoreOptions
        {
            Tiers = [new("slow", _slow) { SoftTimeout = Soft }], FailuresBeforeSkipping = 2, RetryAfter = TimeSpan.FromHours(1), TimeProvider = _time,
        });
        _slow.Hold();
        for (int i = 1; i <= 2; i++)
        {
            Task<StoreRecord?> reading = store.GetAsync("key", Cancel).AsTask();
            await TimeOutAsync(Soft, waiting: i);
            Assert.Null(await reading);
        }

        Assert.Null(await store.GetAsync("key", Cancel));
        Assert.Equal(2, _slow.Calls);
        _slow.LetGo();
    }

    [Fact(Timeout = 30_000)]
    public async Task A_cancelled_reader_leaves_at_once()
    {
        _slow.Hold();
        using CancellationTokenSource source = new();
        Task<StoreRecord?> reading = _store.GetAsync("key", source.Token).AsTask();
        await _slow.WhenWaitingAsync(1, Cancel);
        await source.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reading);
    }

    [Fact(Timeout = 30_000)]
    public async Task A_tier_is_given_no_larger_record_and_no_longer_life_than_it_takes()
    {
        MemoryStore small = new(new MemoryStoreOptions { TimeProvider = _time });
        await using TieredStore store = new(new TieredStoreOptions
        {
            Tiers =
            [
                new("small", small) { MaxRecordBytes = 10, MaxLifetime = TimeSpan.FromMinutes(1) },
                new("large", new MemoryStore(new MemoryStoreOptions { TimeProvider = _time })),
            ],
            TimeProvider = _time,
        });
        await store.SetAsync("key", new byte[10], cancellationToken: Cancel);
        await store.SetAsync("soon", new byte[10], _time.Now.AddSeconds(1), Cancel);
        Assert.Equal(_time.Now.AddMinutes(1), (await small.GetAsync("key", Cancel))!.Expires);
        Assert.Equal(_time.Now.AddSeconds(1), (await small.GetAsync("soon", Cancel))!.Expires);
        await store.SetAsync("key", new byte[11], cancellationToken: Cancel);
        Assert.Null(await small.GetAsync("key", Cancel));
        Assert.Equal(("large", 11), ((await store.GetAsync("key", Cancel))!.Tier, (await store.GetAsync("key", Cancel))!.Value.Length));
        _time.Advance(TimeSpan.FromMinutes(2));
        await store.SetAsync("other", new byte[5], cancellationToken: Cancel);
        await small.RemoveAsync("other", Cancel);
        using StoreRecord? promoted = await store.GetAsync("other", Cancel);
        Assert.Equal(_time.Now.AddMinutes(1), (await small.GetAsync("other", Cancel))!.Expires);
    }

    [Fact(Timeout = 30_000)]
    public void Time_outs_that_can_t_work_are_refused_all_at_once()
    {
        OptionsException error = Assert.Throws<OptionsException>(() => new TieredStore(
            new StoreTier("a", _fast) { SoftTimeout = Hard, HardTimeout = Soft },
            new StoreTier("b", _slow) { MaxLifetime = TimeSpan.Zero, MaxQueued = 0, MaxRecordBytes = -1 }));
        Assert.Equal(4, error.Problems.Count);
    }

    private async Task TimeOutAsync(TimeSpan timeout, int waiting = 1)
    {
        await _slow.WhenWaitingAsync(waiting, Cancel);
        int timers = _time.Timers;
        while (timers == 0)
        {
            await Task.Delay(1, Cancel);
            timers = _time.Timers;
        }

        // The wait begins after the call.
        await Task.Yield();
        _time.Advance(timeout);
    }

    private Task SetAsync(string key, string value) => _store.SetAsync(key, Encoding.UTF8.GetBytes(value), cancellationToken: Cancel).AsTask();

    private async Task<string?> ReadAsync(string key)
    {
        using StoreRecord? record = await _store.GetAsync(key, Cancel);
        return record is null ? null : Encoding.UTF8.GetString(record.Value.Span);
    }

    private static Task UntilAsync(Func<bool> wanted) => UntilAsync(() => Task.FromResult(wanted()));

    private static async Task UntilAsync(Func<Task<bool>> wanted)
    {
        while (!await wanted())
        {
            await Task.Delay(1, Cancel);
        }
    }
}
