using Freshet.Program.Cli;
using Freshet.Storage;
using Freshet.Stores;

namespace Freshet.Program.Running;

/// <summary>Opens what is neither memory nor a log on disk. Each is a method of its own: a program that does not name a store loads nothing of it.</summary>
internal static class OtherStores
{
    /// <exception cref="UsageException">It can't be opened.</exception>
    public static async Task<ICacheStore> OpenAsync(StoreChoice choice, TimeProvider? time)
    {
        try
        {
            var store = await OpenOneAsync(choice, time ?? TimeProvider.System);
            return choice.MemoryTier is { } memory
                ? new TieredStore(new StoreTier("memory", StoreOpener.Memory(memory, time)), new StoreTier(choice.Kind.ToString().ToLowerInvariant(), store))
                : store;
        }
        catch (Exception error) when (error is StoreException or OptionsException)
        {
            throw new UsageException(error is StoreException ? ExitCodes.StoreFailed : ExitCodes.WrongUsage, $"--store {choice.Text}: {error.Message}");
        }
    }

    private static Task<ICacheStore> OpenOneAsync(StoreChoice choice, TimeProvider time) => choice.Kind switch
    {
        StoreKind.Files => FilesAsync(choice, time),
        StoreKind.Sqlite => SqliteAsync(choice, time),
        StoreKind.Redis => RedisAsync(choice, time),
        StoreKind.Memcached => MemcachedAsync(choice, time),
        StoreKind.Tiered => TieredAsync(choice, time),
        _ => throw new UsageException(ExitCodes.WrongUsage, $"--store {choice.Text}: this program is built without that store."),
    };

    private static async Task<ICacheStore> FilesAsync(StoreChoice choice, TimeProvider time)
    {
        var defaults = new FileStoreOptions { Directory = choice.Directory, TimeProvider = time };
        return await FileStore.OpenAsync(defaults with { MaxBytes = choice.MaxBytes ?? defaults.MaxBytes });
    }

    private static async Task<ICacheStore> SqliteAsync(StoreChoice choice, TimeProvider time)
    {
        var defaults = new SqliteStoreOptions { File = choice.Directory, TimeProvider = time };
        return await SqliteStore.OpenAsync(defaults with { MaxBytes = choice.MaxBytes ?? defaults.MaxBytes });
    }

    private static async Task<ICacheStore> RedisAsync(StoreChoice choice, TimeProvider time)
    {
        await Task.CompletedTask;
        return new RedisStore(new RedisStoreOptions { Configuration = choice.Directory, TimeProvider = time });
    }

    private static async Task<ICacheStore> MemcachedAsync(StoreChoice choice, TimeProvider time)
    {
        await Task.CompletedTask;
        var servers = choice.Directory["memcached://".Length..].TrimEnd('/').Split('+');
        return new MemcachedStore(new MemcachedStoreOptions { Servers = servers, TimeProvider = time });
    }

    private static async Task<ICacheStore> TieredAsync(StoreChoice choice, TimeProvider time)
    {
        List<StoreTier> tiers = [];
        try
        {
            foreach (var tier in choice.Tiers)
            {
                var name = tier.Kind.ToString().ToLowerInvariant();
                var twice = tiers.Count(t => t.Name.StartsWith(name, StringComparison.Ordinal));
                tiers.Add(new StoreTier(twice == 0 ? name : $"{name}{twice + 1}", await StoreOpener.OpenAsync(tier, time)));
            }

            return new TieredStore(tiers);
        }
        catch
        {
            foreach (var tier in tiers)
            {
                await tier.Store.DisposeAsync();
            }

            throw;
        }
    }
}
