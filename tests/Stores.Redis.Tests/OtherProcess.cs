using System.Text;
using Freshet.Caching;
using Freshet.Http;
using Freshet.Storage;
using Freshet.Tests.Kit;

namespace Freshet.Stores.Tests;

/// <summary>What this program does when it is not the tests but the other process of one of them.</summary>
internal static class OtherProcess
{
    public const string Watch = "watch";
    public const string Fetch = "fetch";

    public static ChildProcess Start(params string[] arguments) =>
        ChildProcess.Start(Path.Combine(AppContext.BaseDirectory, "Stores.Redis.Tests"), arguments);

    public static async Task<int?> RunAsync(string[] arguments)
    {
        if (arguments is [Watch, var redis, var key])
        {
            await WatchAsync(redis, key);
            return 0;
        }

        if (arguments is [Fetch, _, var url, var count, var how])
        {
            await FetchAsync(arguments[1], new Uri(url), int.Parse(count), how == "streamed");
            return 0;
        }

        return null;
    }

    /// <summary>Asks for a URL many times at once, when there is a record that says so, and writes how many bytes came.</summary>
    private static async Task FetchAsync(string redis, Uri url, int count, bool streamed)
    {
        await using TieredMachine machine = await TieredMachine.StartAsync(redis, soft: null);
        await using HttpCache cache = new(machine.Store, new HttpCacheOptions { Leases = new FetchLeaseOptions { Store = machine.Redis } });
        using HttpFetcher fetcher = new() { IsStreaming = streamed };
        Console.WriteLine("ready");
        while (await machine.Redis.GetAsync("go") is null)
        {
            await Task.Delay(1);
        }

        Task<long>[] asked = [.. Enumerable.Range(0, count).Select(async _ =>
        {
            using Exchange exchange = await cache.SendAsync(new Exchange(RequestHead.Get(url)) { IsStreamed = streamed }, fetcher);
            await using Stream body = exchange.OpenBody();
            byte[] buffer = new byte[20_000];
            long all = 0;
            while (await body.ReadAsync(buffer) is > 0 and var read)
            {
                all += read;
            }

            return all;
        })];
        Console.WriteLine("asking");
        Console.WriteLine((await Task.WhenAll(asked)).Sum());
    }

    /// <summary>Writes what a key holds, and which tier says so, whenever that changes.</summary>
    private static async Task WatchAsync(string redis, string key)
    {
        await using TieredMachine machine = await TieredMachine.StartAsync(redis, soft: null);
        string last = "";
        while (true)
        {
            using (StoreRecord? record = await machine.Store.GetAsync(key))
            {
                string now = record is null ? "- -" : $"{Encoding.UTF8.GetString(record.Value.Span)} {record.Tier}";
                if (now != last)
                {
                    Console.WriteLine(last = now);
                }
            }

            await Task.Delay(1);
        }
    }
}
