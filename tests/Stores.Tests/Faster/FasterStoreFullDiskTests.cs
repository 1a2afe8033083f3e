using Freshet.Storage;
using Freshet.Tests.Kit;

namespace Freshet.Stores.Tests.Faster;

public sealed class FasterStoreFullDiskTests
{
    private const int Size = 100_000;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact(Timeout = 60_000)]
    public async Task On_a_full_disk_writes_fail_and_reads_go_on_until_there_is_room_again()
    {
        using var directory = new TempDirectory();
        string mount = Directory.CreateDirectory(directory.At("small")).FullName;
        ChildResult mounted = await ChildProcess.RunAsync("mount", ["-t", "tmpfs", "-o", "size=24m", "tmpfs", mount], cancellationToken: Cancel);
        Assert.SkipUnless(mounted.ExitCode == 0, "A small file system can't be mounted here.");
        try
        {
            await FillAndRecoverAsync(mount);
        }
        finally
        {
            await ChildProcess.RunAsync("umount", ["-l", mount], cancellationToken: CancellationToken.None);
        }
    }

    private static async Task FillAndRecoverAsync(string mount)
    {
        string ballast = Path.Combine(mount, "ballast");
        File.WriteAllBytes(ballast, new byte[10 << 20]);
        var options = new FasterStoreOptions { Directory = Path.Combine(mount, "store"), MaxBytes = 64 << 20, SegmentBytes = 4 << 20, MemoryBytes = 8 << 20 };
        int written = 0;
        await using (FasterStore store = await FasterStore.OpenAsync(options, Cancel))
        {
            await Assert.ThrowsAsync<StoreException>(async () =>
            {
                for (; ; written++)
                {
                    await store.SetAsync($"key {written}", ValueOf(written), cancellationToken: Cancel);
                }
            });
            Assert.InRange(written, 10_000_000 / Size, 24_000_000 / Size);
            await CheckAsync(store, written);

            File.Delete(ballast);
            await store.FlushAsync(Cancel);
            await store.SetAsync("after", ValueOf(-1), cancellationToken: Cancel);
        }

        await using FasterStore again = await FasterStore.OpenAsync(options, Cancel);
        await CheckAsync(again, written);
        using StoreRecord? after = await again.GetAsync("after", Cancel);
        Assert.NotNull(after);
    }

    private static byte[] ValueOf(int key)
    {
        byte[] value = new byte[Size];
        value.AsSpan().Fill((byte)key);
        return value;
    }

    private static async Task CheckAsync(FasterStore store, int written)
    {
        for (int i = 0; i < written; i++)
        {
            using StoreRecord? record = await store.GetAsync($"key {i}", Cancel);
            Assert.True(record is not null && record.Value.Span.SequenceEqual(ValueOf(i)), $"key {i} of {written}");
        }
    }
}
