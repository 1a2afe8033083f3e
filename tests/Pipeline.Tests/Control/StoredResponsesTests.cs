using Freshet.Caching;
using Freshet.Control;
using Freshet.Events;
using Freshet.Http;
using Freshet.Rules;
using Freshet.Stores;

namespace Freshet.Tests.Control;

public sealed class StoredResponsesTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact(Timeout = 30_000)]
    public async Task Stored_responses_are_listed_counted_and_found()
    {
        await using var f = await FilledAsync();
        var stored = f.Cache.Stored;
        Assert.Equal(["/a", "/b"], (await stored.ListAsync(cancellationToken: Token).ToListAsync(Token)).Select(response => response.Uri!.AbsolutePath).Order());
        Assert.Equal((2, 1, 1), (await stored.CountAsync(cancellationToken: Token), await CountAsync(true), await CountAsync(false)));
        Assert.Equal(1, await stored.CountAsync(new() { Url = UrlPattern.Glob("*/a") }, Token));
        Assert.Equal(1, await stored.CountAsync(new() { Tag = "old" }, Token));
        Assert.Equal(2, await stored.CountAsync(new() { OlderThan = TimeSpan.FromMinutes(1) }, Token));
        Assert.Equal(0, await stored.CountAsync(new() { OlderThan = TimeSpan.FromMinutes(2) }, Token));
        Assert.True(await stored.ContainsAsync(f.Origin.At("/a"), Token));
        Assert.False(await stored.ContainsAsync(f.Origin.At("/c"), Token));
        var found = Assert.Single(await stored.FindAsync(RequestHead.Get(f.Origin.At("/b")), Token));
        Assert.Equal((200, 4L, false, true, TimeSpan.FromMinutes(2)), (found.Status, found.BodyLength, found.IsFresh, found.HasValidator, found.StoredFor));

        async Task<long> CountAsync(bool fresh) => await stored.CountAsync(new() { IsFresh = fresh }, Token);
    }

    [Fact(Timeout = 30_000)]
    public async Task Lifetimes_of_what_is_stored_can_be_set_anew()
    {
        await using var f = await FilledAsync();
        Assert.Equal(1, await f.Cache.Stored.ResetLifetimeAsync(Lifetime.For(TimeSpan.FromHours(1)), new() { IsFresh = false }, Token));
        f.Time.Advance(TimeSpan.FromMinutes(59));
        Assert.Equal(CacheOutcome.Hit, (await f.GetAsync("/b")).Outcome);
        Assert.Equal(2, await f.Cache.Stored.ResetLifetimeAsync(null, cancellationToken: Token));
        Assert.Equal(CacheOutcome.Revalidated, (await f.GetAsync("/b")).Outcome);
        await Assert.ThrowsAsync<ArgumentException>(async () => await f.Cache.Stored.ResetLifetimeAsync(Lifetime.DoNotStore, cancellationToken: Token));
    }

    [Fact(Timeout = 30_000)]
    public async Task What_is_stored_moves_to_the_keys_of_new_options()
    {
        await using var f = new ControlFixture().Serve("/a", ControlFixture.Fresh);
        await f.GetAsync("/a?q=1&utm_source=x");
        f.Time.Advance(TimeSpan.FromSeconds(1));
        await f.GetAsync("/a?q=1&utm_source=y");
        f.Open(new() { Key = new() { IgnoreTrackingParameters = true } });
        Assert.Equal(2, await f.Cache.Stored.RekeyAsync(Token));
        Assert.Equal((CacheOutcome.Hit, "/a 2"), Short(await f.GetAsync("/a?q=1")));
        Assert.Single(await f.KeysAsync());
    }

    [Fact(Timeout = 30_000)]
    public async Task What_is_stored_can_be_copied_to_another_store()
    {
        await using var f = await FilledAsync();
        await using var other = new MemoryStore(new MemoryStoreOptions { TimeProvider = f.Time });
        Assert.Equal(1, await f.Cache.Stored.CopyToAsync(other, new() { IsFresh = true }, Token));
        await using var cache = new HttpCache(other, null, f.Time);
        using var exchange = new Exchange(RequestHead.Get(f.Origin.At("/a")));
        await cache.LookupAsync(exchange, Token);
        Assert.Equal((CacheOutcome.Hit, 4), (exchange.Outcome!.Value, exchange.Body.Bytes.Length));
    }

    private static async Task<ControlFixture> FilledAsync()
    {
        var f = new ControlFixture().Serve("/a", ("Cache-Control", "max-age=600")).Serve("/b", ControlFixture.Fresh, ("ETag", "\"1\""));
        await f.GetAsync("/a");
        await f.GetAsync("/b", new() { Tags = ["old"] });
        f.Time.Advance(TimeSpan.FromMinutes(2));
        return f;
    }

    private static (CacheOutcome, string) Short(ControlFixture.Answer answer) => (answer.Outcome, answer.Body);
}
