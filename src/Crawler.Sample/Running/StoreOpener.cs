using Freshet.Program.Cli;
using Freshet.Storage;
using Freshet.Stores;

namespace Freshet.Program.Running;

/// <summary>Opens the store that a user chose.</summary>
internal static class StoreOpener
{
    /// <exception cref="UsageException">It can't be opened.</exception>
    public static async Task<ICacheStore> OpenAsync(StoreChoice choice, TimeProvider? time = null) => choice.Kind switch
    {
        StoreKind.None => new NullStore(),
        StoreKind.Memory => Memory(choice.MaxBytes, time),
        StoreKind.Disk => await OpenDiskAsync(choice, time),
        _ => await OtherStores.OpenAsync(choice, time),
    };

    internal static async Task<ICacheStore> OpenDiskAsync(StoreChoice choice, TimeProvider? time)
    {
        try
        {
            var disk = await FasterStore.OpenAsync(OptionsOf(choice, time));
            return choice.MemoryTier is { } memory
                ? new TieredStore(new StoreTier("memory", Memory(memory, time)), new StoreTier("disk", disk))
                : disk;
        }
        catch (StoreException error)
        {
            throw new UsageException(ExitCodes.StoreFailed, $"--store {choice.Text}: {error.Message}");
        }
    }

    internal static FasterStoreOptions OptionsOf(StoreChoice choice, TimeProvider? time = null)
    {
        var defaults = new FasterStoreOptions();
        return defaults with
        {
            Directory = choice.Directory,
            MaxBytes = choice.Unbounded ? 1L << 50 : choice.MaxBytes ?? defaults.MaxBytes,
            SegmentBytes = choice.Unbounded ? defaults.MaxBytes / 64 : null,
            Name = "disk",
            TimeProvider = time ?? TimeProvider.System,
        };
    }

    internal static MemoryStore Memory(long? maxBytes, TimeProvider? time)
    {
        var defaults = new MemoryStoreOptions();
        return new MemoryStore(defaults with { MaxBytes = maxBytes ?? defaults.MaxBytes, TimeProvider = time ?? TimeProvider.System });
    }
}
