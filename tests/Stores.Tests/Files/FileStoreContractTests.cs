using Freshet.Storage;
using Freshet.Stores.Testing;
using Freshet.Tests.Kit;

namespace Freshet.Stores.Tests.Files;

public sealed class FileStoreContractTests : CacheStoreContract
{
    private readonly TempDirectory _directory = new();

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _directory.Dispose();
    }

    protected override async ValueTask<ICacheStore?> ReopenAsync() => await CreateAsync();

    protected override async ValueTask<ICacheStore> CreateAsync() =>
        await FileStore.OpenAsync(new FileStoreOptions { Directory = _directory.At("store"), TimeProvider = Time }, Cancel);

    protected override ValueTask<bool> DamageAsync(string key)
    {
        string file = Directory.GetFiles(_directory.At("store"), "*", SearchOption.AllDirectories).Single(f => Path.GetFileName(f).Length == 32 && File.ReadAllText(f).Contains(key, StringComparison.Ordinal));
        byte[] bytes = File.ReadAllBytes(file);
        bytes[^1] ^= 1;
        File.WriteAllBytes(file, bytes);
        return new(true);
    }

    protected override async ValueTask<ICacheStore?> CreateFailingAsync()
    {
        FileStore store = await FileStore.OpenAsync(new FileStoreOptions { Directory = _directory.At("gone"), TimeProvider = Time, MaxBytes = null }, Cancel);
        Directory.Delete(_directory.At("gone"), recursive: true);
        _directory.Write("gone", "a file");
        return store;
    }
}
