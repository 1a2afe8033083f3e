using System.Net.Sockets;
using System.Text;
using Freshet.Storage;
using Freshet.Tests.Kit;

namespace Freshet.Stores.Tests.Memcached;

public sealed class MemcachedStoreTests : IAsyncLifetime
{
    private MemcachedServer _server = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private MemcachedStoreOptions Options => new() { Servers = [_server.EndPoint], Timeout = TimeSpan.FromSeconds(10) };

    public async ValueTask InitializeAsync()
    {
        Assert.SkipWhen(MemcachedServer.Missing is not null, MemcachedServer.Missing ?? "");
        _server = await MemcachedServer.StartAsync(Cancel, "-m", "64");
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }
    }

    [Fact(Timeout = 60_000)]
    public async Task A_server_that_is_gone_is_an_error_and_one_that_is_back_is_used_again()
    {
        await using var store = new MemcachedStore(Options);
        await SetAsync(store, "key");
        await _server.KillAsync();
        StoreException error = await Assert.ThrowsAsync<StoreException>(() => SetAsync(store, "key"));
        Assert.Contains("memcached", error.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<StoreException>(async () => await store.GetAsync("key", Cancel));
        await _server.StartAgainAsync(Cancel);
        while (!await TrySetAsync(store, "key"))
        {
            await Task.Delay(20, Cancel);
        }

        Assert.NotNull(await store.GetAsync("key", Cancel));
    }

    [Fact(Timeout = 60_000)]
    public async Task A_server_that_is_not_there_is_an_error_that_names_it()
    {
        await _server.KillAsync();
        await using var store = new MemcachedStore(Options);
        StoreException[] errors = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Assert.ThrowsAsync<StoreException>(() => SetAsync(store, "key"))));
        Assert.All(errors, e => Assert.Contains(_server.EndPoint, e.Message, StringComparison.Ordinal));
    }

    [Fact(Timeout = 60_000)]
    public async Task A_server_that_does_not_answer_is_an_error_after_the_time_out()
    {
        using TcpListener silent = new(System.Net.IPAddress.Loopback, 0);
        silent.Start();
        await using var store = new MemcachedStore(Options with { Servers = [silent.LocalEndpoint.ToString()!], Timeout = TimeSpan.FromMilliseconds(100) });
        StoreException error = await Assert.ThrowsAsync<StoreException>(() => SetAsync(store, "key"));
        Assert.Contains("did not answer", error.Message, StringComparison.Ordinal);
    }

    [Fact(Timeout = 60_000)]
    public async Task A_clear_is_seen_by_other_clients()
    {
        await using var one = new MemcachedStore(Options);
        await using var other = new MemcachedStore(Options with { ClearsSeenWithin = TimeSpan.Zero });
        await SetAsync(one, "a/1");
        await SetAsync(other, "b/1");
        Assert.NotNull(await other.GetAsync("a/1", Cancel));
        await one.ClearAsync("a/", Cancel);
        Assert.Null(await other.GetAsync("a/1", Cancel));
        Assert.NotNull(await other.GetAsync("b/1", Cancel));
        await SetAsync(other, "a/1");
        Assert.NotNull(await other.GetAsync("a/1", Cancel));
    }

    [Fact(Timeout = 60_000)]
    public async Task Many_clears_of_many_prefixes_go_on_to_work()
    {
        await using var store = new MemcachedStore(Options);
        for (int i = 0; i < 1_100; i++)
        {
            await SetAsync(store, $"{i}/key");
            await store.ClearAsync($"{i}/", Cancel);
            Assert.Null(await store.GetAsync($"{i}/key", Cancel));
        }

        Assert.Null(await store.GetAsync("0/key", Cancel));
    }

    [Fact(Timeout = 60_000)]
    public async Task When_the_list_of_clears_is_lost_nothing_that_was_cleared_comes_back()
    {
        await using (var store = new MemcachedStore(Options))
        {
            await SetAsync(store, "key");
            await store.ClearAsync("k", Cancel);
        }

        Assert.StartsWith("HD", await RawAsync("md freshet:!clears\r\n"), StringComparison.Ordinal);
        await using var again = new MemcachedStore(Options);
        Assert.Null(await again.GetAsync("key", Cancel));
    }

    [Fact(Timeout = 60_000)]
    public async Task Items_of_others_and_altered_ones_are_misses()
    {
        await using var store = new MemcachedStore(Options);
        var log = new StoreLog();
        store.Observe(log);
        await RawAsync("set freshet:theirs 0 0 5\r\nhello\r\n");
        Assert.Null(await store.GetAsync("theirs", Cancel));
        await store.SetAsync("key", "value"u8.ToArray(), cancellationToken: Cancel);
        await RawAsync("append freshet:key 0 0 1\r\n!\r\n");
        Assert.Null(await store.GetAsync("key", Cancel));
        Assert.Equal(["corrupt theirs memcached", "corrupt key memcached"], log.Lines);
    }

    [Fact(Timeout = 60_000)]
    public async Task A_record_that_lost_a_part_is_a_miss()
    {
        await using var store = new MemcachedStore(Options with { MaxItemBytes = 20_000 });
        await store.SetAsync("key", new byte[100_000], cancellationToken: Cancel);
        Assert.Equal(100_000, (await store.GetAsync("key", Cancel))!.Value.Length);
        string[] items = (await RawAsync("lru_crawler metadump all\r\n", "END\r\n")).Split('\n');
        string part = items.First(i => i.Contains("~", StringComparison.Ordinal) || i.Contains("%7E", StringComparison.Ordinal)).Split(' ')[0]["key=".Length..];
        Assert.StartsWith("HD", await RawAsync($"md {Uri.UnescapeDataString(part)}\r\n"), StringComparison.Ordinal);
        Assert.Null(await store.GetAsync("key", Cancel));
    }

    [Fact(Timeout = 60_000)]
    public async Task An_item_the_server_does_not_take_is_an_error_and_the_next_one_is_taken()
    {
        await using MemcachedServer small = await MemcachedServer.StartAsync(Cancel, "-I", "512k");
        await using var store = new MemcachedStore(Options with { Servers = [small.EndPoint], Connections = 1 });
        await Assert.ThrowsAsync<StoreException>(async () => await store.SetAsync("key", new byte[900_000], cancellationToken: Cancel));
        while (!await TrySetAsync(store, "key"))
        {
            await Task.Delay(20, Cancel);
        }

        Assert.NotNull(await store.GetAsync("key", Cancel));
    }

    [Fact(Timeout = 60_000)]
    public async Task A_caller_that_gives_up_leaves_the_connection_in_order()
    {
        await using var store = new MemcachedStore(Options with { Connections = 1 });
        for (int i = 0; i < 200; i++)
        {
            await store.SetAsync($"key {i}", Encoding.UTF8.GetBytes($"{i}"), cancellationToken: Cancel);
            using var source = new CancellationTokenSource();
            Task<StoreRecord?> leaving = store.GetAsync($"key {i}", source.Token).AsTask();
            await source.CancelAsync();
            using StoreRecord? record = await store.GetAsync($"key {i}", Cancel);
            Assert.Equal($"{i}", Encoding.UTF8.GetString(record!.Value.Span));
            await Task.WhenAny(leaving);
        }
    }

    [Fact(Timeout = 30_000)]
    public void Options_that_cannot_work_are_named()
    {
        OptionsException error = Assert.Throws<OptionsException>(() => new MemcachedStore(new MemcachedStoreOptions
        {
            Servers = ["host:port"], KeyPrefix = "a b", MaxItemBytes = 1, Connections = 0, Timeout = TimeSpan.Zero, Name = "",
        }));
        Assert.All(
            (string[])["'host:port'", "KeyPrefix", "MaxItemBytes", "Connections", "Timeout", "Name"],
            o => Assert.Contains(o, error.Message, StringComparison.Ordinal));
    }

    private static async Task SetAsync(MemcachedStore store, string key) => await store.SetAsync(key, new byte[10], cancellationToken: Cancel);

    private static async Task<bool> TrySetAsync(MemcachedStore store, string key)
    {
        try
        {
            await SetAsync(store, key);
            return true;
        }
        catch (StoreException)
        {
            return false;
        }
    }

    private async Task<string> RawAsync(string command, string end = "\r\n")
    {
        using TcpClient client = new();
        await client.ConnectAsync("127.0.0.1", _server.Port, Cancel);
        NetworkStream stream = client.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(command), Cancel);
        byte[] answer = new byte[100_000];
        int read = 0;
        while (!Encoding.ASCII.GetString(answer, 0, read).EndsWith(end, StringComparison.Ordinal))
        {
            read += await stream.ReadAsync(answer.AsMemory(read), Cancel);
        }

        return Encoding.ASCII.GetString(answer, 0, read);
    }
}
