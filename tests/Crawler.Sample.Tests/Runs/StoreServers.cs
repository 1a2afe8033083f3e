using Freshet.Tests.Kit;

namespace Freshet.Program.Tests.Runs;

/// <summary>Stores by their URLs, with their servers, and a file of five pages to put into it.</summary>
public sealed class StoreServers : IAsyncLifetime
{
    private readonly TempDirectory _directory = new();
    private readonly List<IAsyncDisposable> _servers = [];

    public string Pages => _directory.At("pages.jsonl");

    /// <summary>The first page of the five.</summary>
    public string Page { get; private set; } = "";

    public static IReadOnlyDictionary<string, string?> Environment { get; } =
        new Dictionary<string, string?> { ["AWS_ACCESS_KEY_ID"] = "S3RVER", ["AWS_SECRET_ACCESS_KEY"] = "S3RVER", ["AWS_EC2_METADATA_DISABLED"] = "true" };

    public async ValueTask InitializeAsync()
    {
        await using var origin = SmallSite.Start();
        await FreshetProgram.CrawlAsync(origin.Url, "--store", $"file:{_directory.At("crawled")}", "--max-pages", "5");
        Page = origin.At("/1").AbsoluteUri;
        Assert.Equal(0, (await FreshetProgram.RunAsync("cache", "export", Pages, "--store", $"file:{_directory.At("crawled")}")).ExitCode);
    }

    public async Task<string> UrlAsync(string kind)
    {
        var cancel = TestContext.Current.CancellationToken;
        switch (kind)
        {
            case "redis":
                Assert.SkipWhen(RedisServer.Missing is not null, RedisServer.Missing ?? "");
                return $"redis://{Keep(await RedisServer.StartAsync(cancellationToken: cancel)).EndPoint}";
            case "memcached":
                Assert.SkipWhen(MemcachedServer.Missing is not null, MemcachedServer.Missing ?? "");
                return $"memcached://{Keep(await MemcachedServer.StartAsync(cancel)).EndPoint}";
            case "s3":
                Assert.SkipWhen(NodeServer.Missing is not null, NodeServer.Missing ?? "");
                return $"s3://pages/some/prefix?endpoint={Keep(await NodeServer.StartS3Async(_directory.At("s3"), "pages", cancel)).Url}";
            case "dynamodb":
                Assert.SkipWhen(NodeServer.Missing is not null, NodeServer.Missing ?? "");
                return $"dynamodb://Pages?create=true&endpoint={Keep(await NodeServer.StartDynamoDbAsync(cancel)).Url}";
            default:
                return $"tiered:memory:,file:{_directory.At("tier")},sqlite:{_directory.At("tier.db")}";
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var server in _servers)
        {
            await server.DisposeAsync();
        }

        _directory.Dispose();
    }

    private T Keep<T>(T server) where T : IAsyncDisposable
    {
        _servers.Add(server);
        return server;
    }
}
