namespace Freshet.Flows;

/// <summary>Gathers items into arrays of so many, or of as many as came in time.</summary>
internal sealed class BatchStage<T>(int size, TimeSpan? maxWait) : GraphStage<T, T[]>
{
    public override string Name => "Batch";

    internal override string? WhyNotInLoop => maxWait is null && size > 1
        ? "Stage 'Batch' without maxWait could wait for items that only its own batch would lead to. Give it a maxWait."
        : null;

    internal override Outlet<T> Attach(Graph graph, Outlet<T[]> outlet, StageSettings settings)
    {
        Probe probe = graph.Register(settings.Name ?? Name, StageKind.Stage);
        outlet.Link(graph, probe);
        Edge<T> edge = new(graph, probe, settings.CapacityOr(graph));
        graph.Launch(probe, () => RunAsync(graph, probe, edge, outlet), () => edge.FinishAsync(outlet));
        return edge;
    }

    private async Task RunAsync(Graph graph, Probe probe, Edge<T> edge, Outlet<T[]> outlet)
    {
        while (true)
        {
            Taken<T> first = await edge.TakeAsync().ConfigureAwait(false);
            if (!first.More)
            {
                return;
            }

            List<T> items = [];
            List<Ticket> tickets = [];
            Add(first.Packet, items, tickets);
            await GatherAsync(graph, edge, items, tickets).ConfigureAwait(false);
            probe.Emitted();
            if (edge.Aborted || !await outlet.SendAsync([.. items], BatchTicket.Of(tickets)).ConfigureAwait(false))
            {
                return;
            }
        }
    }

    private async Task GatherAsync(Graph graph, Edge<T> edge, List<T> items, List<Ticket> tickets)
    {
        Task? late = null;
        using CancellationTokenSource enough = new();
        while (items.Count < size)
        {
            if (edge.TryTake(out Packet<T> packet))
            {
                Add(packet, items, tickets);
                continue;
            }

            ValueTask<bool> more = edge.WaitToTakeAsync();
            if (maxWait is { } wait && !more.IsCompleted)
            {
                late ??= Task.Delay(wait, graph.Options.Time, enough.Token);
                Task<bool> waiting = more.AsTask();
                if (await Task.WhenAny(waiting, late).ConfigureAwait(false) == late)
                {
                    break;
                }

                more = new ValueTask<bool>(waiting);
            }

            if (!await more.ConfigureAwait(false))
            {
                break;
            }
        }

        await enough.CancelAsync().ConfigureAwait(false);
    }

    private static void Add(Packet<T> packet, List<T> items, List<Ticket> tickets)
    {
        items.Add(packet.Item);
        if (packet.Ticket is { } ticket)
        {
            tickets.Add(ticket);
        }
    }
}
