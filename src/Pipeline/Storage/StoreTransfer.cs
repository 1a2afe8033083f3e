using System.Text;

namespace Freshet.Storage;

/// <summary>Carries records from one store to another: as they are, or as lines of JSON that people can read and edit.</summary>
public static class StoreTransfer
{
    /// <summary>Copies the records under a prefix, with their expiry.</summary>
    /// <param name="from">The store to read; it must be able to list its records.</param>
    /// <param name="to">The store to write.</param>
    /// <param name="prefix">What the keys begin with; empty for all.</param>
    /// <param name="cancellationToken">Ends the copying; what was copied stays.</param>
    /// <returns>How many records were copied.</returns>
    public static async ValueTask<long> CopyAsync(ICacheStore from, ICacheStore to, string prefix = "", CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(from);
        ArgumentNullException.ThrowIfNull(to);
        var copied = 0L;
        List<string> heads = [];
        await foreach (var entry in from.ScanAsync(prefix, cancellationToken).ConfigureAwait(false))
        {
            if (entry.Key.StartsWith(Rules.CacheKey.Prefix, StringComparison.Ordinal))
            {
                // A record is the mark that its body is there: it comes last.
                heads.Add(entry.Key);
            }
            else
            {
                copied += await CopyOneAsync(from, to, entry.Key, cancellationToken).ConfigureAwait(false);
            }
        }

        foreach (var key in heads)
        {
            copied += await CopyOneAsync(from, to, key, cancellationToken).ConfigureAwait(false);
        }

        return copied;
    }

    /// <summary>Writes the records under a prefix as JSON, one line each; a stored response has its body in its line. The form is in docs/format.md.</summary>
    /// <param name="store">The store to read; it must be able to list its records.</param>
    /// <param name="target">Where the lines go, as UTF-8; stays open.</param>
    /// <param name="prefix">What the keys begin with; empty for all.</param>
    /// <param name="cancellationToken">Ends the writing.</param>
    /// <returns>How many lines were written.</returns>
    public static async ValueTask<long> ExportAsync(ICacheStore store, Stream target, string prefix = "", CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(target);
        var written = 0L;
        await foreach (var entry in store.ScanAsync(prefix, cancellationToken).ConfigureAwait(false))
        {
            // The segments of a body are in the line of the response they belong to.
            if (!entry.Key.StartsWith(BodyKeys.Prefix, StringComparison.Ordinal)
                && await RecordJson.WriteAsync(store, entry.Key, cancellationToken).ConfigureAwait(false) is { } line)
            {
                await target.WriteAsync(line, cancellationToken).ConfigureAwait(false);
                written++;
            }
        }

        await target.FlushAsync(cancellationToken).ConfigureAwait(false);
        return written;
    }

    /// <summary>Writes what <see cref="ExportAsync"/> wrote, edited or not, into a store; what freshness depends on is taken from the fields again.</summary>
    /// <param name="source">The lines, as UTF-8; stays open. Empty ones are skipped.</param>
    /// <param name="store">The store to write.</param>
    /// <param name="cancellationToken">Ends the reading; what was written stays.</param>
    /// <returns>How many lines were read.</returns>
    /// <exception cref="FormatException">A line is not of that form; the message says which and why. Those before it are written.</exception>
    public static async ValueTask<long> ImportAsync(Stream source, ICacheStore store, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(store);
        using var reader = new StreamReader(source, Encoding.UTF8, leaveOpen: true);
        var read = 0L;
        for (var number = 1; await reader.ReadLineAsync(cancellationToken).ConfigureAwait(false) is { } line; number++)
        {
            if (!string.IsNullOrWhiteSpace(line))
            {
                await RecordJson.ReadAsync(line, number, store, cancellationToken).ConfigureAwait(false);
                read++;
            }
        }

        return read;
    }

    private static async ValueTask<int> CopyOneAsync(ICacheStore from, ICacheStore to, string key, CancellationToken cancellationToken)
    {
        using var record = await from.GetAsync(key, cancellationToken).ConfigureAwait(false);
        if (record is null)
        {
            return 0;
        }

        await to.SetAsync(key, record.Value, record.Expires, cancellationToken).ConfigureAwait(false);
        return 1;
    }
}
