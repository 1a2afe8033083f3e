using Freshet.Storage;
using Freshet.Tests.Kit;

namespace Freshet.Stores.Tests.Faster;

public sealed class FasterStoreCorruptionTests
{
    private const int Keys = 50;
    private const int Versions = 3;
    private const int Damages = 250;

    private static readonly byte[,][] Written = AllValues();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact(Timeout = 240_000)]
    public async Task Damaged_files_cost_records_but_never_give_wrong_bytes()
    {
        using var directory = new TempDirectory();
        string good = directory.At("good");
        await FillAsync(good);
        var random = new Random(7);
        long kept = 0;
        for (int i = 0; i < Damages; i++)
        {
            string bad = directory.At("bad");
            Copy(good, bad);
            string what = Damage(bad, random);
            kept += await CheckAsync(bad, what, i);
            Directory.Delete(bad, recursive: true);
        }

        // The middle segment gone, blocks zeroed: much is lost now and then, but on the whole little.
        Assert.True(kept > Damages * Keys * 8 / 10, $"only {kept} records of {Damages * Keys} came through");
    }

    private static FasterStoreOptions Options(string directory) =>
        new() { Directory = directory, MaxBytes = 64 << 20, SegmentBytes = 2 << 20, MemoryBytes = 4 << 20 };

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

    private static async Task FillAsync(string directory)
    {
        await using FasterStore store = await FasterStore.OpenAsync(Options(directory), Cancel);
        for (int version = 0; version < Versions; version++)
        {
            for (int key = 0; key < Keys; key++)
            {
                await store.SetAsync($"key {key}", Written[key, version], cancellationToken: Cancel);
            }
        }
    }

    private static string Damage(string directory, Random random)
    {
        string[] files = [.. Directory.EnumerateFiles(directory).Order()];
        string[] logs = [.. files.Where(f => Path.GetFileName(f).StartsWith("log-", StringComparison.Ordinal))];
        string file = random.Next(4) == 0 ? files[random.Next(files.Length)] : logs[random.Next(logs.Length)];
        string? index = files.FirstOrDefault(f => Path.GetFileName(f) == "index");
        if (index is not null && random.Next(2) == 0)
        {
            File.Delete(index);
            if (file == index)
            {
                return "no index";
            }
        }

        int kind = random.Next(7);
        byte[] bytes = File.ReadAllBytes(file);
        int at = random.Next(Math.Max(bytes.Length, 1));
        int length = Math.Min(random.Next(1, 100_000), bytes.Length - at);
        switch (kind)
        {
            case 0 when bytes.Length > 0:
                bytes[at] ^= (byte)(1 << random.Next(8));
                break;
            case 1:
                for (int n = 0; n < 200 && bytes.Length > 0; n++)
                {
                    bytes[random.Next(bytes.Length)] ^= (byte)(1 << random.Next(8));
                }

                break;
            case 2:
                bytes.AsSpan(at, length).Clear();
                break;
            case 3:
                random.NextBytes(bytes.AsSpan(at, length));
                break;
            case 4:
                bytes = bytes[..at];
                break;
            case 5:
                bytes = [.. bytes, .. new byte[random.Next(3_000_000)]];
                break;
            default:
                bytes.AsSpan(0, length).CopyTo(bytes.AsSpan(at));
                break;
        }

        File.WriteAllBytes(file, bytes);
        return $"kind {kind} at {at}, {length} bytes of {Path.GetFileName(file)}";
    }

    private static async Task<int> CheckAsync(string directory, string what, int round)
    {
        int kept = 0;
        byte[] fresh = ValueOf(-1, round);
        await using (FasterStore store = await FasterStore.OpenAsync(Options(directory), Cancel))
        {
            for (int key = 0; key < Keys; key++)
            {
                using StoreRecord? record = await store.GetAsync($"key {key}", Cancel);
                Assert.True(record is null || IsAVersion(key, record.Value.Span), $"wrong bytes of key {key} after {what}");
                kept += record is null ? 0 : 1;
            }

            await foreach (StoreEntry entry in store.ScanAsync(cancellationToken: Cancel))
            {
                Assert.StartsWith("key ", entry.Key, StringComparison.Ordinal);
            }

            await store.SetAsync("fresh", fresh, cancellationToken: Cancel);
            await store.FlushAsync(Cancel);
        }

        File.Delete(Path.Combine(directory, "index"));
        await using FasterStore again = await FasterStore.OpenAsync(Options(directory), Cancel);
        using StoreRecord? found = await again.GetAsync("fresh", Cancel);
        Assert.True(found is not null && found.Value.Span.SequenceEqual(fresh), $"a new record is lost after {what}");
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
        foreach (string file in Directory.EnumerateFiles(from))
        {
            File.Copy(file, Path.Combine(to, Path.GetFileName(file)));
        }
    }
}
