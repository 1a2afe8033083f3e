using Freshet.Storage;
using StackExchange.Redis;

namespace Freshet.Stores;

public sealed partial class RedisStore : ILeaseStore
{
    private const string ReleaseScript =
        "if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end redis.call('DEL', KEYS[1]) redis.call('PUBLISH', ARGV[2], ARGV[3]) return 1";

    private const string RenewScript = "if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end return redis.call('PEXPIRE', KEYS[1], ARGV[2])";

    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(500);

    private readonly LeaseWaiters _waiters = new();

    /// <inheritdoc/>
    public async ValueTask<ILease?> TryAcquireAsync(string name, TimeSpan duration, CancellationToken cancellationToken = default)
    {
        Check(name, cancellationToken);
        ArgumentOutOfRangeException.ThrowIfLessThan(duration, TimeSpan.FromMilliseconds(1));
        RedisValue token = Guid.NewGuid().ToByteArray();
        IDatabase database = await _lane.DatabaseAsync(cancellationToken).ConfigureAwait(false);
        Task<bool> taking = Start(
            _lane, database, LeaseKey(name), (d, k) => d.StringSetAsync(k, token, duration, When.NotExists, CommandFlags.DemandMaster));
        return await _lane.AnswerAsync(taking, 0, cancellationToken).ConfigureAwait(false) ? new RedisLease(this, name, token) : null;
    }

    /// <inheritdoc/>
    public async ValueTask<bool> WaitForReleaseAsync(string name, TimeSpan atMost, CancellationToken cancellationToken = default)
    {
        Check(name, cancellationToken);
        await _waiters.ListenAsync(_lane, _keys.Beside("released"), _options, cancellationToken).ConfigureAwait(false);
        long began = _options.TimeProvider.GetTimestamp();
        using LeaseWaiters.Waiter waiter = _waiters.Add(name);
        while (true)
        {
            IDatabase database = await _lane.DatabaseAsync(cancellationToken).ConfigureAwait(false);
            Task<TimeSpan?> asked = Start(_lane, database, LeaseKey(name), static (d, k) => d.KeyTimeToLiveAsync(k, CommandFlags.DemandMaster));
            if (await _lane.AnswerAsync(asked, 0, cancellationToken).ConfigureAwait(false) is not { } rest)
            {
                return true;
            }

            TimeSpan left = atMost - _options.TimeProvider.GetElapsedTime(began);
            if (left <= TimeSpan.Zero)
            {
                return false;
            }

            // The lease may end by itself, and a message may be lost: it looks again in any case.
            TimeSpan wait = new[] { rest + TimeSpan.FromMilliseconds(1), left, Poll }.Min();
            await waiter.Released.WaitAsync(wait, _options.TimeProvider, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            cancellationToken.ThrowIfCancellationRequested();
            if (waiter.Released.IsCompleted)
            {
                return true;
            }
        }
    }

    private RedisKey LeaseKey(string name) => _keys.Beside("lease:" + name);

    private async ValueTask<bool> RunScriptAsync(string script, string name, RedisValue[] arguments, CancellationToken cancellationToken)
    {
        IDatabase database = await _lane.DatabaseAsync(cancellationToken).ConfigureAwait(false);
        Task<RedisResult> run = Start(
            _lane, database, LeaseKey(name), (d, k) => d.ScriptEvaluateAsync(script, [k], arguments, CommandFlags.DemandMaster));
        return (long)await _lane.AnswerAsync(run, 0, cancellationToken).ConfigureAwait(false) == 1;
    }

    private sealed class RedisLease(RedisStore store, string name, RedisValue token) : ILease
    {
        private int _released;

        public string Name => name;

        public ValueTask<bool> RenewAsync(TimeSpan duration, CancellationToken cancellationToken = default)
        {
            ObjectDisposedException.ThrowIf(_released != 0, this);
            return store.RunScriptAsync(RenewScript, name, [token, (long)Math.Ceiling(duration.TotalMilliseconds)], cancellationToken);
        }

        public async ValueTask DisposeAsync()
        {
            if (Interlocked.Exchange(ref _released, 1) != 0)
            {
                return;
            }

            try
            {
                await store.RunScriptAsync(ReleaseScript, name, [token, store._keys.Beside("released"), name], default).ConfigureAwait(false);
            }
            catch (Exception e) when (e is StoreException or ObjectDisposedException)
            {
                // It ends by itself.
                store._observers.TierFailed(store._options.Name, "release", e);
            }
        }
    }
}
