namespace Freshet.Flows;

/// <summary>What stands, undrawn, behind a stage that is a sink.</summary>
internal sealed class VoidOutlet<T>(Action done) : Outlet<T>
{
    public override Probe? Probe => null;

    public override ValueTask<bool> SendAsync(T item, Ticket? ticket) => ticket.DropAsync().ThenAsync(true);

    public override void Complete() => done();
}
