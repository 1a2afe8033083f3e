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
        var defaults = new FasterStoreOptions();
        try
        {
            var disk = await FasterStore.OpenAsync(defaults with
            {
                Directory = choice.Directory,
                MaxBytes = choice.MaxBytes ?? defaults.MaxBytes,
                Name = "disk",
                TimeProvider = time ?? TimeProvider.System,
            });
            return choice.MemoryTier is { } memory
                ? new TieredStore(new StoreTier("memory", Memory(memory, time)), new StoreTier("disk", disk))
                : disk;
        }
        catch (StoreException error)
        {
            throw new UsageException(ExitCodes.StoreFailed, $"--store {choice.Text}: {error.Message}");
        }
    }

    internal static MemoryStore Memory(long? maxBytes, TimeProvider? time)
    {
        var defaults = new MemoryStoreOptions();
        return new MemoryStore(defaults with { MaxBytes = maxBytes ?? defaults.MaxBytes, TimeProvider = time ?? TimeProvider.System });
    }
}
