namespace Freshet.Stores.Tests.Faster;

/// <summary>A process that brings a store of format 0 to the present one, to be killed while it does.</summary>
internal static class MigratingProcess
{
    public const string Command = "migrate-until-killed";

    public static async Task<int> RunAsync(string[] args)
    {
        Console.WriteLine("started");
        await FasterStore.MigrateAsync(Options(args[0]));
        return 0;
    }

    public static FasterStoreOptions Options(string directory) => new()
    {
        Directory = directory,
        MaxBytes = 64 << 20,
        SegmentBytes = 2 << 20,
        MemoryBytes = 4 << 20,
        OldFormats = [new LogFormat0()],
    };
}
