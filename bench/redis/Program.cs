using Freshet.Bench;
using Freshet.Tests.Kit;

if (RedisServer.Missing is { } missing)
{
    Console.Error.WriteLine(missing);
    return 1;
}

switch (args)
{
    case []:
        await Ratio.RunAsync();
        await Outage.RunAsync();
        await Purges.RunAsync();
        return 0;
    case ["ratio"]:
        await Ratio.RunAsync();
        return 0;
    case ["outage"]:
        await Outage.RunAsync();
        return 0;
    case ["purges"]:
        await Purges.RunAsync();
        return 0;
    case [Purges.Watch, var redis, var count]:
        await Purges.WatchAsync(redis, int.Parse(count));
        return 0;
    default:
        Console.Error.WriteLine("bench/redis [ratio|outage|purges]");
        return 1;
}
