namespace Freshet.Flows;

/// <summary>What a running stage may know and tell.</summary>
public sealed class StageContext
{
    private readonly Probe? _probe;

    /// <summary>Creates a context outside of a flow, for the test of a stage.</summary>
    /// <param name="time">The clock; the system's when null.</param>
    /// <param name="cancellationToken">The token that the stage sees.</param>
    public StageContext(TimeProvider? time = null, CancellationToken cancellationToken = default) =>
        (Time, Cancellation) = (time ?? TimeProvider.System, cancellationToken);

    internal StageContext(Graph graph, Probe probe)
    {
        _probe = probe;
        (Time, Cancellation) = (graph.Options.Time, graph.Cancellation);
    }

    /// <summary>The clock of the run.</summary>
    public TimeProvider Time { get; }

    /// <summary>Cancelled when the run is cancelled or another stage broke; not when the run is merely stopped.</summary>
    public CancellationToken Cancellation { get; }

    /// <summary>Says that the stage begins to work on an item.</summary>
    /// <returns>What <see cref="Finished"/> wants back.</returns>
    public long Started() => _probe?.Enter() ?? 0;

    /// <summary>Says that the stage is done with an item, so that the picture shows its latency.</summary>
    /// <param name="started">What <see cref="Started"/> gave.</param>
    public void Finished(long started)
    {
        _probe?.Time(started);
        _probe?.Leave();
    }
}
