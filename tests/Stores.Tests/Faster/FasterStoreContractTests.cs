using Freshet.Storage;
using Freshet.Stores.Testing;
using Freshet.Tests.Kit;

namespace Freshet.Stores.Tests.Faster;

public class FasterStoreContractTests : CacheStoreContract
{
    private readonly TempDirectory _directory = new();

    protected virtual CommitPolicy Commit => CommitPolicy.Interval;

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _directory.Dispose();
        GC.SuppressFinalize(this);
    }

    protected override async ValueTask<ICacheStore?> ReopenAsync() => await CreateAsync();

    protected override async ValueTask<ICacheStore> CreateAsync() =>
        await FasterStore.OpenAsync(new FasterStoreOptions { Directory = _directory.At("store"), Commit = Commit, TimeProvider = Time }, Cancel);
}

public sealed class FasterStoreEveryWriteContractTests : FasterStoreContractTests
{
    protected override CommitPolicy Commit => CommitPolicy.EveryWrite;
}
