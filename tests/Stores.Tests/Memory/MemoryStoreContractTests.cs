using Freshet.Storage;
using Freshet.Stores.Testing;

namespace Freshet.Stores.Tests.Memory;

public sealed class MemoryStoreContractTests : CacheStoreContract
{
    protected override ValueTask<ICacheStore> CreateAsync() => new(new MemoryStore(new MemoryStoreOptions { TimeProvider = Time }));
}
