using StackExchange.Redis;

namespace Freshet.Stores;

/// <summary>Who waits here for leases of others to be given back.</summary>
internal sealed class LeaseWaiters
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, List<Waiter>> _byName = new(StringComparer.Ordinal);
    private ConnectionMultiplexer? _listening;

    /// <summary>Listens to the channel of releases, once for each connection.</summary>
    public async ValueTask ListenAsync(RedisLane lane, byte[] channel, RedisStoreOptions options, CancellationToken cancellationToken)
    {
        ConnectionMultiplexer client = await lane.MultiplexerAsync(cancellationToken).ConfigureAwait(false);
        if (client == Volatile.Read(ref _listening))
        {
            return;
        }

        try
        {
            await client.GetSubscriber().SubscribeAsync(channel, (_, name) => Release(name!))
                .WaitAsync(options.Timeout, options.TimeProvider, cancellationToken).ConfigureAwait(false);
            Volatile.Write(ref _listening, client);
        }
        catch (Exception e) when (RedisLane.IsFault(e))
        {
            throw lane.Translate(e);
        }
    }

    public Waiter Add(string name)
    {
        var waiter = new Waiter(this, name);
        lock (_lock)
        {
            if (!_byName.TryGetValue(name, out List<Waiter>? all))
            {
                _byName[name] = all = [];
            }

            all.Add(waiter);
        }

        return waiter;
    }

    private void Release(string name)
    {
        lock (_lock)
        {
            foreach (Waiter waiter in _byName.GetValueOrDefault(name, []))
            {
                waiter.Release();
            }
        }
    }

    internal sealed class Waiter(LeaseWaiters owner, string name) : IDisposable
    {
        private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Released => _released.Task;

        public void Release() => _released.TrySetResult();

        public void Dispose()
        {
            lock (owner._lock)
            {
                List<Waiter> all = owner._byName[name];
                all.Remove(this);
                if (all.Count == 0)
                {
                    owner._byName.Remove(name);
                }
            }
        }
    }
}
