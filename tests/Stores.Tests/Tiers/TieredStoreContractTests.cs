using Freshet.Storage;
using Freshet.Stores.Testing;
using Freshet.Tests.Kit;

namespace Freshet.Stores.Tests.Tiers;

public sealed class TieredStoreContractTests : CacheStoreContract
{
    private readonly TempDirectory _directory = new();

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _directory.Dispose();
    }

    protected override async ValueTask<ICacheStore?> ReopenAsync() => await CreateAsync();

    protected override async ValueTask<ICacheStore> CreateAsync() => new TieredStore(
        new StoreTier("memory", new MemoryStore(new MemoryStoreOptions { TimeProvider = Time, MaxBytes = 1 << 20 })),
        new StoreTier("disk", await FasterStore.OpenAsync(new FasterStoreOptions { Directory = _directory.Path, TimeProvider = Time }, Cancel)));
}

/// <summary>The same with everything that makes a slow tier harmless.</summary>
public sealed class TieredStoreBehindContractTests : CacheStoreContract
{
    protected override ValueTask<ICacheStore> CreateAsync() => new(new TieredStore(new TieredStoreOptions
    {
        Tiers =
        [
            new StoreTier("memory", new MemoryStore(new MemoryStoreOptions { TimeProvider = Time, MaxBytes = 1 << 20 })) { MaxRecordBytes = 100_000 },
            new StoreTier("slow", new MemoryStore(new MemoryStoreOptions { TimeProvider = Time }))
            {
                WriteBehind = true, MaxQueued = 100_000, SoftTimeout = TimeSpan.FromSeconds(20), HardTimeout = TimeSpan.FromSeconds(30),
            },
        ],
        TimeProvider = Time,
    }));
}
