using Freshet.Storage;
using Freshet.Tests.Kit;

namespace Freshet.Stores.Tests.Durability;

public sealed class CorruptionTests
{
    private const int Keys = 50;
    private const int Versions = 3;

    private static readonly HashSet<string> Names = [.. Enumerable.Range(0, Keys).Select(key => $"key {key}")];
    private static readonly byte[,][] Written = AllValues();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static TheoryData<string> Stores => [.. DurableStore.Whole];

    [Theory(Timeout = 3_600_000)]
    [MemberData(nameof(Stores))]
    public async Task Damaged_files_cost_records_but_never_give_wrong_bytes(string name)
    {
        DurableStore kind = DurableStore.Named(name);
        int damages = DurableStore.Times("FRESHET_DAMAGES", 100);
        using var directory = new TempDirectory();
        string good = directory.At("good"), left = directory.At("left");
        await FillAsync(kind, good, left);
        var random = new Random(7);
        long kept = 0;
        for (int i = 0; i < damages; i++)
        {
            string bad = directory.At("bad");
            Copy(kind.CopiesWhileOpen && random.Next(2) == 0 ? left : good, bad);
            string index = Path.Combine(bad, "index");
            if (random.Next(2) == 0)
            {
                File.Delete(index);
            }

            kept += await CheckAsync(kind, bad, Damage.Do(bad, random), i);
            Directory.Delete(bad, recursive: true);
        }

        // The middle segment gone, blocks zeroed: much is lost now and then, but on the whole little.
        Assert.True(kept > damages * Keys * (kind.MayLoseAll ? 1 : 8) / 10, $"only {kept} records of {damages * Keys} came through");
    }

    private static byte[] ValueOf(int key, int version)
    {
        var random = new Random((key * 1000) + version);
        byte[] value = new byte[random.Next(30_000)];
        random.NextBytes(value);
        return value;
    }

    private static byte[,][] AllValues()
    {
        byte[,][] all = new byte[Keys, Versions][];
        for (int key = 0; key < Keys; key++)
        {
            for (int version = 0; version < Versions; version++)
            {
                all[key, version] = ValueOf(key, version);
            }
        }

        return all;
    }

    // Half of it is in the store when it is opened again, so that a database has pages of its own and pages in its log.
    private static async Task FillAsync(DurableStore kind, string directory, string whileOpen)
    {
        for (int half = 0; half < 2; half++)
        {
            await using ICacheStore store = await kind.OpenAsync(directory, 0);
            for (int i = 0; i < Keys * Versions / 2; i++)
            {
                int at = (half * Keys * Versions / 2) + i;
                await store.SetAsync($"key {at % Keys}", Written[at % Keys, at / Keys], cancellationToken: Cancel);
            }

            if (half == 1 && kind.CopiesWhileOpen)
            {
                Copy(directory, whileOpen);
            }
        }
    }

    private static async Task<int> CheckAsync(DurableStore kind, string directory, (string What, string File) damage, int round)
    {
        (int kept, string what) = (0, $"{damage.What} of {damage.File}, round {round}");
        byte[] fresh = ValueOf(-1, round);
        var log = new StoreLog();
        await using (ICacheStore store = await kind.OpenAsync(directory, 0))
        {
            using IDisposable observing = ((IObservableStore)store).Observe(log);
            for (int key = 0; key < Keys; key++)
            {
                using StoreRecord? record = await store.GetAsync($"key {key}", Cancel);
                Assert.True(record is null || IsAVersion(key, record.Value.Span), $"wrong bytes of key {key} after {what}");
                kept += record is null ? 0 : 1;
            }

            await foreach (StoreEntry entry in store.ScanAsync(cancellationToken: Cancel))
            {
                // A listing that reads no values may show a damaged key; there is nothing under it.
                using StoreRecord? record = Names.Contains(entry.Key) ? null : await store.GetAsync(entry.Key, Cancel);
                Assert.True(record is null, $"{entry.Key} was never written, after {what}");
            }

            Assert.True(kept == Keys || log.Lines.Length > 0 || !kind.Counts(damage.File), $"{Keys - kept} records were lost without an event, after {what}");

            await store.SetAsync("fresh", fresh, cancellationToken: Cancel);
            await ((IFlushable)store).FlushAsync(Cancel);
        }

        File.Delete(Path.Combine(directory, "index"));
        await using ICacheStore again = await kind.OpenAsync(directory, 0);
        using StoreRecord? found = await again.GetAsync("fresh", Cancel);
        Assert.True(found is null ? kind.MayLoseAll : found.Value.Span.SequenceEqual(fresh), $"a new record is lost after {what}");
        return kept;
    }

    private static bool IsAVersion(int key, ReadOnlySpan<byte> value)
    {
        for (int version = 0; version < Versions; version++)
        {
            if (value.SequenceEqual(Written[key, version]))
            {
                return true;
            }
        }

        return false;
    }

    private static void Copy(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (string directory in Directory.EnumerateDirectories(from))
        {
            Copy(directory, Path.Combine(to, Path.GetFileName(directory)));
        }

        foreach (string file in Directory.EnumerateFiles(from))
        {
            File.Copy(file, Path.Combine(to, Path.GetFileName(file)));
        }
    }
}
