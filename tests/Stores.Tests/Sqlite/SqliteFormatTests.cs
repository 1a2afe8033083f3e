using System.IO.Compression;
using System.Text;
using Freshet.Storage;
using Freshet.Tests.Kit;
using SQLitePCL;

namespace Freshet.Stores.Tests.Sqlite;

public sealed class SqliteFormatTests : IDisposable
{
    private static readonly DateTimeOffset Then = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly TempDirectory _directory = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _directory.Dispose();

    [Fact(Timeout = 30_000)]
    public async Task A_database_of_the_current_format_is_read_and_its_tables_are_those_of_a_new_one()
    {
        string kept = _directory.At("kept.db"), written = _directory.At("new.db");
        await using (SqliteStore store = await OpenAsync(written))
        {
            await store.SetAsync("key é", "value"u8.ToArray(), Then.AddYears(1), Cancel);
            await store.SetAsync("empty", ReadOnlyMemory<byte>.Empty, null, Cancel);
            await store.SetAsync("large", Enumerable.Repeat((byte)7, 100_000).ToArray(), null, Cancel);
        }

        // What is written now goes to artifacts/formats, from where a new version is committed beside the old ones.
        Directory.CreateDirectory(Repository.At("artifacts", "formats"));
        await using (var sample = new GZipStream(File.Create(Repository.At("artifacts", "formats", "sqlite-v1.db.gz")), CompressionLevel.SmallestSize))
        {
            await sample.WriteAsync(await File.ReadAllBytesAsync(written, Cancel), Cancel);
        }

        await using (var sample = new GZipStream(File.OpenRead(Repository.At("tests", "Stores.Tests", "Formats", "sqlite-v1.db.gz")), CompressionMode.Decompress))
        await using (FileStream file = File.Create(kept))
        {
            await sample.CopyToAsync(file, Cancel);
        }

        Assert.Equal(Tables(written), Tables(kept));
        await using SqliteStore again = await OpenAsync(kept);
        Assert.Equal([("empty", 0, null), ("key é", 5, Then.AddYears(1)), ("large", 100_000L, (DateTimeOffset?)null)], await again.ScanAsync(cancellationToken: Cancel).Select(e => (e.Key, e.Bytes, e.Expires)).ToListAsync(Cancel));
        using StoreRecord? text = await again.GetAsync("key é", Cancel);
        Assert.Equal("value", Encoding.UTF8.GetString(text!.Value.Span));
        using StoreRecord? large = await again.GetAsync("large", Cancel);
        Assert.Equal(100_000, large!.Value.Span.Count((byte)7));
    }

    private static ValueTask<SqliteStore> OpenAsync(string file) => SqliteStore.OpenAsync(new SqliteStoreOptions { File = file, TimeProvider = new FakeTime(Then) }, Cancel);

    private static List<string> Tables(string file)
    {
        List<string> found = [];
        Assert.Equal(raw.SQLITE_OK, raw.sqlite3_open(file, out sqlite3 database));
        using (database)
        {
            raw.sqlite3_exec(database, "SELECT sql FROM sqlite_master WHERE sql NOT NULL UNION ALL SELECT 'version ' || user_version FROM pragma_user_version", (_, values, _) =>
            {
                found.Add(values[0]);
                return 0;
            }, null, out _);
        }

        Assert.Equal(6, found.Count(sql => !sql.Contains("sqlite_sequence", StringComparison.Ordinal)));
        return found;
    }
}
