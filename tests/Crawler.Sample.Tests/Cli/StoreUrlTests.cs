using Freshet.Program.Cli;

namespace Freshet.Program.Tests.Cli;

public sealed class StoreUrlTests
{
    private static readonly Option Store = Option.Value("--store", "URL", "");

    [Theory(Timeout = 30_000)]
    [InlineData("cache", "Disk", "cache")]
    [InlineData("./a:b", "Disk", "./a:b")]
    [InlineData("/var/cache:1", "Disk", "/var/cache:1")]
    [InlineData("C:\\cache", "Disk", "C:\\cache")]
    [InlineData("faster:cache", "Disk", "cache")]
    [InlineData("file:cache", "Files", "cache")]
    [InlineData("file:///var/cache", "Files", "/var/cache")]
    [InlineData("sqlite:/tmp/a.db", "Sqlite", "/tmp/a.db")]
    [InlineData("redis://:pw@host:1/2", "Redis", "redis://:pw@host:1/2")]
    [InlineData("memcached://a+b:5", "Memcached", "memcached://a+b:5")]
    [InlineData("s3://bucket/prefix", "S3", "s3://bucket/prefix")]
    [InlineData("dynamodb://table", "DynamoDb", "dynamodb://table")]
    [InlineData("memory:", "Memory", "")]
    public void A_store_is_named_by_directory_or_url(string text, string kind, string place)
    {
        List<string> problems = [];
        var choice = StoreUrl.Read(Store, text, null, null, problems);
        Assert.Empty(problems);
        Assert.Equal((kind, place), (choice.Kind.ToString(), choice.Directory));
    }

    [Fact(Timeout = 30_000)]
    public void Tiers_are_stores_of_their_own()
    {
        List<string> problems = [];
        var choice = StoreUrl.Read(Store, "tiered:memory:64M,file:a,redis://b", null, null, problems);
        Assert.Empty(problems);
        Assert.Equal([StoreKind.Memory, StoreKind.Files, StoreKind.Redis], choice.Tiers.Select(t => t.Kind));
        Assert.Equal(64 << 20, choice.Tiers[0].MaxBytes);
    }

    [Theory(Timeout = 30_000)]
    [InlineData("tape:drum")]
    [InlineData("memory:a lot")]
    [InlineData("redis:host")]
    [InlineData("file://host/dir")]
    [InlineData("tiered:a,tape:b")]
    public void What_is_no_store_is_told(string text)
    {
        List<string> problems = [];
        StoreUrl.Read(Store, text, null, null, problems);
        Assert.Contains("--store is ", Assert.Single(problems), StringComparison.Ordinal);
    }
}
