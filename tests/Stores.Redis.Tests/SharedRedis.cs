using Freshet.Tests.Kit;

namespace Freshet.Stores.Tests;

/// <summary>One server for the tests of a class; each takes a key prefix of its own.</summary>
public sealed class SharedRedis : IAsyncLifetime
{
    private int _prefixes;

    public RedisServer Server { get; private set; } = null!;

    public string NewPrefix() => $"test-{Interlocked.Increment(ref _prefixes)}:";

    public async ValueTask InitializeAsync()
    {
        if (RedisServer.Missing is null)
        {
            Server = await RedisServer.StartAsync();
        }
    }

    public ValueTask DisposeAsync() => Server?.DisposeAsync() ?? default;
}
