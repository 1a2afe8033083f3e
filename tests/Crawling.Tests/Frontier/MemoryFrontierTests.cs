using Freshet.Frontiers;
using Freshet.Tests.Kit;
using Freshet.Urls;

namespace Freshet.Tests.Frontier;

public sealed class MemoryFrontierTests : FrontierContract
{
    protected override IFrontier Create(FrontierOptions? options = null) => new MemoryFrontier(options, Time);
}
