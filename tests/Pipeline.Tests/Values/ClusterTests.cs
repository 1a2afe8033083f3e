using Freshet.Storage;
using Freshet.Values;

namespace Freshet.Tests.Values;

public sealed class ClusterTests : IAsyncDisposable
{
    private readonly ValueFixture _fixture = new();
    private readonly Leases _leases = new();
    private readonly Counted _counted = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact(Timeout = 30_000)]
    public async Task Of_several_machines_one_makes_the_value_and_the_others_find_it()
    {
        var machines = Enumerable.Range(0, 10).Select(_ => Machine(new ClusterLock())).ToArray();

        var values = await Task.WhenAll(machines.Select(m => Task.Run(async () => await m.GetOrCreateAsync("key", async cancel =>
        {
            await Task.Yield();
            return await _counted.Make(cancel);
        }))));

        Assert.Equal(1, _counted.Runs);
        Assert.Equal([1], values.Distinct());
        Assert.Empty(_leases.Held);
    }

    [Theory(Timeout = 30_000)]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Who_waits_in_vain_makes_the_value_or_is_told(bool raises)
    {
        var cache = Machine(new ClusterLock { Wait = TimeSpan.FromMilliseconds(1), RaisesOnTimeout = raises });
        _leases.Held.TryAdd("l/v/default/key", _leases.NewGate());
        _leases.OnWait = () => _fixture.Advance(1);

        if (raises)
        {
            await Assert.ThrowsAsync<TimeoutException>(async () => await cache.GetOrCreateAsync("key", _counted.Make, cancellationToken: Cancel));
        }
        else
        {
            Assert.Equal(1, await cache.GetOrCreateAsync("key", _counted.Make, cancellationToken: Cancel));
        }
    }

    [Fact(Timeout = 30_000)]
    public async Task Leases_that_fail_keep_nobody_from_the_value()
    {
        _leases.Error = new StoreException("down");

        Assert.Equal(1, await Machine(new ClusterLock { RaisesOnTimeout = true }).GetOrCreateAsync("key", _counted.Make, cancellationToken: Cancel));
        Assert.Throws<OptionsException>(() => new ValueCache(_fixture.Shared, new ValueCacheOptions { Cluster = new() }));
    }

    [Fact(Timeout = 30_000)]
    public async Task What_another_machine_changes_leaves_memory_at_once()
    {
        var bus = new Bus();
        await using var here = new ValueCache(_fixture.Shared, null, _fixture.Time, bus: bus.Member());
        await using var there = new ValueCache(_fixture.Shared, null, _fixture.Time, bus: bus.Member());
        var tagged = new ValueOptions { Tags = ["tag"] };
        foreach (var change in (Func<ValueTask>[])[
            () => here.SetAsync("key", 2, cancellationToken: Cancel),
            async () => await here.RemoveAsync("key", Cancel),
            () => here.PurgeTagAsync("tag", Cancel),
            () => here.ClearAsync(Cancel),
            async () => await here.ClearAsync("k", Cancel)])
        {
            _fixture.Advance(0.001);
            await there.SetAsync("key", 1, tagged, Cancel);
            Assert.Equal(1, (await there.GetAsync<int>("key", Cancel)).Value);
            await change();
            Assert.NotEqual(1, (await there.GetAsync<int>("key", Cancel)).Value);
        }
    }

    public ValueTask DisposeAsync() => _fixture.DisposeAsync();

    private ValueCache Machine(ClusterLock cluster) => _fixture.Machine(new ValueCacheOptions { Cluster = cluster with { Leases = _leases } });

    private sealed class Leases : ILeaseStore
    {
        public System.Collections.Concurrent.ConcurrentDictionary<string, TaskCompletionSource> Held { get; } = new();

        public Exception? Error { get; set; }

        public Action? OnWait { get; set; }

        public TaskCompletionSource NewGate() => new(TaskCreationOptions.RunContinuationsAsynchronously);

        public ValueTask<ILease?> TryAcquireAsync(string name, TimeSpan duration, CancellationToken cancellationToken = default) =>
            Error is not null ? throw Error : new(Held.TryAdd(name, NewGate()) ? new Lease(this, name) : null);

        public async ValueTask<bool> WaitForReleaseAsync(string name, TimeSpan atMost, CancellationToken cancellationToken = default)
        {
            if (OnWait is { } act)
            {
                act();
                return false;
            }

            await (Held.TryGetValue(name, out var gate) ? gate.Task.WaitAsync(cancellationToken) : Task.CompletedTask);
            return true;
        }

        private sealed class Lease(Leases owner, string name) : ILease
        {
            public string Name => name;

            public ValueTask<bool> RenewAsync(TimeSpan duration, CancellationToken cancellationToken = default) => new(true);

            public ValueTask DisposeAsync()
            {
                if (owner.Held.TryRemove(name, out var gate))
                {
                    gate.SetResult();
                }

                return default;
            }
        }
    }

    private sealed class Bus
    {
        private readonly List<Node> _members = [];

        public IInvalidationBus Member()
        {
            var node = new Node(this);
            _members.Add(node);
            return node;
        }

        private sealed class Node(Bus bus) : IInvalidationBus
        {
            private IInvalidationListener? _listener;

            public void Publish(StoreChange change)
            {
                foreach (var other in bus._members.Where(m => m != this))
                {
                    _ = other._listener?.ChangedAsync(change).AsTask();
                }
            }

            public IDisposable Subscribe(IInvalidationListener listener)
            {
                _listener = listener;
                return new MemoryStream();
            }

            public ValueTask DisposeAsync() => default;
        }
    }
}
