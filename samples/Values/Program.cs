using Freshet.Stores;
using Freshet.Values;

await using var store = new MemoryStore();
await using var cache = new ValueCache(store, new ValueCacheOptions { Name = "users" });

// Get or create: of all who ask at once, one makes the value.
var user = await cache.GetOrCreateAsync("user/1", cancel => LoadAsync(1, "en", cancel), new ValueOptions { Lifetime = TimeSpan.FromMinutes(10), Tags = ["users"] });
Console.WriteLine(user);

// A function whose results are kept; the token is no part of the key.
var load = cache.Memoize<int, string, CancellationToken, string>(LoadAsync, new() { TagsOf = (_, args) => [$"user:{args.Item1}"] });
Console.WriteLine(await load.CallAsync(2, "en", default));
Console.WriteLine(await load.CallAsync(2, "en", default));
Console.WriteLine(await load.RemoveWhereAsync([new("id", 2)]));

// An interface whose methods say how long their results are kept.
IPrices prices = cache.Decorate<IPrices>(new Prices());
Console.WriteLine(await prices.OfAsync("apples") == await prices.OfAsync("apples"));

await cache.PurgeTagAsync("users");
Console.WriteLine($"{(await cache.GetAsync<string>("user/1")).HasValue} {cache.Info}");

static async Task<string> LoadAsync(int id, string language, CancellationToken cancel)
{
    await Task.Delay(1, cancel);
    return $"user {id} in {language}";
}

internal interface IPrices
{
    [Cached(Seconds = 300, Tag = "price:{article}")]
    Task<decimal> OfAsync(string article);
}

internal sealed class Prices : IPrices
{
    public Task<decimal> OfAsync(string article) => Task.FromResult((decimal)Random.Shared.Next());
}
