namespace Freshet.Flows;

/// <summary>
/// One running loop. What is taken carries a ticket, which every stage of the body passes on or releases; the item is completed when
/// nothing holds its ticket. Only the feeder decides that the loop is at its end, and only while it is not taking.
/// </summary>
internal sealed class Loop<TItem, TLease>(Graph graph, Probe probe, ILoopQueue<TItem, TLease> queue, int maxInFlight)
{
    private readonly SemaphoreSlim _room = new(maxInFlight);
    private readonly Lock _gate = new();
    private CancellationTokenSource _wake = new();
    private int _inFlight;
    private volatile bool _seedsDone;
    private volatile bool _stopped;

    private bool AtEnd => _seedsDone && Volatile.Read(ref _inFlight) == 0 && queue.Count == 0;

    public async ValueTask AddAsync(TItem item)
    {
        probe.Received();
        try
        {
            await queue.AddAsync(item, graph.Cancellation).ConfigureAwait(false);
        }
        catch (Exception error)
        {
            throw new StageBrokenException(probe, error);
        }
    }

    public void SeedsDone()
    {
        _seedsDone = true;
        WakeAtEnd();
    }

    /// <summary>Takes nothing more.</summary>
    public void Stop()
    {
        _stopped = true;
        Wake();
    }

    public async Task FeedAsync(Outlet<TLease> body)
    {
        using CancellationTokenRegistration stopping = graph.Stopping.UnsafeRegister(static l => ((Loop<TItem, TLease>)l!).Stop(), this);
        try
        {
            while (await TakeAsync().ConfigureAwait(false) is (true, var lease))
            {
                probe.Emitted();
                LoopTicket ticket = new(this, lease, probe.Enter());
                if (!await body.SendAsync(lease, ticket).ConfigureAwait(false))
                {
                    return;
                }
            }
        }
        catch (OperationCanceledException) when (graph.Stopping.IsCancellationRequested)
        {
            // Told to stop while the loop was full.
        }
    }

    private async ValueTask<(bool Taken, TLease Lease)> TakeAsync()
    {
        await _room.WaitAsync(graph.Stopping).ConfigureAwait(false);
        while (true)
        {
            CancellationToken token = Renew();
            if (_stopped || AtEnd)
            {
                return default;
            }

            try
            {
                TLease lease = await queue.TakeAsync(token).ConfigureAwait(false);
                Interlocked.Increment(ref _inFlight);
                return (true, lease);
            }
            catch (OperationCanceledException) when (token.IsCancellationRequested || queue.Count == 0)
            {
                // Look again whether this is the end.
            }
        }
    }

    private ValueTask LetGoAsync(TLease lease, long taken, bool abandoned)
    {
        try
        {
            ValueTask completing = abandoned ? default : queue.CompleteAsync(lease, graph.Cancellation);
            if (!completing.IsCompletedSuccessfully)
            {
                return LetGoAsync(completing, taken);
            }
        }
        catch (Exception error)
        {
            return ValueTask.FromException(new StageBrokenException(probe, error));
        }

        LetGo(taken);
        return default;
    }

    private async ValueTask LetGoAsync(ValueTask completing, long taken)
    {
        try
        {
            await completing.ConfigureAwait(false);
        }
        catch (Exception error)
        {
            throw new StageBrokenException(probe, error);
        }

        LetGo(taken);
    }

    private void LetGo(long taken)
    {
        probe.Time(taken);
        probe.Leave();
        _room.Release();
        if (Interlocked.Decrement(ref _inFlight) == 0)
        {
            WakeAtEnd();
        }
    }

    private void WakeAtEnd()
    {
        if (AtEnd)
        {
            Wake();
        }
    }

    private void Wake()
    {
        CancellationTokenSource waking;
        lock (_gate)
        {
            waking = _wake;
        }

        waking.Cancel();
    }

    private CancellationToken Renew()
    {
        lock (_gate)
        {
            if (_wake.IsCancellationRequested)
            {
                _wake = new CancellationTokenSource();
            }

            return _wake.Token;
        }
    }

    private sealed class LoopTicket(Loop<TItem, TLease> loop, TLease lease, long taken) : Ticket
    {
        protected override ValueTask FinishAsync(bool abandoned) => loop.LetGoAsync(lease, taken, abandoned);
    }
}
