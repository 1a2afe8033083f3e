using System.Text;
using Freshet.Storage;
using Freshet.Tests.Kit;

namespace Freshet.Stores.Tests;

/// <summary>What this program does when it is not the tests but the other process of one of them.</summary>
internal static class OtherProcess
{
    public const string Watch = "watch";

    public static ChildProcess Start(params string[] arguments) =>
        ChildProcess.Start(Path.Combine(AppContext.BaseDirectory, "Stores.Redis.Tests"), arguments);

    public static async Task<int?> RunAsync(string[] arguments)
    {
        if (arguments is [Watch, var redis, var key])
        {
            await WatchAsync(redis, key);
            return 0;
        }

        return null;
    }

    /// <summary>Writes what a key holds, and which tier says so, whenever that changes.</summary>
    private static async Task WatchAsync(string redis, string key)
    {
        await using TieredMachine machine = await TieredMachine.StartAsync(redis);
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
