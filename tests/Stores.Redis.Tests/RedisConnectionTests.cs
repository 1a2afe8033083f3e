using System.Security.Cryptography.X509Certificates;
using Freshet.Storage;
using Freshet.Tests.Kit;

namespace Freshet.Stores.Tests;

public sealed class RedisConnectionTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact(Timeout = 60_000)]
    public async Task A_password_is_given_and_a_wrong_one_is_a_fault_of_the_store()
    {
        await using RedisServer server = await StartAsync("--requirepass se:cr@t");
        await RoundTripAsync(new() { Configuration = $"{server.EndPoint},password=se:cr@t" });
        await RoundTripAsync(new() { Configuration = $"redis://:se%3Acr%40t@{server.EndPoint}/3" });
        await using RedisStore wrong = new($"{server.EndPoint},password=wrong");
        StoreException error = await Assert.ThrowsAsync<StoreException>(async () => await wrong.GetAsync("key", Cancel));
        Assert.DoesNotContain("wrong", error.Message, StringComparison.Ordinal);
    }

    [Fact(Timeout = 60_000)]
    public async Task TLS_is_spoken_with_certificates_on_both_sides()
    {
        using TempDirectory directory = new();
        using TestCertificates certificates = new(directory);
        await using RedisServer server = await StartAsync(
            $"--tls-port {{port}} --tls-cert-file {certificates.ServerFile} --tls-key-file {certificates.ServerKeyFile} --tls-ca-cert-file {certificates.AuthorityFile}");
        RedisStoreOptions options = new()
        {
            Configuration = $"rediss://localhost:{server.Port}",
            ServerCertificate = (_, certificate, _, _) => certificates.Issued(certificate),
            ClientCertificate = certificates.Client,
        };
        await RoundTripAsync(options);
        await RoundTripAsync(options with { Configuration = $"127.0.0.1:{server.Port},ssl=true,sslHost=localhost" });
        await using RedisStore untrusting = new(options with { ServerCertificate = null });
        await Assert.ThrowsAsync<StoreException>(async () => await untrusting.GetAsync("key", Cancel));
        await using RedisStore nameless = new(options with { ClientCertificate = null });
        await Assert.ThrowsAsync<StoreException>(async () => await nameless.GetAsync("key", Cancel));
    }

    [Fact(Timeout = 120_000)]
    public async Task A_cluster_of_three_masters_is_one_store()
    {
        RedisServer[] nodes = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => StartAsync("--cluster-enabled yes --cluster-node-timeout 5000")));
        try
        {
            ChildResult made = await RedisServer.CliAsync(["--cluster", "create", .. nodes.Select(n => n.EndPoint), "--cluster-yes"]);
            Assert.True(made.ExitCode == 0, made.Output + made.Error);
            foreach (RedisServer node in nodes)
            {
                while (!(await node.CommandAsync("cluster", "info")).Output.Contains("cluster_state:ok", StringComparison.Ordinal))
                {
                    await Task.Delay(20, Cancel);
                }
            }

            await using RedisStore store = new(string.Join(',', nodes.Select(n => n.EndPoint)));
            await FillAsync(store, 300);
            foreach (RedisServer node in nodes)
            {
                Assert.NotEqual("0\n", (await node.CommandAsync("dbsize")).Output);
            }

            Assert.Equal(300, await store.ScanAsync("a/", Cancel).CountAsync(Cancel));
            Assert.Equal(300, await store.ClearAsync("a/", Cancel));
            Assert.Equal(300, await store.ScanAsync(cancellationToken: Cancel).CountAsync(Cancel));
            await TogetherAsync(string.Join(',', nodes.Select(n => n.EndPoint)), store);
        }
        finally
        {
            foreach (RedisServer node in nodes)
            {
                await node.DisposeAsync();
            }
        }
    }

    [Fact(Timeout = 120_000)]
    public async Task The_master_that_Sentinels_name_is_followed_when_it_changes()
    {
        await using RedisServer first = await StartAsync();
        await using RedisServer second = await StartAsync($"--replicaof 127.0.0.1 {first.Port}");
        await using RedisServer sentinel = await RedisServer.StartAsync(
            sentinel: $"sentinel monitor cache 127.0.0.1 {first.Port} 1\nsentinel down-after-milliseconds cache 500\nsentinel failover-timeout cache 3000\n",
            cancellationToken: Cancel);
        await using RedisStore store = new(new RedisStoreOptions { Configuration = sentinel.EndPoint, SentinelService = "cache" });
        await store.SetAsync("key", "one"u8.ToArray(), cancellationToken: Cancel);
        Assert.Equal("1\n", (await first.CommandAsync("dbsize")).Output);
        while (!(await sentinel.CommandAsync("sentinel", "replicas", "cache")).Output.Contains($"{second.Port}", StringComparison.Ordinal)
            || (await second.CommandAsync("dbsize")).Output != "1\n")
        {
            await Task.Delay(50, Cancel);
        }

        await first.KillAsync();
        await EventuallyAsync(() => store.SetAsync("after", "two"u8.ToArray(), cancellationToken: Cancel));
        Assert.Equal("2\n", (await second.CommandAsync("dbsize")).Output);
        await first.StartAgainAsync(Cancel);
    }

    [Fact(Timeout = 60_000)]
    public async Task A_clear_leaves_what_is_not_of_the_store()
    {
        await using RedisServer server = await StartAsync();
        await server.CommandAsync("set", "other", "value");
        await server.CommandAsync("rpush", "freshet:list", "value");
        await using RedisStore store = new(server.EndPoint);
        await using RedisStore neighbour = new(new RedisStoreOptions { Configuration = server.EndPoint, KeyPrefix = "freshet2:" });
        await FillAsync(store, 20);
        await FillAsync(neighbour, 20);
        Assert.Equal(40, await store.ScanAsync(cancellationToken: Cancel).CountAsync(Cancel));
        Assert.Equal(20, await store.ClearAsync("a/", Cancel));
        Assert.Equal(40, await neighbour.ScanAsync(cancellationToken: Cancel).CountAsync(Cancel));
        Assert.Equal("value\n", (await server.CommandAsync("get", "other")).Output);
    }

    [Fact(Timeout = 60_000)]
    public async Task A_value_that_something_else_wrote_is_absent_and_an_event()
    {
        await using RedisServer server = await StartAsync();
        await using RedisStore store = new(server.EndPoint);
        StoreLog log = new();
        store.Observe(log);
        await server.CommandAsync("set", "freshet:key", "a value of somebody else");
        Assert.Null(await store.GetAsync("key", Cancel));
        Assert.Equal(["corrupt key redis"], log.Lines);
        Assert.Empty(await store.ScanAsync(cancellationToken: Cancel).ToListAsync(Cancel));
    }

    [Fact(Timeout = 60_000)]
    public async Task Redis_forgets_a_record_of_its_own_accord_some_time_after_its_expiry()
    {
        await using RedisServer server = await StartAsync();
        await using RedisStore store = new(server.EndPoint);
        await store.SetAsync("key", "value"u8.ToArray(), DateTimeOffset.UtcNow.AddHours(1), Cancel);
        await store.SetAsync("never", "value"u8.ToArray(), DateTimeOffset.MaxValue, Cancel);
        Assert.InRange(int.Parse((await server.CommandAsync("ttl", "freshet:key")).Output), 3600, 3660);
        Assert.Equal("-1\n", (await server.CommandAsync("ttl", "freshet:never")).Output);
    }

    [Fact(Timeout = 60_000)]
    public async Task A_server_that_stopped_answering_is_a_fault_and_after_some_of_them_one_at_once()
    {
        await using RedisServer server = await StartAsync();
        RedisStore store = new(new RedisStoreOptions { Configuration = server.EndPoint, Timeout = TimeSpan.FromMilliseconds(500), MaxUnanswered = 2 });
        await store.ConnectAsync(Cancel);
        server.Pause();
        for (int i = 0; i < 2; i++)
        {
            StoreException slow = await Assert.ThrowsAsync<StoreException>(async () => await store.GetAsync("key", Cancel));
            Assert.Contains("no answer within", slow.Message, StringComparison.Ordinal);
        }

        StoreException error = await Assert.ThrowsAsync<StoreException>(async () => await store.SetAsync("key", new byte[10], cancellationToken: Cancel));
        Assert.Contains("2 calls are without an answer", error.Message, StringComparison.Ordinal);
        using (CancellationTokenSource source = new())
        {
            Task<StoreRecord?> body = store.GetAsync("b/0/0", source.Token).AsTask();
            await source.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => body);
        }

        server.Resume();
        await EventuallyAsync(() => store.SetAsync("key", new byte[10], cancellationToken: Cancel));
        server.Pause();
        await store.DisposeAsync();
        server.Resume();
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await store.GetAsync("key", Cancel));
    }

    [Fact(Timeout = 60_000)]
    public async Task A_store_that_was_made_before_its_server_finds_it()
    {
        await using RedisServer server = await StartAsync();
        await server.KillAsync();
        await using RedisStore store = new(new RedisStoreOptions { Configuration = server.EndPoint, ConnectTimeout = TimeSpan.FromMilliseconds(500) });
        await Assert.ThrowsAsync<StoreException>(async () => await store.GetAsync("key", Cancel));
        await server.StartAgainAsync(Cancel);
        await EventuallyAsync(() => store.SetAsync("key", new byte[10], cancellationToken: Cancel));
    }

    [Fact(Timeout = 30_000)]
    public void Options_that_can_t_work_are_refused_all_at_once_and_without_the_password()
    {
        OptionsException error = Assert.Throws<OptionsException>(() => new RedisStore(new RedisStoreOptions
        {
            Configuration = "redis://somebody:secret@localhost", Timeout = TimeSpan.Zero, MaxUnanswered = 0, Name = "", SentinelService = "",
        }));
        Assert.Equal(5, error.Problems.Count);
        Assert.DoesNotContain("secret", error.Message, StringComparison.Ordinal);
        Assert.Throws<OptionsException>(() => new RedisStore("redis://"));
        Assert.Throws<OptionsException>(() => new RedisStore("localhost,nonsense=1"));
        Assert.Throws<OptionsException>(() => new RedisInvalidationBus(new RedisInvalidationBusOptions { MaxKept = 0 }));
    }

    private static async Task<RedisServer> StartAsync(string arguments = "")
    {
        Assert.SkipWhen(RedisServer.Missing is not null, RedisServer.Missing ?? "");
        return await RedisServer.StartAsync(arguments, cancellationToken: Cancel);
    }

    private static async Task RoundTripAsync(RedisStoreOptions options)
    {
        await using RedisStore store = new(options);
        await store.SetAsync("key", "value"u8.ToArray(), cancellationToken: Cancel);
        using StoreRecord? record = await store.GetAsync("key", Cancel);
        Assert.Equal("value"u8, record!.Value.Span);
        Assert.Equal("redis", record.Tier);
    }

    /// <summary>Two machines with bus and leases.</summary>
    private static async Task TogetherAsync(string configuration, RedisStore store)
    {
        await using TieredMachine one = await TieredMachine.StartAsync(configuration, soft: null), two = await TieredMachine.StartAsync(configuration, soft: null);
        for (int i = 0; i < 20; i++)
        {
            await one.Store.SetAsync($"shared/{i}", "one"u8.ToArray(), cancellationToken: Cancel);
            (await two.Store.GetAsync($"shared/{i}", Cancel))!.Dispose();
            await one.Store.RemoveAsync($"shared/{i}", Cancel);
            await one.SettleAsync(two);
            Assert.Null(await two.Store.GetAsync($"shared/{i}", Cancel));
            ILease? lease = await store.TryAcquireAsync($"lease {i}", TimeSpan.FromMinutes(1), Cancel);
            Task<bool> waiting = two.Redis.WaitForReleaseAsync($"lease {i}", TimeSpan.FromMinutes(1), Cancel).AsTask();
            Assert.Null(await two.Redis.TryAcquireAsync($"lease {i}", TimeSpan.FromMinutes(1), Cancel));
            await lease!.DisposeAsync();
            Assert.True(await waiting);
        }
    }

    private static async Task FillAsync(RedisStore store, int count)
    {
        for (int i = 0; i < count; i++)
        {
            await store.SetAsync($"a/{i}", "value"u8.ToArray(), cancellationToken: Cancel);
            await store.SetAsync($"b/{i}", new byte[1000], cancellationToken: Cancel);
        }
    }

    private static async Task EventuallyAsync(Func<ValueTask> action)
    {
        while (true)
        {
            try
            {
                await action();
                return;
            }
            catch (StoreException)
            {
                await Task.Delay(50, Cancel);
            }
        }
    }
}
