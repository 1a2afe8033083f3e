using System.Text;
using Freshet.Storage;
using Freshet.Stores.Testing;
using Freshet.Tests.Kit;
using Microsoft.Win32.SafeHandles;

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
        await FasterStore.OpenAsync(
            new FasterStoreOptions { Directory = _directory.At("store"), Commit = Commit, MemoryBytes = 4 << 20, TimeProvider = Time }, Cancel);

    protected override async ValueTask<bool> DamageAsync(string key)
    {
        // Out of the memory of the log.
        for (int i = 0; i < 12; i++)
        {
            await Store.SetAsync($"filler {i}", new byte[1 << 20], cancellationToken: Cancel);
        }

        await ((IFlushable)Store).FlushAsync(Cancel);
        using SafeFileHandle file = File.OpenHandle(
            Directory.GetFiles(_directory.At("store"), "log-*.0").Single(), FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
        byte[] bytes = new byte[100_000];
        RandomAccess.Read(file, bytes, 0);
        int at = bytes.AsSpan().IndexOf(Encoding.UTF8.GetBytes(key)) + key.Length;
        RandomAccess.Write(file, [(byte)(bytes[at] ^ 1)], at);
        return true;
    }
}

public sealed class FasterStoreEveryWriteContractTests : FasterStoreContractTests
{
    protected override CommitPolicy Commit => CommitPolicy.EveryWrite;
}
