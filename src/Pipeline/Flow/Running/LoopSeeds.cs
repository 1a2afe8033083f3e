namespace Freshet.Flows;

/// <summary>Where seeds enter a loop.</summary>
internal sealed class LoopSeeds<TItem, TLease>(Loop<TItem, TLease> loop, Probe probe) : Outlet<TItem>
{
    public override Probe Probe => probe;

    public override ValueTask<bool> SendAsync(TItem item, Ticket? ticket) => loop.AddAsync(item).ThenAsync(true);

    public override void Complete() => loop.SeedsDone();
}
