namespace Freshet.Flows;

/// <summary>A source that is one piece of work: it sends until it is done, told to stop, or refused.</summary>
internal sealed class PushSource<T>(string name, Func<Graph, Probe, Func<T, ValueTask<bool>>, Task> push) : Source<T>
{
    internal override Source<T> Rename(string other) => new PushSource<T>(other, push);

    internal override void Start(Graph graph, Outlet<T> outlet)
    {
        Probe probe = graph.Register(name, StageKind.Source);
        outlet.Link(graph, probe);
        graph.Launch(probe, async () =>
        {
            try
            {
                await push(graph, probe, Send).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (graph.Stopping.IsCancellationRequested)
            {
                // Told to stop.
            }
        }, outlet.FinishAsync);

        ValueTask<bool> Send(T item)
        {
            probe.Emitted();
            return outlet.SendAsync(item, null);
        }
    }
}
