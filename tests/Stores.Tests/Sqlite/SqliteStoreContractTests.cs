using Freshet.Storage;
using Freshet.Stores.Testing;
using Freshet.Tests.Kit;
using SQLitePCL;

namespace Freshet.Stores.Tests.Sqlite;

public sealed class SqliteStoreContractTests : CacheStoreContract
{
    private readonly TempDirectory _directory = new();
    private sqlite3? _holder;

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _holder?.Dispose();
        _directory.Dispose();
    }

    protected override async ValueTask<ICacheStore?> ReopenAsync() => await CreateAsync();

    protected override async ValueTask<ICacheStore> CreateAsync() =>
        await SqliteStore.OpenAsync(new SqliteStoreOptions { File = _directory.At("sub", "store.db"), TimeProvider = Time }, Cancel);

    protected override ValueTask<bool> DamageAsync(string key)
    {
        Execute(_directory.At("sub", "store.db"), $"UPDATE contents SET bytes = zeroblob(length(bytes)) WHERE id = (SELECT value FROM records WHERE key = CAST('{key}' AS BLOB))").Dispose();
        return new(true);
    }

    protected override async ValueTask<ICacheStore?> CreateFailingAsync()
    {
        SqliteStore store = await SqliteStore.OpenAsync(new SqliteStoreOptions { File = _directory.At("held.db"), TimeProvider = Time, BusyTimeout = TimeSpan.FromMilliseconds(10) }, Cancel);
        _holder = Execute(_directory.At("held.db"), "BEGIN IMMEDIATE");
        return store;
    }

    private static sqlite3 Execute(string file, string sql)
    {
        Assert.Equal(raw.SQLITE_OK, raw.sqlite3_open(file, out sqlite3 database));
        Assert.Equal(raw.SQLITE_OK, raw.sqlite3_exec(database, sql));
        return database;
    }
}
