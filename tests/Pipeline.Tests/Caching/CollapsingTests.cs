using Freshet.Caching;
using Freshet.Events;
using Freshet.Http;

namespace Freshet.Tests.Caching;

public sealed class CollapsingTests
{
    [Fact(Timeout = 30_000)]
    public async Task A_thousand_identical_requests_in_flight_make_one()
    {
        await using var f = new CacheFixture();
        var release = new TaskCompletionSource();
        f.Origin.Map("/a", async exchange =>
        {
            await release.Task;
            await exchange.SendAsync(200, "once", ("Cache-Control", "max-age=60"));
        });
        var all = Enumerable.Range(0, 1000).Select(_ => f.GetAsync("/a")).ToArray();
        await f.Origin.WhenRequestsAsync(1);
        release.SetResult();
        var outcomes = (await Task.WhenAll(all)).CountBy(answer => answer.Outcome).ToDictionary();
        Assert.Single(f.Origin.Requests);
        Assert.Equal(1, outcomes[CacheOutcome.Miss]);
        Assert.Equal(999, outcomes[CacheOutcome.Hit]);
    }

    [Fact(Timeout = 30_000)]
    public async Task Those_who_wait_for_what_turns_out_uncacheable_go_on_their_own()
    {
        await using var f = new CacheFixture();
        var first = new TaskCompletionSource();
        f.Origin.Map("/a", async exchange =>
        {
            await first.Task;
            await exchange.SendAsync(200, "private business", ("Cache-Control", "no-store"));
        });
        var all = Enumerable.Range(0, 5).Select(_ => f.GetAsync("/a")).ToArray();
        await f.Origin.WhenRequestsAsync(1);
        first.SetResult();
        Assert.All(await Task.WhenAll(all), answer => Assert.Equal("private business", answer.Body));
        Assert.Equal(5, f.Origin.Requests.Count);
    }

    [Fact(Timeout = 30_000)]
    public async Task A_leader_that_gives_up_lets_the_others_go()
    {
        await using var f = new CacheFixture();
        f.Serve("/a", ("Cache-Control", "max-age=60"));
        var leader = new Exchange(RequestHead.Get(f.Origin.At("/a")));
        await f.Cache.LookupAsync(leader);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => f.Cache.FetchAsync(leader, new CancelledFetcher()).AsTask());
        var follower = f.GetAsync("/a");
        leader.Dispose();
        Assert.Equal(CacheOutcome.Miss, (await follower).Outcome);
    }

    private sealed class CancelledFetcher : IFetcher
    {
        public ValueTask<FetchedResponse> FetchAsync(RequestHead request, CancellationToken cancellationToken = default) =>
            ValueTask.FromCanceled<FetchedResponse>(new CancellationToken(true));
    }
}
