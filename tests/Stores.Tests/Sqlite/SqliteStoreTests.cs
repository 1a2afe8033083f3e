using Freshet.Storage;
using Freshet.Tests.Kit;
using SQLitePCL;

namespace Freshet.Stores.Tests.Sqlite;

public sealed class SqliteStoreTests : IAsyncLifetime
{
    private readonly TempDirectory _directory = new();
    private readonly FakeTime _time = new();
    private readonly StoreLog _log = new();
    private SqliteStore? _store;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private SqliteStore Store => _store!;

    private string DatabaseFile => _directory.At("store.db");

    private SqliteStoreOptions Options => new() { File = DatabaseFile, TimeProvider = _time };

    public async ValueTask InitializeAsync() => await OpenAsync(Options);

    public async ValueTask DisposeAsync()
    {
        await CloseAsync();
        _directory.Dispose();
    }

    [Fact(Timeout = 60_000)]
    public async Task Five_hundred_concurrent_writers_never_find_the_database_locked()
    {
        await OpenAsync(Options with { BusyTimeout = TimeSpan.Zero });
        await Task.WhenAll(Enumerable.Range(0, 500).Select(writer => Task.Run(async () =>
        {
            for (int i = 0; i < 20; i++)
            {
                await Store.SetAsync($"{writer}/{i}", new byte[500], cancellationToken: Cancel);
                using StoreRecord? record = await Store.GetAsync($"{writer}/{i}", Cancel);
                Assert.NotNull(record);
            }
        })));
        Assert.Equal(10_000, await Store.ScanAsync(cancellationToken: Cancel).CountAsync(Cancel));
    }

    [Fact(Timeout = 60_000)]
    public async Task Writers_in_two_stores_on_one_file_wait_for_each_other()
    {
        await using SqliteStore other = await SqliteStore.OpenAsync(Options, Cancel);
        await Task.WhenAll(new[] { Store, other }.SelectMany((store, s) => Enumerable.Range(0, 25).Select(writer => Task.Run(async () =>
        {
            for (int i = 0; i < 10; i++)
            {
                await store.SetAsync($"{s}/{writer}/{i}", new byte[500], cancellationToken: Cancel);
            }
        }))));
        Assert.Equal(500, await other.ScanAsync(cancellationToken: Cancel).CountAsync(Cancel));
    }

    [Fact(Timeout = 30_000)]
    public async Task A_database_held_by_another_is_an_error_after_the_time_out_and_reads_go_on()
    {
        await OpenAsync(Options with { BusyTimeout = TimeSpan.FromMilliseconds(20) });
        await SetAsync("key");
        using (sqlite3 holder = Hold())
        {
            StoreException error = await Assert.ThrowsAsync<StoreException>(() => SetAsync("other"));
            Assert.Contains("locked", error.Message, StringComparison.Ordinal);
            Assert.NotNull(await Store.GetAsync("key", Cancel));
        }

        await SetAsync("other");
    }

    [Fact(Timeout = 30_000)]
    public async Task A_write_given_up_while_it_waits_is_not_done()
    {
        using var source = new CancellationTokenSource();
        Task first, second;
        using (sqlite3 holder = Hold())
        {
            first = SetAsync("first");
            second = Store.SetAsync("second", new byte[10], cancellationToken: source.Token).AsTask();
            await source.CancelAsync();
        }

        await first;
        try
        {
            await second;
        }
        catch (OperationCanceledException)
        {
            Assert.Null(await Store.GetAsync("second", Cancel));
        }

        Assert.NotNull(await Store.GetAsync("first", Cancel));
    }

    [Fact(Timeout = 60_000)]
    public async Task The_database_stays_within_the_budget_and_the_least_recently_used_leave()
    {
        await OpenAsync(Options with { MaxBytes = 4 << 20, UsePrecision = TimeSpan.Zero });
        await SetAsync("often");
        for (int i = 0; i < 1_500; i++)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            await Store.SetAsync($"key {i}", new byte[8_000], cancellationToken: Cancel);
            if (i % 50 == 0)
            {
                using StoreRecord? often = await Store.GetAsync("often", Cancel);
                Assert.NotNull(often);
            }
        }

