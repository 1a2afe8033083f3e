using Amazon.S3;
using Amazon.S3.Model;
using Freshet.Storage;
using Freshet.Stores.Testing;

namespace Freshet.Stores.Tests.Cloud;

public sealed class S3StoreContractTests(CloudFixture cloud) : CacheStoreContract
{
    private readonly string _prefix = $"{Guid.NewGuid():N}/";

    protected override StoreTraits Traits { get; } = new() { Load = 0.04 };

    protected override ValueTask<ICacheStore> CreateAsync()
    {
        CloudFixture.SkipIfMissing();
        return new(new S3Store(new S3StoreOptions { Bucket = CloudFixture.Bucket, KeyPrefix = _prefix, TimeProvider = Time }, cloud.S3));
    }

    protected override async ValueTask<ICacheStore?> ReopenAsync() => await CreateAsync();

    protected override async ValueTask<bool> DamageAsync(string key)
    {
        using GetObjectResponse found = await cloud.S3.GetObjectAsync(CloudFixture.Bucket, _prefix + key, Cancel);
        using var bytes = new MemoryStream();
        await found.ResponseStream.CopyToAsync(bytes, Cancel);
        bytes.GetBuffer()[bytes.Length - 1] ^= 1;
        bytes.Position = 0;
        await cloud.S3.PutObjectAsync(new PutObjectRequest { BucketName = CloudFixture.Bucket, Key = _prefix + key, InputStream = bytes, UseChunkEncoding = false }, Cancel);
        return true;
    }

    protected override ValueTask<ICacheStore?> CreateFailingAsync() => new(new S3Store(new S3StoreOptions { Bucket = "absent" }, cloud.S3));

    [Fact(Timeout = 60_000)]
    public async Task Objects_of_others_and_altered_ones_are_misses()
    {
        await Store.SetAsync("key", new byte[1_000], cancellationToken: Cancel);
        string name = (await cloud.S3.ListObjectsV2Async(new ListObjectsV2Request { BucketName = CloudFixture.Bucket, Prefix = _prefix }, Cancel)).S3Objects.Single().Key;
        Assert.Equal($"{_prefix}key", name);
        await cloud.S3.PutObjectAsync(new PutObjectRequest { BucketName = CloudFixture.Bucket, Key = name, ContentBody = "theirs", UseChunkEncoding = false }, Cancel);
        Assert.Null(await Store.GetAsync("key", Cancel));
        Assert.Empty(await KeysAsync());
    }

    [Fact(Timeout = 60_000)]
    public async Task Compacting_removes_what_has_expired_and_nothing_that_was_written_over()
    {
        await Store.SetAsync("expired", new byte[1_000], Time.Now.AddSeconds(1), Cancel);
        await Store.SetAsync("kept", new byte[1_000], Time.Now.AddSeconds(1), Cancel);
        await Store.SetAsync("kept", new byte[10], null, Cancel);
        Time.Advance(TimeSpan.FromSeconds(1));
        Assert.InRange(await ((ICompactable)Store).CompactAsync(Cancel), 1_000, 1_100);
        Assert.Equal(["kept"], await KeysAsync());
        Assert.Single((await cloud.S3.ListObjectsV2Async(new ListObjectsV2Request { BucketName = CloudFixture.Bucket, Prefix = _prefix }, Cancel)).S3Objects);
    }

    [Fact(Timeout = 60_000)]
    public async Task A_bucket_that_is_not_there_is_an_error()
    {
        await using var store = new S3Store(new S3StoreOptions { Bucket = "absent" }, cloud.S3);
        await Assert.ThrowsAsync<StoreException>(async () => await store.GetAsync("key", Cancel));
        await Assert.ThrowsAsync<StoreException>(async () => await store.SetAsync("key", new byte[1], cancellationToken: Cancel));
        await Assert.ThrowsAsync<StoreException>(async () => await store.ClearAsync(cancellationToken: Cancel));
    }

    [Fact(Timeout = 60_000)]
    public async Task A_server_that_is_not_there_is_an_error()
    {
        using var client = new AmazonS3Client(
            new Amazon.Runtime.BasicAWSCredentials("a", "b"), new AmazonS3Config { ServiceURL = "http://127.0.0.1:1", ForcePathStyle = true, MaxErrorRetry = 0 });
        await using var store = new S3Store(new S3StoreOptions { Bucket = "absent" }, client);
        await Assert.ThrowsAsync<StoreException>(async () => await store.GetAsync("key", Cancel));
    }

    [Fact(Timeout = 30_000)]
    public void Options_that_cannot_work_are_named()
    {
        OptionsException error = Assert.Throws<OptionsException>(
            () => new S3Store(new S3StoreOptions { Bucket = "", KeyPrefix = "/a b", Timeout = TimeSpan.Zero, ScanConcurrency = 0, Name = "" }));
        Assert.All((string[])["Bucket", "KeyPrefix", "Timeout", "ScanConcurrency", "Name"], o => Assert.Contains(o, error.Message, StringComparison.Ordinal));
    }
}
