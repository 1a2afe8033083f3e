using System.Globalization;
using Freshet.Program.Cli;
using Freshet.Storage;
using Freshet.Stores;

namespace Freshet.Program.Running;

/// <summary><c>freshet cache migrate</c>: brings a store that an older version wrote to the present format.</summary>
internal static class StoreMigrating
{
    public static async Task<int> RunAsync(CacheSettings settings)
    {
        try
        {
            foreach (var choice in settings.Store.Kind == StoreKind.Tiered ? settings.Store.Tiers : [settings.Store])
            {
                Say(await MigrateAsync(choice), settings.Json);
            }

            return ExitCodes.Done;
        }
        catch (StoreException error)
        {
            throw new UsageException(ExitCodes.StoreFailed, $"--store {settings.Store.Text}: {error.Message}");
        }
    }

    private static async Task<StoreMigration?> MigrateAsync(StoreChoice choice) => choice.Kind switch
    {
        StoreKind.Disk => await FasterStore.MigrateAsync(StoreOpener.OptionsOf(choice)),
        StoreKind.Files => await FileStore.MigrateAsync(new FileStoreOptions { Directory = choice.Directory, MaxBytes = null }),
        StoreKind.Sqlite => await SqliteStore.MigrateAsync(new SqliteStoreOptions { File = choice.Directory, MaxBytes = null }),
        _ => null,
    };

    private static void Say(StoreMigration? done, bool json) => Console.Out.WriteLine(done switch
    {
        null => json ? "{}" : "nothing to do: this store keeps no files of ours",
        _ when json => string.Create(CultureInfo.InvariantCulture, $"{{\"from\":{done.From},\"to\":{done.To},\"records\":{done.Records}}}"),
        _ when done.From == done.To => $"already format {done.To}",
        _ => $"brought {done.Records:N0} records from format {done.From} to {done.To}",
    });
}
