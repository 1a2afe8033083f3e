using System.Threading.Channels;

namespace Freshet.Flows;

/// <summary>A running flow whose results are read from a channel. Disposing of it cancels the run.</summary>
/// <typeparam name="T">The results.</typeparam>
public sealed class FlowOutput<T> : IAsyncDisposable
{
    internal FlowOutput(ChannelReader<T> reader, FlowRun run) => (Reader, Run) = (reader, run);

    /// <summary>The results, behind a bounded queue. It completes with the run, and with the run's error.</summary>
    public ChannelReader<T> Reader { get; }

    /// <summary>The run.</summary>
    public FlowRun Run { get; }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => Run.DisposeAsync();
}
