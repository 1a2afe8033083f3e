using System.Collections.Immutable;
using Freshet.Storage;
using StackExchange.Redis;

namespace Freshet.Stores;

/// <summary>A bus over Redis (5 or later): what is published is appended to a stream, and a message on a channel tells the others to read on.</summary>
/// <remarks>
/// The channel only makes it quick. Every machine knows up to where it has read; when that place is gone from the stream, because too much
/// came after it or Redis lost its data, everything counts as changed. So it does when the bus starts. It connects by itself, and again when
/// the connection breaks.
/// </remarks>
public sealed partial class RedisInvalidationBus : IInvalidationBus, IFlushable, IObservableStore
{
    private readonly RedisInvalidationBusOptions _options;
    private readonly RedisLane _lane;
    private readonly byte[] _stream;
    private readonly byte[] _channel;
    private readonly string _sender = Guid.NewGuid().ToString("N");
    private readonly BusOutbox _outbox;
    private readonly StoreObservers _observers = new();
    private readonly CancellationTokenSource _ended = new();
    private readonly WakeSignal _toSend = new();
    private readonly WakeSignal _toRead = new();
    private readonly Task _running;
    private ImmutableArray<IInvalidationListener> _listeners = [];
    private int _disposed;

    /// <summary>Makes a bus and begins to connect.</summary>
    /// <exception cref="OptionsException">An option can't work.</exception>
    public RedisInvalidationBus(RedisInvalidationBusOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Check();
        _options = options;
        _lane = new RedisLane(options.Redis);
        var keys = new RedisKeys(options.Redis.KeyPrefix);
        _stream = keys.Beside("bus");
        _channel = keys.Beside("wake");
        _outbox = new BusOutbox(options.MaxUnsent);
        _running = Task.WhenAll(Task.Run(SendAllAsync), Task.Run(ReadAllAsync));
    }

    /// <inheritdoc/>
    public IDisposable Observe(IStoreObserver observer) => _observers.Add(observer);

    /// <inheritdoc/>
    public void Publish(StoreChange change)
    {
        ArgumentNullException.ThrowIfNull(change);
        ObjectDisposedException.ThrowIf(_disposed != 0, this);
        _outbox.Add(change);
        _toSend.Wake();
    }

    /// <inheritdoc/>
    public IDisposable Subscribe(IInvalidationListener listener)
    {
        ArgumentNullException.ThrowIfNull(listener);
        ObjectDisposedException.ThrowIf(_disposed != 0, this);
        ImmutableInterlocked.Update(ref _listeners, static (all, one) => all.Add(one), listener);
        return new Subscription(this, listener);
    }

    /// <summary>Waits until Redis has everything that was published here; as long as it does not answer, that is.</summary>
    public async ValueTask FlushAsync(CancellationToken cancellationToken = default)
    {
        ObjectDisposedException.ThrowIf(_disposed != 0, this);
        _toSend.Wake();
        await _outbox.FlushAsync().WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Waits until the listeners have heard everything that Redis had when this was called.</summary>
    public async ValueTask CatchUpAsync(CancellationToken cancellationToken = default)
    {
        ObjectDisposedException.ThrowIf(_disposed != 0, this);
        Task caughtUp = NextRound();
        _toRead.Wake();
        await caughtUp.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Ends the bus; what is not sent yet is lost, so flush first.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 0)
        {
            await _ended.CancelAsync().ConfigureAwait(false);
            await _running.ConfigureAwait(false);
            await _lane.DisposeAsync().ConfigureAwait(false);
            _ended.Dispose();
        }
    }

    private async Task SendAllAsync()
    {
        bool failing = false;
        while (!_ended.IsCancellationRequested)
        {
            try
            {
                while (_outbox.Take() is { Count: > 0 } changes)
                {
                    await AppendAsync(changes).ConfigureAwait(false);
                    _outbox.Sent();
                }

                failing = false;
            }
            catch (Exception e) when (e is StoreException || _ended.IsCancellationRequested)
            {
                failing = Failed("publish", e, failing);
            }

            // A waking while it fails must not make it turn in circles.
            await (failing
                ? Task.Delay(_options.Interval / 4, _options.Redis.TimeProvider, _ended.Token)
                : _toSend.SleepAsync(_options.Interval, _options.Redis.TimeProvider, _ended.Token).AsTask())
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Appends a message of these changes, or of none, and wakes the others; gives its place in the stream.</summary>
    private async Task<string> AppendAsync(IReadOnlyList<StoreChange> changes)
    {
        IDatabase database = await _lane.DatabaseAsync(_ended.Token).ConfigureAwait(false);
        List<object> arguments = [(RedisKey)_stream, "MAXLEN", "~", _options.MaxKept, "*", "s", _sender];
        foreach (StoreChange change in changes)
        {
            arguments.AddRange(change.Match<string[]>(c => ["k", c.Key], c => ["p", c.Prefix]));
        }

        try
        {
            Task<RedisResult> appended = database.ExecuteAsync("XADD", arguments, CommandFlags.DemandMaster);
            Task<long> told = database.PublishAsync(_channel, _sender);
            string place = (string)await _lane.AnswerAsync(appended, 0, _ended.Token).ConfigureAwait(false);
            await _lane.AnswerAsync(told, 0, _ended.Token).ConfigureAwait(false);
            return place;
        }
        catch (Exception e) when (RedisLane.IsFault(e))
        {
            throw _lane.Translate(e);
        }
    }

    private bool Failed(string operation, Exception error, bool already)
    {
        if (!already && !_ended.IsCancellationRequested)
        {
            _observers.TierFailed("bus", operation, error);
        }

        return true;
    }

    private sealed class Subscription(RedisInvalidationBus bus, IInvalidationListener listener) : IDisposable
    {
        private IInvalidationListener? _listener = listener;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _listener, null) is { } listener)
            {
                ImmutableInterlocked.Update(ref bus._listeners, static (all, one) => all.Remove(one), listener);
            }
        }
    }
}
