using Freshet.Storage;
using Freshet.Stores.Testing;
using Freshet.Tests.Kit;

namespace Freshet.Stores.Tests;

public sealed class RedisStoreContractTests(SharedRedis redis) : CacheStoreContract, IClassFixture<SharedRedis>
{
    private readonly string _prefix = redis.NewPrefix();

    protected override ValueTask<ICacheStore> CreateAsync()
    {
        Assert.SkipWhen(RedisServer.Missing is not null, RedisServer.Missing ?? "");
        return new(Open());
    }

    protected override ValueTask<ICacheStore?> ReopenAsync() => new(Open());

    protected override async ValueTask<bool> DamageAsync(string key)
    {
        await redis.Server.CommandAsync("SET", _prefix + key, "nothing");
        return true;
    }

    protected override ValueTask<ICacheStore?> CreateFailingAsync() => new(new RedisStore(new RedisStoreOptions { Configuration = "127.0.0.1:1", TimeProvider = Time }));

    private RedisStore Open() => new(new RedisStoreOptions { Configuration = redis.Server.EndPoint, KeyPrefix = _prefix, TimeProvider = Time });
}
