using System.Text;
using Freshet.Storage;
using Freshet.Tests.Kit;

namespace Freshet.Stores.Tests.Files;

public sealed class FileStoreTests : IAsyncLifetime
{
    private readonly TempDirectory _directory = new();
    private readonly FakeTime _time = new();
    private readonly StoreLog _log = new();
    private FileStore _store = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private FileStoreOptions Options => new() { Directory = _directory.At("store"), TimeProvider = _time };

    public async ValueTask InitializeAsync() => await OpenAsync(Options);

    public async ValueTask DisposeAsync()
    {
        await _store.DisposeAsync();
        _directory.Dispose();
    }

    [Fact(Timeout = 30_000)]
    public async Task A_torn_file_is_a_miss_an_event_and_gone()
    {
        await SetAsync("key", 10_000);
        string file = Assert.Single(Files());
        File.WriteAllBytes(file, File.ReadAllBytes(file)[..5_000]);
        Assert.Null(await _store.GetAsync("key", Cancel));
        Assert.Equal(["corrupt key files"], _log.Lines);
        Assert.Empty(Files());
        Assert.Null(await _store.GetAsync("key", Cancel));
        Assert.Single(_log.Lines);
    }

    [Fact(Timeout = 30_000)]
    public async Task A_file_under_another_keys_name_is_a_miss()
    {
        await SetAsync("one", 10);
        string one = Assert.Single(Files());
        await SetAsync("two", 10);
        string two = Files().Single(f => f != one);
        File.Copy(one, two, overwrite: true);
        Assert.Null(await _store.GetAsync("two", Cancel));
        Assert.NotNull(await _store.GetAsync("one", Cancel));
    }

    [Fact(Timeout = 60_000)]
    public async Task The_files_stay_within_the_budget_and_the_least_recently_used_leave()
    {
        await OpenAsync(Options with { MaxBytes = 4 << 20, UsePrecision = TimeSpan.Zero });
        await SetAsync("often", 10_000);
        for (int i = 0; i < 1_500; i++)
        {
            _time.Now = DateTimeOffset.UtcNow.AddSeconds(i);
            await SetAsync($"key {i}", 8_000);
            if (i % 50 == 0)
            {
                using StoreRecord? often = await _store.GetAsync("often", Cancel);
                Assert.NotNull(often);
            }
        }

        Assert.InRange(_store.Bytes, 1 << 20, 4 << 20);
        Assert.NotNull(await _store.GetAsync("key 1499", Cancel));
        Assert.Null(await _store.GetAsync("key 0", Cancel));
        await _store.DisposeAsync();
        Assert.InRange(OnDisk(), 1 << 20, 4 << 20);
        Assert.Contains("evicted key 0 8045 files", _log.Lines);
        Assert.DoesNotContain(_log.Lines, l => l.Contains("often", StringComparison.Ordinal));
    }

    [Fact(Timeout = 60_000)]
    public async Task Two_stores_on_one_directory_keep_its_budget_together()
    {
        FileStoreOptions options = Options with { MaxBytes = 4 << 20 };
        await OpenAsync(options);
        await using FileStore other = await FileStore.OpenAsync(options, Cancel);
        for (int i = 0; i < 1_000; i++)
        {
            await SetAsync($"key {i}", 8_000);
            await other.SetAsync($"other {i}", new byte[8_000], cancellationToken: Cancel);
        }

        await other.DisposeAsync();
        await _store.DisposeAsync();
        Assert.InRange(OnDisk(), 1 << 20, 5 << 20);
    }

    [Fact(Timeout = 30_000)]
    public async Task A_lost_count_is_found_again()
    {
        await SetAsync("key", 100_000);
        await _store.DisposeAsync();
        File.WriteAllText(_directory.At("store", "usage"), "nonsense");
        await OpenAsync(Options);
        while (_store.Bytes == 0)
        {
            await Task.Yield();
        }

        Assert.Equal(102_400, _store.Bytes);
    }

