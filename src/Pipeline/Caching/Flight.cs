namespace Freshet.Caching;

// One request to the origin and those who share it. It is over for the origin when the last of them has left.
internal sealed class Flight(Flights flights, string key) : IDisposable
{
    private readonly TaskCompletionSource<FlightOutcome> _outcome = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _gate = new();
    private CancellationTokenSource? _abandoned;
    private InflightBody? _body;
    private HeldLease? _lease;
    private int _callers = 1;

    // Known as soon as the response head is.
    public Task<FlightOutcome> Outcome => _outcome.Task;

    // Cancelled when nobody is left.
    public CancellationToken Abandoned
    {
        get
        {
            lock (_gate)
            {
                _abandoned ??= new CancellationTokenSource();
                if (_callers == 0)
                {
                    _abandoned.Cancel();
                }

                return _abandoned.Token;
            }
        }
    }

    // False when the last caller has just left.
    public bool TryEnter()
    {
        lock (_gate)
        {
            if (_callers > 0)
            {
                _callers++;
                return true;
            }
        }

        flights.Remove(key, this);
        return false;
    }

    public void Leave()
    {
        CancellationTokenSource? abandoned;
        InflightBody? body;
        lock (_gate)
        {
            if (--_callers > 0)
            {
                return;
            }

            (abandoned, body) = (_abandoned, _body);
        }

        flights.Remove(key, this);
        abandoned?.Cancel();
        body?.Abandon();
    }

    // The lease is given back when the response is stored, or is not going to be.
    public void Hold(HeldLease lease)
    {
        lease.Start();
        _lease = lease;
    }

    // The body is shared from its first byte while it comes.
    public void Offer(InflightBody body)
    {
        bool isAbandoned;
        lock (_gate)
        {
            _body = body;
            isAbandoned = _callers == 0;
        }

        if (isAbandoned)
        {
            body.Abandon();
        }

        _outcome.TrySetResult(new FlightOutcome.Shared(body));
        if (Interlocked.Exchange(ref _lease, null) is { } lease)
        {
            _ = body.Landed.ContinueWith(
                _ => lease.Release(), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        }
    }

    public void End(FlightOutcome outcome)
    {
        flights.Remove(key, this);
        _outcome.TrySetResult(outcome);
        Interlocked.Exchange(ref _lease, null)?.Release();
    }

    // Nobody joins any more.
    public void Close() => flights.Remove(key, this);

    // For the leader that is done, however it ended: unless something better is known, the store has the answer or nobody has.
    public void Dispose()
    {
        if (!_outcome.Task.IsCompleted)
        {
            End(FlightOutcome.LookAgain.Instance);
        }
    }
}
