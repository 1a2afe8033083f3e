using System.Net.Sockets;
using System.Runtime.CompilerServices;
using Freshet.Storage;
using StackExchange.Redis;

namespace Freshet.Stores;

/// <summary>One connection of a store, made when it is first needed, which the client restores when it breaks.</summary>
internal sealed class RedisLane : IAsyncDisposable
{
    private const int LooksPerTimeout = 8;
    private const long MostUnansweredBytes = 64 << 20;

    private readonly RedisStoreOptions _options;
    private readonly PendingAnswers<RedisValue> _values;
    private readonly PendingAnswers<bool> _flags;
    private readonly RedisFence _fence = new();
    private readonly Lock _lock = new();
    private ITimer? _looks;
    private Task<IRedisMaster>? _connecting;
    private IRedisMaster? _master;
    private int _isLooking;
    private int _looksLeft = 3 * LooksPerTimeout;
    private int _unanswered;
    private long _unansweredBytes;
    private bool _disposed;

    public RedisLane(RedisStoreOptions options)
    {
        _options = options;
        _values = new(this, writes: false);
        _flags = new(this, writes: true);
    }

    /// <summary>The database to ask; connects when nobody has yet.</summary>
    /// <exception cref="StoreException">There is no connection, or too much is unanswered already.</exception>
    public ValueTask<IDatabase> DatabaseAsync(CancellationToken cancellationToken)
    {
        if (Volatile.Read(ref _master) is not { } master)
        {
            return ConnectedAsync(cancellationToken);
        }

        return _unanswered >= _options.MaxUnanswered || Volatile.Read(ref _unansweredBytes) >= MostUnansweredBytes
            ? ValueTask.FromException<IDatabase>(Error($"{_unanswered:N0} calls are without an answer.", null))
            : new(master.Multiplexer.GetDatabase());
    }

    /// <summary>The database to write to: nothing that was written before and got no answer is carried out later.</summary>
    /// <exception cref="StoreException">There is no connection, or too much is unanswered already.</exception>
    public ValueTask<IDatabase> WritableAsync(CancellationToken cancellationToken) =>
        _fence.IsOpen ? FencedAsync(cancellationToken) : DatabaseAsync(cancellationToken);

    public async ValueTask<ConnectionMultiplexer> MultiplexerAsync(CancellationToken cancellationToken) =>
        (await DatabaseAsync(cancellationToken).ConfigureAwait(false)).Multiplexer;

    /// <summary>Waits for an answer as long as the options say, or an eighth longer; what comes later is ignored.</summary>
    public ValueTask<RedisValue> AnswerAsync(Task<RedisValue> answer, long bytes, CancellationToken cancellationToken) =>
        answer.IsCompletedSuccessfully ? new(answer.Result)
        : Volatile.Read(ref _disposed) ? AnswerAsync<RedisValue>(answer, bytes, cancellationToken)
        : _values.Wait(answer, bytes, cancellationToken);

    /// <inheritdoc cref="AnswerAsync(Task{RedisValue}, long, CancellationToken)"/>
    public ValueTask<bool> AnswerAsync(Task<bool> answer, long bytes, CancellationToken cancellationToken) =>
        answer.IsCompletedSuccessfully ? new(answer.Result)
        : Volatile.Read(ref _disposed) ? AnswerAsync<bool>(answer, bytes, cancellationToken)
        : _flags.Wait(answer, bytes, cancellationToken);

