using System.Diagnostics;
using System.Globalization;
using Freshet.Storage;
using Freshet.Stores;

namespace Freshet.Bench;

/// <summary>How long the stores on disk take to open after <c>kill -9</c>.</summary>
internal static class Recovery
{
    private const int Size = 14_000;
    private static readonly string[] Kinds = ["FasterStore", "FileStore", "SqliteStore"];

    public static async Task RunAsync(string[] args)
    {
        if (args is ["fill", var kind, var place, var bytes])
        {
            await FillAsync(kind, place, long.Parse(bytes, CultureInfo.InvariantCulture));
            return;
        }

        long size = (args.Length > 0 ? long.Parse(args[0], CultureInfo.InvariantCulture) : 2048) << 20;
        Console.WriteLine($"{size >> 20} MB in records of {Size:N0} bytes, written by a process that is killed; seconds until the store is open and has answered a first get");
        Console.WriteLine();
        Console.WriteLine("| | page cache warm | cold |");
        Console.WriteLine("|---|---:|---:|");
        foreach (string name in Kinds)
        {
            string directory = Directory.CreateTempSubdirectory("freshet-bench-").FullName;
            using (var child = Process.Start(new ProcessStartInfo(Environment.ProcessPath!, ["recover", "fill", name, directory, $"{size}"]) { RedirectStandardOutput = true })!)
            {
                await child.StandardOutput.ReadLineAsync();
                child.Kill();
                await child.WaitForExitAsync();
            }

            double warm = await OpenAsync(name, directory, size);
            PageCache.Drop(directory);
            Console.WriteLine($"| {name} | {warm:F2} | {await OpenAsync(name, directory, size):F2} |");
            Directory.Delete(directory, recursive: true);
        }
    }

    private static async Task FillAsync(string kind, string directory, long bytes)
    {
        ICacheStore store = await OpenAsync(kind, directory);
        byte[] value = new byte[Size];
        new Random(1).NextBytes(value);
        for (long i = 0; i < bytes / Size; i++)
        {
            await store.SetAsync(KeyOf(i), value);
        }

        await ((IFlushable)store).FlushAsync();
        Console.WriteLine("done");
        await Task.Delay(Timeout.Infinite);
    }

    private static async Task<double> OpenAsync(string kind, string directory, long bytes)
    {
        GC.Collect();
        long start = Stopwatch.GetTimestamp();
        ICacheStore store = await OpenAsync(kind, directory);
        using (StoreRecord? record = await store.GetAsync(KeyOf((bytes / Size) - 1)))
        {
            if (record is null)
            {
                throw new InvalidDataException("The last record is lost.");
            }
        }

        double taken = Stopwatch.GetElapsedTime(start).TotalSeconds;
        await store.DisposeAsync();
        File.Delete(Path.Combine(directory, "index"));
        return taken;
    }

    private static string KeyOf(long i) => string.Create(CultureInfo.InvariantCulture, $"https://example.org/section/{i % 97}/page-{i}.html");

    private static async Task<ICacheStore> OpenAsync(string kind, string directory) => kind switch
    {
        "FasterStore" => await FasterStore.OpenAsync(new FasterStoreOptions { Directory = directory }),
        "FileStore" => await FileStore.OpenAsync(new FileStoreOptions { Directory = directory }),
        _ => await SqliteStore.OpenAsync(new SqliteStoreOptions { File = Path.Combine(directory, "store.db") }),
    };
}
