using Freshet.Values;

namespace Freshet.Tests.Values;

public sealed class ValueCachesTests : IAsyncDisposable
{
    private readonly ValueFixture _fixture = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact(Timeout = 30_000)]
    public async Task A_librarys_options_hold_for_its_caches_and_for_no_others()
    {
        await using var caches = new ValueCaches(_fixture.Shared, new ValueCachesOptions
        {
            Defaults = new() { MaxRefreshes = 1 },
            Caches = new Dictionary<string, ValueCacheOptions> { ["Lib"] = new() { MaxRefreshes = 2 }, ["Lib.Users"] = new() { MaxRefreshes = 3 } },
        });

        Assert.Equal(
            [1, 2, 2, 3, 1], ((string[])["Other", "Lib", "Lib.Posts", "Lib.Users", "Library"]).Select(name => caches.Get(name).Options.MaxRefreshes));
        Assert.Same(caches.Get("Lib"), caches.Get("Lib"));
        Assert.Equal("Pipeline.Tests", caches.For<ValueCachesTests>().Name);
        await caches.Get("Lib").SetAsync("key", 1, cancellationToken: Cancel);
        Assert.False(await caches.Get("Lib.Users").HasAsync("key", Cancel));
    }

    [Fact(Timeout = 30_000)]
    public async Task Tags_and_switches_are_all_caches_own()
    {
        await using var caches = new ValueCaches(_fixture.Shared, new ValueCachesOptions { Disabled = ["off"] }, _fixture.Time);
        var (one, two) = (caches.Get("one"), caches.Get("two"));
        var tagged = new ValueOptions { Tags = ["tag"] };
        await one.SetAsync("key", 1, tagged, Cancel);
        await two.SetAsync("key", 1, tagged, Cancel);
        await one.PurgeTagAsync("tag", Cancel);
        Assert.False(await two.HasAsync("key", Cancel));

        await two.SetAsync("key", 2, cancellationToken: Cancel);
        await caches.Get("off").SetAsync("key", 2, cancellationToken: Cancel);
        Assert.False(await caches.Get("off").HasAsync("key", Cancel));
        caches.Switch.DisableCache("two");
        Assert.False(await two.HasAsync("key", Cancel));
        caches.Switch.EnableCache("two");
        caches.Switch.Disable();
        caches.Switch.EnableCache("two");
        Assert.False(await two.HasAsync("key", Cancel));
        caches.Switch.Enable();
        Assert.True(await two.HasAsync("key", Cancel));
        Assert.True(caches.Switch is { IsDisabled: false, DisabledCaches.Count: 0, DisabledTags.Count: 0 });
    }

    [Fact(Timeout = 30_000)]
    public void Settings_are_read_over_the_options()
    {
        var options = new ValueCachesOptions { Caches = new Dictionary<string, ValueCacheOptions> { ["users"] = new() { MaxRefreshes = 3 } } }.With(
        [
            new("users:Lifetime", "00:10:00"),
            new("users:Memory:Mode", "copies"),
            new("users:staleFor", "3600"),
            new("*:Lifetime", "90"),
            new("defaults:Sliding", "10"),
            new("posts:RefreshAt", "0.5"),
            new("posts", null),
            new("old:Disabled", "true"),
        ]);

        var users = options.Caches["users"];
        Assert.Equal((TimeSpan.FromMinutes(10), ValueMemoryMode.Copies, 3), (users.Defaults.Lifetime!.Value, users.Memory.Mode, users.MaxRefreshes));
        Assert.Equal(TimeSpan.FromHours(1), users.Defaults.Resilience!.StaleFor);
        Assert.Equal((90, 10), (options.Defaults.Defaults.Lifetime!.Value.TotalSeconds, options.Defaults.Defaults.Sliding!.Value.TotalSeconds));
        Assert.Equal((90, 0.5), (options.Caches["posts"].Defaults.Lifetime!.Value.TotalSeconds, options.Caches["posts"].Defaults.Resilience!.RefreshAt));
        Assert.Equal(["old"], options.Disabled);
    }

    [Fact(Timeout = 30_000)]
    public void Settings_and_options_that_cannot_work_are_all_named_at_once()
    {
        var error = Assert.Throws<OptionsException>(() => new ValueCachesOptions().With(
            [new("users:Lifetim", "1"), new("users:Lifetime", "soon"), new("users:Memory:Mode", "7"), new("users:Disabled", "perhaps"), new("users", "1")]));
        Assert.Equal(5, error.Problems.Count);

        error = Assert.Throws<OptionsException>(() => new ValueCaches(options: new ValueCachesOptions
        {
            Defaults = new() { MaxRefreshes = -1 },
            Caches = new Dictionary<string, ValueCacheOptions> { ["a/b"] = new() { EventBuffer = 0 } },
        }));
        Assert.Equal(3, error.Problems.Count);
    }

    [Fact(Timeout = 30_000)]
    public void Environment_variables_are_settings()
    {
        var prefix = $"FRESHET_TEST_{Guid.NewGuid():N}__";
        Environment.SetEnvironmentVariable($"{prefix}users__Memory__MaxCount", "7");

        Assert.Equal(7, new ValueCachesOptions().WithEnvironment(prefix).Caches["users"].Memory.MaxCount);
    }

    public ValueTask DisposeAsync() => _fixture.DisposeAsync();
}
