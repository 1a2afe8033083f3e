using Freshet.Frontiers;

namespace Freshet.Tests.Frontier;

public sealed class MemoryFrontierTests : FrontierContract
{
    protected override IFrontier Create(FrontierOptions? options = null) => new MemoryFrontier(options, Time);
}
