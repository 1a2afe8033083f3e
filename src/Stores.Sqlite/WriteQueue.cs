using System.Collections.Concurrent;

namespace Freshet.Stores;

/// <summary>The one gate of all writes of this process: what waits goes into one transaction.</summary>
/// <remarks>No thread waits for work: the first to come starts a run through the queue, which ends when the queue is empty.</remarks>
internal sealed class WriteQueue(Action<IReadOnlyList<WriteOperation>> commit)
{
    private const int MostOperations = 512;
    private const long MostBytes = 16 << 20;

    private readonly ConcurrentQueue<WriteOperation> _waiting = new();
    private readonly Lock _lock = new();
    private Task _run = Task.CompletedTask;
    private bool _running;
    private bool _closed;

    public async ValueTask<long> RunAsync(WriteOperation operation, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_closed, typeof(SqliteStore));
            _waiting.Enqueue(operation);
            if (!_running)
            {
                _running = true;
                _run = Task.Run(Drain, CancellationToken.None);
            }
        }

        using CancellationTokenRegistration registration = cancellationToken.UnsafeRegister(
            static (state, token) => ((WriteOperation)state!).GiveUp(token), operation);
        return await operation.Done.ConfigureAwait(false);
    }

    /// <summary>Takes nothing more, and waits for what was taken.</summary>
    public async ValueTask CloseAsync()
    {
        Task run;
        lock (_lock)
        {
            _closed = true;
            run = _run;
        }

        await run.ConfigureAwait(false);
    }

    private void Drain()
    {
        List<WriteOperation> batch = [];
        while (true)
        {
            batch.Clear();
            long bytes = 0;
            while (batch.Count < MostOperations && bytes < MostBytes && _waiting.TryPeek(out WriteOperation? operation))
            {
                if (batch.Count > 0 && (operation.Alone || batch[0].Alone))
                {
                    break;
                }

                _waiting.TryDequeue(out _);
                if (operation.TryTake())
                {
                    batch.Add(operation);
                    bytes += operation.Bytes;
                }
            }

            if (batch.Count > 0)
            {
                commit(batch);
                continue;
            }

            lock (_lock)
            {
                if (_waiting.IsEmpty)
                {
                    _running = false;
                    return;
                }
            }
        }
    }
}
