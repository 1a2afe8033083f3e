namespace Freshet.Flows;

internal sealed partial class Graph
{
    public void Stop() => Cancel(stop);

    public void Abort() => Cancel(cancel);

    public void Dispose()
    {
        stop.Dispose();
        cancel.Dispose();
    }

    /// <summary>Runs to the end.</summary>
    /// <exception cref="FlowException">A stage broke.</exception>
    /// <exception cref="OperationCanceledException">The run was cancelled.</exception>
    public async Task RunAsync()
    {
        Exception? error = null;
        using (Cancellation.UnsafeRegister(static graph => ((Graph)graph!).AbortEdges(), this))
        {
            await Task.WhenAll(starts.ConvertAll(start => start())).ConfigureAwait(false);
            error = Error();
        }

        foreach (Action<Exception?> end in ends)
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

        lock (gate)
        {
            faults.Add(new StageFault(probe.Name, error));
        }

        Abort();
    }

    public Exception? Error()
    {
        lock (gate)
        {
            return faults.Count > 0 ? new FlowException([.. faults])
                : Cancellation.IsCancellationRequested
                    ? new OperationCanceledException(caller.IsCancellationRequested ? caller : Cancellation)
                : null;
        }
    }

    private void AbortEdges()
    {
        aborted = true;
        Exception? error = Error();
        foreach (Action<Exception?> abort in aborts)
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
            lock (gate)
            {
                faults.AddRange(error.InnerExceptions.Select(e => new StageFault("cancellation", e)));
            }
        }
    }
}
