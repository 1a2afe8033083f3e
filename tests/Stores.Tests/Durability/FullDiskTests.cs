using Freshet.Storage;
using Freshet.Tests.Kit;

namespace Freshet.Stores.Tests.Durability;

public sealed class FullDiskTests
{
    private const int Size = 100_000;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static TheoryData<string> Stores => [.. DurableStore.Whole];

    [Theory(Timeout = 120_000)]
    [MemberData(nameof(Stores))]
    public async Task On_a_full_disk_writes_fail_and_reads_go_on_until_there_is_room_again(string name)
    {
        using var directory = new TempDirectory();
        string mount = Directory.CreateDirectory(directory.At("small")).FullName;
        ChildResult mounted = await ChildProcess.RunAsync("mount", ["-t", "tmpfs", "-o", "size=24m", "tmpfs", mount], cancellationToken: Cancel);
        Assert.SkipUnless(mounted.ExitCode == 0, "A small file system can't be mounted here.");
        try
        {
            await FillAndRecoverAsync(DurableStore.Named(name), mount);
        }
        finally
        {
            await ChildProcess.RunAsync("umount", ["-l", mount], cancellationToken: CancellationToken.None);
        }
    }

    private static async Task FillAndRecoverAsync(DurableStore kind, string mount)
    {
        string ballast = Path.Combine(mount, "ballast"), place = Path.Combine(mount, "store");
        File.WriteAllBytes(ballast, new byte[10 << 20]);
        int written = 0;
        await using (ICacheStore store = await kind.OpenAsync(place, 0))
        {
            await Assert.ThrowsAsync<StoreException>(async () =>
            {
                for (; ; written++)
                {
                    await store.SetAsync($"key {written}", ValueOf(written), cancellationToken: Cancel);
                }
            });
            Assert.InRange(written, 5_000_000 / Size, 24_000_000 / Size);
            await CheckAsync(store, written);

            File.Delete(ballast);
            await ((IFlushable)store).FlushAsync(Cancel);
            await store.SetAsync("after", ValueOf(-1), cancellationToken: Cancel);
        }

        await using ICacheStore again = await kind.OpenAsync(place, 0);
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

    private static async Task CheckAsync(ICacheStore store, int written)
    {
        for (int i = 0; i < written; i++)
        {
            using StoreRecord? record = await store.GetAsync($"key {i}", Cancel);
            Assert.True(record is not null && record.Value.Span.SequenceEqual(ValueOf(i)), $"key {i} of {written}");
        }
    }
}
