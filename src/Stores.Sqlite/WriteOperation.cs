namespace Freshet.Stores;

/// <summary>Something to be done in a transaction, and who waits for it.</summary>
internal sealed class WriteOperation(Func<Connection, long> run, long bytes, bool sync)
{
    private const int Waiting = 0;
    private const int Taken = 1;
    private const int Given = 2;

    private readonly TaskCompletionSource<long> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _state;

    public Task<long> Done => _done.Task;

    public long Bytes => bytes;

    /// <summary>Whether the transaction must be on the disk itself.</summary>
    public bool Sync => sync;

    /// <summary>Whether it runs outside any transaction, and nothing beside it.</summary>
    public bool Alone { get; init; }

    private long Result { get; set; }

    /// <summary>Takes it up, unless its caller has given it up.</summary>
    public bool TryTake() => Interlocked.CompareExchange(ref _state, Taken, Waiting) == Waiting;

    public void GiveUp(CancellationToken cancellationToken)
    {
        if (Interlocked.CompareExchange(ref _state, Given, Waiting) == Waiting)
        {
            _done.TrySetCanceled(cancellationToken);
        }
    }

    public void Run(Connection connection) => Result = run(connection);

    public void Succeed() => _done.TrySetResult(Result);

    public void Fail(Exception error) => _done.TrySetException(error);
}
