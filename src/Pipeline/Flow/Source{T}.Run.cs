using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace Freshet.Flows;

public abstract partial class Source<T>
{
    /// <summary>Runs the source to its end and gives all that it gave.</summary>
    /// <param name="options">How to run; the defaults when null.</param>
    /// <param name="cancellationToken">Cancels the run.</param>
    /// <exception cref="FlowException">A stage broke.</exception>
    public async Task<List<T>> CollectAsync(FlowOptions? options = null, CancellationToken cancellationToken = default)
    {
        List<T> all = [];
        await To(Sink.ForEach<T>(all.Add).Named("Collect")).RunAsync(options, cancellationToken).ConfigureAwait(false);
        return all;
    }

    /// <summary>Starts the source, to be read from a channel.</summary>
    /// <param name="options">How to run; the defaults when null.</param>
    /// <param name="cancellationToken">Cancels the run.</param>
    public FlowOutput<T> RunToChannel(FlowOptions? options = null, CancellationToken cancellationToken = default)
    {
        ChannelReader<T>? reader = null;
        FlowRun run = To(new EdgeSink<T>((graph, edge) => reader = new PacketReader<T>(edge, graph, null, isOutput: true))).Run(options, cancellationToken);
        return new FlowOutput<T>(reader!, run);
    }

    /// <summary>An asynchronous sequence of what the source gives. Each enumeration is a run, and ends with it.</summary>
    /// <param name="options">How to run; the defaults when null.</param>
    /// <param name="cancellationToken">Cancels the run.</param>
    public async IAsyncEnumerable<T> AsAsyncEnumerable(
        FlowOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        FlowOutput<T> output = RunToChannel(options, cancellationToken);
        await using (output.ConfigureAwait(false))
        {
            while (await output.Reader.WaitToReadAsync(CancellationToken.None).ConfigureAwait(false))
            {
                while (output.Reader.TryRead(out T? item))
                {
                    yield return item;
                }
            }

            await output.Run.Completion.ConfigureAwait(false);
        }
    }

    /// <summary>An observable of what the source gives. Each subscription is a run; disposing of it cancels the run.</summary>
    /// <param name="options">How to run; the defaults when null.</param>
    public IObservable<T> AsObservable(FlowOptions? options = null) => new SourceObservable<T>(this, options);
}
