using System.Text;
using Freshet.Storage;
using Freshet.Stores.Tests.Durability;
using Freshet.Tests.Kit;

namespace Freshet.Stores.Tests.Faster;

public sealed class FasterStoreMigrationTests : IDisposable
{
    private readonly TempDirectory _directory = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private FasterStoreOptions Options => MigratingProcess.Options(_directory.Path);

    public void Dispose() => _directory.Dispose();

    [Fact(Timeout = 30_000)]
    public async Task A_store_of_an_older_format_is_refused_with_the_command_that_brings_it_over_and_has_all_its_records_afterwards()
    {
        DateTimeOffset expires = new(2090, 1, 1, 0, 0, 0, TimeSpan.Zero);
        LogFormat0.Write(_directory.Path,
        [
            new("cleared", "1"u8.ToArray(), null),
            default,
            new("kept", "first"u8.ToArray(), null),
            new("removed", "1"u8.ToArray(), null),
            new("kept", "second"u8.ToArray(), expires),
            new("removed", null, null),
        ]);
        StoreException error = await Assert.ThrowsAsync<StoreException>(async () => await FasterStore.OpenAsync(Options, Cancel));
        Assert.Contains($"freshet cache migrate --store faster:{_directory.Path}", error.Message, StringComparison.Ordinal);

        Assert.Equal(new StoreMigration(0, 1, 1), await FasterStore.MigrateAsync(Options, Cancel));
        Assert.Equal(new StoreMigration(1, 1, 0), await FasterStore.MigrateAsync(Options, Cancel));
        Assert.Equal(["format", "holder", "index", "lock", "log-1-"], Directory.EnumerateFileSystemEntries(_directory.Path).Select(f => Path.GetFileName(f)[..Math.Min(6, Path.GetFileName(f).Length)]).Order());
        await using FasterStore store = await FasterStore.OpenAsync(Options, Cancel);
        using StoreRecord? kept = await store.GetAsync("kept", Cancel);
        Assert.Equal(("second", expires), (Encoding.UTF8.GetString(kept!.Value.Span), kept.Expires));
        Assert.Equal(1, store.Count);
    }

    [Fact(Timeout = 30_000)]
    public async Task What_is_of_the_present_format_or_empty_is_left_alone_and_what_is_not_known_is_refused()
    {
        Assert.Equal(new StoreMigration(1, 1, 0), await FasterStore.MigrateAsync(Options with { Directory = _directory.At("none") }, Cancel));
        Assert.Equal(new StoreMigration(1, 1, 0), await FasterStore.MigrateAsync(Options, Cancel));
        LogFormat0.Write(_directory.Path, []);
        StoreException error = await Assert.ThrowsAsync<StoreException>(async () => await FasterStore.MigrateAsync(Options with { OldFormats = OldLogFormat.All }, Cancel));
        Assert.Contains("format 0, which this program does not know", error.Message, StringComparison.Ordinal);
        File.WriteAllText(_directory.At("format"), FormatFile.TextOf(7));
        error = await Assert.ThrowsAsync<StoreException>(async () => await FasterStore.MigrateAsync(Options, Cancel));
        Assert.Contains("a newer version of Freshet wrote it", error.Message, StringComparison.Ordinal);
    }

    [Fact(Timeout = 600_000)]
    public async Task Killed_at_any_moment_it_leaves_the_old_store_or_the_new_one()
    {
        var random = new Random(5);
        List<OldLogRecord> records = [.. Enumerable.Range(0, 600).Select(i => new OldLogRecord($"key {i}", new byte[random.Next(30_000)], null))];
        for (int kill = 0; kill < DurableStore.Times("FRESHET_KILLS", 6); kill++)
        {
            string store = _directory.At($"store {kill}");
            LogFormat0.Write(store, records);
            await using (ChildProcess child = ChildProcess.Start(Path.Combine(AppContext.BaseDirectory, "Stores.Tests"), [MigratingProcess.Command, store]))
            {
                await child.LineAsync(line => line == "started", Cancel);

                // Seen from here, its progress is the files that come and go.
                int entries = random.Next(1, 14);
                Task<ChildResult> exit = child.ExitAsync(cancellationToken: Cancel);
                while (!exit.IsCompleted && Entries(store) < entries)
                {
                    await Task.Yield();
                }

                child.Kill();
                await exit;
            }

            FasterStoreOptions options = Options with { Directory = store };
            StoreMigration done = await FasterStore.MigrateAsync(options, Cancel);
            Assert.True(done.From == 1 || done.Records == records.Count);
            await using FasterStore again = await FasterStore.OpenAsync(options, Cancel);
            Assert.Equal(records.Count, again.Count);
            Assert.False(Directory.Exists(Path.Combine(store, "migrating")));
        }
    }

    [Fact(Timeout = 30_000)]
    public async Task A_log_of_every_released_format_is_read()
    {
        // What is written now goes to artifacts/formats, from where a new version is committed beside the old ones.
        await using (FasterStore store = await FasterStore.OpenAsync(Options with { Directory = _directory.At("new") }, Cancel))
        {
            await store.SetAsync("key é", "value"u8.ToArray(), DateTimeOffset.MaxValue, Cancel);
            await store.SetAsync("removed", "value"u8.ToArray(), cancellationToken: Cancel);
            await store.RemoveAsync("removed", Cancel);
        }

        string written = Directory.EnumerateFiles(_directory.At("new"), "log-*").Single();
        Directory.CreateDirectory(Repository.At("artifacts", "formats"));
        File.WriteAllText(
            Repository.At("artifacts", "formats", "log-v1.hex"), $"{Path.GetFileName(written)}\n{Convert.ToHexString(await File.ReadAllBytesAsync(written, Cancel))}\n");
        string[] samples = Directory.GetFiles(Repository.At("tests", "Stores.Tests", "Formats"), "log-v*.hex");
        Assert.True(samples.Length == LogLayout.Version, "a sample of each version is committed");
        foreach (string sample in samples)
        {
            string directory = Directory.CreateDirectory(_directory.At(Path.GetFileName(sample))).FullName;
            string[] lines = File.ReadAllLines(sample);
            File.WriteAllBytes(Path.Combine(directory, lines[0]), Convert.FromHexString(lines[1]));
            await FasterStore.MigrateAsync(Options with { Directory = directory, OldFormats = OldLogFormat.All }, Cancel);
            await using FasterStore store = await FasterStore.OpenAsync(Options with { Directory = directory }, Cancel);
            using StoreRecord? record = await store.GetAsync("key é", Cancel);
            Assert.Equal(("value", DateTimeOffset.MaxValue), (Encoding.UTF8.GetString(record!.Value.Span), record.Expires));
            Assert.Equal(1, store.Count);
        }
    }

    private static int Entries(string directory)
    {
        try
        {
            return Directory.GetFileSystemEntries(directory, "*", SearchOption.AllDirectories).Length;
        }
        catch (DirectoryNotFoundException)
        {
            return 0;
        }
    }
}
