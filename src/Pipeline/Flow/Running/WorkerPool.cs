namespace Freshet.Flows;

/// <summary>Carries items from a queue through an asynchronous function, so many at a time.</summary>
internal static class WorkerPool
{
    public static Edge<TIn> Attach<TIn, TOut>(
        Graph graph, Probe probe, Outlet<TOut> outlet, int capacity, int parallelism, bool ordered,
        Func<TIn, CancellationToken, ValueTask<TOut>> transform)
    {
        outlet.Link(graph, probe);
        probe.Parallelism = parallelism;
        Edge<TIn> edge = new(graph, probe, capacity, parallelism);
        graph.Launch(
            probe,
            () => ordered && parallelism > 1
                ? new OrderedWorkers<TIn, TOut>(graph, probe, edge, outlet, parallelism, transform).RunAsync()
                : RunAsync(graph, probe, parallelism, () => WorkAsync(graph, probe, edge, outlet, transform)),
            () => edge.FinishAsync(outlet));
        return edge;
    }

    private static Task RunAsync(Graph graph, Probe probe, int parallelism, Func<Task> work)
    {
        Task[] workers = new Task[parallelism];
        for (int i = 0; i < workers.Length; i++)
        {
            workers[i] = graph.GuardAsync(probe, work);
        }

        return Task.WhenAll(workers);
    }

    private static async Task WorkAsync<TIn, TOut>(
        Graph graph, Probe probe, Edge<TIn> edge, Outlet<TOut> outlet, Func<TIn, CancellationToken, ValueTask<TOut>> transform)
    {
        CancellationToken cancellation = graph.Cancellation;
        while (true)
        {
            Taken<TIn> taken = await edge.TakeAsync().ConfigureAwait(false);
            if (!taken.More)
            {
                return;
            }

            long started = probe.Enter();
            TOut result = await transform(taken.Packet.Item, cancellation).ConfigureAwait(false);
            probe.Time(started);
            bool more = await outlet.SendAsync(result, taken.Packet.Ticket).ConfigureAwait(false);
            probe.Leave();
            probe.Emitted();
            if (!more)
            {
                // Nobody takes more: the other workers need not wait for more either.
                await edge.CloseAsync().ConfigureAwait(false);
                return;
            }
        }
    }
}
