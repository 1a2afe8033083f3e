namespace Freshet.Flows;

internal static class Require
{
    public static void Capacity(int capacity)
    {
        if (capacity is < 1 or > FlowOptions.MaxCapacity)
        {
            throw new ArgumentOutOfRangeException(
                nameof(capacity), capacity, $"A bounded queue holds from 1 to {FlowOptions.MaxCapacity} items.");
        }
    }

    public static void Parallelism(int parallelism)
    {
        if (parallelism is < 1 or > 65_536)
        {
            throw new ArgumentOutOfRangeException(nameof(parallelism), parallelism, "A stage works on 1 to 65,536 items at a time.");
        }
    }
}
