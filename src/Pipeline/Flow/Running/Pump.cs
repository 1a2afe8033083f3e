namespace Freshet.Flows;

/// <summary>A queue, and the work that carries its items on to an outlet.</summary>
internal static class Pump
{
    /// <summary>Puts a queue before an outlet. The probe of the result is the outlet's.</summary>
    public static Edge<T> Attach<T>(Graph graph, Probe blamed, Outlet<T> outlet, int capacity)
    {
        Edge<T> edge = new(graph, outlet.Probe, capacity, counts: false);
        graph.Launch(blamed, () => DrainAsync(edge, outlet), () => edge.FinishAsync(outlet));
        return edge;
    }

    private static async Task DrainAsync<T>(Edge<T> edge, Outlet<T> outlet)
    {
        while (true)
        {
            Taken<T> taken = await edge.TakeAsync().ConfigureAwait(false);
            if (!taken.More || !await outlet.SendAsync(taken.Packet.Item, taken.Packet.Ticket).ConfigureAwait(false))
            {
                return;
            }
        }
    }
}
