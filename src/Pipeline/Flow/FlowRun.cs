namespace Freshet.Flows;

/// <summary>A flow that runs.</summary>
public sealed class FlowRun : IAsyncDisposable
{
    private readonly Graph _graph;
    private readonly long _started;
    private long _ended;

    internal FlowRun(Graph graph)
    {
        _graph = graph;
        _started = graph.Options.Time.GetTimestamp();
        Completion = RunAsync();
    }

    /// <summary>
    /// Ends when every stage has ended. It fails with a <see cref="FlowException"/> that names each stage that broke, and is cancelled when
    /// the run is cancelled.
    /// </summary>
    public Task Completion { get; }

    /// <summary>The counters of every stage at this moment, also after the end.</summary>
    public IReadOnlyList<StageSnapshot> Stages
    {
        get
        {
            TimeSpan elapsed = Elapsed;
            return [.. _graph.Probes.Select(p => p.Snapshot(elapsed))];
        }
    }

    /// <summary>How long the flow has run, or ran.</summary>
    public TimeSpan Elapsed
    {
        get
        {
            long end = Volatile.Read(ref _ended);
            return _graph.Options.Time.GetElapsedTime(_started, end == 0 ? _graph.Options.Time.GetTimestamp() : end);
        }
    }

    /// <summary>
    /// Takes nothing more in: sources and loops end, what is in flight is carried through, and the run ends normally. What waits in a
    /// loop's queue stays there.
    /// </summary>
    public void Stop() => _graph.Stop();

    /// <summary>Cancels the run, without waiting for its end: what is in flight is dropped, nothing is delivered twice.</summary>
    public void Cancel() => _graph.Abort();

    /// <summary>Draws the flow as a Mermaid flowchart, with the counters of every stage at this moment.</summary>
    public string Picture() => Mermaid.Draw(_graph, Elapsed);

    /// <summary>Cancels the run, if it is not over, and waits until every stage has ended. It never throws what the run ended with.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!Completion.IsCompleted)
        {
            _graph.Abort();
        }

        await Completion.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task RunAsync()
    {
        try
        {
            await _graph.RunAsync().ConfigureAwait(false);
        }
        finally
        {
            Volatile.Write(ref _ended, _graph.Options.Time.GetTimestamp());
            _graph.Dispose();
        }
    }
}
