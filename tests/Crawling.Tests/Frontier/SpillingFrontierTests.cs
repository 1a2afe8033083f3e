using Freshet.Frontiers;

namespace Freshet.Tests.Frontier;

/// <summary>The same contract with no memory for anything but the ends of the queues.</summary>
public sealed class SpillingFrontierTests : FrontierContract
{
    protected override IFrontier Create(FrontierOptions? options = null) =>
        new MemoryFrontier((options ?? new FrontierOptions()) with { MemoryBudget = 0 }, Time);
}