    /// <inheritdoc cref="AnswerAsync(Task{RedisValue}, long, CancellationToken)"/>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<T> AnswerAsync<T>(Task<T> answer, long bytes, CancellationToken cancellationToken)
    {
        try
        {
            return answer.IsCompletedSuccessfully
                ? answer.Result
                : await answer.WaitAsync(_options.Timeout, _options.TimeProvider, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (!answer.IsCompleted && e is TimeoutException or OperationCanceledException)
        {
            Abandon(answer, bytes, writes: true);
            if (e is OperationCanceledException)
            {
                throw;
            }

            throw TimedOut();
        }
        catch (Exception e) when (IsFault(e))
        {
            Lost(e is not RedisServerException);
            throw Translate(e);
        }
    }

    public static bool IsFault(Exception error) => error is not StoreException
        && error is (RedisException or RedisCommandException or TimeoutException or InvalidOperationException or IOException or SocketException);

    public Exception Translate(Exception error) =>
        Volatile.Read(ref _disposed) ? new ObjectDisposedException(nameof(RedisStore), error) : Error(error.Message, error);

    public Exception TimedOut() => Error($"no answer within {_options.Timeout.TotalMilliseconds:N0} ms.", null);

    public Exception Fault(Task answer, bool writes)
    {
        Exception error = answer.Exception?.InnerException ?? new TaskCanceledException(answer);
        Lost(writes && error is not RedisServerException);
        return IsFault(error) ? Translate(error) : error;
    }

    public async ValueTask DisposeAsync()
    {
        Task<IRedisMaster>? connecting;
        lock (_lock)
        {
            Volatile.Write(ref _disposed, true);
            connecting = _connecting;
            _connecting = null;
        }

        if (connecting is not null)
        {
            try
            {
                await (await connecting.ConfigureAwait(false)).DisposeAsync().ConfigureAwait(false);
            }
            catch (Exception e) when (IsFault(e))
            {
                // It never was connected.
            }
        }
    }

    private async ValueTask<IDatabase> ConnectedAsync(CancellationToken cancellationToken)
    {
        Task<IRedisMaster> connecting;
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_disposed, typeof(RedisStore));
            _looks ??= _options.TimeProvider.CreateTimer(static l => ((RedisLane)l!).Look(), this, _options.Timeout / LooksPerTimeout, _options.Timeout / LooksPerTimeout);
            connecting = _connecting ??= Task.Run(() => RedisMaster.ConnectAsync(_options), CancellationToken.None);
        }

        try
        {
            IRedisMaster master = await connecting.WaitAsync(_options.Timeout, _options.TimeProvider, cancellationToken).ConfigureAwait(false);
            Volatile.Write(ref _master, master);
            return master.Multiplexer.GetDatabase();
        }
        catch (TimeoutException) when (!connecting.IsCompleted)
        {
            throw Error("it is not connected yet.", null);
        }
        catch (Exception e) when (IsFault(e) || e is StoreException)
        {
            lock (_lock)
            {
                // The next call tries again.
                if (_connecting == connecting)
                {
                    _connecting = null;
                }
            }

            throw e is StoreException ? e : Translate(e);
        }
    }

    private async ValueTask<IDatabase> FencedAsync(CancellationToken cancellationToken)
    {
        IDatabase database = await DatabaseAsync(cancellationToken).ConfigureAwait(false);
        while (_fence.IsOpen)
        {
            Task closing = _fence.CloseAsync(database.Multiplexer);
            try
            {
                await closing.WaitAsync(_options.Timeout, _options.TimeProvider, cancellationToken).ConfigureAwait(false);
            }
            catch (TimeoutException) when (!closing.IsCompleted)
            {
                throw TimedOut();
            }
            catch (Exception e) when (IsFault(e))
            {
                throw Translate(e);
            }
        }

        return database;
    }

    private void Look()
    {
        if (Interlocked.Exchange(ref _isLooking, 1) == 0)
        {
            long now = _options.TimeProvider.GetTimestamp(), most = (long)(_options.Timeout.TotalSeconds * _options.TimeProvider.TimestampFrequency);
            _values.Look(now, most);
            _flags.Look(now, most);

            // Calls in the middle of which it was disposed may never be answered: they end by their time-outs.
            if (Volatile.Read(ref _disposed) && _looksLeft-- == 0)
            {
                _looks!.Dispose();
            }

            Volatile.Write(ref _isLooking, 0);
        }
    }

    public void Abandon(Task answer, long bytes, bool writes)
    {
        Lost(writes);
        Interlocked.Increment(ref _unanswered);
        Interlocked.Add(ref _unansweredBytes, bytes);
        _ = answer.ContinueWith(
            done =>
            {
                _ = done.Exception;
                Interlocked.Decrement(ref _unanswered);
                Interlocked.Add(ref _unansweredBytes, -bytes);
            },
            CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }

    private void Lost(bool writes)
    {
        if (writes)
        {
            _fence.Lost();
        }
    }

    private StoreException Error(string problem, Exception? inner) => new($"Redis ({_options.Name}): {problem}", inner);
}
