namespace Freshet.Flows;

/// <summary>A synchronous step in front of an outlet. Its function is never called by two threads at a time.</summary>
internal abstract class FusedOutlet<TIn, TOut>(Probe probe, Outlet<TOut> next) : Outlet<TIn>
{
    protected Lock Gate { get; } = new();

    protected Outlet<TOut> Next => next;

    public sealed override Probe Probe => probe;

    public override void Complete() => next.Complete();

    protected StageBrokenException Broken(Exception error) => new(probe, error);
}
