using Freshet.Control;
using Freshet.Events;

namespace Freshet.Tests.Control;

public sealed class FilterTests
{
    [Fact(Timeout = 30_000)]
    public async Task A_filter_decides_which_responses_are_stored()
    {
        await using var f = new ControlFixture(Responses(CacheFilter.Responses((_, response) => response.Fields.Contains("X-Good"))))
            .Serve("/a", ControlFixture.Fresh).Serve("/b", ControlFixture.Fresh, ("X-Good", "1"));
        await f.GetAsync("/a");
        await f.GetAsync("/b");
        Assert.Equal("/b", Assert.Single(await f.KeysAsync())[^2..]);
        Assert.Contains(await f.EventsAsync(), item => item is StoreEvent.NotStored { Reason: "Excluded" });
    }

    [Fact(Timeout = 30_000)]
    public async Task A_stored_response_that_a_filter_no_longer_accepts_is_removed()
    {
        await using var f = new ControlFixture().Serve("/a", ControlFixture.Fresh);
        await f.GetAsync("/a");
        f.Open(Responses(CacheFilter.Responses((_, _) => false)));
        Assert.Equal((CacheOutcome.Miss, "/a 2"), Short(await f.GetAsync("/a")));
        Assert.Empty(await f.KeysAsync(""));
    }

    [Fact(Timeout = 30_000)]
    public async Task An_asynchronous_filter_is_awaited_on_write_and_on_read()
    {
        var accepts = true;
        await using var f = new ControlFixture(Responses(CacheFilter.Responses(async (_, _, cancellationToken) =>
        {
            await Task.Yield();
            cancellationToken.ThrowIfCancellationRequested();
            return accepts;
        }))).Serve("/a", ControlFixture.Fresh);
        await f.GetAsync("/a");
        Assert.Equal(CacheOutcome.Hit, (await f.GetAsync("/a")).Outcome);
        accepts = false;
        Assert.Equal(CacheOutcome.Miss, (await f.GetAsync("/a")).Outcome);
        Assert.Empty(await f.KeysAsync(""));
    }

    [Fact(Timeout = 30_000)]
    public async Task A_filter_on_requests_keeps_the_cache_out()
    {
        await using var f = new ControlFixture(Responses(CacheFilter.Requests(request => !request.Fields.Contains("X-Live")))).Serve("/a", ControlFixture.Fresh);
        await f.GetAsync("/a");
        Assert.Equal((CacheOutcome.Bypass, "/a 2"), Short(await f.GetAsync("/a", null, ("X-Live", "1"))));
        Assert.Equal((CacheOutcome.Hit, "/a 1"), Short(await f.GetAsync("/a")));
    }

    [Fact(Timeout = 30_000)]
    public async Task The_filters_of_all_layers_must_accept()
    {
        await using var f = new ControlFixture(
            Responses(CacheFilter.Responses((_, response) => response.Fields.Contains("X-A"))), null,
            UrlRule.Glob("*", Responses(CacheFilter.Responses((_, response) => response.Fields.Contains("X-B")))))
            .Serve("/a", ControlFixture.Fresh, ("X-A", "1")).Serve("/b", ControlFixture.Fresh, ("X-B", "1"))
            .Serve("/c", ControlFixture.Fresh, ("X-A", "1"), ("X-B", "1"));
        foreach (var path in new[] { "/a", "/b", "/c" })
        {
            await f.GetAsync(path);
        }

        Assert.Equal("/c", Assert.Single(await f.KeysAsync())[^2..]);
    }

    [Fact(Timeout = 30_000)]
    public async Task What_a_filter_throws_reaches_the_caller()
    {
        await using var f = new ControlFixture(Responses(CacheFilter.Requests(_ => throw new InvalidOperationException("mine")))).Serve("/a", ControlFixture.Fresh);
        Assert.Equal("mine", (await Assert.ThrowsAsync<InvalidOperationException>(() => f.GetAsync("/a"))).Message);
    }

    private static RequestCacheOptions Responses(CacheFilter filter) => new() { Storing = new() { Filter = filter } };

    private static (CacheOutcome, string) Short(ControlFixture.Answer answer) => (answer.Outcome, answer.Body);
}
