using Freshet.Storage;

namespace Freshet.Stores;

/// <summary>Writes the log of an older format anew, beside the old one in its directory.</summary>
/// <remarks>
/// The file <c>format</c> is the commit mark. Until it is replaced, the store is the old one, and what a killed migration left is removed by the next;
/// from then on it is the new one, and what is left of the old is removed by the next opening.
/// </remarks>
internal sealed class LogMigration(string directory, OldLogFormat format, FasterStoreOptions options)
{
    public static string WorkPlace(string directory) => Path.Combine(directory, "migrating");

    public async ValueTask<StoreMigration> RunAsync(CancellationToken cancellationToken)
    {
        string work = WorkPlace(directory);
        RemoveRests(work);
        long records = await WriteAsync(work, cancellationToken).ConfigureAwait(false);
        File.Delete(Path.Combine(directory, IndexSnapshot.Name));
        foreach (string file in Directory.EnumerateFiles(work, "log-*").Append(Path.Combine(work, IndexSnapshot.Name)))
        {
            File.Move(file, Path.Combine(directory, Path.GetFileName(file)));
        }

        FormatFile.Write(directory);
        FormatFile.RemoveOlder(directory);
        return new StoreMigration(format.Version, LogLayout.Version, records);
    }

    private async ValueTask<long> WriteAsync(string work, CancellationToken cancellationToken)
    {
        FasterStore store = await FasterStore.OpenAsync(options with { Directory = work, Commit = CommitPolicy.OnFlush }, cancellationToken).ConfigureAwait(false);
        await using (store.ConfigureAwait(false))
        {
            IAsyncEnumerable<OldLogRecord> records = format.ReadAsync(directory, options.TimeProvider.GetUtcNow(), cancellationToken);
            await foreach (OldLogRecord record in records.ConfigureAwait(false))
            {
                await WriteAsync(store, record, cancellationToken).ConfigureAwait(false);
            }

            await store.FlushAsync(cancellationToken).ConfigureAwait(false);
            return store.Count;
        }
    }

    private static async ValueTask WriteAsync(FasterStore store, OldLogRecord record, CancellationToken cancellationToken)
    {
        if (record.Key is null)
        {
            await store.ClearAsync(cancellationToken: cancellationToken).ConfigureAwait(false);
        }
        else if (record.Value is { } value)
        {
            await store.SetAsync(record.Key, value, record.Expires, cancellationToken).ConfigureAwait(false);
        }
        else
        {
            await store.RemoveAsync(record.Key, cancellationToken).ConfigureAwait(false);
        }
    }

    private void RemoveRests(string work)
    {
        foreach (string file in Directory.EnumerateFiles(directory, "log-*"))
        {
            if (LogLayout.TryParse(Path.GetFileName(file), out int version, out _, out _) && version == LogLayout.Version)
            {
                File.Delete(file);
            }
        }

        if (Directory.Exists(work))
        {
            Directory.Delete(work, recursive: true);
        }
    }
}
