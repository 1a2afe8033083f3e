using System.Runtime.CompilerServices;
using System.Text;
using Freshet.Storage;

namespace Freshet.Stores;

public sealed partial class SqliteStore
{
    private const int Page = 500;

    /// <inheritdoc/>
    public async IAsyncEnumerable<StoreEntry> ScanAsync(
        string prefix = "", [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(prefix);
        ObjectDisposedException.ThrowIf(_disposed != 0, this);
        byte[] from = Records.Utf8(prefix), end = Records.End(from);
        List<StoreEntry> page;
        do
        {
            byte[] start = from;
            page = await ReadAsync(connection => List(connection, start, end), [], cancellationToken).ConfigureAwait(false);
            foreach (StoreEntry entry in page)
            {
                yield return entry;
            }

            // The least key after the last one.
            from = page.Count == 0 ? from : [.. Records.Utf8(page[^1].Key), 0];
        }
        while (page.Count == Page);
    }

    /// <inheritdoc/>
    public ValueTask<long> ClearAsync(string prefix = "", CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(prefix);
        ObjectDisposedException.ThrowIf(_disposed != 0, this);
        return WriteAsync(connection => Records.Clear(connection, Records.Utf8(prefix), Now.UtcTicks), 0, cancellationToken);
    }

    /// <summary>Removes what has expired, and shortens the database and its log by what is free in them.</summary>
    public async ValueTask<long> CompactAsync(CancellationToken cancellationToken = default)
    {
        ObjectDisposedException.ThrowIf(_disposed != 0, this);
        long before = BytesOnDisk();
        await WriteAsync(_housekeeper.ExpireAll, 0, cancellationToken).ConfigureAwait(false);
        await _writes.RunAsync(new WriteOperation(Shorten, 0, false) { Alone = true }, cancellationToken).ConfigureAwait(false);
        return Math.Max(0, before - BytesOnDisk());

        static long Shorten(Connection connection)
        {
            connection.Execute("PRAGMA incremental_vacuum");
            connection.TryExecute("PRAGMA wal_checkpoint(TRUNCATE)");
            return 0;
        }
    }

    private List<StoreEntry> List(Connection connection, byte[] from, byte[] end)
    {
        List<StoreEntry> page = new(Page);
        Statement list = connection[
            "SELECT key, bytes, expires FROM records WHERE key >= ?1 AND key < ?2 AND (expires IS NULL OR expires > ?3) ORDER BY key LIMIT ?4"]
            .Bind(1, from).Bind(2, end).Bind(3, Now.UtcTicks).Bind(4, Page);
        try
        {
            while (list.Step())
            {
                page.Add(new StoreEntry(Encoding.UTF8.GetString(list.Blob(0)), list.Number(1), Records.Time(list.NumberOrNull(2))));
            }
        }
        finally
        {
            list.Reset();
        }

        return page;
    }

    private long BytesOnDisk() => new[] { _database.File, _database.File + "-wal" }.Select(f => new FileInfo(f)).Where(f => f.Exists).Sum(f => f.Length);
}
