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
        catch (Exception error) when (error is StoreException or OptionsException or UriFormatException)
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
        StoreKind.S3 => S3Async(choice, time),
        StoreKind.DynamoDb => DynamoDbAsync(choice, time),
        StoreKind.Tiered => TieredAsync(choice, time),
        _ => throw new UsageException(ExitCodes.WrongUsage, $"--store {choice.Text}: this program is built without that store."),
    };

    private static async Task<ICacheStore> FilesAsync(StoreChoice choice, TimeProvider time)
    {
        var defaults = new FileStoreOptions { Directory = choice.Directory, TimeProvider = time };
        return await FileStore.OpenAsync(defaults with { MaxBytes = choice.Unbounded ? null : choice.MaxBytes ?? defaults.MaxBytes });
    }

    private static async Task<ICacheStore> SqliteAsync(StoreChoice choice, TimeProvider time)
    {
        var defaults = new SqliteStoreOptions { File = choice.Directory, TimeProvider = time };
        return await SqliteStore.OpenAsync(defaults with { MaxBytes = choice.Unbounded ? null : choice.MaxBytes ?? defaults.MaxBytes });
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

    private static async Task<ICacheStore> S3Async(StoreChoice choice, TimeProvider time)
    {
        await Task.CompletedTask;
        var url = new Uri(choice.Directory);
        var prefix = Uri.UnescapeDataString(url.AbsolutePath).Trim('/');
        var given = Parameters(url, choice, "region", "endpoint");
        var defaults = new S3StoreOptions { Bucket = url.Host, TimeProvider = time, Region = given.GetValueOrDefault("region"), Endpoint = EndpointOf(given, choice) };
        return new S3Store(prefix.Length == 0 ? defaults : defaults with { KeyPrefix = prefix + "/" });
    }

    private static async Task<ICacheStore> DynamoDbAsync(StoreChoice choice, TimeProvider time)
    {
        var url = new Uri(choice.Directory);
        var given = Parameters(url, choice, "region", "endpoint", "create");
        return await DynamoDbStore.OpenAsync(new DynamoDbStoreOptions
        {
            // Not the host of the URL, which is in lower case.
            Table = url.OriginalString["dynamodb://".Length..].Split('?', '/')[0],
            CreateTable = given.GetValueOrDefault("create") == "true",
            TimeProvider = time,
            Region = given.GetValueOrDefault("region"),
            Endpoint = EndpointOf(given, choice),
        });
    }

    private static Dictionary<string, string> Parameters(Uri url, StoreChoice choice, params string[] known)
    {
        Dictionary<string, string> given = [];
        foreach (var pair in url.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries).Select(pair => pair.Split('=', 2)))
        {
            given[pair[0]] = pair.Length == 2 && known.Contains(pair[0]) ? Uri.UnescapeDataString(pair[1])
                : throw new UsageException(ExitCodes.WrongUsage, $"--store {choice.Text}: {pair[0]} is no parameter; {string.Join(", ", known.Select(name => name + "=..."))} would be right.");
        }

        return given;
    }

    private static Uri? EndpointOf(Dictionary<string, string> given, StoreChoice choice) => given.GetValueOrDefault("endpoint") is not { } text ? null
        : Uri.TryCreate(text, UriKind.Absolute, out var endpoint) && endpoint.Scheme is "http" or "https" ? endpoint
        : throw new UsageException(ExitCodes.WrongUsage, $"--store {choice.Text}: endpoint={text} is no address such as http://localhost:9000.");

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
