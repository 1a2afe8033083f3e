namespace Freshet.Flows;

/// <summary>The blueprint of a whole flow, from sources to sinks. It is immutable; each run is one of its own.</summary>
public sealed class Flow
{
    private readonly Action<Graph> _build;

    internal Flow(Action<Graph> build) => _build = build;

    /// <summary>Several flows as one: they run, stop, break and end together.</summary>
    /// <param name="flows">The flows.</param>
    public static Flow Together(params Flow[] flows)
    {
        ArgumentNullException.ThrowIfNull(flows);
        return new Flow(graph =>
        {
            foreach (Flow flow in flows)
            {
                flow._build(graph);
            }
        });
    }

    /// <summary>Starts the flow.</summary>
    /// <param name="options">How to run; the defaults when null.</param>
    /// <param name="cancellationToken">Cancels the run: what is in flight is dropped, nothing is delivered twice.</param>
    /// <returns>The running flow. Disposing of it cancels it.</returns>
    /// <exception cref="OptionsException">The options can't work.</exception>
    public FlowRun Run(FlowOptions? options = null, CancellationToken cancellationToken = default) =>
        new(Build(options, cancellationToken));

    /// <summary>Runs the flow to its end.</summary>
    /// <param name="options">How to run; the defaults when null.</param>
    /// <param name="cancellationToken">Cancels the run.</param>
    /// <exception cref="FlowException">A stage broke.</exception>
    /// <exception cref="OperationCanceledException">The run was cancelled.</exception>
    public async Task RunAsync(FlowOptions? options = null, CancellationToken cancellationToken = default)
    {
        FlowRun run = Run(options, cancellationToken);
        await using (run.ConfigureAwait(false))
        {
            await run.Completion.ConfigureAwait(false);
        }
    }

    /// <summary>Draws the flow as a Mermaid flowchart, without running it.</summary>
    public string Picture()
    {
        using Graph graph = Build(null, default);
        return Mermaid.Draw(graph, null);
    }

    internal Graph Build(FlowOptions? options, CancellationToken cancellationToken)
    {
        Graph graph = new((options ?? new FlowOptions()).Validated(), cancellationToken);
        _build(graph);
        graph.Seal();
        return graph;
    }
}
