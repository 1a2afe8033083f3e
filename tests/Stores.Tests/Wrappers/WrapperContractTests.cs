using Freshet.Storage;
using Freshet.Stores.Testing;

namespace Freshet.Stores.Tests.Wrappers;

public abstract class WrapperContractTests : CacheStoreContract
{
    protected abstract ICacheStore Wrap(ICacheStore inner);

    private MemoryStore? _inner;

    // Where the wrapper itself would see that a value was altered.
    protected virtual bool Checks => false;

    protected override ValueTask<ICacheStore> CreateAsync() => new(Wrap(_inner = new MemoryStore(new MemoryStoreOptions { TimeProvider = Time })));

    protected override async ValueTask<bool> DamageAsync(string key)
    {
        if (Checks)
        {
            string inner = (await _inner!.ScanAsync(cancellationToken: Cancel).FirstAsync(e => e.Key.EndsWith(key, StringComparison.Ordinal), Cancel)).Key;
            using StoreRecord? record = await _inner.GetAsync(inner, Cancel);
            byte[] bytes = record!.Value.ToArray();
            bytes[^1] ^= 1;
            await _inner.SetAsync(inner, bytes, record.Expires, Cancel);
        }

        return Checks;
    }

    protected override ValueTask<ICacheStore?> CreateFailingAsync() => new(Wrap(new FaultyStore(new MemoryStore(), new FaultOptions { Failures = 1 })));
}

public sealed class BrotliContractTests : WrapperContractTests
{
    protected override ICacheStore Wrap(ICacheStore inner) => new CompressedStore(inner);
}

public sealed class GzipContractTests : WrapperContractTests
{
    protected override ICacheStore Wrap(ICacheStore inner) =>
        new CompressedStore(inner, new CompressedStoreOptions { Compression = StoreCompression.Gzip, MinBytes = 0, MinSaving = 0 });
}

public sealed class EncryptedStoreContractTests : WrapperContractTests
{
    protected override bool Checks => true;

    protected override StoreTraits Traits { get; } = new() { MaxValueBytes = EncryptedStore.MaxValueBytes };

    protected override ICacheStore Wrap(ICacheStore inner) => new EncryptedStore(inner, new EncryptedStoreOptions
    {
        Keys = new Dictionary<string, ReadOnlyMemory<byte>> { ["one"] = new byte[32] },
        CurrentKey = "one",
    });
}

public sealed class PrefixedStoreContractTests : WrapperContractTests
{
    private const string Prefix = "part %_*é/";

    protected override StoreTraits Traits { get; } = new() { MaxKeyBytes = StoreLimits.MaxKeyBytes - Bytes(Prefix).Length };

    protected override ICacheStore Wrap(ICacheStore inner) => new PrefixedStore(inner, Prefix);
}

public sealed class AllWrappersContractTests : WrapperContractTests
{
    protected override bool Checks => true;

    protected override StoreTraits Traits { get; } = new() { MaxValueBytes = EncryptedStore.MaxValueBytes, MaxKeyBytes = StoreLimits.MaxKeyBytes - 2 };

    protected override ICacheStore Wrap(ICacheStore inner) => new MeteredStore(
        new PrefixedStore(
            new CompressedStore(
                new EncryptedStore(
                    new FaultyStore(inner),
                    new EncryptedStoreOptions { Keys = new Dictionary<string, ReadOnlyMemory<byte>> { ["k"] = new byte[16] }, CurrentKey = "k" })),
            "p/"),
        "all");
}
