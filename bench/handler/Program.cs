using Freshet.Bench;

// dotnet run -c Release --project bench/handler -- [cost] [large] [stress [SECONDS]]
switch (args)
{
    case [] or ["cost"]:
        await Cost.RunAsync();
        break;
    case ["large"]:
        await Large.RunAsync();
        break;
    case ["stress"]:
        await Stress.RunAsync(TimeSpan.FromSeconds(60));
        break;
    case ["stress", var seconds]:
        await Stress.RunAsync(TimeSpan.FromSeconds(int.Parse(seconds)));
        break;
    default:
        Console.Error.WriteLine("cost, large, or stress [SECONDS]");
        return 2;
}

return 0;
