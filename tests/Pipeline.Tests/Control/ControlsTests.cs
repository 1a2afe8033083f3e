using Freshet.Caching;
using Freshet.Control;
using Freshet.Http;
using Freshet.Rules;

namespace Freshet.Tests.Control;

public sealed class ControlsTests
{
    [Fact(Timeout = 30_000)]
    public void Where_nothing_is_wished_the_policy_is_the_caches_own_and_nothing_is_allocated()
    {
        var policy = new CachePolicy { Shared = true };
        var controls = new Controls(new HttpCacheOptions { Policy = policy, Rules = [UrlRule.Glob("example.net", new() { Bypass = true })] });
        var exchanges = Make(null);
        Apply(controls, Make(null));
        var before = GC.GetAllocatedBytesForCurrentThread();
        Apply(controls, exchanges);
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
        Assert.All(exchanges, exchange => Assert.Same(policy, exchange.Policy));
    }

    [Fact(Timeout = 30_000)]
    public void The_wishes_of_one_record_are_merged_once()
    {
        var controls = new Controls(new HttpCacheOptions { Defaults = new() { Sliding = true } });
        var exchanges = Make(new() { Lifetime = Lifetime.Never });
        Apply(controls, exchanges);
        Assert.All(exchanges, exchange => Assert.Same(exchanges[0].Control, exchange.Control));
        Assert.True(exchanges[0].Policy.IsSliding);
    }

    private static Exchange[] Make(RequestCacheOptions? options) =>
        [.. Enumerable.Range(0, 100).Select(i => new Exchange(RequestHead.Get(new Uri($"http://example.org/{i}")), null, options))];

    private static void Apply(Controls controls, Exchange[] exchanges)
    {
        foreach (var exchange in exchanges)
        {
            if (controls.ApplyAsync(exchange, CancellationToken.None) is { IsCompletedSuccessfully: false })
            {
                throw new InvalidOperationException("It waits for something.");
            }
        }
    }
}