    [Fact(Timeout = 30_000)]
    public async Task Compacting_removes_what_is_expired_damaged_or_left_behind()
    {
        await SetAsync("kept", 100);
        await _store.SetAsync("expired", new byte[100], _time.Now.AddSeconds(1), Cancel);
        await SetAsync("damaged", 100);
        string damaged = Files().Single(f => File.ReadAllText(f).Contains("damaged", StringComparison.Ordinal));
        File.WriteAllText(damaged, "damaged");
        string left = Path.Combine(Path.GetDirectoryName(damaged)!, ".new-left");
        File.WriteAllText(left, "left");
        File.SetLastWriteTimeUtc(left, _time.Now.AddDays(-1).UtcDateTime);
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(3 * 4096, await _store.CompactAsync(Cancel));
        Assert.False(File.Exists(left));
        Assert.Single(Files());
        Assert.Equal(4096, _store.Bytes);
    }

    [Fact(Timeout = 30_000)]
    public async Task What_has_expired_leaves_though_nobody_asks_for_it()
    {
        await OpenAsync(Options with { SweepInterval = TimeSpan.FromSeconds(256) });
        await SetAsync("kept", 100);
        for (int i = 0; i < 20; i++)
        {
            await _store.SetAsync($"expired {i}", new byte[100], _time.Now.AddSeconds(1), Cancel);
        }

        while (Files().Length > 1)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        Assert.NotNull(await _store.GetAsync("kept", Cancel));
        Assert.Equal(20, _log.Lines.Count(l => l.StartsWith("expired expired ", StringComparison.Ordinal)));
    }

    [Fact(Timeout = 30_000)]
    public async Task A_later_format_is_refused_and_a_damaged_mark_is_not()
    {
        await SetAsync("key", 10);
        await _store.DisposeAsync();
        string format = _directory.At("store", "format");
        Assert.Equal("freshet files 1\n", File.ReadAllText(format));
        File.WriteAllText(format, "freshet files 2\n");
        StoreException error = await Assert.ThrowsAsync<StoreException>(() => OpenAsync(Options));
        Assert.Contains("has format 2", error.Message, StringComparison.Ordinal);
        File.WriteAllText(format, "frexhet\0");
        await OpenAsync(Options);
        Assert.NotNull(await _store.GetAsync("key", Cancel));
    }

    [Fact(Timeout = 30_000)]
    public async Task A_directory_that_cannot_be_made_is_a_clear_error()
    {
        string file = _directory.Write("file", "text");
        StoreException error = await Assert.ThrowsAsync<StoreException>(() => OpenAsync(Options with { Directory = Path.Combine(file, "store") }));
        Assert.Contains(file, error.Message, StringComparison.Ordinal);
    }

    [Fact(Timeout = 30_000)]
    public async Task A_directory_that_is_removed_underneath_is_an_empty_store()
    {
        await OpenAsync(Options with { MaxBytes = null });
        await SetAsync("key", 10);
        Directory.Delete(_directory.At("store"), recursive: true);
        Assert.Null(await _store.GetAsync("key", Cancel));
        await SetAsync("key", 10);
        Assert.NotNull(await _store.GetAsync("key", Cancel));
    }

    [Fact(Timeout = 30_000)]
    public void Options_that_cannot_work_are_named()
    {
        OptionsException error = Assert.Throws<OptionsException>(
            () => FileStore.OpenAsync(new FileStoreOptions { Directory = " ", MaxBytes = 1, UsePrecision = TimeSpan.FromSeconds(-1), SweepInterval = TimeSpan.Zero, Name = "" }).AsTask().GetAwaiter().GetResult());
        Assert.All((string[])["Directory", "MaxBytes", "UsePrecision", "SweepInterval", "Name"], o => Assert.Contains(o, error.Message, StringComparison.Ordinal));
    }

    private async Task OpenAsync(FileStoreOptions options)
    {
        if (_store is not null)
        {
            await _store.DisposeAsync();
        }

        _store = await FileStore.OpenAsync(options, Cancel);
        _store.Observe(_log);
    }

    private async Task SetAsync(string key, int length) => await _store.SetAsync(key, new byte[length], cancellationToken: Cancel);

    private long OnDisk() => Files().Sum(f => (new FileInfo(f).Length + 4095) / 4096 * 4096);

    private string[] Files() => [.. Directory.EnumerateFiles(_directory.At("store"), "*", SearchOption.AllDirectories).Where(f => Path.GetFileName(f).Length == 32)];
}
