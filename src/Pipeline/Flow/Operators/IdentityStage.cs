namespace Freshet.Flows;

/// <summary>Passes items on; not there at all in a running flow, unless it is given a queue.</summary>
internal sealed class IdentityStage<T> : GraphStage<T, T>
{
    public override string Name => "Pass";

    public override bool IsOneToOne => true;

    internal override Outlet<T> Attach(Graph graph, Outlet<T> outlet, StageSettings settings)
    {
        if (settings.Capacity is not { } capacity)
        {
            return outlet;
        }

        Probe probe = graph.Register(settings.Name ?? "Buffer", StageKind.Stage);
        outlet.Link(graph, probe);
        return Pump.Attach(graph, probe, new MapOutlet<T, T>(probe, outlet, item => item), capacity);
    }
}
