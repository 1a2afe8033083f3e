using Freshet.Control;
using Freshet.Events;
using Freshet.Rules;

namespace Freshet.Tests.Control;

public sealed class ScopeTests
{
    [Fact(Timeout = 30_000)]
    public async Task In_a_bypass_scope_nothing_is_read_or_written()
    {
        await using var f = new ControlFixture().Serve("/a", ControlFixture.Fresh).Serve("/b", ControlFixture.Fresh);
        await f.GetAsync("/a");
        using (FreshetScope.Bypass())
        {
            Assert.Equal(CacheOutcome.Bypass, (await f.GetAsync("/a")).Outcome);
            Assert.Equal(CacheOutcome.Bypass, (await f.GetAsync("/b")).Outcome);
        }

        Assert.Equal((CacheOutcome.Hit, "/a 1"), Short(await f.GetAsync("/a")));
        Assert.Single(await f.KeysAsync());
    }

    [Fact(Timeout = 30_000)]
    public async Task A_scope_does_not_concern_work_beside_it()
    {
        await using var f = new ControlFixture().Serve("/a", ControlFixture.Fresh);
        await f.GetAsync("/a");
        TaskCompletionSource opened = new(), asked = new();
        var inside = Task.Run(async () =>
        {
            using var scope = FreshetScope.Bypass();
            opened.SetResult();
            await asked.Task;
            return (await f.GetAsync("/a")).Outcome;
        }, TestContext.Current.CancellationToken);
        await opened.Task;
        Assert.Equal(CacheOutcome.Hit, (await f.GetAsync("/a")).Outcome);
        asked.SetResult();
        Assert.Equal(CacheOutcome.Bypass, await inside);
    }

    [Fact(Timeout = 30_000)]
    public async Task Scopes_add_up_and_end_with_their_block()
    {
        await using var f = new ControlFixture().Serve("/a", ControlFixture.Fresh).Serve("/b", ControlFixture.Fresh);
        await f.GetAsync("/a");
        using (FreshetScope.ReadOnly())
        {
            using (FreshetScope.Refresh(RefreshMode.Hard))
            {
                Assert.Equal("/a 2", (await f.GetAsync("/a")).Body);
            }

            Assert.Equal((CacheOutcome.Hit, "/a 1"), Short(await f.GetAsync("/a")));
            await f.GetAsync("/b");
            Assert.Single(await f.KeysAsync());
        }

        using (FreshetScope.Offline())
        {
            Assert.Equal(504, (await f.GetAsync("/b")).Status);
        }

        await f.GetAsync("/b");
        Assert.Equal(2, (await f.KeysAsync()).Count);
    }

    private static (CacheOutcome, string) Short(ControlFixture.Answer answer) => (answer.Outcome, answer.Body);
}
