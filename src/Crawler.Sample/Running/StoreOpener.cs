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
        StoreKind.Memory => new MemoryStore(new MemoryStoreOptions()),
        _ => await OpenDiskAsync(choice, time),
    };

    private static async Task<ICacheStore> OpenDiskAsync(StoreChoice choice, TimeProvider? time)
    {
        return new NullStore();
    }
}
