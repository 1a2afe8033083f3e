using System.Buffers;

namespace Freshet.Storage;

/// <summary>Carries records from one store to another: as they are, or in a form that people can read and edit.</summary>
public static partial class StoreTransfer
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

    /// <summary>Writes the records under a prefix in a form that people can read; a stored response has its body with it. The forms are in docs/format.md.</summary>
    /// <param name="store">The store to read; it must be able to list its records.</param>
    /// <param name="target">Where they go, as UTF-8; stays open.</param>
    /// <param name="prefix">What the keys begin with; empty for all.</param>
    /// <param name="format">The form; null for lines of JSON.</param>
    /// <param name="cancellationToken">Ends the writing.</param>
    /// <returns>How many records were written.</returns>
    public static ValueTask<long> ExportAsync(
        ICacheStore store, Stream target, string prefix = "", TransferFormat? format = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(store);

        // The segments of a body are with the response they belong to.
        var keys = store.ScanAsync(prefix, cancellationToken).Select(entry => entry.Key).Where(key => !key.StartsWith(BodyKeys.Prefix, StringComparison.Ordinal));
        return ExportAsync(store, keys, target, format, cancellationToken);
    }

    /// <summary>Writes the records of some keys in a form that people can read.</summary>
    /// <param name="store">The store to read.</param>
    /// <param name="keys">The keys; those that are not there are left out.</param>
    /// <param name="target">Where the records go, as UTF-8; stays open.</param>
    /// <param name="format">The form; null for lines of JSON.</param>
    /// <param name="cancellationToken">Ends the writing.</param>
    /// <returns>How many records were written.</returns>
    public static async ValueTask<long> ExportAsync(
        ICacheStore store, IAsyncEnumerable<string> keys, Stream target, TransferFormat? format = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(keys);
        ArgumentNullException.ThrowIfNull(target);
        var written = 0L;
        var buffer = new ArrayBufferWriter<byte>();
        await foreach (var key in keys.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            if (await ReadAsync(store, key, cancellationToken).ConfigureAwait(false) is { } record)
            {
                buffer.ResetWrittenCount();
                (format ?? JsonFormat.Default).Write(record, buffer);
                await target.WriteAsync(buffer.WrittenMemory, cancellationToken).ConfigureAwait(false);
                written++;
            }
        }

        await target.FlushAsync(cancellationToken).ConfigureAwait(false);
        return written;
    }

    /// <summary>Writes what an export wrote, edited or not, into a store.</summary>
    /// <param name="source">The records, as UTF-8; stays open.</param>
    /// <param name="store">The store to write.</param>
    /// <param name="format">The form; null for lines of JSON.</param>
    /// <param name="cancellationToken">Ends the reading; what was written stays.</param>
    /// <returns>How many records were read.</returns>
    /// <exception cref="FormatException">Something is not of that form; the message says in which line and why. What stands before it is written.</exception>
    public static async ValueTask<long> ImportAsync(
        Stream source, ICacheStore store, TransferFormat? format = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(store);
        var read = 0L;
        await foreach (var record in (format ?? JsonFormat.Default).ReadAsync(source, cancellationToken).ConfigureAwait(false))
        {
            try
            {
                await WriteAsync(store, record, cancellationToken).ConfigureAwait(false);
            }
            catch (ArgumentException e)
            {
                throw new FormatException($"The record of '{record.Key}' is none that a store takes: {e.Message}", e);
            }

            read++;
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
