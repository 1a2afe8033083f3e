using System.Buffers;
using System.Text;
using Freshet.Http;
using Freshet.Rules;
using Freshet.Storage;
using Freshet.Tests.Kit;

namespace Freshet.Stores.Tests.Transfer;

public sealed class StoreTransferTests : IDisposable
{
    private static readonly DateTimeOffset Then = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly TempDirectory _directory = new();
    private readonly MemoryStore _full = new(new MemoryStoreOptions { TimeProvider = new FakeTime(Then) });

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _directory.Dispose();

    [Fact(Timeout = 60_000)]
    public async Task Records_come_through_every_pair_of_stores_and_through_json()
    {
        await FillAsync(_full);
        string lines = await ExportAsync(_full);
        Func<Task<ICacheStore>>[] stores =
        [
            async () => await FileStore.OpenAsync(new FileStoreOptions { Directory = _directory.At($"{Guid.NewGuid()}"), TimeProvider = new FakeTime(Then) }, Cancel),
            async () => await SqliteStore.OpenAsync(new SqliteStoreOptions { File = _directory.At($"{Guid.NewGuid()}.db"), TimeProvider = new FakeTime(Then) }, Cancel),
            async () => await FasterStore.OpenAsync(new FasterStoreOptions { Directory = _directory.At($"{Guid.NewGuid()}"), TimeProvider = new FakeTime(Then) }, Cancel),
            () => Task.FromResult<ICacheStore>(new CompressedStore(new MemoryStore(new MemoryStoreOptions { TimeProvider = new FakeTime(Then) }))),
        ];
        foreach (Func<Task<ICacheStore>> open in stores)
        {
            foreach (Func<Task<ICacheStore>> openNext in stores)
            {
                await using ICacheStore first = await open(), second = await openNext(), third = await open();
                Assert.Equal(8, await StoreTransfer.CopyAsync(_full, first, cancellationToken: Cancel));
                Assert.Equal(8, await StoreTransfer.CopyAsync(first, second, cancellationToken: Cancel));
                Assert.Equal(lines, await ExportAsync(second));
                Assert.Equal(5, await StoreTransfer.ImportAsync(new MemoryStream(Encoding.UTF8.GetBytes(lines)), third, cancellationToken: Cancel));
                Assert.Equal(lines, await ExportAsync(third));
            }
        }
    }

    [Fact(Timeout = 30_000)]
    public async Task Freshness_follows_the_fields_that_were_edited()
    {
        await FillAsync(_full);
        string lines = (await ExportAsync(_full)).Replace("max-age=60", "max-age=7200", StringComparison.Ordinal).Replace("Hellø", "Edited", StringComparison.Ordinal);
        var store = new MemoryStore();
        await StoreTransfer.ImportAsync(new MemoryStream(Encoding.UTF8.GetBytes(lines)), store, cancellationToken: Cancel);
        using StoreRecord? record = await store.GetAsync("h/https://example.org/", Cancel);
        Assert.True(StoredHeads.TryRead(record!.Value, out StoredHeads heads, out _));
        Assert.Equal(7200, heads[1].Facts.MaxAge);
        using StoreRecord? body = await store.GetAsync(BodyKeys.Segment(heads[1].Body.Id, 0), Cancel);
        Assert.StartsWith("Edited", Encoding.UTF8.GetString(body!.Value.Span), StringComparison.Ordinal);
    }

    [Fact(Timeout = 30_000)]
    public async Task The_form_is_the_one_that_is_committed()
    {
        await FillAsync(_full);
        Assert.Equal(Sample("records-v1.jsonl", await ExportAsync(_full)), await ExportAsync(_full));
    }

    [Fact(Timeout = 30_000)]
    public async Task The_form_in_yaml_is_the_one_that_is_committed_and_is_read_again()
    {
        await FillAsync(_full);
        var (format, yaml) = (new YamlFormat(), new ArrayBufferWriter<byte>());
        foreach (string key in (string[])["h/https://example.org/", "h/https://example.org/image", "v/bytes \"\n", "v/empty", "v/value"])
        {
            format.Write((await StoreTransfer.ReadAsync(_full, key, Cancel))!, yaml);
        }

        string written = Encoding.UTF8.GetString(yaml.WrittenSpan);
        Assert.Equal(Sample("records-v1.yaml", written), written);
        var again = new MemoryStore(new MemoryStoreOptions { TimeProvider = new FakeTime(Then) });
        await StoreTransfer.ImportAsync(new MemoryStream(yaml.WrittenMemory.ToArray()), again, format, Cancel);
        Assert.Equal(await ExportAsync(_full), await ExportAsync(again));
    }

