using System.Text;
using Amazon.DynamoDBv2.Model;
using Freshet.Storage;
using Freshet.Stores.Testing;

namespace Freshet.Stores.Tests.Cloud;

public sealed class DynamoDbStoreContractTests(CloudFixture cloud) : CacheStoreContract
{
    private readonly string _table = $"t{Guid.NewGuid():N}";

    protected override StoreTraits Traits { get; } = new() { Load = 0.04 };

    protected override async ValueTask<ICacheStore> CreateAsync()
    {
        CloudFixture.SkipIfMissing();
        return await DynamoDbStore.OpenAsync(new DynamoDbStoreOptions { Table = _table, CreateTable = true, TimeProvider = Time }, cloud.DynamoDb, Cancel);
    }

    protected override async ValueTask<ICacheStore?> ReopenAsync() => await CreateAsync();

    protected override async ValueTask<bool> DamageAsync(string key)
    {
        Dictionary<string, AttributeValue> item = (await cloud.DynamoDb.ScanAsync(new ScanRequest(_table), Cancel)).Items.Single(i => Encoding.UTF8.GetString(i["key"].B.ToArray()) == key);
        byte[] bytes = item["value"].B.ToArray();
        bytes[^1] ^= 1;
        item["value"] = new AttributeValue { B = new MemoryStream(bytes) };
        await cloud.DynamoDb.PutItemAsync(_table, item, Cancel);
        return true;
    }

    protected override async ValueTask<ICacheStore?> CreateFailingAsync()
    {
        DynamoDbStore store = await DynamoDbStore.OpenAsync(new DynamoDbStoreOptions { Table = $"gone{_table}", CreateTable = true, TimeProvider = Time }, cloud.DynamoDb, Cancel);
        await cloud.DynamoDb.DeleteTableAsync($"gone{_table}", Cancel);
        return store;
    }

    [Fact(Timeout = 60_000)]
    public async Task A_long_record_is_several_items_of_which_none_is_left_behind()
    {
        for (int i = 0; i < 2; i++)
        {
            await Store.SetAsync("key", RandomBytes(1_000_000, i), Time.Now.AddHours(1), Cancel);
            Assert.Equal(3, await ItemsAsync());
        }

        await SetAsync("key", "short");
        Assert.Equal(1, await ItemsAsync());
        await Store.SetAsync("key", RandomBytes(1_000_000, 1), cancellationToken: Cancel);
        Assert.True(await Store.RemoveAsync("key", Cancel));
        Assert.Equal(0, await ItemsAsync());
        await Store.SetAsync("key", RandomBytes(1_000_000, 1), cancellationToken: Cancel);
        await Store.ClearAsync("k", Cancel);
        Assert.Equal(0, await ItemsAsync());
    }

    [Fact(Timeout = 60_000)]
    public async Task The_time_to_live_is_a_second_after_the_expiry_at_most()
    {
        await Store.SetAsync("key", new byte[1], Time.Now.AddMilliseconds(1500), Cancel);
        Dictionary<string, AttributeValue> item = (await cloud.DynamoDb.ScanAsync(new ScanRequest(_table), Cancel)).Items.Single();
        Assert.Equal($"{Time.Now.ToUnixTimeSeconds() + 2}", item["expires"].N);

        await Store.SetAsync("key", new byte[1_000_000], Time.Now.AddSeconds(10), Cancel);
        Assert.All((await cloud.DynamoDb.ScanAsync(new ScanRequest(_table), Cancel)).Items, part => Assert.Equal($"{Time.Now.ToUnixTimeSeconds() + 11}", part["expires"].N));
        await Store.SetAsync("key", new byte[1], null, Cancel);
        item = (await cloud.DynamoDb.ScanAsync(new ScanRequest(_table), Cancel)).Items.Single();
        Assert.False(item.ContainsKey("expires"));
    }

    [Fact(Timeout = 60_000)]
    public async Task A_table_that_is_not_there_is_an_error_that_names_it()
    {
        StoreException error = await Assert.ThrowsAsync<StoreException>(
            async () => await DynamoDbStore.OpenAsync(new DynamoDbStoreOptions { Table = "absent" }, cloud.DynamoDb, Cancel));
        Assert.Contains("absent", error.Message, StringComparison.Ordinal);
    }

    [Fact(Timeout = 30_000)]
    public async Task Options_that_cannot_work_are_named()
    {
        OptionsException error = await Assert.ThrowsAsync<OptionsException>(
            async () => await DynamoDbStore.OpenAsync(new DynamoDbStoreOptions { Table = "a b", Timeout = TimeSpan.Zero, Name = "" }));
        Assert.All((string[])["Table", "Timeout", "Name"], o => Assert.Contains(o, error.Message, StringComparison.Ordinal));
    }

    private async Task<int> ItemsAsync() => (await cloud.DynamoDb.ScanAsync(new ScanRequest(_table), Cancel)).Items.Count;
}
