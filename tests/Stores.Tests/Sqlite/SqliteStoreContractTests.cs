using Freshet.Storage;
using Freshet.Stores.Testing;
using Freshet.Tests.Kit;

namespace Freshet.Stores.Tests.Sqlite;

public sealed class SqliteStoreContractTests : CacheStoreContract
{
    private readonly TempDirectory _directory = new();

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _directory.Dispose();
    }

    protected override async ValueTask<ICacheStore?> ReopenAsync() => await CreateAsync();

    protected override async ValueTask<ICacheStore> CreateAsync() =>
        await SqliteStore.OpenAsync(new SqliteStoreOptions { File = _directory.At("sub", "store.db"), TimeProvider = Time }, Cancel);
}