    [Fact(Timeout = 30_000)]
    public async Task A_file_of_the_current_format_is_read()
    {
        await using FileStore store = await FileStore.OpenAsync(new FileStoreOptions { Directory = _directory.At("files") }, Cancel);
        await store.SetAsync("key é", "value"u8.ToArray(), DateTimeOffset.MaxValue, Cancel);
        string file = Directory.GetFiles(_directory.At("files"), "*", SearchOption.AllDirectories).Single(f => Path.GetFileName(f).Length == 32);
        string written = Convert.ToHexString(await File.ReadAllBytesAsync(file, Cancel));
        string sample = Sample("file-v1.hex", written);
        Assert.Equal(sample, written);
        File.WriteAllBytes(file, Convert.FromHexString(sample));
        using StoreRecord? record = await store.GetAsync("key é", Cancel);
        Assert.Equal("value", Encoding.UTF8.GetString(record!.Value.Span));
    }

    [Theory(Timeout = 30_000)]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("{\"key\":\"\",\"text\":\"\"}")]
    [InlineData("{\"key\":\"a\"}")]
    [InlineData("{\"key\":\"a\",\"base64\":\"*\"}")]
    [InlineData("{\"key\":\"a\",\"text\":\"b\",\"expires\":\"soon\"}")]
    [InlineData("{\"key\":\"a\",\"text\":\"b\",\"expire\":\"2026-01-31\"}")]
    [InlineData("{\"key\":\"h/a\",\"responses\":[{\"status\":7}]}")]
    [InlineData("{\"key\":\"h/a\",\"responses\":[{\"body\":{\"text\":\"\"},\"status\":\"x\",\"fields\":[],\"selecting\":[]}]}")]
    public async Task A_line_that_is_no_record_is_told_by_its_number(string line)
    {
        FormatException error = await Assert.ThrowsAsync<FormatException>(
            async () => await StoreTransfer.ImportAsync(new MemoryStream(Encoding.UTF8.GetBytes($"{{\"key\":\"a\",\"text\":\"b\"}}\n\n{line}\n")), _full, cancellationToken: Cancel));
        Assert.StartsWith("Line 3 is no record", error.Message, StringComparison.Ordinal);
    }

    // What is written now goes to artifacts/formats, from where a new version is committed beside the old ones.
    private static string Sample(string name, string written)
    {
        Directory.CreateDirectory(Repository.At("artifacts", "formats"));
        File.WriteAllText(Repository.At("artifacts", "formats", name), written);
        return File.ReadAllText(Repository.At("tests", "Stores.Tests", "Formats", name));
    }

    private static async Task FillAsync(ICacheStore store)
    {
        StoredHeads heads = StoredHeads.Empty;
        foreach ((string language, string text) in ((string, string)[])[("da", "Hellø\n"), ("en", "Hello")])
        {
            RequestHead request = RequestHead.Get(new Uri("https://example.org/"), HeaderFields.Of(("Accept-Language", language)));
            ResponseHead response = new(200, HeaderFields.Of(("Cache-Control", "max-age=60"), ("Vary", "Accept-Language"), ("Content-Type", "text/plain"), ("ETag", $"\"{language}\"")));
            heads = heads.With(StoredHead.Of(request, response, await BodyAsync(store, Encoding.UTF8.GetBytes(text)), new CachePolicy(), Then, Then.AddSeconds(1)), request, out _);
        }

        await store.SetAsync("h/https://example.org/", heads.ToArray(), cancellationToken: Cancel);
        RequestHead plain = RequestHead.Get(new Uri("https://example.org/image"));
        StoredHead image = StoredHead.Of(plain, new ResponseHead(404, HeaderFields.Of(("Date", "Thu, 01 Jan 2026 00:00:00 GMT"))), await BodyAsync(store, [0, 1, 2, 255]), new CachePolicy(), Then, Then);
        await store.SetAsync("h/https://example.org/image", StoredHeads.Empty.With(image, plain, out _).ToArray(), cancellationToken: Cancel);
        await store.SetAsync("v/value", "text"u8.ToArray(), Then.AddYears(500), Cancel);
        await store.SetAsync("v/bytes \"\n", new byte[] { 1, 0, 200 }, cancellationToken: Cancel);
        await store.SetAsync("v/empty", ReadOnlyMemory<byte>.Empty, cancellationToken: Cancel);
    }

    private static async Task<BodyDescriptor> BodyAsync(ICacheStore store, byte[] body)
    {
        BodyId id = BodyId.New();
        List<BodySegment> segments = [];
        foreach (byte[] segment in body.Chunk(StoreLimits.MaxSegmentBytes))
        {
            await store.SetAsync(BodyKeys.Segment(id, segments.Count), segment, cancellationToken: Cancel);
            segments.Add(new BodySegment(segment.Length, BodyDigest.Compute(segment)));
        }

        return new BodyDescriptor(id, body.Length, segments);
    }

    private static async Task<string> ExportAsync(ICacheStore store)
    {
        using var lines = new MemoryStream();
        await StoreTransfer.ExportAsync(store, lines, cancellationToken: Cancel);
        string[] all = Encoding.UTF8.GetString(lines.ToArray()).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        return string.Concat(all.Order(StringComparer.Ordinal).Select(l => l + "\n"));
    }
}