        await Store.CompactAsync(Cancel);
        Assert.InRange(new FileInfo(DatabaseFile).Length, 2 << 20, 4 << 20);
        Assert.NotNull(await Store.GetAsync("key 1499", Cancel));
        Assert.Null(await Store.GetAsync("key 0", Cancel));
        Assert.Contains("evicted key 0 8000 sqlite", _log.Lines);
        Assert.DoesNotContain(_log.Lines, l => l.Contains("often", StringComparison.Ordinal));
    }

    [Fact(Timeout = 30_000)]
    public async Task Compacting_gives_back_the_space_of_what_has_expired()
    {
        for (int i = 0; i < 50; i++)
        {
            await Store.SetAsync($"key {i}", new byte[100_000], i == 0 ? null : _time.Now.AddSeconds(1), Cancel);
        }

        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.InRange(await Store.CompactAsync(Cancel), 4_000_000, 20_000_000);
        Assert.InRange(new FileInfo(DatabaseFile).Length, 100_000, 400_000);
        Assert.Equal(49, _log.Lines.Count(l => l.StartsWith("expired", StringComparison.Ordinal)));
        Assert.NotNull(await Store.GetAsync("key 0", Cancel));
    }

    [Fact(Timeout = 30_000)]
    public async Task What_has_expired_leaves_with_later_writes()
    {
        await Store.SetAsync("short", new byte[10], _time.Now.AddSeconds(1), Cancel);
        _time.Advance(TimeSpan.FromSeconds(1));
        await SetAsync("key");
        Assert.Equal(["expired short sqlite"], _log.Lines);
    }

    [Fact(Timeout = 30_000)]
    public async Task A_file_that_is_no_database_is_set_aside()
    {
        await SetAsync("key");
        await CloseAsync();
        File.WriteAllText(DatabaseFile, string.Concat(Enumerable.Repeat("no database ", 1_000)));
        await OpenAsync(Options);
        Assert.Null(await Store.GetAsync("key", Cancel));
        await SetAsync("key");
        Assert.NotNull(await Store.GetAsync("key", Cancel));
        string aside = Assert.Single(Directory.GetFiles(_directory.Path, "store.db.damaged-*"));
        Assert.StartsWith("no database", File.ReadAllText(aside), StringComparison.Ordinal);
    }

    [Fact(Timeout = 30_000)]
    public async Task A_database_damaged_while_it_is_open_is_set_aside_at_the_first_call_that_meets_it()
    {
        for (int i = 0; i < 300; i++)
        {
            await Store.SetAsync($"key {i}", new byte[3_000], cancellationToken: Cancel);
        }

        await Store.CompactAsync(Cancel);
        using (FileStream file = File.Open(DatabaseFile, FileMode.Open, FileAccess.Write, FileShare.ReadWrite))
        {
            file.Position = 8_192;
            file.Write(Enumerable.Repeat((byte)0x5A, (int)file.Length - 8_192).ToArray());
        }

        for (int i = 0; i < 300; i++)
        {
            using StoreRecord? record = await Store.GetAsync($"key {i}", Cancel);
            Assert.True(record is null || record.Value.Length == 3_000);
        }

        await SetAsync("key");
        Assert.NotNull(await Store.GetAsync("key", Cancel));
        Assert.NotEmpty(Directory.GetFiles(_directory.Path, "store.db.damaged-*"));
        Assert.Contains(_log.Lines, l => l.StartsWith("corrupt", StringComparison.Ordinal));
    }

    [Fact(Timeout = 30_000)]
    public async Task A_damaged_database_is_refused_where_that_is_wanted()
    {
        await CloseAsync();
        File.WriteAllText(DatabaseFile, string.Concat(Enumerable.Repeat("no database ", 1_000)));
        StoreException error = await Assert.ThrowsAsync<StoreException>(() => OpenAsync(Options with { Damaged = DamagedDatabase.Refuse }));
        Assert.Contains("store.db", error.Message, StringComparison.Ordinal);
        Assert.StartsWith("no database", File.ReadAllText(DatabaseFile), StringComparison.Ordinal);
    }

    [Theory(Timeout = 30_000)]
    [InlineData("PRAGMA user_version=2", "has format 2")]
    [InlineData("DROP TABLE records; DROP TABLE contents; CREATE TABLE theirs (a); PRAGMA application_id=7", "another program")]
    public async Task The_database_of_a_later_version_or_another_program_is_refused(string change, string message)
    {
        await CloseAsync();
        using (sqlite3 database = Open())
        {
            Assert.Equal(raw.SQLITE_OK, raw.sqlite3_exec(database, change));
        }

        StoreException error = await Assert.ThrowsAsync<StoreException>(() => OpenAsync(Options));
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    [Fact(Timeout = 30_000)]
    public async Task Options_that_cannot_work_are_named()
    {
        OptionsException error = await Assert.ThrowsAsync<OptionsException>(
            () => OpenAsync(new SqliteStoreOptions { File = "", MaxBytes = 1, Readers = 0, BusyTimeout = TimeSpan.FromSeconds(-1), Name = "" }));
        Assert.All((string[])["File", "MaxBytes", "Readers", "BusyTimeout", "Name"], o => Assert.Contains(o, error.Message, StringComparison.Ordinal));
    }

    private async Task OpenAsync(SqliteStoreOptions options)
    {
        await CloseAsync();
        _store = await SqliteStore.OpenAsync(options, Cancel);
        _store.Observe(_log);
    }

    private async Task CloseAsync()
    {
        if (_store is not null)
        {
            await _store.DisposeAsync();
        }
    }

    private async Task SetAsync(string key) => await Store.SetAsync(key, new byte[10], cancellationToken: Cancel);

    private sqlite3 Open()
    {
        Assert.Equal(raw.SQLITE_OK, raw.sqlite3_open(DatabaseFile, out sqlite3 database));
        return database;
    }

    private sqlite3 Hold()
    {
        sqlite3 database = Open();
        Assert.Equal(raw.SQLITE_OK, raw.sqlite3_exec(database, "BEGIN IMMEDIATE"));
        return database;
    }
}
