namespace Freshet.Flows;

internal sealed partial class Graph
{
    public void Stop() => Cancel(_stop);

    public void Abort() => Cancel(_cancel);

    public void Dispose()
    {
        _stop.Dispose();
        _cancel.Dispose();
    }

    /// <summary>Runs to the end.</summary>
    /// <exception cref="FlowException">A stage broke.</exception>
    /// <exception cref="OperationCanceledException">The run was cancelled.</exception>
    public async Task RunAsync()
    {
        Exception? error = null;
        using (Cancellation.UnsafeRegister(static graph => ((Graph)graph!).AbortEdges(), this))
        {
            await Task.WhenAll(_starts.ConvertAll(start => start())).ConfigureAwait(false);
            error = Error();
        }

        foreach (Action<Exception?> end in _ends)
        {
            try
            {
                end(error);
            }
            catch (Exception late)
            {
                error ??= late;
            }
        }

        if (error is not null)
        {
            throw error;
        }
    }

    public void Fault(Probe probe, Exception error)
    {
        if (error is StageBrokenException broken)
        {
            (probe, error) = (broken.Probe, broken.InnerException!);
        }

        if (error is OperationCanceledException && Cancellation.IsCancellationRequested)
        {
            return;
        }

        lock (_gate)
        {
            _faults.Add(new StageFault(probe.Name, error));
        }

        Abort();
    }

    public Exception? Error()
    {
        lock (_gate)
        {
            return _faults.Count > 0 ? new FlowException([.. _faults])
                : Cancellation.IsCancellationRequested
                    ? new OperationCanceledException(_caller.IsCancellationRequested ? _caller : Cancellation)
                : null;
        }
    }

    private void AbortEdges()
    {
        _aborted = true;
        Exception? error = Error();
        foreach (Action<Exception?> abort in _aborts)
        {
            abort(error);
        }
    }

    private void Cancel(CancellationTokenSource source)
    {
        try
        {
            source.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // The run is over.
        }
        catch (AggregateException error)
        {
            // A callback that someone else registered with the token threw; the token is cancelled all the same.
            lock (_gate)
            {
                _faults.AddRange(error.InnerExceptions.Select(e => new StageFault("cancellation", e)));
            }
        }
    }
}
