using Freshet.Storage;
using StackExchange.Redis;

namespace Freshet.Stores;

public sealed partial class RedisInvalidationBus
{
    private const int PageMessages = 256;
    private static readonly StoreChange Everything = new StoreChange.Cleared("");

    private readonly Lock _rounds = new();
    private TaskCompletionSource _nextRound = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ConnectionMultiplexer? _subscribed;
    private string? _read;

    private Task NextRound()
    {
        lock (_rounds)
        {
            return _nextRound.Task;
        }
    }

    private async Task ReadAllAsync()
    {
        bool failing = false;
        while (!_ended.IsCancellationRequested)
        {
            TaskCompletionSource round;
            lock (_rounds)
            {
                (round, _nextRound) = (_nextRound, new(TaskCreationOptions.RunContinuationsAsynchronously));
            }

            try
            {
                await SubscribeAsync().ConfigureAwait(false);
                await ReadOnAsync().ConfigureAwait(false);
                round.SetResult();
                failing = false;
            }
            catch (Exception e) when (e is StoreException || _ended.IsCancellationRequested)
            {
                failing = Failed("listen", e, failing);
                lock (_rounds)
                {
                    // Who waited for this round waits for the next one that succeeds.
                    _ = _nextRound.Task.ContinueWith(
                        _ => round.TrySetResult(), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
                }
            }

            await _toRead.SleepAsync(failing ? _options.Interval / 4 : _options.Interval, _options.Redis.TimeProvider, _ended.Token)
                .ConfigureAwait(false);
        }

        lock (_rounds)
        {
            _nextRound.TrySetException(new ObjectDisposedException(nameof(RedisInvalidationBus)));
        }
    }

    /// <summary>Listens to the channel of the connection at hand, which is another one after the master has changed.</summary>
    private async Task SubscribeAsync()
    {
        ConnectionMultiplexer client = await _lane.MultiplexerAsync(_ended.Token).ConfigureAwait(false);
        if (client == _subscribed)
        {
            return;
        }

        try
        {
            Task subscribing = client.GetSubscriber().SubscribeAsync(_channel, (_, sender) =>
            {
                if (sender != _sender)
                {
                    _toRead.Wake();
                }
            });
            await subscribing.WaitAsync(_options.Redis.Timeout, _options.Redis.TimeProvider, _ended.Token).ConfigureAwait(false);
            _subscribed = client;
        }
        catch (Exception e) when (RedisLane.IsFault(e))
        {
            throw _lane.Translate(e);
        }
    }

    private async Task ReadOnAsync()
    {
        while (_read is { } from)
        {
            RedisResult[] page = await PageAsync(from).ConfigureAwait(false);
            if (page.Length == 0 || (string)((RedisResult[])page[0])[0] != from)
            {
                break;
            }

            foreach (RedisResult[] message in page.Skip(1).Select(m => (RedisResult[])m))
            {
                await HearAsync((string[])message[1]).ConfigureAwait(false);
                _read = (string)message[0];
            }

            if (page.Length < PageMessages)
            {
                return;
            }
        }

        // The place up to where it has read is not there, so what came after it may be gone too: a new beginning.
        _read = await AppendAsync([]).ConfigureAwait(false);
        await TellAsync(Everything).ConfigureAwait(false);
    }

    private async Task<RedisResult[]> PageAsync(string from)
    {
        IDatabase database = await _lane.DatabaseAsync(_ended.Token).ConfigureAwait(false);
        try
        {
            Task<RedisResult> reading = database.ExecuteAsync(
                "XRANGE", [(RedisKey)_stream, from, "+", "COUNT", PageMessages], CommandFlags.DemandMaster);
            return (RedisResult[])await _lane.AnswerAsync(reading, 0, _ended.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (RedisLane.IsFault(e))
        {
            throw _lane.Translate(e);
        }
    }

    private async Task HearAsync(string[] fields)
    {
        if (fields is not ["s", var sender, ..] || sender == _sender)
        {
            return;
        }

        for (int i = 2; i + 1 < fields.Length; i += 2)
        {
            await TellAsync(fields[i] == "k" ? new StoreChange.Changed(fields[i + 1]) : new StoreChange.Cleared(fields[i] == "p" ? fields[i + 1] : ""))
                .ConfigureAwait(false);
        }
    }

    private async Task TellAsync(StoreChange change)
    {
        foreach (IInvalidationListener listener in _listeners)
        {
            try
            {
                await listener.ChangedAsync(change, _ended.Token).ConfigureAwait(false);
            }
            catch (Exception e) when (!_ended.IsCancellationRequested)
            {
                // One that breaks its promise must not keep the others from hearing.
                _observers.TierFailed("bus", "tell", e);
            }
        }
    }
}
