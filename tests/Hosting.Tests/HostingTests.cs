using System.Diagnostics.Metrics;
using Freshet.Caching;
using Freshet.Events;
using Freshet.Hosting;
using Freshet.Rules;
using Freshet.Storage;
using Freshet.Stores;
using Freshet.Tests.Kit;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Freshet.Tests.Hosting;

public sealed class HostingTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact(Timeout = 30_000)]
    public async Task Clients_of_a_factory_share_one_cache()
    {
        await using var origin = new LoopbackOrigin().Map("/a", "text", ("Cache-Control", "max-age=60"));
        var services = new ServiceCollection();
        services.AddHttpClient("one").AddFreshetCache();
        services.AddHttpClient("two").AddFreshetCache();
        await using var provider = services.BuildServiceProvider();
        var clients = provider.GetRequiredService<IHttpClientFactory>();
        foreach (var (name, expected) in new[] { ("one", CacheOutcome.Miss), ("two", CacheOutcome.Hit) })
        {
            using var response = await clients.CreateClient(name).GetAsync(origin.At("/a"), Token);
            Assert.Equal("text", await response.Content.ReadAsStringAsync(Token));
            Assert.Equal(expected, response.GetCacheInfo()!.Outcome);
        }

        Assert.Same(provider.GetRequiredService<HttpCache>(), provider.GetRequiredKeyedService<HttpCache>(Options.DefaultName));
        Assert.Single(origin.Requests);
    }

    [Fact(Timeout = 30_000)]
    public async Task Redirects_are_followed_and_bodies_decoded_outside_of_the_cache_unless_told_otherwise()
    {
        await using var origin = new LoopbackOrigin().Map("/a", "there");
        origin.Map("/", exchange => exchange.SendAsync(302, "", ("Location", "/a")));
        var services = new ServiceCollection();
        services.AddHttpClient("follows").AddFreshetCache();
        services.AddHttpClient("plain").AddFreshetCache(new FreshetClientOptions { FollowRedirects = false, Decompress = false });
        await using var provider = services.BuildServiceProvider();
        var clients = provider.GetRequiredService<IHttpClientFactory>();
        Assert.Equal("there", await clients.CreateClient("follows").GetStringAsync(origin.Url, Token));
        Assert.Equal(ContentCodings.Accepted, origin.Requests[0]["Accept-Encoding"]);
        using var response = await clients.CreateClient("plain").GetAsync(origin.Url, Token);
        Assert.Equal(302, (int)response.StatusCode);
        Assert.Null(origin.Requests[^1]["Accept-Encoding"]);
    }

    [Fact(Timeout = 30_000)]
    public async Task Named_caches_are_apart_with_options_and_stores_of_their_own()
    {
        var store = new RecordingStore();
        var services = new ServiceCollection();
        services.AddFreshet("shared", options => options.Cache = options.Cache with { Policy = CachePolicy.ForShared });
        services.AddFreshet("other", options => options.Store = _ => store);
        var provider = services.BuildServiceProvider();
        Assert.NotSame(provider.GetRequiredKeyedService<HttpCache>("shared"), provider.GetRequiredKeyedService<HttpCache>("other"));
        await provider.DisposeAsync();
        Assert.Equal(1, store.Disposals);
    }

    [Theory(Timeout = 30_000)]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_container_disposes_cache_and_store_once_in_either_way(bool isAsync)
    {
        var store = new RecordingStore();
        var services = new ServiceCollection();
        services.AddFreshet(options => options.Store = _ => store);
        var provider = services.BuildServiceProvider();
        var ended = new TaskCompletionSource();
        provider.GetRequiredService<HttpCache>().Events.Subscribe(new Ending(ended));
        if (isAsync)
        {
            await provider.DisposeAsync();
        }
        else
        {
            provider.Dispose();
        }

        await ended.Task.WaitAsync(Token);
        Assert.Equal(1, store.Disposals);
    }

    [Fact(Timeout = 30_000)]
    public void All_problems_of_the_options_are_told_at_once_when_the_host_starts()
    {
        var services = new ServiceCollection();
        services.AddFreshet(options =>
        {
            options.Cache = options.Cache with { EventBuffer = 0, MaxStoredBodyBytes = -1, Background = new BackgroundOptions { MaxRevalidations = -1 } };
            options.Memory = new MemoryStoreOptions { MaxBytes = 1 };
        });
        using var provider = services.BuildServiceProvider();
        var error = Assert.Throws<OptionsValidationException>(() => provider.GetRequiredService<IStartupValidator>().Validate());
        Assert.All(
            new[] { "EventBuffer is 0", "MaxStoredBodyBytes is -1", "MaxRevalidations is -1", "MaxBytes is 1" },
            problem => Assert.Contains(problem, error.Message));
    }

    [Fact(Timeout = 30_000)]
    public void A_configuration_is_bound_and_leaves_the_defaults_of_others_alone()
    {
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection(
            [new("Freshet:Cache:MaxStoredBodyBytes", "1000"), new("Freshet:Cache:Policy:Shared", "true"), new("Freshet:Memory:MaxBytes", "70000")]).Build());
        services.AddFreshet().BindConfiguration("Freshet");
        using var provider = services.BuildServiceProvider();
        var options = provider.GetRequiredService<IOptionsMonitor<FreshetOptions>>().Get(Options.DefaultName);
        Assert.Equal((1000, true, 70000), (options.Cache.MaxStoredBodyBytes, options.Cache.Policy.Shared, options.Memory.MaxBytes));
        Assert.False(CachePolicy.Private.Shared);
        Assert.NotNull(provider.GetRequiredService<HttpCache>());
    }

    [Fact(Timeout = 30_000)]
    public async Task Clock_loggers_and_meters_are_those_of_the_container()
    {
        await using var origin = new LoopbackOrigin().Map("/a", "text", ("Cache-Control", "max-age=60"));
        var time = new FakeTime();
        var services = new ServiceCollection();
        var log = new Log();
        services.AddMetrics();
        services.AddSingleton<TimeProvider>(time).AddLogging(logging => logging.AddProvider(log).SetMinimumLevel(LogLevel.Debug));
        services.AddHttpClient("one").AddFreshetCache();
        await using var provider = services.BuildServiceProvider();
        var factory = provider.GetRequiredService<IMeterFactory>();
        var outcomes = new List<string>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, self) =>
            {
                if (instrument.Name == "freshet.cache.lookups" && ReferenceEquals(instrument.Meter.Scope, factory))
                {
                    self.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<long>((_, _, tags, _) => outcomes.Add((string)tags[0].Value!));
        listener.Start();
        var client = provider.GetRequiredService<IHttpClientFactory>().CreateClient("one");
        await client.GetStringAsync(origin.At("/a"), Token);
        time.Advance(TimeSpan.FromSeconds(61));
        await client.GetStringAsync(origin.At("/a"), Token);
        await client.GetStringAsync(origin.At("/none"), Token).ContinueWith(_ => { }, Token);
        Assert.Equal(["Miss", "Replaced", "Miss"], outcomes.Select(outcome => outcome is "Miss" ? "Miss" : "Replaced"));
        Assert.Contains("Freshet.Caching.HttpCache", log.Categories);
    }

    private sealed class Ending(TaskCompletionSource ended) : IObserver<CacheEvent>
    {
        public void OnCompleted() => ended.TrySetResult();

        public void OnError(Exception error)
        {
        }

        public void OnNext(CacheEvent value)
        {
        }
    }

    private sealed class Log : ILoggerProvider
    {
        public HashSet<string> Categories { get; } = [];

        public ILogger CreateLogger(string categoryName)
        {
            Categories.Add(categoryName);
            return Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance;
        }

        public void Dispose()
        {
        }
    }
}
